"""The catalogue’s fixture files into the database."""
