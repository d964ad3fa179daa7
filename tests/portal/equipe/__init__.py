"""The admin as a product: accounts, roles, publication, what waits."""
