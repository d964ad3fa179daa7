"""Official files into the register: read, compared, written when asked to."""
