"""From the cells of a row to the terms in them: fields read, guessed at and refused; lists in a cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.model import Flag, PartOfSpeech, Status
from bitexte.terms import termbase, vocabulary
from bitexte.terms.exchange import clean
from bitexte.terms.exchange.columns import Layout
from bitexte.terms.exchange.marks import last_mark, parted
from bitexte.text.characters import has_control
from bitexte.text.delimited import Record, unguarded

MOST_TOLD = 200  # messages about single rows; the rest are counted

_SIDES = {
    "source": ("source", "source_synonym", "source_forbidden"),
    "target": ("target", "target_synonym", "forbidden"),
}
_TERM_FIELDS = frozenset(chain(*_SIDES.values()))


_ENDING = re.compile(r"(?<=\w)\((?:s|e|es|x|ne|nes|se|ses|trice)\)")  # produit(s)
_ITEM = re.compile(r"(?:[^|\\]|\\.|\\$)+")


@dataclass(slots=True)
class Reading:
    """A table while it is read: where, with what columns, and what had to be left out so far."""

    name: str
    layout: Layout
    domain: str = ""
    losses: list[str] = field(default_factory=list)
    untold: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    parted: dict[str, list[str]] = field(default_factory=dict)
    size: int = 0

    def tell(self, message: str) -> None:
        if len(self.losses) < MOST_TOLD:
            self.losses.append(message)
        else:
            self.untold += 1

    def messages(self) -> Iterator[str]:
        """All that was left out or changed: columns first, then rows."""
        for title, count in sorted(self.unread.items()):
            yield f"the column '{title}' is not kept ({count:,} cells)"
        for rule, places in self.parted.items():
            yield f"{rule}: {len(places):,} cells ({places[0]}{', …' if len(places) > 1 else ''})"
        yield from self.losses
        if self.untold:
            yield f"and {self.untold:,} more rows with something to say"


@dataclass(frozen=True, slots=True)
class Name:
    """A term of a cell, with what the cell or its row says of it."""

    text: str
    pos: PartOfSpeech | None = None
    status: Status | None = None
    note: str = ""
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A record understood: the terms of both languages and what is said of the concept."""

    record: Record
    id: str
    sources: tuple[Name, ...]
    targets: tuple[Name, ...]
    domain: str
    definition: str
    note: str
    flags: frozenset[Flag]


def join(items: Iterable[str]) -> str:
    r"""A list in one text: items between bars, `\|` and `\\` for a bar and a backslash of an item itself."""
    return "|".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def split(text: str) -> tuple[str, ...]:
    """The items of a list that `join` wrote, without white space around them; empty ones are none."""
    items = (re.sub(r"\\(.)", r"\1", item).strip() for item in _ITEM.findall(text))
    return tuple(item for item in items if item)


def lines(table: Iterable[Record], reading: Reading, *, apart: bool) -> Iterator[Line]:
    layout = reading.layout
    width = len(layout.titles) or max(layout.fields) + 1
    for record in table:
        reading.size += sum(map(len, record.cells))
        if reading.size > limits.GLOSSARY_CHARACTERS:
            raise GlossaryError(
                f"the cells hold more than {limits.GLOSSARY_CHARACTERS:,} characters",
                where=f"{reading.name}:{record.line}",
                hint="split the table, a glossary each",
            )
        if any(cell.strip() for cell in record.cells[width:]):
            reading.tell(
                f"{record.place} has {len(record.cells)} cells where {width} are expected: it is left out "
                "(quote the cells that hold the separator)"
            )
        elif (line := _line(record, reading, apart)) is not None:
            yield line


def _line(record: Record, reading: Reading, apart: bool) -> Line | None:
    cells = _cells(record, reading)
    if "take" in reading.layout.fields.values() and not vocabulary.answer(_only(cells, "take")):
        reading.parted.setdefault("rows that are not ticked, left out", []).append(record.place)
        return None
    marked = _answers(cells, record, reading)
    sources = _names("source", cells, record, reading, apart)
    targets = _names("target", cells, record, reading, apart)
    if sources is None or targets is None:
        return None
    if (turned := _turned(cells)) is None:
        said = " to ".join(_only(cells, name) for name in ("source_language", "target_language"))
        reading.tell(f"{record.place}: left out, '{said[:40]}' is neither French to English nor the reverse")
        return None
    if turned:
        sources, targets = targets, sources
    flags = _flags(cells, record, reading)
    if Flag.KEEP in flags and sources and not targets:
        targets = (Name(sources[0].text, sources[0].pos),)
    if marked:
        targets = tuple(replace(one, status=Status.DEPRECATED) for one in targets)
    banned = bool(targets) and all(one.status is Status.DEPRECATED for one in targets)
    if not targets or not (sources or banned):
        side = "target" if not targets else "source"
        reading.tell(f"{record.place}, column '{side}': is empty, the row is left out{_what(sources or targets)}")
        return None
    if len(sources) * len(targets) > limits.ROW_PAIRS:
        reading.tell(f"{record.place} holds {len(sources):,} and {len(targets):,} terms: it is left out")
        return None
    return Line(
        record,
        clean.one_line(_only(cells, "id")),
        sources,
        targets,
        clean.one_line(_only(cells, "domain")) or reading.domain,
        clean.prose("\n".join(cells.get("definition", ()))),
        clean.prose("\n".join((*cells.get("note", ()), *record.comments))),
        flags,
    )


def _what(names: Sequence[Name]) -> str:
    return f" ('{names[0].text[:40]}')" if names else ""


def _cells(record: Record, reading: Reading) -> dict[str, list[str]]:
    """The filled cells by their field, as they stand; those of unknown columns are counted."""
    cells: dict[str, list[str]] = {}
    for number, raw in enumerate(record.cells):
        if not raw.strip():
            continue
        name = reading.layout.fields.get(number)
        if name is None:
            reading.unread[reading.layout.title(number)] += 1
        elif len(raw) > limits.NOTE_CHARACTERS and name not in _TERM_FIELDS:
            reading.tell(f"{record.place}, column '{name}': {len(raw):,} characters are too many, they are left out")
        else:
            cells.setdefault(name, []).append(unguarded(raw))
    for number, raw in record.struck:
        name = reading.layout.fields.get(number, "")
        if name in _SIDES["source"]:
            cells.setdefault("source", []).append(raw)
        elif name in _SIDES["target"]:
            cells.setdefault("forbidden", []).append(raw)
            reading.tell(f"{record.place}: '{raw.strip()[:40]}' is struck through: it is taken as forbidden")
    return cells


def _answers(cells: dict[str, list[str]], record: Record, reading: Reading) -> bool:
    """Whether a column of forbidden terms says yes or no of the row instead: then yes."""
    marked = False
    said = cells.get("forbidden", [])
    for raw in list(said):
        answer = vocabulary.answer(raw)
        if answer is not None:
            said.remove(raw)
            marked = marked or answer
    if marked:
        reading.tell(f"{record.place}: the English term is marked as forbidden")
    return marked


def _only(cells: dict[str, list[str]], name: str) -> str:
    return " ".join(cells.get(name, ()))


def _turned(cells: dict[str, list[str]]) -> bool | None:
    """Whether the row's own languages are English to French; None for another pair."""
    source, target = (
        vocabulary.language(_only(cells, name)) or "unknown" if cells.get(name) else ""
        for name in ("source_language", "target_language")
    )
    if source in ("fr", "") and target in ("en", ""):
        return False
    return True if source in ("en", "") and target in ("fr", "") else None


def _names(
    side: str, cells: dict[str, list[str]], record: Record, reading: Reading, apart: bool
) -> tuple[Name, ...] | None:
    """The terms of one language, each once; None, and the row is told, where one of them is no term."""
    own = side == "source"
    pos = _pos(cells, "pos", record, reading)
    if not own and cells.get("target_pos"):
        pos = _pos(cells, "target_pos", record, reading)
    status = _status(cells, "source_status" if own else "status", record, reading)
    note = clean.prose("\n".join(cells.get(f"{side}_note", ())))
    forms = split(clean.one_line(_only(cells, f"{side}_forms") or (_only(cells, "forms") if own else "")))
    found: dict[str, Name] = {}
    for name in _SIDES[side]:
        said = status if name == side else Status.DEPRECATED if "forbidden" in name else Status.ADMITTED
        for raw in cells.get(name, ()):
            for text, marked, remark in _terms(raw, record, name, reading, apart):
                if flaw := termbase.unfit_because(text):
                    reading.tell(f"{record.place}, column '{name}': {flaw}, the row is left out")
                    return None
                own_note = "\n".join(filter(None, (note, remark)))
                found.setdefault(text, Name(text, pos or marked, said, own_note, forms))
    return tuple(found.values())


def _terms(
    raw: str, record: Record, name: str, reading: Reading, apart: bool
) -> Iterator[tuple[str, PartOfSpeech | None, str]]:
    """(term, part of speech or None, note) of each term in a cell."""
    if has_control(raw.strip().replace("\r", "").replace("\n", "") if apart else raw.strip()):
        reading.tell(f"{record.place}, column '{name}': control characters or line breaks became spaces")
    if clean.has_invisible(raw):
        reading.parted.setdefault("invisible characters left out", []).append(record.place)
    texts, rules = parted(raw) if apart else ([raw], [])
    for rule in rules:
        reading.parted.setdefault(f"several terms in a cell, parted by {rule}", []).append(record.place)
    for text in texts:
        term, pos, notes = clean.one_line(text), None, []
        while apart and (mark := last_mark(term)) is not None:
            term, said, (marked, kept) = mark
            pos = pos or marked
            notes += [said] if kept else []
            reading.parted.setdefault("marks such as (n.f.) taken from terms", []).append(record.place)
        if apart and _ENDING.search(term):
            term = _ENDING.sub("", term)
            reading.parted.setdefault("endings such as (s) taken from terms", []).append(record.place)
        clean.check_length(term, f"{record.place}, column '{name}'", f"{reading.name}:{record.line}")
        yield term, pos, ", ".join(notes)


def _pos(cells: dict[str, list[str]], name: str, record: Record, reading: Reading) -> PartOfSpeech | None:
    text = clean.one_line(_only(cells, name))
    if not text:
        return None
    known = vocabulary.part_of_speech(text)
    if known is None:
        reading.tell(f"{record.place}, column '{name}': '{text[:40]}' is unknown and became 'other'")
    return known or PartOfSpeech.OTHER


def _status(cells: dict[str, list[str]], name: str, record: Record, reading: Reading) -> Status | None:
    text = clean.one_line(_only(cells, name))
    known = vocabulary.status(text)
    if known is None and text:
        reading.tell(f"{record.place}, column '{name}': the status '{text[:40]}' is unknown")
    return known


def _flags(cells: dict[str, list[str]], record: Record, reading: Reading) -> frozenset[Flag]:
    names = set(_only(cells, "flags").split())
    flags = {flag for flag in Flag if flag in names}
    for name in sorted(names - flags):
        reading.tell(f"{record.place}, column 'flags': '{name[:40]}' is unknown")
    for name, flag, wanted in (
        ("case", Flag.EXACT_CASE, True),
        ("exact", Flag.EXACT_FORM, True),
        ("keep", Flag.KEEP, True),
        ("translatable", Flag.KEEP, False),
    ):
        text = clean.one_line(_only(cells, name))
        answer = vocabulary.answer(text)
        if answer is None and text:
            reading.tell(f"{record.place}, column '{name}': '{text[:40]}' is neither yes nor no")
        elif answer is wanted:
            flags.add(flag)
    return frozenset(flags)
