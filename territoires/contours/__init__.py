"""Import of outlines: read a file, repair and simplify with shapely, compare, write."""
