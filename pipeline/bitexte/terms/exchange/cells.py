"""From the cells of a table to terms: what CSV dialects and worksheets share on import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms import termbase
from bitexte.terms.exchange import clean as sound
from bitexte.terms.exchange import columns, lists
from bitexte.terms.exchange import pairs as rows
from bitexte.terms.exchange.outcome import Import
from bitexte.text.characters import has_control, one_line, prose
from bitexte.text.delimited import Record


@dataclass(slots=True)
class Sheet:
    """A table while it is read: its name, the field of each column, and what had to be left out so far."""

    name: str
    fields: Mapping[int, str]
    titles: tuple[str, ...] = ()
    losses: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record by its fields, all of them sound text; absent fields are empty."""

    record: Record
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def read(
    table: Iterable[Record], name: str, header: bool | None = None, headless: tuple[str, ...] = ("source", "target")
) -> Import:
    """The terms of a table.

    `header` says whether the first row names the columns; None lets the row itself tell. Without a header the columns
    are `headless`. Rows with an id make up the concept of that id, the others are grouped by `rows.concepts`.
    """
    records = iter(table)
    first = next(records, None)
    if first is None:
        raise GlossaryError("the table is empty", where=name)
    sheet = _sheet(first, name, header, headless)
    body = records if sheet.titles else _chain(first, records)
    terms = _terms(_entries(body, sheet), sheet)
    losses = [f"the column '{title}' is not kept ({count:,} cells)" for title, count in sorted(sheet.unread.items())]
    kept, mended = sound.agreed(terms)
    if not kept:
        raise GlossaryError("no row of the table holds a term and its translation", where=name)
    return Import(kept, (*losses, *sheet.losses, *mended))


def _sheet(first: Record, name: str, header: bool | None, headless: tuple[str, ...]) -> Sheet:
    fields = columns.header(first.cells) if header is not False else None
    if fields:
        return Sheet(name, fields, tuple(cell.strip() for cell in first.cells))
    if header:
        raise GlossaryError(
            f"row {first.row}: the header names no source and target column: {', '.join(first.cells)[:80]}",
            where=f"{name}:{first.line}",
            hint="a header begins source,target",
        )
    if len(first.cells) < 2:
        raise GlossaryError(
            f"row {first.row} has one column", where=f"{name}:{first.line}", hint="columns are separated by , ; or tab"
        )
    return Sheet(name, dict(enumerate(headless)))


def _chain(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


def _entries(table: Iterable[Record], sheet: Sheet) -> Iterator[Entry]:
    """The complete records as entries; those whose source or target is no term are reported."""
    width = len(sheet.titles) or max(sheet.fields) + 1
    for record in table:
        _check_width(record, width, sheet)
        entry = Entry(record, _cells(record, sheet))
        flaws = [(side, flaw) for side in ("source", "target") if (flaw := termbase.flaw(entry[side]))]
        if flaws:
            sheet.losses.append(f"{record.place}, column '{flaws[0][0]}': {flaws[0][1]}, the row is left out")
        else:
            yield entry


def _check_width(record: Record, width: int, sheet: Sheet) -> None:
    if len(record.cells) < 2 or any(cell.strip() for cell in record.cells[width:]):
        raise GlossaryError(
            f"{record.place} has {len(record.cells)} cells, expected {width}",
            where=f"{sheet.name}:{record.line}",
            hint="a row is a source and a target; quote the cells that hold the separator",
        )


def _cells(record: Record, sheet: Sheet) -> dict[str, str]:
    cells: dict[str, str] = {}
    for number, raw in enumerate(record.cells):
        name = sheet.fields.get(number)
        if name is None:
            if raw.strip():
                sheet.unread[sheet.titles[number] if number < len(sheet.titles) else f"{number + 1}"] += 1
            continue
        text = _term_text(raw, record, name, sheet) if name in ("source", "target") else prose(raw)
        cells[name] = f"{cells[name]}\n{text}".strip() if cells.get(name) else text
    return cells


def _term_text(raw: str, record: Record, name: str, sheet: Sheet) -> str:
    text = one_line(raw)
    sound.check_length(text, f"{record.place}, column '{name}'", f"{sheet.name}:{record.line}")
    if has_control(raw.strip()):
        sheet.losses.append(f"{record.place}, column '{name}': control characters or line breaks became spaces")
    return text


def _terms(entries: Iterable[Entry], sheet: Sheet) -> list[Term]:
    """Concepts by id in the order of the file, then those without an id."""
    named: dict[str, list[Entry]] = {}
    flat: list[rows.Row] = []
    for entry in entries:
        if entry["id"]:
            named.setdefault(one_line(entry["id"]), []).append(entry)
        else:
            flat.append(_row(entry, sheet))
    terms = [_concept(name, of_concept, sheet) for name, of_concept in named.items()]
    grouping = rows.concepts(flat, dict.fromkeys(named, 1))
    sheet.losses += [*grouping.repeats, *grouping.additions]
    return [*terms, *grouping.terms]


def _row(entry: Entry, sheet: Sheet) -> rows.Row:
    return rows.Row(
        entry["source"],
        entry["target"],
        _pos(entry, "pos", sheet),
        _status(entry, "status", sheet),
        one_line(entry["domain"]),
        entry["definition"],
        entry["note"],
        entry.record.place,
    )


def _concept(name: str, entries: list[Entry], sheet: Sheet) -> Term:
    """The concept that the rows of one id describe: the first row to name a designation or a field decides."""
    sources: dict[str, Designation] = {}
    targets: dict[str, Designation] = {}
    for entry in entries:
        pos = _pos(entry, "pos", sheet)
        target_pos = _pos(entry, "target_pos", sheet) if entry["target_pos"] else pos
        source_status = _status(entry, "source_status", sheet) or Status.PREFERRED
        status = _status(entry, "status", sheet) or sound.target_status(targets.values())
        sources.setdefault(
            entry["source"],
            Designation(entry["source"], pos, source_status, entry["source_note"], _forms(entry["source_forms"])),
        )
        targets.setdefault(
            entry["target"],
            Designation(entry["target"], target_pos, status, entry["target_note"], _forms(entry["target_forms"])),
        )
    shared = {name: _shared(name, entries, sheet) for name in ("domain", "definition", "note", "flags")}
    return Term(
        name,
        tuple(sources.values()),
        tuple(targets.values()),
        one_line(shared["domain"]),
        shared["definition"],
        shared["note"],
        _flags(shared["flags"], entries[0], sheet),
    )


def _shared(name: str, entries: list[Entry], sheet: Sheet) -> str:
    said = [(entry[name], entry.record.place) for entry in entries if entry[name]]
    sheet.losses += [
        f"{place}, column '{name}': it differs from {said[0][1]}, whose id is the same, and is left out"
        for text, place in said[1:]
        if text != said[0][0]
    ]
    return said[0][0] if said else ""


def _pos(entry: Entry, name: str, sheet: Sheet) -> PartOfSpeech:
    known = columns.part_of_speech(entry[name])
    if known is None:
        sheet.losses.append(f"{entry.record.place}, column '{name}': '{entry[name]}' is unknown and became 'other'")
    return known or PartOfSpeech.OTHER


def _status(entry: Entry, name: str, sheet: Sheet) -> Status | None:
    known = columns.status(entry[name])
    if known is None and entry[name]:
        sheet.losses.append(f"{entry.record.place}, column '{name}': the status '{entry[name]}' is unknown")
    return known


def _forms(text: str) -> tuple[str, ...]:
    return lists.split(one_line(text))


def _flags(text: str, entry: Entry, sheet: Sheet) -> frozenset[Flag]:
    names = set(text.split())
    known = {flag for flag in Flag if flag in names}
    for name in sorted(names - known):
        sheet.losses.append(f"{entry.record.place}, column 'flags': '{name}' is unknown")
    return frozenset(known)
