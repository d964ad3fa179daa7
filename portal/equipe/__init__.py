"""What the team sees: its admin site, what waits, roles, accounts, the guide."""
