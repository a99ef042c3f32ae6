"""What is wrong with a translation as a whole, whatever its words: nothing there, a loop, a length that none has.

Each measure has two bars: from the first on an engine tries again, from the second on a reviewer is told (checks/length
and checks/repetition).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import regex

_STUTTER = regex.compile(r"(\S{1,6}?)\1{9,}")  # 585858… within one word
_LONGEST = 8  # words of a stretch that an engine repeats


class Defect(StrEnum):
    """What makes an output useless."""

    EMPTY = "empty"
    LOOP = "loop"
    LONG = "long"
    SHORT = "short"


def defect(source: str, target: str) -> Defect | None:
    """The defect for which an engine tries again; None where there is none."""
    if not target.strip():
        return Defect.EMPTY
    if _STUTTER.search(target) and not _STUTTER.search(source):
        return Defect.LOOP
    words = target.casefold().split()
    for length in range(1, min(_LONGEST, len(words) // 3) + 1):
        times, _ = in_a_row(words, length)
        if times >= (5 if length == 1 else 3) and times > in_a_row(source.casefold().split(), length)[0]:
            return Defect.LOOP
    if len(words) > 3 * len(source.split()) + 12:
        return Defect.LONG
    if len(source) > 100 and len(target) < 0.45 * len(source):
        return Defect.SHORT
    return None


def out_of_proportion(source: str, target: str) -> Defect | None:
    """SHORT or LONG from the length in characters on that a reviewer is told of, None where it is usual.

    English takes about 0.9 characters for one of French; the bounds leave room for free translations, and for a
    heading twice as long as its source.
    """
    wanted, own = len(source.strip()), len(target.strip())
    if own < 0.55 * wanted - 15:
        return Defect.SHORT
    return Defect.LONG if own > 1.6 * wanted + 20 else None


def said_more_often(source: str, target: str) -> int:
    """How many times more than in the source a word stands in a row in the target."""
    ours, theirs = (in_a_row(text.casefold().split(), 1)[0] for text in (target, source))
    return max(0, ours - max(2, theirs)) if ours > 2 else 0


def in_a_row(tokens: Sequence[str], length: int) -> tuple[int, int]:
    """How often at most a stretch of `length` tokens stands in a row, and where that begins."""
    best = where = equal = 0
    for index in range(len(tokens) - length):
        equal = equal + 1 if tokens[index] == tokens[index + length] else 0
        if equal > best:
            best, where = equal, index - equal + 1
    return best // length + 1, where
