"""Cuts what is longer than a model's reach into clauses, so that nothing is ever cut off."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product

import regex

from bitexte.model import Span
from bitexte.text.spans import merged

# The best places first: between sentences, at strong and weak punctuation, before a conjunction, between words.
# Runs of white space are taken at once (`++`): what backs off in them takes quadratic time.
_PLACES = tuple(
    regex.compile(pattern)
    for pattern in (
        r"(?<=[.!?…][»\"”)]?)\s++",
        r"(?<=[;:])\s++",
        r"(?<=,)\s++",
        r"(?<!\s)\s++(?=(?:et|ou|mais|car|donc|que|qui|dont|où|lorsque|quand|si)\s)",
        r"\s++",
    )
)
NEAR = 400  # characters about the middle that are looked through first, lest all places of a long text be listed


def split_to_fit(text: str, length: Callable[[str], int], longest: int, whole: Sequence[Span] = ()) -> list[Span]:
    """Spans that cover the text, each of at most `longest` by `length`; the spans in `whole` are not cut through.

    A word longer than that is cut anywhere: it is no word. What stands in `whole` may be longer.
    """
    return list(_cut(text, (0, len(text)), length, longest, merged(whole)))


def _cut(text: str, span: Span, length: Callable[[str], int], longest: int, whole: list[Span]) -> Iterator[Span]:
    start, end = span
    if end - start <= 1 or (end - start <= longest * 8 and length(text[start:end]) <= longest):
        yield span
        return
    middle = _place(text, span, whole)
    if middle is None:
        yield span
        return
    yield from _cut(text, (start, middle), length, longest, whole)
    yield from _cut(text, (middle, end), length, longest, whole)


def _place(text: str, span: Span, whole: list[Span]) -> int | None:
    """The cut nearest the middle, of the best kind that has one in the middle half; None inside a whole span."""
    start, end = span
    quarter = (end - start) // 4
    middle = (start + end) // 2
    for pattern, radius in product(_PLACES, sorted({min(NEAR, quarter), quarter})):
        ends = (match.end() for match in pattern.finditer(text, middle - radius, middle + radius))
        found = _nearest(ends, span, whole)
        if found is not None:
            return found
    blanks = (match.end() for match in _PLACES[-1].finditer(text, start, end))
    found = _nearest(blanks, span, whole)
    if found is not None:
        return found
    edges = (edge for each in whole[_before(start, whole) : _before(end, whole) + 1] for edge in each)
    found = _nearest(edges, span, whole)
    return _nearest([middle], span, whole) if found is None else found


def _nearest(places: Iterable[int], span: Span, whole: list[Span]) -> int | None:
    start, end = span
    fit = (place for place in places if start < place < end and not _inside(place, whole))
    return min(fit, key=lambda place: abs(2 * place - start - end), default=None)


def _inside(place: int, whole: list[Span]) -> bool:
    start, end = whole[_before(place, whole)] if whole else (place, place)
    return start < place < end


def _before(place: int, whole: list[Span]) -> int:
    """The number of the last whole span that starts at the place or before it, else 0."""
    return max(0, bisect_right(whole, (place, 0)) - 1)
