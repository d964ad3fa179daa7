"""Published tables of schemes, read with a file that names their columns."""
