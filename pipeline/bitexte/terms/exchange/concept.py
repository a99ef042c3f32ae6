"""A concept as the XML tree of TBX, in the spelling of version 2 or 3: writing.

What TBX-Basic has no category for (inflected forms, matching flags, proper nouns in version 3) stands in notes that
begin with `bitexte`: any reader shows them, and our import takes them back.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms.exchange import clean as sound
from bitexte.terms.exchange import lists
from bitexte.text.xml import LANG

FORMS, FLAGS, PART_OF_SPEECH = "bitexte forms: ", "bitexte flags: ", "bitexte part of speech: "
TRANSLATION_NEEDED = "Translation needed"  # Weblate's mark of what stays as it is

_STATUS = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.DEPRECATED: "deprecatedTerm-admn-sts",
}
# The characters of XML names below U+0300; an id beyond them is rare enough to be rewritten.
_LETTERS = "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff"
_NOT_IN_NAME = re.compile(f"[^{_LETTERS}0-9.\u00b7-]")
_NO_START = re.compile(f"^(?![{_LETTERS}])")


@dataclass(frozen=True, slots=True)
class Spelling:
    """The names by which the versions differ; `wide` is version 2's greater freedom in categories."""

    namespace: str
    concept: str
    language: str
    term: str
    wide: bool

    def tag(self, name: str) -> str:
        return f"{{{self.namespace}}}{name}" if self.namespace else name


VERSION_2 = Spelling("", "termEntry", "langSet", "tig", wide=True)
VERSION_3 = Spelling("urn:iso:std:iso:30042:ed-2", "conceptEntry", "langSec", "termSec", wide=False)


def with_xml_names(terms: Sequence[Term]) -> tuple[list[Term], list[str]]:
    """The terms with ids that are XML names, and a line for each id that had to be rewritten."""
    names = {term.id: 1 for term in terms if xml_name(term.id) == term.id}
    named: list[Term] = []
    lost: list[str] = []
    for term in terms:
        if xml_name(term.id) == term.id:
            named.append(term)
            continue
        better = replace(term, id=sound.distinct(xml_name(term.id), names))
        lost.append(f"{term.id}: the id is no XML name, it is written '{better.id}'")
        named.append(better)
    return named, lost


def xml_name(name: str) -> str:
    """The id itself where it is an XML name, else the nearest one."""
    return _NO_START.sub("c_", _NOT_IN_NAME.sub("_", name))


def termbase(root: etree._Element, terms: Sequence[Term], spelling: Spelling, doctype: str = "") -> bytes:
    """The whole file: `root`, which holds the header already, and the text with the concepts."""
    body = etree.SubElement(etree.SubElement(root, spelling.tag("text")), spelling.tag("body"))
    for term in terms:
        body.append(element(term, spelling))
    file = io.BytesIO(f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}'.encode())
    file.seek(0, io.SEEK_END)
    root.getroottree().write(file, encoding="utf-8", pretty_print=True)
    return file.getvalue()


def element(term: Term, spelling: Spelling) -> etree._Element:
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
    for note in (one.note, f"{FORMS}{lists.join(one.forms)}" if one.forms else ""):
        if note:
            _add(group, spelling, "note", note)


def _add(parent: etree._Element, spelling: Spelling, name: str, text: str, category: str = "") -> None:
    etree.SubElement(parent, spelling.tag(name), {"type": category} if category else {}).text = text
