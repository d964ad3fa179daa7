"""The observatory: what the register counts on a territory, at a date."""
