"""TBX-Basic: version 3 (ISO 30042:2019, style DCA) and version 2 (`martif`, ISO 30042:2008), both ways, nothing lost.

OmegaT, translate-toolkit and Weblate read version 2. What TBX-Basic has no category for (inflected forms, matching
flags, proper nouns in version 3) stands in notes that begin with `bitexte`: any reader shows them, and our import
takes them back. Both styles, DCA and DCT, are read.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from bitexte.errors import GlossaryError
from bitexte.language.tags import primary
from bitexte.model import Designation, Flag, PartOfSpeech, Provenance, Status, Term
from bitexte.terms import vocabulary
from bitexte.terms.exchange import cells, clean
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.terms.termbase import Entry
from bitexte.text import xml
from bitexte.text.identifiers import Identifiers, slug
from bitexte.text.xml import LANG

FORMS, FLAGS, PART_OF_SPEECH = "bitexte forms: ", "bitexte flags: ", "bitexte part of speech: "
TRANSLATION_NEEDED = "Translation needed"  # Weblate's mark of what stays as it is

_DOCTYPE = '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">\n'
_STATUS = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.DEPRECATED: "deprecatedTerm-admn-sts",
}
# Where tools write how far a term may be used; the first that is there decides.
_STATUS_CATEGORIES = ("administrativeStatus", "normativeAuthorization", "usageStatus", "status", "termStatus", "Status")
# What tools write of a term that stays as it is: the category, and the answer that says so.
_KEEP_CATEGORIES = {
    "translation needed": False,
    "translatable": False,
    "translate": False,
    "do not translate": True,
    "dnt": True,
    "non translatable": True,
}
_CASE_CATEGORIES = frozenset({"case sensitive", "casesensitivity", "case sensitivity"})
_FORBIDDEN_CATEGORIES = frozenset({"forbidden", "is forbidden", "do not use"})
# The characters of XML names below U+0300; an id beyond them is rare enough to be rewritten.
_LETTERS = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff"
_NOT_IN_NAME = re.compile(f"[^{_LETTERS}0-9.\u00b7-]")
_NO_START = re.compile(f"^(?![{_LETTERS}])")
_GROUPS = ("descripGrp", "termNoteGrp", "adminGrp", "termGrp")
_NOTES = ("note", "usageNote", "transferComment")
_KEPT = {"subjectField", "definition", "partOfSpeech", "context", *_NOTES, *_STATUS_CATEGORIES}
_LANGUAGES = {"fr": "French", "en": "English"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """Element names of TBX version 2 or 3; `wide`: version 2 allows free data categories."""

    namespace: str
    concept: str
    language: str
    term: str
    wide: bool

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}" if self.namespace else name


VERSION_2 = Spelling("", "termEntry", "langSet", "tig", wide=True)
VERSION_3 = Spelling("urn:iso:std:iso:30042:ed-2", "conceptEntry", "langSec", "termSec", wide=False)
_ROOTS = {"martif": VERSION_2, "tbx": VERSION_3}


def serialize(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Version 3: all fields of the terms; ids that are no XML names are rewritten and named."""
    named, lost = with_xml_names(terms)
    names: Mapping[None, str] = {None: VERSION_3.namespace}
    attributes = {"type": "TBX-Basic", "style": "dca", LANG: "en"}
    root = etree.Element(VERSION_3.tag("tbx"), attributes, nsmap=names)  # type: ignore[arg-type]  # stubs forget None
    header = etree.SubElement(root, VERSION_3.tag("tbxHeader"))
    _add_source(header, VERSION_3, provenance)
    return Export("tbx", _file(root, named, VERSION_3), tuple(lost))


def serialize_version_2(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Version 2: as `serialize`."""
    named, lost = with_xml_names(terms)
    root = etree.Element("martif", {"type": "TBX-Basic", LANG: "fr"})
    header = etree.SubElement(root, "martifHeader")
    _add_source(header, VERSION_2, provenance)
    encoding = etree.SubElement(header, "encodingDesc")
    etree.SubElement(encoding, "p", type="XCSURI").text = "TBXBasicXCSV02.xcs"
    return Export("tbx2.tbx", _file(root, named, VERSION_2, _DOCTYPE), tuple(lost))


def parse(content: bytes, name: str) -> Import:
    """The concepts that have French and English terms; other languages and unknown categories are reported."""
    root = xml.root(content, name, GlossaryError)
    spelling = _ROOTS.get(xml.local(root))
    if spelling is None:
        raise GlossaryError(
            f"the root element is {xml.local(root)}, neither tbx nor martif", where=f"{name}:{root.sourceline or 1}"
        )
    reading = _Reading(name)
    found = xml.elements(content, name, (spelling.concept,), GlossaryError)
    entries, mended = clean.agreed(entry for one in found if (entry := _entry(one, spelling, reading)) is not None)
    if not entries:
        raise GlossaryError("no concept has both a French and an English term", where=name)
    unread = [f"not kept: {category} ({count:,} times)" for category, count in reading.unread.items()]
    return Import(entries, (*sorted(unread), *reading.losses, *mended))


def with_xml_names(terms: Sequence[Term]) -> tuple[list[Term], list[str]]:
    """The terms with ids that are XML names, and a line for each id that had to be rewritten."""
    names = Identifiers(term.id for term in terms if xml_name(term.id) == term.id)
    named: list[Term] = []
    lost: list[str] = []
    for term in terms:
        if xml_name(term.id) == term.id:
            named.append(term)
            continue
        better = replace(term, id=names.distinct(xml_name(term.id)))
        lost.append(f"{term.id}: the id is no XML name, it is written '{better.id}'")
        named.append(better)
    return named, lost


def xml_name(name: str) -> str:
    """The id itself where it is an XML name, else the nearest one."""
    return _NO_START.sub("c_", _NOT_IN_NAME.sub("_", name))


def _add_source(header: etree._Element, spelling: Spelling, provenance: Provenance) -> None:
    source = etree.SubElement(etree.SubElement(header, spelling.tag("fileDesc")), spelling.tag("sourceDesc"))
    made = " ".join(part for part in ("bitexte", provenance.version, provenance.glossary) if part)
    etree.SubElement(source, spelling.tag("p")).text = made


def _file(root: etree._Element, terms: Sequence[Term], spelling: Spelling, doctype: str = "") -> bytes:
    """The whole file: `root`, which holds the header already, and the text with the concepts."""
    body = etree.SubElement(etree.SubElement(root, spelling.tag("text")), spelling.tag("body"))
    for term in terms:
        body.append(_element(term, spelling))
    file = io.BytesIO(f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'.encode())
    file.seek(0, io.SEEK_END)
    root.getroottree().write(file, encoding="utf-8", pretty_print=True)
    return file.getvalue()


def _element(term: Term, spelling: Spelling) -> etree._Element:
    """The entry of a concept: subject field, definition and note, then French, then English."""
    entry = etree.Element(spelling.tag(spelling.concept), id=term.id)
    for category, text in (("subjectField", term.domain), ("definition", term.definition)):
        if text:
            _add(entry, spelling, "descrip", text, category)
    if Flag.KEEP in term.flags and spelling.wide:
        _add(entry, spelling, "descrip", "No", TRANSLATION_NEEDED)
    flags = term.flags - {Flag.KEEP} if spelling.wide else term.flags
    for note in (term.note, f"{FLAGS}{' '.join(sorted(flags))}" if flags else ""):
        if note:
            _add(entry, spelling, "note", note)
    for code, designations in (("fr", term.sources), ("en", term.targets)):
        if designations:
            section = etree.SubElement(entry, spelling.tag(spelling.language), {LANG: code})
            for one in designations:
                _add_designation(section, spelling, one)
    return entry


def _add_designation(section: etree._Element, spelling: Spelling, one: Designation) -> None:
    group = etree.SubElement(section, spelling.tag(spelling.term))
    _add(group, spelling, "term", one.text)
    proper = one.part_of_speech is PartOfSpeech.PROPER_NOUN
    named = ("properNoun" if spelling.wide else "noun") if proper else one.part_of_speech.value
    _add(group, spelling, "termNote", named, "partOfSpeech")
    _add(group, spelling, "termNote", _STATUS[one.status], "administrativeStatus")
    if proper and not spelling.wide:
        _add(group, spelling, "note", f"{PART_OF_SPEECH}{one.part_of_speech}")
    for note in (one.note, f"{FORMS}{cells.join(one.forms)}" if one.forms else ""):
        if note:
            _add(group, spelling, "note", note)


def _add(parent: etree._Element, spelling: Spelling, name: str, text: str, category: str = "") -> None:
    etree.SubElement(parent, spelling.tag(name), {"type": category} if category else {}).text = text


@dataclass(slots=True)
class _Reading:
    """Mutable state of one import: messages, and the categories that were not read."""

    name: str
    losses: list[str] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)


def _entry(entry: etree._Element, spelling: Spelling, reading: _Reading) -> Entry | None:
    place = f"line {entry.sourceline}"
    designations: dict[str, list[Designation]] = {"fr": [], "en": []}
    definitions = _texts(entry, "definition")
    for section in entry.findall(f"{{*}}{spelling.language}"):
        code = primary(xml.language(section))
        if code not in designations:
            reading.unread[f"terms in '{code}'"] += 1
            continue
        definitions += _texts(section, "definition")
        _read_designations(section, spelling, reading, designations[code])
    notes, marks = _split_notes([text for category in _NOTES for text in _texts(entry, category)])
    flags = _flags(entry, marks.get(FLAGS, ""))
    french, english = designations["fr"], designations["en"]
    if Flag.KEEP in flags and french and not english:
        english.append(Designation(french[0].text, french[0].part_of_speech))
    banned = bool(english) and all(one.status is Status.DEPRECATED for one in english)
    missing = [_LANGUAGES[code] for code, found in designations.items() if not found and not (code == "fr" and banned)]
    if missing:
        reading.losses.append(f"{place}: the concept '{entry.get('id', '')}' has no {missing[0]} term and is left out")
        return None
    _count_unread(entry, reading)
    term = Term(
        clean.one_line(entry.get("id", "")) or slug((french or english)[0].text),
        tuple(french),
        tuple(english),
        "; ".join(_texts(entry, "subjectField")),
        "\n".join(dict.fromkeys(definitions)),
        "\n".join(notes),
        flags,
    )
    return Entry(term, reading.name, xml.line(entry))


def _read_designations(
    section: etree._Element, spelling: Spelling, reading: _Reading, found: list[Designation]
) -> None:
    for group in (*section.findall(f"{{*}}{spelling.term}"), *section.findall("{*}ntig")):
        text = clean.one_line("".join(xml.text(child) for child in _children(group) if xml.local(child) == "term"))
        clean.check_length(text, "<term>", f"{reading.name}:{group.sourceline}")
        if not text:
            reading.losses.append(f"line {group.sourceline}: an empty term is left out")
            continue
        notes, marks = _split_notes([note for category in (*_NOTES, "context") for note in _texts(group, category)])
        default = clean.target_status(found) if primary(xml.language(section)) == "en" else Status.PREFERRED
        status = _status(group, reading) or default
        forms = cells.split(marks.get(FORMS, ""))
        found.append(Designation(text, _pos(group, marks, reading), status, "\n".join(notes), forms))


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if not isinstance(child.tag, str):
            continue
        if xml.local(child) in _GROUPS:
            yield from _children(child)
        else:
            yield child


def _category(element: etree._Element) -> str:
    """The data category: the type (DCA), or the element's own name (DCT, and note)."""
    return element.get("type") or xml.local(element)


def _texts(parent: etree._Element, category: str) -> list[str]:
    found = (clean.prose(xml.text(child)) for child in _children(parent) if _category(child) == category)
    return [text for text in found if text]


def _answers(parent: etree._Element) -> Iterator[tuple[str, bool]]:
    """(category as the tables fold it, answer) of the children that say yes or no."""
    for child in _children(parent):
        answer = vocabulary.answer(xml.text(child))
        if answer is not None:
            yield vocabulary.folded(_category(child)), answer


def _split_notes(notes: list[str]) -> tuple[list[str], dict[str, str]]:
    """The notes of people, and what our own notes say, by their beginning."""
    people: list[str] = []
    ours: dict[str, str] = {}
    for note in notes:
        mark = next((mark for mark in (FORMS, FLAGS, PART_OF_SPEECH) if note.startswith(mark)), "")
        if mark and mark not in ours:
            ours[mark] = note.removeprefix(mark)
        else:
            people.append(note)
    return people, ours


def _flags(entry: etree._Element, named: str) -> frozenset[Flag]:
    flags = {flag for flag in Flag if flag in named.split()}
    for parent in (entry, *(child for child in entry.iterdescendants("{*}tig", "{*}ntig", "{*}termSec"))):
        for category, answer in _answers(parent):
            if _KEEP_CATEGORIES.get(category) is answer:
                flags.add(Flag.KEEP)
            if category in _CASE_CATEGORIES and answer:
                flags.add(Flag.EXACT_CASE)
    return frozenset(flags)


def _pos(group: etree._Element, marks: dict[str, str], reading: _Reading) -> PartOfSpeech:
    named = marks.get(PART_OF_SPEECH) or "".join(_texts(group, "partOfSpeech")[:1])
    known = vocabulary.part_of_speech(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", named))
    if known is None:
        reading.losses.append(f"line {group.sourceline}: the part of speech '{named[:40]}' became 'other'")
    return known or PartOfSpeech.OTHER


def _status(group: etree._Element, reading: _Reading) -> Status | None:
    if any(category in _FORBIDDEN_CATEGORIES and answer for category, answer in _answers(group)):
        return Status.DEPRECATED
    named = next((texts[0] for category in _STATUS_CATEGORIES if (texts := _texts(group, category))), "")
    known = vocabulary.status(named)
    if named and known is None:
        reading.losses.append(f"line {group.sourceline}: the administrative status '{named[:40]}' is unknown")
    return known


def _count_unread(entry: etree._Element, reading: _Reading) -> None:
    known = {"term", *_GROUPS, *(name for one in _ROOTS.values() for name in (one.language, one.term)), "ntig", "hi"}
    answered = {*_KEEP_CATEGORIES, *_CASE_CATEGORIES, *_FORBIDDEN_CATEGORIES}
    for child in entry.iterdescendants():
        if not isinstance(child.tag, str) or xml.local(child) in known:
            continue
        if _category(child) not in _KEPT and vocabulary.folded(_category(child)) not in answered:
            reading.unread[_category(child)] += 1
