"""What changed in a record, day by day, in plain words."""
