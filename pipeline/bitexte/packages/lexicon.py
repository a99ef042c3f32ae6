"""The lexicon of a package: the English renderings of rare French words and of names.

A file `lexicon.tsv` in UTF-8, a word or name a line: French, tab, its renderings, the usual one first, with `|` between
them. The lines stand in the order of their bytes, and the file is searched where it lies.
"""

from __future__ import annotations

import mmap
from functools import cached_property
from pathlib import Path

from bitexte import limits

FILE = "lexicon.tsv"


class Lexicon:
    """Looks words up in a lexicon file, which is opened when the first one is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def find(self, french: str) -> tuple[str, ...]:
        """The renderings of a word or name, the usual one first; none where the lexicon lacks it."""
        content, key = self._content, french.encode("utf-8") + b"\t"
        low, high = 0, len(content)
        while low < high:
            middle = content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = content.find(b"\n", middle)
            line = content[middle : len(content) if end < 0 else end]
            if line.startswith(key):
                renderings = line[len(key) :].decode("utf-8", "replace").split("|")
                return tuple(rendering for rendering in renderings if rendering)
            if line < key:
                low = len(content) if end < 0 else end + 1
            else:
                high = middle
        return ()

    @cached_property
    def _content(self) -> mmap.mmap | bytes:
        """The bytes of the file, read as they are needed; none of one that is empty or too large."""
        with self.path.open("rb") as file:
            if not 0 < self.path.stat().st_size <= limits.LEXICON_BYTES:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    @property
    def count(self) -> int:
        """The number of words and names."""
        content, count, place = self._content, 0, 0
        while (place := content.find(b"\n", place) + 1) > 0:
            count += 1
        return count
