"""JSON Lines: one object a unit, for machines."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from bitexte.formats.for_review import returned_json
from bitexte.formats.for_review.layout import reviewed, score, terms_of
from bitexte.formats.units import Returned
from bitexte.model import Bitext, Finding, Span, TermMatch, TermUse, Unit
from bitexte.text.characters import utf8

# Legal in JSON, but many line readers (Python's splitlines among them) break the line there.
LINE_BREAK = re.compile("[\x85\u2028\u2029]")
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def parse_returned(content: bytes, name: str) -> tuple[Returned, ...]:
    """The units of a file of ours that a person or a program changed: `target`, `state` and `comment` are read."""
    return returned_json.from_lines(content, name)


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """As `parse_returned`, the units alone."""
    return tuple(each.unit for each in parse_returned(content, name))


def serialize_units(bitext: Bitext) -> bytes:
    """One line a unit, each with the same keys, provenance included.

    Offsets (`start`, `end`, and the pairs of `links`) are characters of `source` or `target`, half-open; they and
    `honour` are null where unknown. `score` is as in Translation, null where there is none.
    """
    made_by = asdict(bitext.provenance)
    return b"".join(_line(unit, findings, made_by) for unit, findings in reviewed(bitext))


def _line(unit: Unit, findings: list[Finding], made_by: dict[str, str]) -> bytes:
    segment, translation = unit.segment, unit.translation
    line = {
        "id": segment.id,
        "number": segment.number,
        "block": segment.block,
        "source": segment.text,
        "target": translation.text,
        "origin": translation.origin,
        "engine": translation.engine,
        "score": score(translation),
        "confidence": translation.confidence,
        "alternatives": translation.alternatives,
        "state": unit.state,
        "terms": [_term(match, use) for match, use in terms_of(unit)],
        "findings": [_finding(finding) for finding in findings],
        "links": [[link.source, link.target] for link in translation.links],
        "provenance": made_by,
    }
    text = LINE_BREAK.sub(lambda found: f"\\u{ord(found[0]):04x}", ENCODER.encode(line))
    return utf8(text) + b"\n"


def _term(match: TermMatch, use: TermUse | None) -> dict[str, object]:
    start, end = match.span
    target_start, target_end = _ends(use.span if use else None)
    return {
        "id": match.term.id,
        "source": match.term.source,
        "target": match.term.target,
        "surface": match.surface,
        "start": start,
        "end": end,
        "honour": use.honour if use else None,
        "target_start": target_start,
        "target_end": target_end,
    }


def _finding(finding: Finding) -> dict[str, object]:
    start, end = _ends(finding.span)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "side": finding.side,
        "start": start,
        "end": end,
    }


def _ends(span: Span | None) -> Span | tuple[None, None]:
    return span or (None, None)
