"""English in its British or American variant: spelling by a table of words, and the order of dates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import regex

from bitexte.model import Span
from bitexte.text.spans import overlaps

Change = tuple[Span, str]  # a span of the text, and what stands there in the variant

_AMERICAN = frozenset({"en-US"})
_BRITISH = frozenset({"en-GB", "en-AU", "en-IE", "en-NZ"})
_WORD = regex.compile(r"[A-Za-z]{4,}")
_SENTENCE = regex.compile(r"(?:^|[.!?:…]\s)[\s\p{Ps}\p{Pi}\"']*$")
_MONTH = "(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?"
_NEAR = 12  # characters before a word that tell whether a sentence begins with it
_YEAR = r"(?P<year>,? \d{4})?"
# A day that is one of several (14 to 16 July) stays in its order, and so does a figure that is no day (May 5% of them).
_DAY_FIRST = regex.compile(
    rf"(?<![\d.,/:-])(?<!\d ?(?:to|and|or|&|[–-]) )(?<!\d[–-]){_DAY}(?: of)? {_MONTH}{_YEAR}(?![\d\p{{L}}-])"
)
_MONTH_FIRST = regex.compile(
    rf"(?<!\p{{L}}){_MONTH} {_DAY}{_YEAR}(?! ?(?:to|and|or|&|[–-]) ?\d)(?![\d.:%€$-]*\d)(?![\p{{L}}%-])"
)


def in_variant(text: str, tag: str, source: str = "", kept: Sequence[Span] = ()) -> list[Change]:
    """What an English text lacks to be in the variant of a language tag, in the order of the text.

    Nothing is changed in the spans `kept` (terms, which are written as the glossary writes them), in words that the
    French `source` holds too, in names (a capital inside a sentence) and for tags other than en-GB, en-AU, en-IE, en-NZ
    and en-US.
    """
    if tag in _AMERICAN:
        found = [*_words(text, _to_american(), source), *_dates(text, _DAY_FIRST, "{month} {day}", ", ")]
    elif tag in _BRITISH:
        found = [*_words(text, _to_british(), source), *_dates(text, _MONTH_FIRST, "{day} {month}", " ")]
    else:
        return []
    return sorted(change for change in found if not overlaps(change[0], kept))


def _words(text: str, table: dict[str, tuple[str, str]], source: str) -> Iterator[Change]:
    known = frozenset(word.lower() for word in _WORD.findall(source))
    for found in _WORD.finditer(text):
        word = found[0]
        other, stem = table.get(word.lower(), ("", ""))
        if not other or word.lower() in known or stem not in source.lower():
            continue
        if word.islower():
            yield found.span(), other
        elif word.isupper():
            yield found.span(), other.upper()
        elif word.istitle() and _SENTENCE.search(text, max(0, found.start() - _NEAR), found.start()):
            yield found.span(), other.capitalize()


def _dates(text: str, pattern: regex.Pattern[str], order: str, joint: str) -> Iterator[Change]:
    for found in pattern.finditer(text):
        year = found["year"] or ""
        date = order.format(month=found["month"], day=found["day"])
        yield found.span(), date + (joint + year[-4:] if year else "")


@cache
def _to_british() -> dict[str, tuple[str, str]]:
    """American words in lower case, each with the British one and the French stem that it needs beside it."""
    return {american: (british, stem) for american, british, way, stem in _rows() if way != "<"}


@cache
def _to_american() -> dict[str, tuple[str, str]]:
    return {british: (american, "") for american, british, way, _ in _rows() if way != ">"}


def _rows() -> list[tuple[str, str, str, str]]:
    lines = resources.files("bitexte").joinpath("assets/spelling.tsv").read_text(encoding="utf-8").splitlines()
    padded = [(*line.split("\t"), "", "") for line in lines if not line.startswith("#")]
    return [(row[0], row[1], row[2], row[3]) for row in padded]
