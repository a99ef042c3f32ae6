"""Spans: half-open pairs of character offsets, and what is done with several of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bitexte.model import Span


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether the span shares a character with any of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def within(span: Span, others: Iterable[Span]) -> bool:
    """Whether the span lies wholly in one of the others."""
    return any(start <= span[0] and span[1] <= end for start, end in others)


def shifted(span: Span, offset: int) -> Span:
    """The span so many characters further on."""
    return span[0] + offset, span[1] + offset


def merged(spans: Iterable[Span], *, touching: bool = False) -> list[Span]:
    """The spans in order, those that overlap made one; with `touching` also those that only touch."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and (start < found[-1][1] or (touching and start == found[-1][1])):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def assigned(choices: Sequence[Sequence[Span]]) -> tuple[Span | None, ...]:
    """Gives each item at most one span of its choices, so that no two overlap; None where none is left.

    The longest spans are given away first; of equal ones those of the item with the least choice, then those
    further to the left.
    """
    wanted = [(span, number) for number, own in enumerate(choices) for span in own]
    wanted.sort(key=lambda one: (one[0][0] - one[0][1], len(choices[one[1]]), one))
    claims: dict[int, Span] = {}
    for span, number in wanted:
        if number not in claims and not overlaps(span, claims.values()):
            claims[number] = span
    return tuple(claims.get(number) for number in range(len(choices)))
