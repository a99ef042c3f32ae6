"""TMX 1.1 to 1.4: translation memories read, and written as 1.4b for OmegaT, memoQ, Trados and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice

from lxml import etree

from bitexte.errors import InputError
from bitexte.formats.code_notation import TMX, Coded, from_elements, from_omegat, written
from bitexte.formats.for_review.layout import notes, other_ways, reviewed
from bitexte.formats.units import (
    DRAFT,
    Approval,
    Pair,
    Returned,
    Standing,
    children,
    elements,
    neighbours,
    returned,
)
from bitexte.language.tags import SOURCE, TARGET, primary
from bitexte.model import Bitext, Comment, Finding, InlineCode, Provenance, State, Unit
from bitexte.text import xml as markup
from bitexte.text.characters import NO_XML, shown
from bitexte.text.codes import numbered

_REVIEWED = b'<prop type="x-kind">reviewed</prop>'  # in the header of a memory of ours whose notes are a person's
REVIEWER = "reviewer"  # of whom no name is known
MACHINE = "MT!"  # the author that Trados takes for a machine
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="Bitexte" creationtoolversion="{version}" segtype="sentence" o-tmf="Bitexte" adminlang="en" \
srclang="{source}" datatype="plaintext" o-encoding="UTF-8">{properties}</header>
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
    return tuple(each.unit for each in parse_returned(content, name))


def parse_returned(content: markup.Content, name: str) -> tuple[Returned, ...]:
    """As `parse_units`, with who wrote each unit, and when; what somebody else than a machine wrote is approved."""
    languages: set[str] = set()
    found = returned(name, _pairs(content, name, languages))
    if languages and not languages >= {SOURCE, TARGET}:
        spoken = ", ".join(shown(code) for code in sorted(languages)[:10])
        raise InputError(f"no French-English pair: its languages are {spoken}", where=name)
    return found


def pairs(content: markup.Content, name: str) -> Iterator[Pair]:
    """The French-English pairs of a memory, one after the other, however many it holds. Raises InputError."""
    yield from _pairs(content, name, set())


def _pairs(content: markup.Content, name: str, languages: set[str]) -> Iterator[Pair]:
    head = markup.beginning(content, 4096)
    ours = b'creationtool="Bitexte"' in head and _REVIEWED not in head
    read = _literal if b'creationtool="OmegaT"' in head else from_elements
    for unit in elements(content, name, "tmx", "tu"):
        variants: dict[str, list[etree._Element]] = {}
        for variant in children(unit, "tuv"):
            variants.setdefault(_language(variant, name), []).append(variant)
        languages.update(variants)
        remarks = () if ours else _comments(unit)
        for source in variants.get(SOURCE, [])[:1]:
            french = read(_segment(source, name))
            beside = _property(unit, "prev"), _property(unit, "next")
            for variant in variants.get(TARGET, []):
                author, date = (_attribute(unit, variant, kind) for kind in ("id", "date"))
                standing = _standing(unit, author)
                english = read(_segment(variant, name))
                yield Pair(_key(unit), french, english, (), standing, remarks, author, date, *beside)
            if TARGET not in variants:
                yield Pair(_key(unit), french, Coded(""))


def _key(unit: etree._Element) -> str:
    """The segment's id where Bitexte itself wrote the file, else the unit's own, which need not be there."""
    return (_property(unit, "x-segment-id") or unit.get("tuid") or "").strip()


def _property(unit: etree._Element, kind: str) -> str:
    return next((each.text or "" for each in children(unit, "prop") if each.get("type") == kind), "")


def _attribute(unit: etree._Element, variant: etree._Element, kind: str) -> str:
    """Who changed a unit last, or when; else who made it, or when."""
    names = (f"change{kind}", f"creation{kind}")
    return next((value for name in names for each in (variant, unit) if (value := each.get(name))), "")


def _standing(unit: etree._Element, author: str) -> Standing:
    """A person's unit is approved; one of ours is as far as it says, unless somebody else has changed it since."""
    if author in {"", MACHINE}:
        return DRAFT._replace(raw=author)
    reached = _property(unit, "x-state")
    state = State(reached) if reached in {str(each) for each in State} else State.TRANSLATED
    return Standing(Approval.APPROVED, max(state, State.TRANSLATED, key=list(State).index), author)


def _comments(unit: etree._Element) -> tuple[Comment, ...]:
    return tuple(Comment(" ".join(note.text.split())) for note in children(unit, "note") if note.text)


def _language(variant: etree._Element, name: str) -> str:
    code = markup.language(variant)
    if not code:
        raise InputError("a <tuv> without language", where=f"{name}:{variant.sourceline}", hint='add xml:lang="fr"')
    return primary(code)


def _literal(element: etree._Element) -> Coded:
    """A text whose codes may stand in it as plain text, as OmegaT has them in its own memories."""
    read = from_elements(element)
    return read if read.codes else from_omegat(read.text)


def _segment(variant: etree._Element, name: str) -> etree._Element:
    """The element that holds the text of a variant."""
    segments = children(variant, "seg")
    if not segments:
        raise InputError("a <tuv> without <seg>", where=f"{name}:{variant.sourceline}")
    for unknown in segments[0].iter(etree.Entity):
        where = f"{name}:{unknown.sourceline}"
        raise InputError(f"unknown entity {unknown.text}", where=where, hint="use a character")
    return segments[0]


def serialize_units(bitext: Bitext) -> bytes:
    """A TMX file of one document, valid against tmx14.dtd.

    Source and target stand verbatim, but for characters that XML cannot hold: U+FFFD replaces them and a note in the
    unit says so. Units without a translation are left out.
    """
    return b"".join([head(bitext.provenance, bitext.source_language), *body(bitext), FOOT])


def serialize_reviewed(entries: Sequence[Returned], source: str, target: str) -> bytes:
    """A memory of reviewed units, valid against tmx14.dtd, that git can show and merge: sorted, one field a line.

    `source` and `target` are the language tags of its variants.
    """
    header = HEAD.format(version="1", source=_escaped(source), properties=_REVIEWED.decode())
    rows = sorted(_reviewed(entry, source, target) for entry in entries)
    return (header + "".join(rows)).encode() + FOOT


def _reviewed(entry: Returned, source: str, target: str) -> str:
    unit = entry.unit
    numbers = {name: str(number) for name, number in numbered(unit.segment.codes).items()}
    french = _coded(unit.segment.text, unit.segment.codes, numbers)
    english = _coded(unit.translation.text, unit.translation.codes, numbers)
    properties = {"prev": entry.before, "next": entry.after, "x-segment-id": unit.segment.id, "x-state": unit.state}
    lines = [f'<prop type="{name}">{_escaped(value)}</prop>' for name, value in properties.items() if value]
    lines += [f"<note>{_escaped(_signed(comment))}</note>" for comment in unit.comments]
    date = f' changedate="{_escaped(entry.date)}"' if entry.date else ""
    return "\n".join(
        (
            f'<tu changeid="{_escaped(entry.author or REVIEWER)}"{date}>',
            *lines,
            f'<tuv xml:lang="{source}"><seg>{french}</seg></tuv>',
            f'<tuv xml:lang="{target}"><seg>{english}</seg></tuv>',
            "</tu>\n",
        )
    )


def _signed(comment: Comment) -> str:
    return f"{comment.author}: {comment.text}" if comment.author else comment.text


def head(provenance: Provenance, source: str) -> bytes:
    """What a TMX file begins with, up to the first unit; `source` is the tag of its source language."""
    made_by = {"x-engine": provenance.engine, "x-package": provenance.package, "x-glossary": provenance.glossary}
    version = _escaped(provenance.version) or "0"
    return HEAD.format(version=version, source=_escaped(source), properties=_properties(made_by)).encode("utf-8")


def body(bitext: Bitext) -> Iterator[bytes]:
    """The units of a document, in pieces of a few hundred."""
    units = _units(bitext)
    while chunk := "".join(islice(units, UNITS_A_CHUNK)):
        yield chunk.encode("utf-8")


def _units(bitext: Bitext) -> Iterator[str]:
    document = bitext.document
    contexts = neighbours(unit.segment.text for unit in bitext.units)
    languages = bitext.source_language, bitext.target_language
    usual: dict[str, str] = {}
    for (unit, findings), context in zip(reviewed(bitext), contexts, strict=True):
        source, target = unit.segment.text, unit.translation.text
        if source and target.strip():
            # OmegaT offers a unit that names its file in that very place only, one that does not everywhere.
            only_here = usual.setdefault(source, target) != target
            yield _unit(unit, findings, context, document.name if only_here else "", languages)


def _unit(unit: Unit, findings: list[Finding], context: tuple[str, str], file: str, languages: tuple[str, str]) -> str:
    """The TU. OmegaT reads file, prev and next there; memoQ and XTM read x-context in the source variant."""
    source, target, (before, after) = unit.segment.text, unit.translation.text, context
    properties = {
        "file": file,
        "prev": before,
        "next": after,
        "x-segment-id": unit.segment.id,
        "x-origin": unit.translation.origin,
        "x-engine": unit.translation.engine,
        "x-state": "" if unit.state is State.INITIAL else unit.state,
    }
    numbers = {name: str(number) for name, number in numbered(unit.segment.codes).items()}
    machine = f' creationid="{MACHINE}"' if unit.state is State.INITIAL else ""
    remarks = chain(notes(unit, findings), _limits("source", source), _limits("target", target))
    noted = "".join(f"<note>{_escaped(remark)}</note>" for remark in remarks)
    inside = _coded(source, unit.segment.codes, numbers)
    french = _variant(languages[0], inside, {"x-context-pre": _inner(before), "x-context-post": _inner(after)})
    english = _variant(languages[1], _coded(target, unit.translation.codes, numbers), {})
    said = _properties(properties) + "".join(_properties({"x-alternative": text}) for text in other_ways(unit))
    return f"<tu{machine}>{said}{noted}\n{french}\n{english}\n</tu>\n"


def _coded(text: str, codes: Sequence[InlineCode], numbers: Mapping[str, str]) -> str:
    return written(text, codes, TMX, numbers) if codes else _escaped(text)


def _variant(language: str, segment: str, properties: dict[str, str]) -> str:
    return f'<tuv xml:lang="{_escaped(language)}">{_properties(properties)}<seg>{segment}</seg></tuv>'


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
