"""The sheet of a territory: on a page, and on one A4."""
