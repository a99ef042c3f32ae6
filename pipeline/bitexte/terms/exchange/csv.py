"""Bitexte's own table, as CSV: a row a pair of terms, a concept by its id, nothing lost. Reads any people's table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bitexte.model import Designation, Provenance, Term
from bitexte.terms.exchange import cells, columns, tables
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited
from bitexte.text.characters import shown
from bitexte.text.delimited import Record

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


def serialize(terms: Sequence[Term], provenance: Provenance, *, raw: bool = False) -> Export:
    """All fields of the terms; `status` is the target's."""
    del provenance  # a CSV file has no place for it
    return Export("csv", delimited.render([HEADER, *rows(terms)], raw=raw), ())


def parse(content: bytes, name: str) -> Import:
    """The terms of a table with any known header, or without one, whatever its separator; see `cells.parse`."""
    # A quotation mark within a TSV cell is an inch mark more often than it is quoting.
    quoted = not (name.lower().endswith((".tsv", ".tab", ".txt", ".utf8")) and _holds_stray_quotes(content, name))
    told: list[str] = []
    records = delimited.records(content, name, quoted=quoted, is_header=columns.is_header)
    found = tables.parse(_without_comments(records, told), name, apart=True)
    if delimited.encoding(content, name) == "cp1252":
        told.insert(0, "read as Windows-1252, for it is no UTF-8")
    return Import(found.entries, (*told, *found.losses))


def _without_comments(records: Iterable[Record], told: list[str]) -> Iterator[Record]:
    """The records that are no comments; one that has more than one cell may have been meant as terms, so it is told."""
    for record in records:
        if not record.cells[0].startswith(delimited.COMMENT):
            yield record
        elif sum(map(bool, record.cells)) > 1:
            told.append(f"{record.place}: a comment, for it begins with #: {shown(record.cells[0])}")


def rows(terms: Sequence[Term]) -> Iterator[tuple[str, ...]]:
    """A row for each target beside the preferred source, then one for each other source beside the preferred target."""
    for term in terms:
        first = term.sources[0] if term.sources else Designation("", term.targets[0].part_of_speech)
        for target in term.targets:
            yield _row(term, first, target)
        for source in term.sources[1:]:
            yield _row(term, source, term.targets[0])


def _holds_stray_quotes(content: bytes, name: str) -> bool:
    """Whether a cell has a quotation mark that quotes nothing: it is not closed at the end of the cell."""
    codec = delimited.encoding(content, name)
    for line in content.decode(codec, "replace").splitlines():
        if any(cell.count('"') % 2 or ('"' in cell and cell[:1] != '"') for cell in line.split("\t")):
            return True
    return False


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
        cells.join(source.forms),
        cells.join(target.forms),
        " ".join(sorted(term.flags)),
    )
