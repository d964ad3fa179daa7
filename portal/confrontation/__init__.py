"""What one room knows, no other denies: the rooms compared by place and type of scheme."""
