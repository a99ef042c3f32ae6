"""The recipe of the embedded model; nothing in pipeline/ imports it."""
