"""Bitexte's own table, as CSV: a row a pair of terms, a concept by its id, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.model import Designation, Provenance, Term
from bitexte.terms.exchange import cells as records
from bitexte.terms.exchange import lists, losses
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited as table

HEADER = (
    "source",
    "target",
    "pos",
    "status",
    "domain",
    "definition",
    "note",
    "id",
    "target_pos",
    "source_status",
    "source_note",
    "target_note",
    "source_forms",
    "target_forms",
    "flags",
)


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """All fields of the terms; `status` is the target's."""
    del provenance  # a CSV file has no place for it
    content = table.render([HEADER, *cells(terms)])
    return Export("csv", content, tuple(losses.formulas(terms)))


def load(content: bytes, name: str) -> Import:
    """The terms of a table with any known header, or without one; see `records.read`."""
    found = records.read(table.records(content, name), name)
    if table.encoding(content, name) == "cp1252":
        return Import(found.terms, ("read as Windows-1252, for it is no UTF-8", *found.losses))
    return found


def cells(terms: Sequence[Term]) -> Iterator[tuple[str, ...]]:
    """A row for each target beside the preferred source, then one for each other source beside the preferred target."""
    for term in terms:
        for target in term.targets:
            yield _row(term, term.sources[0], target)
        for source in term.sources[1:]:
            yield _row(term, source, term.targets[0])


def _row(term: Term, source: Designation, target: Designation) -> tuple[str, ...]:
    same = source.part_of_speech is target.part_of_speech
    return (
        source.text,
        target.text,
        source.part_of_speech,
        target.status,
        term.domain,
        term.definition,
        term.note,
        term.id,
        "" if same else target.part_of_speech,
        source.status,
        source.note,
        target.note,
        lists.join(source.forms),
        lists.join(target.forms),
        " ".join(sorted(term.flags)),
    )
