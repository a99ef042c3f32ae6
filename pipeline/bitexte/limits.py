"""How much of anything is read: the bounds of every reader, in one place."""

from __future__ import annotations

TEXT = 1_000  # MB of a plain text, which is read in parts
PART_CHARACTERS = 500_000  # of a part of a plain text, and ..
PART_LINES = 10_000  # .. its lines: a segment with all that is known of it takes some 3 kB of memory
