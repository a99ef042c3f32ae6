"""From a table to the terms in it: its header, its rows, the concepts that they make up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.model import Designation, PartOfSpeech, Status, Term
from bitexte.terms import vocabulary
from bitexte.terms.exchange import cells, clean, columns, direction, pairs
from bitexte.terms.exchange.cells import Line, Name, Reading
from bitexte.terms.exchange.columns import Layout
from bitexte.terms.exchange.outcome import Import
from bitexte.terms.termbase import Entry
from bitexte.text.delimited import Record
from bitexte.text.identifiers import slug


def parse(
    table: Iterable[Record],
    name: str,
    *,
    required: bool = False,
    headless: Sequence[str] = (),
    apart: bool = False,
    domain: str = "",
) -> Import:
    """The terms of a table.

    `required` wants a header; else one is taken where there is one, and columns without a header are `headless`, or
    told by the first rows. `apart` lets a cell hold several terms (a person's table). `domain` is for rows without.
    Rows with an id make up the concept of that id, the others are grouped by `pairs.concepts`.
    Raises GlossaryError where the table is empty, has no French and English columns or no pair.
    """
    records = iter(table)
    first = list(islice(records, limits.ROWS_ABOVE_HEADER))
    if not first:
        raise GlossaryError("the table is empty", where=name)
    found = columns.find_header(first)
    if found is None and required:
        raise columns.no_header(first[0], name)
    start, layout = (found[0] + 1, found[1]) if found else (0, _headless(first, name, headless))
    reading = Reading(name, layout, domain)
    if start > 1:
        above = " ".join(cell for record in first[: start - 1] for cell in record.cells if cell.strip())
        reading.tell(f"what stands above the header in row {first[start - 1].row} is not read: {above[:80]}")
    lines = list(cells.lines(chain(first[start:], records), reading, apart=apart and not layout.own))
    if not layout.own and not _names_languages(layout):
        direction.check(((line.sources, line.targets) for line in lines), name)
    entries, mended = clean.agreed(_entries(lines, reading))
    if not entries:
        reason = f": {reading.losses[0]}" if reading.losses else ""
        raise GlossaryError(f"no row of the table holds a term and its translation{reason}"[:250], where=name)
    return Import(entries, (*reading.messages(), *mended))


def _headless(records: Sequence[Record], name: str, given: Sequence[str]) -> Layout:
    """The columns of a table without a header: as given, or French, English and what the first rows tell."""
    first = records[0]
    columns.check_no_header(first, name)
    if len(first.cells) < 2:
        raise GlossaryError(
            f"{first.place} has one column", where=f"{name}:{first.line}", hint="columns are separated by , ; or tab"
        )
    if given:
        return Layout(dict(enumerate(given)))
    if len(first.cells) > 3 and all(vocabulary.language(cell) for cell in first.cells[-2:]):
        width = len(first.cells)
        return Layout({0: "source", 1: "target", width - 2: "source_language", width - 1: "target_language"})
    third = [record.cells[2] for record in records if len(record.cells) > 2 and record.cells[2].strip()]
    pos = third and all(vocabulary.part_of_speech(cell) is not None for cell in third)
    return Layout({0: "source", 1: "target", 2: "pos" if pos else "note"})


def _names_languages(layout: Layout) -> bool:
    """Whether the file itself says which column is French."""
    codes = {vocabulary.column(title)[1] for title in layout.titles}
    return bool({"fr", "en"} & codes) or "source_language" in layout.fields.values()


def _entries(lines: Sequence[Line], reading: Reading) -> Iterator[Entry]:
    """Concepts by id in the order of the file, then those without an id."""
    named: dict[str, list[Line]] = {}
    for line in lines:
        if line.id:
            named.setdefault(line.id, []).append(line)
    yield from (_concept(name, of_concept, reading) for name, of_concept in named.items())
    flat = (row for line in lines if not line.id for row in _rows(line))
    grouping = pairs.concepts(flat, reading.name, named)
    for message in (*grouping.repeats, *grouping.additions):
        reading.tell(message)
    yield from grouping.entries


def _rows(line: Line) -> Iterator[pairs.Row]:
    for source in line.sources or (Name(""),):
        for target in line.targets:
            pos = source.pos or target.pos or PartOfSpeech.NOUN
            yield pairs.Row(
                source.text,
                target.text,
                pos,
                target.status,
                line.domain,
                line.definition,
                line.note,
                line.record.place,
                line.record.line,
                source.status or Status.PREFERRED,
                source.note,
                target.note,
                source.forms,
                target.forms,
                target.pos if target.pos not in (None, pos) else None,
                line.flags,
            )


def _concept(name: str, lines: list[Line], reading: Reading) -> Entry:
    """The concept that the rows of one id describe: the first row to name a designation or a field decides."""
    sources: dict[str, Designation] = {}
    targets: dict[str, Designation] = {}
    for line in lines:
        for one in line.sources:
            status = one.status or Status.PREFERRED
            pos = one.pos or PartOfSpeech.NOUN
            sources.setdefault(one.text, Designation(one.text, pos, status, one.note, one.forms))
        for one in line.targets:
            status = one.status or clean.target_status(targets.values())
            pos = one.pos or (line.sources[0].pos if line.sources else None) or PartOfSpeech.NOUN
            targets.setdefault(one.text, Designation(one.text, pos, status, one.note, one.forms))
    domain, definition, note = (_shared(name, lines, reading) for name in ("domain", "definition", "note"))
    flags = frozenset(flag for line in lines for flag in line.flags)
    term = Term(name or slug(lines[0].targets[0].text), tuple(sources.values()), tuple(targets.values()))
    term = replace(term, domain=domain, definition=definition, note=note, flags=flags)
    return Entry(term, reading.name, lines[0].record.line)


def _shared(name: str, lines: list[Line], reading: Reading) -> str:
    said = [(str(getattr(line, name)), line.record.place) for line in lines if getattr(line, name)]
    for text, place in said[1:]:
        if text != said[0][0]:
            reading.tell(
                f"{place}, column '{name}': it differs from {said[0][1]}, whose id is the same, and is left out"
            )
    return said[0][0] if said else ""
