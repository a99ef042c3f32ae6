"""TMX 1.4b: a translation unit a pair, in the order of the glossary, one target a source (OmegaT takes the last)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from lxml import etree

from bitexte.errors import GlossaryError
from bitexte.language.tags import primary
from bitexte.model import PartOfSpeech, Provenance, Term
from bitexte.terms import vocabulary
from bitexte.terms.exchange import clean, losses, pairs
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.terms.exchange.pairs import Row
from bitexte.text import xml

_NAME = "TMX"
_NATIVE_CODE = ("bpt", "ept", "ph", "it", "ut")  # their content is markup of another format


def serialize(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Each source with its preferred target; domain and part of speech are properties, the comment is a note."""
    kept, lost = pairs.as_reimported(terms, _keep, single=True)
    file = io.BytesIO()
    with etree.xmlfile(file, encoding="utf-8") as writer:
        writer.write_declaration()
        with writer.element("tmx", version="1.4"):
            writer.write(_header(provenance), pretty_print=True)
            with writer.element("body"):
                for row in kept:
                    writer.write(_unit(row), pretty_print=True)
    unheld = losses.unsupported_fields(terms, _NAME, {"pos", "domain", "definition", "note", "notes"})
    return Export("tmx", file.getvalue() + b"\n", (*lost, *losses.forbidden(terms, _NAME), *unheld))


def parse(content: bytes, name: str) -> Import:
    """The French and English of each unit, in either order, in TMX 1.1 to 1.4; text of inline codes is left out."""
    lost: list[str] = []
    root = xml.root(content, name, GlossaryError)
    if xml.local(root) != "tmx":
        raise GlossaryError(f"the root element is {xml.local(root)}, not tmx", where=f"{name}:{root.sourceline}")
    units = xml.elements(content, name, ("tu",), GlossaryError)
    grouping = pairs.concepts(_rows(units, name, lost), name)
    entries, mended = clean.agreed(grouping.entries)
    if not entries:
        raise GlossaryError("no unit holds both French and English", where=name)
    return Import(entries, (*lost, *grouping.repeats, *grouping.additions, *mended))


def _keep(row: Row) -> Row:
    return Row(row.source, row.target, row.part_of_speech, domain=row.domain, note=row.note)


def _header(provenance: Provenance) -> etree._Element:
    header = etree.Element(
        "header",
        {
            "creationtool": "bitexte",
            "creationtoolversion": provenance.version or "0",
            "segtype": "phrase",
            "o-tmf": "bitexte",
            "adminlang": "en",
            "srclang": "fr",
            "datatype": "plaintext",
        },
    )
    if provenance.glossary:
        etree.SubElement(header, "prop", type="x-glossary").text = provenance.glossary
    return header


def _unit(row: Row) -> etree._Element:
    unit = etree.Element("tu")
    if row.note:
        etree.SubElement(unit, "note").text = row.note
    if row.domain:
        etree.SubElement(unit, "prop", type="x-domain").text = row.domain
    if row.part_of_speech is not PartOfSpeech.NOUN:
        etree.SubElement(unit, "prop", type="x-part-of-speech").text = row.part_of_speech
    for code, words in (("fr", row.source), ("en", row.target)):
        variant = etree.SubElement(unit, "tuv", {xml.LANG: code})
        etree.SubElement(variant, "seg").text = words
    return unit


def _rows(units: Iterator[etree._Element], name: str, lost: list[str]) -> Iterator[Row]:
    for number, unit in enumerate(units, 1):
        place = f"unit {number}"
        texts = _texts(unit, place, name, lost)
        if not texts.get("fr") or not texts.get("en"):
            missing = "French" if not texts.get("fr") else "English"
            lost.append(f"{place} (line {unit.sourceline}): left out, it has no {missing}")
            continue
        props = {prop.get("type", ""): xml.text(prop) for prop in unit.findall("{*}prop")}
        pos = vocabulary.part_of_speech(props.get("x-part-of-speech", "")) or PartOfSpeech.OTHER
        note = clean.prose("\n".join(xml.text(one) for one in unit.findall("{*}note")))
        domain = clean.one_line(props.get("x-domain", ""))
        yield Row(texts["fr"], texts["en"], pos, domain=domain, note=note, place=place, line=xml.line(unit))


def _texts(unit: etree._Element, place: str, name: str, lost: list[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for variant in unit.findall("{*}tuv"):
        code = primary(xml.language(variant))
        segment = variant.find("{*}seg")
        text = clean.one_line(xml.text(segment, _NATIVE_CODE))
        if code not in ("fr", "en") or code in texts:
            lost.append(f"{place}: its variant in '{code}' is left out ('{text[:40]}')")
            continue
        clean.check_length(text, f"{place}, {code}", f"{name}:{variant.sourceline}")
        if segment is not None and len(segment):
            lost.append(f"{place}: inline codes of '{text[:40]}' are left out")
        texts[code] = text
    return texts
