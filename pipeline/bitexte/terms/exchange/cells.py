"""From the records of a table to terms: what CSV dialects and worksheets share on import, and lists in a cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms import termbase, vocabulary
from bitexte.terms.exchange import clean, columns, direction, pairs
from bitexte.terms.exchange.columns import Layout
from bitexte.terms.exchange.outcome import Import
from bitexte.terms.termbase import Entry
from bitexte.text.characters import has_control
from bitexte.text.delimited import Record, unguarded
from bitexte.text.identifiers import slug

MOST_TOLD = 200  # messages about single rows; the rest are counted

_SIDES = {
    "source": ("source", "source_synonym", "source_forbidden"),
    "target": ("target", "target_synonym", "forbidden"),
}
_TERM_FIELDS = frozenset(chain(*_SIDES.values()))


def _marks(names: str, pos: PartOfSpeech | None, *, note: bool) -> dict[str, tuple[PartOfSpeech | None, bool]]:
    return dict.fromkeys(names.split(), (pos, note))


# What parts several terms in one cell, and the name by which it is told.
SEPARATORS = (("a line break", r"[\r\n]+"), ("; between terms", r"\s*;\s*"), ("/ between blanks", r"\s+/\s+"))
# Marks behind a term, in brackets or after a comma: what they say of the part of speech, and whether they become a
# note of the term. They are compared without dots, blanks, accents and capitals.
MARKS: dict[str, tuple[PartOfSpeech | None, bool]] = {
    **_marks("n nm nf m f s sm sf nmf mf masc fem masculin feminin nom noun nc", PartOfSpeech.NOUN, note=False),
    **_marks("npl nmpl nfpl pl plur pluriel plural mpl fpl sg sing singulier singular inv", None, note=True),
    **_marks("v vt vi vtr vintr vpr vb verbe verb", PartOfSpeech.VERB, note=False),
    **_marks("adj adjectif adjective", PartOfSpeech.ADJECTIVE, note=False),
    **_marks("adv adverbe adverb", PartOfSpeech.ADVERB, note=False),
    **_marks("npr propn nompropre propernoun", PartOfSpeech.PROPER_NOUN, note=False),
    **_marks("us uk gb br am usa ca be ch fam abr abrev acr sigle acronyme rare vieilli anglicisme", None, note=True),
}  # fmt: skip
_BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]{1,20})[)\]]\s*$")
_ABBREVIATED = re.compile(
    r"(?:,\s*|\s+)((?:n|s)\.\s?(?:[mf]|pr)\.(?:\s?pl\.)?|n\.\s?pl\.|adj\.|adv\.|v\.(?:\s?(?:tr|intr|t|i|pr)\.)?|pl\.)$"
)
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
class _Name:
    """A term of a cell, with what the cell or its row says of it."""

    text: str
    pos: PartOfSpeech | None = None
    status: Status | None = None
    note: str = ""
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A record understood: the terms of both languages and what is said of the concept."""

    record: Record
    id: str
    sources: tuple[_Name, ...]
    targets: tuple[_Name, ...]
    domain: str
    definition: str
    note: str
    flags: frozenset[Flag]


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
    lines = list(_lines(chain(first[start:], records), reading, apart=apart and not layout.own))
    if not layout.own and not _names_languages(layout):
        direction.check(((line.sources, line.targets) for line in lines), name)
    entries, mended = clean.agreed(_entries(lines, reading))
    if not entries:
        reason = f": {reading.losses[0]}" if reading.losses else ""
        raise GlossaryError(f"no row of the table holds a term and its translation{reason}"[:250], where=name)
    return Import(entries, (*reading.messages(), *mended))


def join(items: Iterable[str]) -> str:
    r"""A list in one text: items between bars, `\|` and `\\` for a bar and a backslash of an item itself."""
    return "|".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def split(text: str) -> tuple[str, ...]:
    """The items of a list that `join` wrote, without white space around them; empty ones are none."""
    items = (re.sub(r"\\(.)", r"\1", item).strip() for item in _ITEM.findall(text))
    return tuple(item for item in items if item)


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


def _lines(table: Iterable[Record], reading: Reading, *, apart: bool) -> Iterator[_Line]:
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


def _line(record: Record, reading: Reading, apart: bool) -> _Line | None:
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
        targets = (_Name(sources[0].text, sources[0].pos),)
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
    return _Line(
        record,
        clean.one_line(_only(cells, "id")),
        sources,
        targets,
        clean.one_line(_only(cells, "domain")) or reading.domain,
        clean.prose("\n".join(cells.get("definition", ()))),
        clean.prose("\n".join((*cells.get("note", ()), *record.comments))),
        flags,
    )


def _what(names: Sequence[_Name]) -> str:
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
) -> tuple[_Name, ...] | None:
    """The terms of one language, each once; None, and the row is told, where one of them is no term."""
    own = side == "source"
    pos = _pos(cells, "pos", record, reading)
    if not own and cells.get("target_pos"):
        pos = _pos(cells, "target_pos", record, reading)
    status = _status(cells, "source_status" if own else "status", record, reading)
    note = clean.prose("\n".join(cells.get(f"{side}_note", ())))
    forms = split(clean.one_line(_only(cells, f"{side}_forms") or (_only(cells, "forms") if own else "")))
    found: dict[str, _Name] = {}
    for name in _SIDES[side]:
        said = status if name == side else Status.DEPRECATED if "forbidden" in name else Status.ADMITTED
        for raw in cells.get(name, ()):
            for text, marked, remark in _terms(raw, record, name, reading, apart):
                if flaw := termbase.flaw(text):
                    reading.tell(f"{record.place}, column '{name}': {flaw}, the row is left out")
                    return None
                own_note = "\n".join(filter(None, (note, remark)))
                found.setdefault(text, _Name(text, pos or marked, said, own_note, forms))
    return tuple(found.values())


def _terms(
    raw: str, record: Record, name: str, reading: Reading, apart: bool
) -> Iterator[tuple[str, PartOfSpeech | None, str]]:
    """(term, part of speech or None, note) of each term in a cell."""
    if has_control(raw.strip().replace("\r", "").replace("\n", "") if apart else raw.strip()):
        reading.tell(f"{record.place}, column '{name}': control characters or line breaks became spaces")
    if clean.has_invisible(raw):
        reading.parted.setdefault("invisible characters left out", []).append(record.place)
    for text in _apart(raw, record, reading) if apart else [raw]:
        term, pos, notes = clean.one_line(text), None, []
        while apart and (mark := _mark(term)) is not None:
            term, said, (marked, kept) = mark
            pos = pos or marked
            notes += [said] if kept else []
            reading.parted.setdefault("marks such as (n.f.) taken from terms", []).append(record.place)
        if apart and _ENDING.search(term):
            term = _ENDING.sub("", term)
            reading.parted.setdefault("endings such as (s) taken from terms", []).append(record.place)
        clean.check_length(term, f"{record.place}, column '{name}'", f"{reading.name}:{record.line}")
        yield term, pos, ", ".join(notes)


def _apart(raw: str, record: Record, reading: Reading) -> list[str]:
    texts = [raw.strip()]
    for rule, pattern in SEPARATORS:
        parts = [part.strip() for text in texts for part in re.split(pattern, text)]
        if len(parts) > len(texts):
            reading.parted.setdefault(f"several terms in a cell, parted by {rule}", []).append(record.place)
        texts = [part for part in parts if any(sign.isalnum() for sign in part)] or texts
    return texts


def _mark(term: str) -> tuple[str, str, tuple[PartOfSpeech | None, bool]] | None:
    """(the term without its last mark, the mark as it stands, what it says)."""
    for pattern in (_BRACKETED, _ABBREVIATED):
        found = pattern.search(term)
        if found is None or not found.start():
            continue
        said = vocabulary.folded(found[1]).replace(" ", "")
        if said in MARKS:
            return term[: found.start()].rstrip(" ,"), found[1].strip(), MARKS[said]
    return None


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


def _entries(lines: Sequence[_Line], reading: Reading) -> Iterator[Entry]:
    """Concepts by id in the order of the file, then those without an id."""
    named: dict[str, list[_Line]] = {}
    for line in lines:
        if line.id:
            named.setdefault(line.id, []).append(line)
    yield from (_concept(name, of_concept, reading) for name, of_concept in named.items())
    flat = (row for line in lines if not line.id for row in _rows(line))
    grouping = pairs.concepts(flat, reading.name, named)
    for message in (*grouping.repeats, *grouping.additions):
        reading.tell(message)
    yield from grouping.entries


def _rows(line: _Line) -> Iterator[pairs.Row]:
    for source in line.sources or (_Name(""),):
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


def _concept(name: str, lines: list[_Line], reading: Reading) -> Entry:
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


def _shared(name: str, lines: list[_Line], reading: Reading) -> str:
    said = [(str(getattr(line, name)), line.record.place) for line in lines if getattr(line, name)]
    for text, place in said[1:]:
        if text != said[0][0]:
            reading.tell(
                f"{place}, column '{name}': it differs from {said[0][1]}, whose id is the same, and is left out"
            )
    return said[0][0] if said else ""
