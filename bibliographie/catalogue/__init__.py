"""The catalogue: its list in every format, and the page of a notice."""
