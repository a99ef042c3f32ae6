"""XLIFF 2.1 of a bitext: a unit a block, a segment a sentence, the blanks between as ignorables.

Terms are glossary entries (gls), similar translations matches (mtc), the engine's confidence is its:mtConfidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from bitexte.formats.code_notation import XLIFF_2, escaped, written
from bitexte.formats.for_review.layout import notes, other_ways, reviewed, standing
from bitexte.formats.options import Writing
from bitexte.formats.xliff import parse_returned, parse_units
from bitexte.formats.xliff.segments import OURS
from bitexte.model import Bitext, Block, CodeKind, Finding, InlineCode, MemoryMatch, Unit
from bitexte.text.codes import numbered

__all__ = ["parse_returned", "parse_units", "serialize_chosen"]

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0" \
xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0" xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0" \
version="2.1" srcLang="{source}" trgLang="{target}">
<file id="f1" original="{original}">
"""
Reviewed = tuple[Unit, list[Finding]]


def serialize_chosen(bitext: Bitext, writing: Writing) -> bytes:
    """The units with their states; notes say where a block stands and what was found in its segments.

    A unit's name is the document's and a #, a segment's id what follows it in ours. Blanks between segments stand
    there where a unit is a block: a colleague can join segments.
    """
    return "".join(_lines(bitext, writing.xliff_units)).encode("utf-8")


def _lines(bitext: Bitext, division: str) -> Iterator[str]:
    document, made_by = bitext.document, bitext.provenance
    languages = {"source": escaped(bitext.source_language), "target": escaped(bitext.target_language)}
    yield _HEAD.format(**languages, original=escaped(document.name))
    made = [f"Bitexte {made_by.version}", made_by.engine, made_by.package, made_by.glossary]
    yield _notes([(OURS, text) for text in made if text.strip()])
    for number, group in groupby(reviewed(bitext), key=lambda each: each[0].segment.block):
        block, name = document.blocks[number], f"b{number + 1}"
        if division == "block":
            yield from _unit(document.name, name, block, list(group))
            continue
        for place, each in enumerate(group, start=1):
            yield from _unit(document.name, f"{name}.{place}", block, [each])
    yield "</file>\n</xliff>\n"


def _unit(document: str, name: str, block: Block, group: list[Reviewed]) -> Iterator[str]:
    codes = [code for unit, _ in group for code in unit.segment.codes]
    numbers = {each: str(place) for each, place in numbered(codes).items()}
    yield f'<unit id="{name}" name="{escaped(document)}#" xml:space="preserve">\n'
    matches = "".join(_matches(unit) for unit, _ in group)
    yield f"<mtc:matches>\n{matches}</mtc:matches>\n" if matches else ""
    yield _glossary([unit for unit, _ in group])
    several = len(group) > 1
    said = [(OURS, text) for text in standing(block)]
    for place, (unit, findings) in enumerate(group, start=1):
        lead = f"segment {place}: " if several else ""
        said += [(OURS, lead + remark) for remark in notes(unit, findings)]
        said += [(each.author or "comment", lead + each.text) for each in unit.comments]
    yield _notes(said)
    for unit, _ in group:
        yield from _segment(unit, codes, numbers)
        if several and unit.segment.tail:
            yield f"<ignorable><source>{escaped(unit.segment.tail)}</source></ignorable>\n"
    yield "</unit>\n"


def _segment(unit: Unit, codes: list[InlineCode], numbers: Mapping[str, str]) -> Iterator[str]:
    segment, translation = unit.segment, unit.translation
    yield f'<segment id="{_id(unit)}" state="{unit.state}">\n'
    yield f"<source>{_written(segment.text, segment.codes, codes, numbers)}</source>\n"
    if translation.text:
        yield f"<target>{_written(translation.text, translation.codes, codes, numbers)}</target>\n"
    yield "</segment>\n"


def _written(text: str, own: tuple[InlineCode, ...], codes: list[InlineCode], numbers: Mapping[str, str]) -> str:
    """As `written`; a half of a pair whose other half no segment of the unit has is isolated."""
    made = written(text, own, XLIFF_2, numbers)
    kinds = {(code.id, code.kind) for code in codes}
    for code in own:
        number = numbers.get(code.id, code.id)
        if code.kind is CodeKind.OPEN and (code.id, CodeKind.CLOSE) not in kinds:
            made = made.replace(f'<sc id="{number}"', f'<sc id="{number}" isolated="yes"')
        elif code.kind is CodeKind.CLOSE and (code.id, CodeKind.OPEN) not in kinds:
            made = made.replace(f'<ec startRef="{number}"', f'<ec id="{number}" isolated="yes"')
    return made


def _id(unit: Unit) -> str:
    return unit.segment.id.rpartition("#")[2]


def _matches(unit: Unit) -> str:
    made = "".join(_match(match, unit) for match in unit.candidates)
    if unit.translation.confidence is None or not unit.translation.text:
        return made
    confidence = f'its:mtConfidence="{unit.translation.confidence:.2f}" its:annotatorsRef="mt-confidence|Bitexte"'
    texts = _texts(unit.segment.text, unit.translation.text)
    made += f'<mtc:match ref="#{_id(unit)}" type="mt" {confidence}>{texts}</mtc:match>\n'
    others = (_texts(unit.segment.text, text) for text in other_ways(unit))
    return made + "".join(f'<mtc:match ref="#{_id(unit)}" type="mt">{texts}</mtc:match>\n' for texts in others)


def _match(match: MemoryMatch, unit: Unit) -> str:
    kind = "icm" if match.similarity > 100 else "tm"
    similarity = f'similarity="{min(100, match.similarity)}"'
    origin = f' origin="{escaped(match.file)}"' if match.file else ""
    texts = _texts(match.source, match.target)
    return f'<mtc:match ref="#{_id(unit)}" type="{kind}" {similarity}{origin}>{texts}</mtc:match>\n'


def _texts(source: str, target: str) -> str:
    return f"<source>{escaped(source)}</source><target>{escaped(target)}</target>"


def _glossary(units: list[Unit]) -> str:
    """The terms found in a unit, each once, with the targets that may stand for them."""
    terms = {match.term.id: match.term for unit in units for match in unit.matches}
    entries = ""
    for term in terms.values():
        targets = "".join(f"<gls:translation>{escaped(target.text)}</gls:translation>" for target in term.allowed)
        definition = f"<gls:definition>{escaped(term.definition)}</gls:definition>" if term.definition else ""
        if targets or definition:
            entries += (
                f"<gls:glossEntry><gls:term>{escaped(term.source)}</gls:term>{targets}{definition}</gls:glossEntry>\n"
            )
    return f"<gls:glossary>\n{entries}</gls:glossary>\n" if entries else ""


def _notes(said: list[tuple[str, str]]) -> str:
    """Notes, each with its category: who says it."""
    made = "".join(f'<note category="{escaped(who)}">{escaped(text)}</note>\n' for who, text in said)
    return f"<notes>\n{made}</notes>\n" if made else ""
