"""Quartiers prioritaires, and which schemes reach each of them."""
