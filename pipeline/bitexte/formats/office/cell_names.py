"""How spreadsheets name columns and ranges of cells: A1 notation."""

from __future__ import annotations

import re
from functools import lru_cache

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]+)")


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def area(reference: str) -> tuple[int, int, int, int]:
    """First column and row, last column and row of a range such as A1:D5; zeros for what is none."""
    found = [(column_number(letters), int(row)) for letters, row in _REFERENCE.findall(reference)]
    return (*found[0], *found[-1]) if found else (0, 0, 0, 0)
