"""Runs of non-Latin script, replaced by single letters before decoding and put back after it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bitexte.model import Span
from bitexte.text.spans import overlaps

Mask = tuple[Span, str]

LETTER = r"[^\P{L}\p{Latin}µªº]"
_WORD = rf"{LETTER}(?:{LETTER}|[\p{{M}}\u3001-\u303f\uff01-\uff5e\u060c\u061b\u061f·])*+"
# Words in a row, with the blanks, signs and commas between them.
RUN = rf"{_WORD}(?:,?[ \u00a0'’-]{_WORD})*+"
_RUN = regex.compile(rf"(?<!\w){RUN}(?!\w)")
_STANDINS = "XYZWQKJVHNPRBDGMFL"
_NOTHING = "\u200b"  # fills up a stand-in to the length of its run; no model is given it


def foreign_runs(text: str, kept: Sequence[Span] = ()) -> list[Mask]:
    """The spans that are kept, and the runs of other scripts, each with the letter that stands for it.

    Equal runs share a letter that is free. What is part of a word with Latin letters or figures stays: no letter could
    be told from the rest of it.
    """
    free = (letter for letter in _STANDINS if not _alone(letter).search(text))
    own = list(zip(kept, free, strict=False))
    runs = [(found.span(), found.group()) for found in _RUN.finditer(text) if not overlaps(found.span(), kept)]
    letters = dict(zip(dict.fromkeys(run for _, run in runs), free, strict=False))
    return sorted([*own, *((span, letters[run]) for span, run in runs if run in letters)])


def masked(text: str, found: Sequence[Mask]) -> str:
    """The text with the letters in place of the runs. Its length does not change."""
    for (start, end), letter in found:
        text = text[:start] + letter.ljust(end - start, _NOTHING) + text[end:]
    return text


def unmasked(source: str, found: Sequence[Mask], target: str) -> str:
    """The runs found in the source put back in the place of the letters that stood for them."""
    for (start, end), letter in found:
        target = _alone(letter).sub(source[start:end], target)
    return target


def _alone(letter: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w){letter}(?!\w)")
