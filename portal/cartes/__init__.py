"""Maps drawn on the server: of a place, of a dispositif, of the region."""
