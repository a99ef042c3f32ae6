"""Trados MultiTerm XML, both ways: concepts (`conceptGrp`) with their languages and terms (`termGrp`).

MultiTerm lets each termbase name its own fields; the usual names in English and French are known (vocabulary.COLUMNS),
the others are told. The form is that of MultiTerm's own export (`mtf`, "MultiTerm XML" 3.0).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Provenance, Status, Term
from bitexte.terms import vocabulary
from bitexte.terms.exchange import cells, clean
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.terms.termbase import Entry
from bitexte.text import xml
from bitexte.text.identifiers import slug

_LANGUAGES = (("fr", "French", "FR"), ("en", "English", "EN"))
_ID, _KEEP, _CASE, _FORM, _FORMS = "Id", "Do not translate", "Case sensitive", "Exact match", "Inflected forms"


def serialize(terms: Sequence[Term], provenance: Provenance) -> Export:
    """All fields of the terms, as descriptive fields under the names that a termbase of MultiTerm usually has."""
    del provenance  # an element of it would be refused
    file = io.BytesIO()
    with etree.xmlfile(file, encoding="utf-8") as writer:
        writer.write_declaration()
        with writer.element("mtf"):
            for number, term in enumerate(terms, 1):
                writer.write(_concept(number, term), pretty_print=True)
    return Export("multiterm.xml", file.getvalue() + b"\n", ())


def parse(content: bytes, name: str) -> Import:
    """The concepts that have French and English terms; other languages and unknown fields are reported."""
    root = xml.root(content, name, GlossaryError)
    if xml.local(root) != "mtf":
        raise GlossaryError(f"the root element is {xml.local(root)}, not mtf", where=f"{name}:{root.sourceline or 1}")
    lost: list[str] = []
    unread: Counter[str] = Counter()
    found = xml.elements(content, name, ("conceptGrp",), GlossaryError)
    entries, mended = clean.agreed(entry for one in found if (entry := _entry(one, name, lost, unread)) is not None)
    if not entries:
        raise GlossaryError("no concept has both a French and an English term", where=name)
    told = [f"not kept: {field} ({count:,} times)" for field, count in sorted(unread.items())]
    return Import(entries, (*told, *lost, *mended))


def _concept(number: int, term: Term) -> etree._Element:
    group = etree.Element("conceptGrp")
    etree.SubElement(group, "concept").text = str(number)
    flags = [(_KEEP, Flag.KEEP), (_CASE, Flag.EXACT_CASE), (_FORM, Flag.EXACT_FORM)]
    for field, text in (
        (_ID, term.id),
        ("Subject", term.domain),
        ("Definition", term.definition),
        ("Note", term.note),
        *((field, "Yes") for field, flag in flags if flag in term.flags),
    ):
        _describe(group, field, text)
    for code, designations in (("fr", term.sources), ("en", term.targets)):
        if designations:
            group.append(_language(code, designations))
    return group


def _language(code: str, designations: Sequence[Designation]) -> etree._Element:
    group = etree.Element("languageGrp")
    label, short = next((label, short) for one, label, short in _LANGUAGES if one == code)
    etree.SubElement(group, "language", {"type": label, "lang": short})
    for one in designations:
        inner = etree.SubElement(group, "termGrp")
        etree.SubElement(inner, "term").text = one.text
        _describe(inner, "Part of Speech", str(one.part_of_speech))
        _describe(inner, "Status", str(one.status))
        _describe(inner, "Note", one.note)
        _describe(inner, _FORMS, cells.join(one.forms))
    return group


def _describe(parent: etree._Element, field: str, text: str) -> None:
    if text:
        etree.SubElement(etree.SubElement(parent, "descripGrp"), "descrip", type=field).text = text


def _entry(group: etree._Element, name: str, lost: list[str], unread: Counter[str]) -> Entry | None:
    fields = _fields(group)
    number = "".join(xml.text(child) for child in group if xml.local(child) == "concept").strip()
    place = f"concept {number or '?'} (line {group.sourceline})"
    found: dict[str, list[Designation]] = {"fr": [], "en": []}
    for section in group.iterfind("{*}languageGrp"):
        code = _code(section)
        if code not in found:
            unread[f"terms in '{code}'"] += 1
            continue
        for key, values in _fields(section).items():
            fields.setdefault(key, []).extend(values)
        for inner in section.iterfind("{*}termGrp"):
            one = _designation(inner, code, found[code], name, place, lost, unread)
            found[code] += [one] if one is not None else []
    flags = frozenset(_flags(fields))
    french, english = found["fr"], found["en"]
    if Flag.KEEP in flags and french and not english:
        english.append(Designation(french[0].text, french[0].part_of_speech))
    banned = bool(english) and all(one.status is Status.DEPRECATED for one in english)
    if not english or not (french or banned):
        lost.append(f"{place}: left out, it has no {'English' if french else 'French'} term")
        return None
    known = {"id", "domain", "definition", "note", "keep", "translatable", "case", "exact"}
    unread.update(key for key in fields if key not in known)
    term = Term(
        clean.one_line(" ".join(fields.get("id", ()))) or slug((french or english)[0].text),
        tuple(french),
        tuple(english),
        clean.one_line("; ".join(fields.get("domain", ()))),
        clean.prose("\n".join(dict.fromkeys(fields.get("definition", ())))),
        clean.prose("\n".join(fields.get("note", ()))),
        flags,
    )
    return Entry(term, name, xml.line(group))


def _code(section: etree._Element) -> str:
    """The language of a group, by its code or, where that is the termbase's own, by its name."""
    for one in section.iterfind("{*}language"):
        for text in (one.get("lang"), one.get("type")):
            if text and (code := vocabulary.language(text)):
                return code
        return (one.get("type") or one.get("lang") or "?")[:40]
    return "?"


def _fields(group: etree._Element) -> dict[str, list[str]]:
    """The descriptive fields of a group itself, by our name of each, else its own."""
    found: dict[str, list[str]] = {}
    for child in _own_children(group):
        text = clean.prose(xml.text(child))
        if text and xml.local(child) == "descrip":
            field = vocabulary.column(child.get("type") or "")[0] or (child.get("type") or "?")[:40]
            found.setdefault(field, []).append(text)
    return found


def _own_children(group: etree._Element) -> Iterator[etree._Element]:
    for child in group:
        if xml.local(child) in ("descripGrp", "transacGrp"):
            yield from _own_children(child)
        else:
            yield child


def _designation(
    group: etree._Element,
    code: str,
    earlier: Sequence[Designation],
    name: str,
    place: str,
    lost: list[str],
    unread: Counter[str],
) -> Designation | None:
    text = clean.one_line("".join(xml.text(child) for child in group if xml.local(child) == "term"))
    clean.check_length(text, f"{place}, <term>", f"{name}:{group.sourceline}")
    if not text:
        lost.append(f"{place}: an empty term is left out")
        return None
    fields = _fields(group)
    pos = vocabulary.part_of_speech(" ".join(fields.get("pos", ())))
    if pos is None:
        lost.append(f"{place}: the part of speech '{' '.join(fields['pos'])[:40]}' became 'other'")
    named = " ".join(fields.get("status", ()))
    status = vocabulary.status(named)
    if named and status is None:
        lost.append(f"{place}: the status '{named[:40]}' is unknown")
    if any(vocabulary.answer(said) for said in fields.get("forbidden", ())):
        status = Status.DEPRECATED
    unread.update(key for key in fields if key not in {"pos", "status", "note", "forms", "forbidden"})
    default = clean.target_status(earlier) if code == "en" else Status.PREFERRED
    forms = cells.split(clean.one_line(" ".join(fields.get("forms", ()))))
    note = clean.prose("\n".join(fields.get("note", ())))
    return Designation(text, pos or PartOfSpeech.OTHER, status or default, note, forms)


def _flags(fields: dict[str, list[str]]) -> Iterator[Flag]:
    for name, flag, wanted in (
        ("keep", Flag.KEEP, True),
        ("translatable", Flag.KEEP, False),
        ("case", Flag.EXACT_CASE, True),
        ("exact", Flag.EXACT_FORM, True),
    ):
        if any(vocabulary.answer(text) is wanted for text in fields.get(name, ())):
            yield flag
