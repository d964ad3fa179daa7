"""Who enters the admin, and how: password, second factor, lock-out. No public account."""
