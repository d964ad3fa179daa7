"""The territories of France: what contains what, where they lie, how to find one."""
