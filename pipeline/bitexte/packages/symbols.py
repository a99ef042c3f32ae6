"""The reserved characters that a package may be trained on: private-use ones, which no text to translate holds.

A package says in its metadata.json which of them it knows; the recipe in training/ teaches them all.
"""

from __future__ import annotations

OPEN, SEPARATOR, CLOSE = "\ue000", "\ue001", "\ue002"  # a term: the words, and what they are to become
HINTS = ("\ue003", "\ue004", "\ue005")
MASKS = tuple(map(chr, range(0xE010, 0xE020)))  # what stands for a literal, on both sides alike
CODES = tuple(map(chr, range(0xE020, 0xE028)))  # inline codes
# Where a sentence comes from: literature, parliament, law, software, news and general prose, machine; two are spare.
ORIGINS = tuple(map(chr, range(0xE028, 0xE030)))
RESERVED = (OPEN, SEPARATOR, CLOSE, *HINTS, *MASKS, *CODES, *ORIGINS)
