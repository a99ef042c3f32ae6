"""Words: what counts as one in French and English."""

from __future__ import annotations

import regex

from bitexte.model import Span
from bitexte.text.characters import APOSTROPHE

LETTERS = r"[^\W\d_]+"  # a run of letters, for the standard library's re
ELISION = rf"(?i:\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu){APOSTROPHE}(?=\p{{L}}))"
_LETTERS = regex.compile(LETTERS)
# Elisions are words of their own, for a term may begin after one; compounds and figures are one word.
_WORD = regex.compile(ELISION + r"|[\p{L}\p{M}\p{N}]+(?:[-'’.,][\p{L}\p{M}\p{N}]+)*")


def words(text: str) -> list[Span]:
    """The spans of the words: French elisions (l', qu') stand alone; compounds, addresses and figures are one word."""
    return [found.span() for found in _WORD.finditer(text)]


def lower_words(text: str) -> list[str]:
    """The runs of letters of a text in lower case, without figures."""
    return [word.casefold() for word in _LETTERS.findall(text)]
