"""Notices that may be one work, and their merge."""
