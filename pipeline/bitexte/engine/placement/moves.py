"""Stretches of a translation give way to others: its codes, links and places of terms move along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bitexte.model import Link, Span, Translation

Move = tuple[int, int, int]  # where a stretch starts and ends, and the length of what takes its place


def moved(placed: Translation, moves: Sequence[Move]) -> Translation:
    """The translation with its links and the places of its terms where they are after these moves."""

    def span(old: Span) -> Span:
        start = old[0] + sum(length - (b - a) for a, b, length in moves if b <= old[0])
        end = old[1] + sum(length - (b - a) for a, b, length in moves if b <= old[1] and a < old[1])
        return start, max(start, end)

    links = tuple(Link(link.source, span(link.target)) for link in placed.links)
    uses = tuple(use if use.span is None else replace(use, span=span(use.span)) for use in placed.uses)
    return replace(placed, links=links, uses=uses)


def rewritten(translation: Translation, changes: Sequence[tuple[Span, str]]) -> Translation:
    """The translation with other wordings in spans that are sorted and apart; one with a code inside stays."""
    offsets = [code.offset for code in translation.codes]
    sound = [each for each in changes if not any(each[0][0] < offset < each[0][1] for offset in offsets)]
    if not sound:
        return translation
    text, last = "", 0
    for (start, end), wording in sound:
        text, last = text + translation.text[last:start] + wording, end
    moves = [(start, end, len(wording)) for (start, end), wording in sound]
    codes = tuple(
        replace(code, offset=code.offset + sum(length - (b - a) for a, b, length in moves if b <= code.offset))
        for code in translation.codes
    )
    return replace(moved(translation, moves), text=text + translation.text[last:], codes=codes)
