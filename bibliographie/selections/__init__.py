"""Sélections by CRES, a visitor’s own basket, and both on paper."""
