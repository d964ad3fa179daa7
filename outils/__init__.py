"""What make calls, and what was used once to make the data."""
