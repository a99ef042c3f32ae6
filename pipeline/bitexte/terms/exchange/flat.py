"""What the formats of bare pairs share: rows as their import gives them back, and one target a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from bitexte.model import Term
from bitexte.terms.exchange import pairs as rows
from bitexte.terms.exchange.pairs import Row

Keep = Callable[[Row], Row]


def settled(terms: Sequence[Term], keep: Keep, single: bool = False) -> tuple[list[Row], list[str]]:
    """The rows of the terms in the order that importing them and exporting them again gives, and what was left out.

    `keep` blanks the fields that the format does not hold; `single` lets each source have one target.
    """
    lost: list[str] = []
    flat = [replace(keep(row), place=term.id) for term, row in rows.pairs(terms)]
    chosen = _first_targets(flat, lost) if single else flat
    grouping = rows.concepts(chosen)
    lost += grouping.repeats
    return [keep(row) for _, row in rows.pairs(grouping.terms)], lost


def within(flat: Iterable[Row], most_bytes: int, consumer: str, lost: list[str]) -> Iterator[Row]:
    """The rows whose terms have at most that many bytes of UTF-8; the others are named in `lost`."""
    for row in flat:
        if max(len(row.source.encode()), len(row.target.encode())) > most_bytes:
            lost.append(f"'{row.source[:40]}' is left out: {consumer} takes terms of at most {most_bytes:,} bytes")
        else:
            yield row


def numbered(flat: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Each row with the context that tells the targets of one source apart: none for the first, then 2, 3…"""
    times: Counter[str] = Counter()
    for row in flat:
        times[row.source] += 1
        yield row, "" if times[row.source] == 1 else str(times[row.source])


def bare(row: Row) -> Row:
    """The pair alone."""
    return Row(row.source, row.target)


def commented(row: Row) -> Row:
    """The pair with its comment."""
    return Row(row.source, row.target, note=row.note)


def _first_targets(flat: Iterable[Row], lost: list[str]) -> list[Row]:
    """The first row of each source; the targets of the others are named, a line a source and concept."""
    winners: dict[str, Row] = {}
    losers: dict[tuple[str, str], list[str]] = {}
    for row in flat:
        winner = winners.setdefault(row.source, row)
        if winner.target != row.target:
            losers.setdefault((row.place, row.source), []).append(f"'{row.target}'")
    lost += [
        f"{place}: '{source}' -> {', '.join(targets)} left out, '{winners[source].target}' is its one target"
        for (place, source), targets in losers.items()
    ]
    return list(winners.values())
