"""Cuts what is longer than a model's reach into clauses, so that nothing is ever cut off."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from pipeline.model import Span

# The best places first: between sentences, at strong and weak punctuation, before a conjunction, between words.
_PLACES = tuple(
    regex.compile(pattern)
    for pattern in (
        r"(?<=[.!?…][»\"”)]?)\s+",
        r"(?<=[;:])\s+",
        r"(?<=,)\s+",
        r"\s+(?=(?:et|ou|mais|car|donc|que|qui|dont|où|lorsque|quand|si)\s)",
        r"\s+",
    )
)


def cut(text: str, length: Callable[[str], int], longest: int, whole: Sequence[Span] = ()) -> list[Span]:
    """Spans that cover the text, each of at most `longest` by `length`; the spans in `whole` are not cut through.

    A word longer than that is cut anywhere: it is no word.
    """
    return _cut(text, (0, len(text)), length, longest, tuple(whole))


def _cut(text: str, span: Span, length: Callable[[str], int], longest: int, whole: tuple[Span, ...]) -> list[Span]:
    start, end = span
    if end - start <= 1 or (end - start <= longest * 8 and length(text[start:end]) <= longest):
        return [span]
    middle = _place(text, span, whole)
    return [*_cut(text, (start, middle), length, longest, whole), *_cut(text, (middle, end), length, longest, whole)]


def _place(text: str, span: Span, whole: tuple[Span, ...]) -> int:
    """The cut nearest the middle, of the best kind that has one in the middle half."""
    start, end = span
    quarter = (end - start) // 4
    middle = (start + end) // 2
    for pattern in _PLACES:
        ends = (match.end() for match in pattern.finditer(text, start + quarter, end - quarter))
        fit = [place for place in ends if start < place < end and not any(a < place < b for a, b in whole)]
        if fit:
            return min(fit, key=lambda place: abs(place - middle))
    return middle
