"""Weblate and translate-toolkit glossary: CSV with the header `source,target,context,developer_comments`.

A unit is known by its context and source: the second target of a source has the context `2`, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.exchange import flat, losses, records, table
from pipeline.exchange.outcome import Export, Import
from pipeline.exchange.rows import Row
from pipeline.model import Provenance, Term

_NAME = "Weblate"


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Every source with every allowed target; definition and notes are the developer's comment."""
    del provenance  # a row of it would become a term
    kept, lost = flat.settled(terms, flat.commented)
    # Everything quoted: translate-toolkit guesses the dialect from the first kilobyte.
    content = table.render([("source", "target", "context", "developer_comments"), *_cells(kept)], every=True)
    unheld = losses.unheld(terms, _NAME, {"definition", "note", "notes"})
    return Export("weblate.csv", content, (*lost, *losses.forbidden(terms, _NAME), *unheld, *losses.formulas(terms)))


def load(content: bytes, name: str) -> Import:
    """Pairs with their comments; contexts, locations and states are reported."""
    return records.read(table.records(content, name, ","), name, True)


def _cells(kept: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    times: dict[str, int] = {}
    for row in kept:
        times[row.source] = times.get(row.source, 0) + 1
        yield row.source, row.target, "" if times[row.source] == 1 else str(times[row.source]), row.note
