"""TMX 1.4b: translation memories for OmegaT, memoQ, Trados and the rest, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from bitexte.model import Bitext, Finding, Provenance, Term, Unit
from bitexte.writers.layout import notes, place, reviewed

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="Bitexte" creationtoolversion="{version}" segtype="sentence" o-tmf="Bitexte" adminlang="en" \
srclang="fr" datatype="plaintext" o-encoding="UTF-8">{properties}</header>
<body>
"""
FOOT = "</body>\n</tmx>\n"
UNITS_A_CHUNK = 500
TRADOS_LIMIT = 2000  # characters a segment
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(bitexts: Sequence[Bitext], _terms: Sequence[Term], provenance: Provenance) -> Iterator[tuple[str, bytes]]:
    """Yield one `.tmx` a document."""
    for bitext in bitexts:
        yield place(bitext.document, ".tmx"), b"".join(corpus([bitext], provenance))


def corpus(bitexts: Iterable[Bitext], provenance: Provenance) -> Iterator[bytes]:
    """Yield one TMX file of all the bitexts in pieces of a few hundred units; valid against tmx14.dtd.

    Source and target stand verbatim, but for characters that XML cannot hold: U+FFFD replaces them and a note in the
    unit says so. Units without a translation are left out.
    """
    made_by = {"x-engine": provenance.engine, "x-package": provenance.package, "x-glossary": provenance.glossary}
    version = _escaped(provenance.version) or "0"
    yield HEAD.format(version=version, properties=_properties(made_by)).encode("utf-8")
    units = chain.from_iterable(map(_units, bitexts))
    while chunk := "".join(islice(units, UNITS_A_CHUNK)):
        yield chunk.encode("utf-8")
    yield FOOT.encode("utf-8")


def _units(bitext: Bitext) -> Iterator[str]:
    document = bitext.document
    file = f"{document.name}.{document.format}" if document.format else document.name
    texts = ["", *(unit.segment.text for unit in bitext.units), ""]
    usual: dict[str, str] = {}
    for (unit, findings), context in zip(reviewed(bitext), zip(texts, texts[2:], strict=False), strict=True):
        source, target = unit.segment.text, unit.translation.text
        if source and target.strip():
            # OmegaT offers a unit that names its file in that very place only, one that does not everywhere.
            only_here = usual.setdefault(source, target) != target
            yield _unit(unit, findings, context, file if only_here else "")


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
