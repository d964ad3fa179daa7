"""Each file that the site gives out, read back field by field by the real program it is for."""
