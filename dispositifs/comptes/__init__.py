"""Counts: the census of the register, published figures, and why both differ."""
