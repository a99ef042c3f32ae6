"""Identifiers: made from texts, and each given once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 100  # characters of a slug


def slug(text: str) -> str:
    """The letters and digits of a text as an identifier: place de marché -> place-de-marche; `term` if it has none."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    words = _WORD.findall(plain.replace("œ", "oe").replace("æ", "ae"))
    return "-".join(words)[:_LONGEST] or "term"


class Identifiers:
    """The identifiers given so far. A wanted one that is taken gets a number, in a time that does not grow."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def add(self, name: str) -> None:
        """Mark as taken what was named elsewhere."""
        self._taken.add(name)

    def distinct(self, name: str) -> str:
        """`name`, or the first of `name-2`, `name-3`… that is not taken; it is taken afterwards."""
        unique, number = name, self._last.get(name, 1)
        while unique in self._taken:
            number += 1
            unique = f"{name}-{number}"
        self._last[name] = number
        self._taken.add(unique)
        return unique

    def __contains__(self, name: str) -> bool:
        return name in self._taken
