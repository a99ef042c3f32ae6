"""TMX 1.1 to 1.4: translation memories read, and written as 1.4b for OmegaT, memoQ, Trados and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml import etree

from bitexte.errors import InputError
from bitexte.formats.layout import notes, reviewed
from bitexte.formats.units import SOURCE, TARGET, Pair, children, elements, plain, units
from bitexte.language.detection import primary
from bitexte.model import Bitext, Finding, Provenance, Unit
from bitexte.text import xml as markup
from bitexte.text.characters import NO_XML, shown

_FLATTENED = frozenset({"hi"})
_STANDING = frozenset({"ph", "it", "ut"})
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="Bitexte" creationtoolversion="{version}" segtype="sentence" o-tmf="Bitexte" adminlang="en" \
srclang="fr" datatype="plaintext" o-encoding="UTF-8">{properties}</header>
<body>
"""
FOOT = b"</body>\n</tmx>\n"
UNITS_A_CHUNK = 500
TRADOS_LIMIT = 2000  # characters a segment
FORBIDDEN = re.compile(f"[{NO_XML}]")


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """One unit for each English variant of a French segment; French alone gives a unit with an empty translation.

    Raises InputError for malformed files and for files that hold no French-English pair.
    """
    languages: set[str] = set()
    found = units(name, _pairs(content, name, languages))
    if languages and not languages >= {SOURCE, TARGET}:
        spoken = ", ".join(shown(code) for code in sorted(languages)[:10])
        raise InputError(f"no French-English pair: its languages are {spoken}", where=name)
    return found


def _pairs(content: bytes, name: str, languages: set[str]) -> Iterator[Pair]:
    for unit in elements(content, name, "tmx", "tu"):
        texts: dict[str, list[str]] = {}
        for variant in children(unit, "tuv"):
            code = _language(variant, name)
            texts.setdefault(code, []).append(_text(variant, name))
        languages.update(texts)
        for source in texts.get(SOURCE, [])[:1]:
            for target in texts.get(TARGET) or [""]:
                yield Pair(_key(unit), source, target)


def _key(unit: etree._Element) -> str:
    """The segment's id where Bitexte itself wrote the file, else the unit's own, which need not be there."""
    ours = next((each.text for each in children(unit, "prop") if each.get("type") == "x-segment-id"), None)
    return (ours or unit.get("tuid") or "").strip()


def _language(variant: etree._Element, name: str) -> str:
    code = markup.language(variant)
    if not code:
        raise InputError("a <tuv> without language", where=f"{name}:{variant.sourceline}", hint='add xml:lang="fr"')
    return primary(code)


def _text(variant: etree._Element, name: str) -> str:
    segments = children(variant, "seg")
    if not segments:
        raise InputError("a <tuv> without <seg>", where=f"{name}:{variant.sourceline}")
    return plain(segments[0], name, _FLATTENED, _STANDING)


def serialize_units(bitext: Bitext) -> bytes:
    """A TMX file of one document, valid against tmx14.dtd.

    Source and target stand verbatim, but for characters that XML cannot hold: U+FFFD replaces them and a note in the
    unit says so. Units without a translation are left out.
    """
    return b"".join([head(bitext.provenance), *body(bitext), FOOT])


def head(provenance: Provenance) -> bytes:
    """What a TMX file begins with, up to the first unit."""
    made_by = {"x-engine": provenance.engine, "x-package": provenance.package, "x-glossary": provenance.glossary}
    version = _escaped(provenance.version) or "0"
    return HEAD.format(version=version, properties=_properties(made_by)).encode("utf-8")


def body(bitext: Bitext) -> Iterator[bytes]:
    """The units of a document, in pieces of a few hundred."""
    units = _units(bitext)
    while chunk := "".join(islice(units, UNITS_A_CHUNK)):
        yield chunk.encode("utf-8")


def _units(bitext: Bitext) -> Iterator[str]:
    document = bitext.document
    texts = ["", *(unit.segment.text for unit in bitext.units), ""]
    usual: dict[str, str] = {}
    for (unit, findings), context in zip(reviewed(bitext), zip(texts, texts[2:], strict=False), strict=True):
        source, target = unit.segment.text, unit.translation.text
        if source and target.strip():
            # OmegaT offers a unit that names its file in that very place only, one that does not everywhere.
            only_here = usual.setdefault(source, target) != target
            yield _unit(unit, findings, context, document.name if only_here else "")


def _unit(unit: Unit, findings: list[Finding], context: tuple[str, str], file: str) -> str:
    """Return the TU. OmegaT reads file, prev and next there; memoQ and XTM read x-context in the source variant."""
    source, target, (before, after) = unit.segment.text, unit.translation.text, context
    properties = {
        "file": file,
        "prev": before,
        "next": after,
        "x-segment-id": unit.segment.id,
        "x-origin": unit.translation.origin,
        "x-engine": unit.translation.engine,
    }
    remarks = chain(notes(unit, findings), _limits("source", source), _limits("target", target))
    noted = "".join(f"<note>{_escaped(remark)}</note>" for remark in remarks)
    french = _variant("fr", source, {"x-context-pre": _inner(before), "x-context-post": _inner(after)})
    return f"<tu>{_properties(properties)}{noted}\n{french}\n{_variant('en', target, {})}\n</tu>\n"


def _variant(language: str, text: str, properties: dict[str, str]) -> str:
    return f'<tuv xml:lang="{language}">{_properties(properties)}<seg>{_escaped(text)}</seg></tuv>'


def _properties(properties: dict[str, str]) -> str:
    return "".join(f'<prop type="{name}">{_escaped(value)}</prop>' for name, value in properties.items() if value)


def _inner(text: str) -> str:
    """Return a context as memoQ writes it: a seg element as text."""
    return f"<seg>{_escaped(text)}</seg>" if text else ""


def _limits(side: str, text: str) -> Iterator[str]:
    if lost := sorted(set(FORBIDDEN.findall(text))):
        names = ", ".join(f"U+{ord(character):04X}" for character in lost)
        yield f"characters of the {side} that XML cannot hold were replaced by U+FFFD: {names}"
    if len(text) > TRADOS_LIMIT:
        yield f"the {side} has {len(text)} characters: Trados takes at most {TRADOS_LIMIT}"


def _escaped(text: str) -> str:
    """Return a text as XML; a parser would turn a bare carriage return into a line feed."""
    legal = FORBIDDEN.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return legal.replace('"', "&quot;").replace("\r", "&#13;")
