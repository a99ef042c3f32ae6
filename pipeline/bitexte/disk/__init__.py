"""Which file is meant, read, locked, replaced."""
