"""`make captures`: the pictures of the README and of the staff guide, taken from the site."""
