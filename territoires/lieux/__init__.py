"""Places as people name them: the finder, its suggestions, names in French, the file."""
