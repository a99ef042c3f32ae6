"""XLIFF 1.2 of a bitext: a trans-unit a segment, in a group a block; valid by the strict schema."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bitexte.formats.code_notation import XLIFF_1, escaped, written
from bitexte.formats.for_review.layout import notes, other_ways, reviewed, standing
from bitexte.formats.xliff import parse_returned, parse_units
from bitexte.formats.xliff.segments import OURS
from bitexte.model import Bitext, Finding, MemoryMatch, State, Unit
from bitexte.text.codes import numbered

__all__ = ["parse_returned", "parse_units", "serialize_units"]

# A draft is never `new`: tools drop the targets of those.
_STATES = {
    State.INITIAL: 'state="needs-review-translation" state-qualifier="leveraged-mt"',
    State.TRANSLATED: 'state="translated"',
    State.REVIEWED: 'state="signed-off"',
    State.FINAL: 'state="final"',
}
_APPROVED = frozenset({State.REVIEWED, State.FINAL})


def serialize_units(bitext: Bitext) -> bytes:
    """The units with their states; the id of a trans-unit is the segment's.

    Notes say where a segment stands and what was found in it, alt-trans what is like it or could be said instead.
    """
    return "".join(_lines(bitext)).encode("utf-8")


def _lines(bitext: Bitext) -> Iterator[str]:
    document, made_by = bitext.document, bitext.provenance
    languages = escaped(bitext.source_language), escaped(bitext.target_language)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
    yield f'<file original="{escaped(document.name)}" source-language="{languages[0]}" '
    yield f'target-language="{languages[1]}" datatype="plaintext" tool-id="bitexte">\n<header>'
    yield f'<tool tool-id="bitexte" tool-name="Bitexte" tool-version="{escaped(made_by.version)}"/>'
    for name, value in (("engine", made_by.engine), ("package", made_by.package), ("glossary", made_by.glossary)):
        yield f'<note from="{OURS}">{name}: {escaped(value)}</note>' if value else ""
    yield "</header>\n<body>\n"
    for number, group in groupby(reviewed(bitext), key=lambda each: each[0].segment.block):
        block = document.blocks[number]
        yield f'<group id="b{number + 1}" restype="x-{block.kind}">\n'
        yield "".join(_note(said) for said in standing(block))
        for unit, findings in group:
            yield from _unit(unit, findings, languages)
        yield "</group>\n"
    yield "</body>\n</file>\n</xliff>\n"


def _unit(unit: Unit, findings: list[Finding], languages: tuple[str, str]) -> Iterator[str]:
    segment, translation = unit.segment, unit.translation
    numbers = {name: str(number) for name, number in numbered(segment.codes).items()}
    approved = ' approved="yes"' if unit.state in _APPROVED else ""
    yield f'<trans-unit id="{escaped(segment.id)}"{approved} xml:space="preserve">\n'
    yield f'<source xml:lang="{languages[0]}">{written(segment.text, segment.codes, XLIFF_1, numbers)}</source>\n'
    if translation.text:
        target = written(translation.text, translation.codes, XLIFF_1, numbers)
        yield f'<target xml:lang="{languages[1]}" {_STATES[unit.state]}>{target}</target>\n'
    yield from (_match(match, languages) for match in unit.candidates)
    for text in other_ways(unit):
        yield f'<alt-trans origin="{OURS}" alttranstype="proposal">'
        yield f'<target xml:lang="{languages[1]}">{escaped(text)}</target></alt-trans>\n'
    yield from (_note(said) + "\n" for said in notes(unit, findings))
    for comment in unit.comments:
        author = f' from="{escaped(comment.author)}"' if comment.author else ""
        yield f"<note{author}>{escaped(comment.text)}</note>\n"
    yield "</trans-unit>\n"


def _match(match: MemoryMatch, languages: tuple[str, str]) -> str:
    source, target = escaped(match.source), escaped(match.target)
    return (
        f'<alt-trans match-quality="{min(100, match.similarity)}%" origin="{escaped(match.file or "memory")}">'
        f'<source xml:lang="{languages[0]}">{source}</source>'
        f'<target xml:lang="{languages[1]}">{target}</target></alt-trans>\n'
    )


def _note(text: str) -> str:
    return f'<note from="{OURS}">{escaped(text)}</note>'
