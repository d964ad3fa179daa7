"""`make architecture`: the drawing of the house, made from the imports of its files."""
