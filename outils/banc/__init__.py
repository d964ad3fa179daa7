"""`make bench`: the portal at France size, measured against what it is compared with."""
