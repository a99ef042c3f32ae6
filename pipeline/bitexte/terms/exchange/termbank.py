"""Reading TBX, version 2 (`martif`) or 3, style DCA or DCT, one concept at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from bitexte.errors import GlossaryError
from bitexte.language.detection import primary
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms.exchange import clean as sound
from bitexte.terms.exchange import columns, concept, lists
from bitexte.terms.exchange.outcome import Import
from bitexte.text import xml as markup
from bitexte.text.characters import one_line, prose

_ENTRIES = {"martif": concept.VERSION_2, "tbx": concept.VERSION_3}
_GROUPS = ("descripGrp", "termNoteGrp", "adminGrp", "termGrp")
_KEPT = {"subjectField", "definition", "note", "partOfSpeech", "administrativeStatus", concept.TRANSLATION_NEEDED}
_LANGUAGES = {"fr": "French", "en": "English"}


@dataclass(slots=True)
class Reading:
    """What a file could not bring along so far."""

    name: str
    losses: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    taken: sound.Taken = field(default_factory=dict)


def load(content: bytes, name: str) -> Import:
    """The concepts that have French and English terms; other languages and unknown categories are reported."""
    root = markup.root(content, name, GlossaryError)
    spelling = _ENTRIES.get(markup.local(root))
    if spelling is None:
        raise GlossaryError(
            f"the root element is {markup.local(root)}, neither tbx nor martif", where=f"{name}:{root.sourceline or 1}"
        )
    entries = markup.elements(content, name, (spelling.concept,), GlossaryError)
    reading = Reading(name)
    terms, mended = sound.agreed(term for entry in entries if (term := _term(entry, spelling, reading)) is not None)
    if not terms:
        raise GlossaryError("no concept has both a French and an English term", where=name)
    unread = [f"not kept: {category} ({count:,} times)" for category, count in reading.unread.items()]
    return Import(terms, (*sorted(unread), *reading.losses, *mended))


def _term(entry: etree._Element, spelling: concept.Spelling, reading: Reading) -> Term | None:
    place = f"line {entry.sourceline}"
    designations: dict[str, list[Designation]] = {"fr": [], "en": []}
    definitions = _texts(entry, "definition")
    for section in entry.findall(f"{{*}}{spelling.language}"):
        code = primary(markup.language(section))
        if code not in designations:
            reading.unread[f"terms in '{code}'"] += 1
            continue
        definitions += _texts(section, "definition")
        _read_designations(section, spelling, reading, designations[code])
    missing = [_LANGUAGES[code] for code, found in designations.items() if not found]
    if missing:
        reading.losses.append(f"{place}: the concept '{entry.get('id', '')}' has no {missing[0]} term and is left out")
        return None
    _count_unread(entry, reading)
    notes, marks = _split_notes(_texts(entry, "note"))
    given = one_line(entry.get("id", ""))
    return Term(
        given or sound.slug(designations["fr"][0].text, reading.taken),
        tuple(designations["fr"]),
        tuple(designations["en"]),
        "; ".join(_texts(entry, "subjectField")),
        "\n".join(dict.fromkeys(definitions)),
        "\n".join(notes),
        _flags(entry, marks.get(concept.FLAGS, "")),
    )


def _read_designations(
    section: etree._Element, spelling: concept.Spelling, reading: Reading, found: list[Designation]
) -> None:
    for group in (*section.findall(f"{{*}}{spelling.term}"), *section.findall("{*}ntig")):
        text = one_line("".join(markup.text(child) for child in _children(group) if markup.local(child) == "term"))
        sound.check_length(text, "<term>", f"{reading.name}:{group.sourceline}")
        if not text:
            reading.losses.append(f"line {group.sourceline}: an empty term is left out")
            continue
        notes, marks = _split_notes(_texts(group, "note"))
        default = sound.target_status(found) if primary(markup.language(section)) == "en" else Status.PREFERRED
        status = _status(group, reading) or default
        forms = lists.split(marks.get(concept.FORMS, ""))
        found.append(Designation(text, _pos(group, marks), status, "\n".join(notes), forms))


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        if markup.local(child) in _GROUPS:
            yield from _children(child)
        else:
            yield child


def _category(element: etree._Element) -> str:
    """The data category: the type (DCA), or the element's own name (DCT, and note)."""
    return element.get("type") or markup.local(element)


def _texts(parent: etree._Element, category: str) -> list[str]:
    found = (prose(markup.text(child)) for child in _children(parent) if _category(child) == category)
    return [text for text in found if text]


def _split_notes(notes: list[str]) -> tuple[list[str], dict[str, str]]:
    """The notes of people, and what our own notes say, by their beginning."""
    people: list[str] = []
    ours: dict[str, str] = {}
    for note in notes:
        mark = next(
            (mark for mark in (concept.FORMS, concept.FLAGS, concept.PART_OF_SPEECH) if note.startswith(mark)), ""
        )
        if mark and mark not in ours:
            ours[mark] = note.removeprefix(mark)
        else:
            people.append(note)
    return people, ours


def _flags(entry: etree._Element, named: str) -> frozenset[Flag]:
    flags = {flag for flag in Flag if flag in named.split()}
    if [text.lower() for text in _texts(entry, concept.TRANSLATION_NEEDED)] == ["no"]:
        flags.add(Flag.KEEP)
    return frozenset(flags)


def _pos(group: etree._Element, marks: dict[str, str]) -> PartOfSpeech:
    named = marks.get(concept.PART_OF_SPEECH) or "".join(_texts(group, "partOfSpeech")[:1])
    return columns.part_of_speech(named) or PartOfSpeech.OTHER


def _status(group: etree._Element, reading: Reading) -> Status | None:
    named = "".join(_texts(group, "administrativeStatus")[:1])
    known = columns.status(named)
    if named and known is None:
        reading.losses.append(f"line {group.sourceline}: the administrative status '{named}' is unknown")
    return known


def _count_unread(entry: etree._Element, reading: Reading) -> None:
    known = {"term", *_GROUPS, *(name for one in _ENTRIES.values() for name in (one.language, one.term)), "ntig", "hi"}
    for child in entry.iterdescendants():
        if isinstance(child.tag, str) and markup.local(child) not in known and _category(child) not in _KEPT:
            reading.unread[_category(child)] += 1
