"""The same bytes from tables of any size and from clusters: rows in slices, each finished by itself and kept."""
