"""Identifiers: a readable one made from a text, and one that nobody has yet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, MutableMapping


def slug(text: str) -> str:
    """place de marché -> place-de-marche; at most 100 characters, `term` where the text has no letter."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    words = re.findall(r"[^\W_]+", plain.replace("œ", "oe").replace("æ", "ae"))
    return "-".join(words)[:100] or "term"


def distinct(name: str, taken: Container[str], numbers: MutableMapping[str, int] | None = None) -> str:
    """`name`, or the first of `name-2`, `name-3`… that is not taken.

    `numbers` remembers how far each name was counted: with it, many equal names take no longer than others.
    """
    if name not in taken:
        return name
    numbers = {} if numbers is None else numbers
    number = numbers.get(name, 1) + 1
    while f"{name}-{number}" in taken:
        number += 1
    numbers[name] = number
    return f"{name}-{number}"


class Identifiers:
    """The identifiers given so far, each once; many equal wishes take no longer than different ones."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def add(self, name: str) -> None:
        """Mark as taken what was named elsewhere."""
        self._taken.add(name)

    def distinct(self, name: str) -> str:
        """`name`, or the first of `name-2`, `name-3`… that is not taken; it is taken afterwards."""
        unique = distinct(name, self._taken, self._numbers)
        self._taken.add(unique)
        return unique

    def __contains__(self, name: str) -> bool:
        return name in self._taken
