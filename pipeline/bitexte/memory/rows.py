"""Keys and rows of the memory: what identifies a translation, and its exact text form."""

from __future__ import annotations

import hashlib
import json

from bitexte.model import (
    Designation,
    Honour,
    Link,
    Obstacle,
    Origin,
    Remark,
    Request,
    Span,
    TermMatch,
    TermUse,
    Translation,
)


def key(signature: str, request: Request) -> str:
    """Return the key of a machine translation: sha256 (hexadecimal) of all that its text depends on.

    A term counts with its designations, forms and flags, not with its notes, definition or id; so a changed term
    invalidates the segments that hold it and no others.
    """
    canonical = ["2", signature, request.text, [_constraint(match) for match in request.matches]]
    return hashlib.sha256(_compact(canonical).encode("ascii")).hexdigest()


def _constraint(match: TermMatch) -> object:
    term = match.term
    sources = [_designation(source) for source in term.sources]
    targets = [_designation(target) for target in term.targets]
    return [match.span, sources, targets, sorted(term.flags)]


def _designation(designation: Designation) -> object:
    return [designation.text, designation.part_of_speech, designation.status, designation.forms]


def _compact(value: object) -> str:
    # ASCII escapes let lone surrogates and NUL through, which SQLite's UTF-8 would refuse or cut.
    return json.dumps(value, separators=(",", ":"))


def encode(translation: Translation) -> str:
    """The translation as a line of JSON, without its inline codes: they are placed anew each time."""
    uses = [(use.honour, use.span, use.obstacle) for use in translation.uses]
    links = [(*link.source, *link.target) for link in translation.links]
    problems = [(remark.code, remark.detail) for remark in translation.problems]
    made_by = translation.engine, translation.score, translation.confidence
    return _compact([translation.text, translation.origin, made_by, uses, links, problems, translation.alternatives])


def decode(row: str) -> Translation:
    """Return the translation that `encode` wrote; a damaged row raises ValueError or TypeError."""
    text, origin, (engine, score, confidence), uses, links, problems, alternatives = json.loads(row)
    return Translation(
        text=text,
        origin=Origin(origin),
        engine=engine,
        score=score,
        uses=tuple(TermUse(Honour(h), _span(span), Obstacle(why) if why else None) for h, span, why in uses),
        links=tuple(Link((a, b), (c, d)) for a, b, c, d in links),
        problems=tuple(Remark(code, detail) for code, detail in problems),
        confidence=confidence,
        alternatives=tuple(alternatives),
    )


def _span(pair: list[int] | None) -> Span | None:
    return None if pair is None else (pair[0], pair[1])
