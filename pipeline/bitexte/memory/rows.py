"""Keys and rows of the memory: what identifies a translation, and its exact text form."""

from __future__ import annotations

import hashlib
import json
import math

from bitexte.fingerprint import fingerprint
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
    constraints = [_constraint(match) for match in request.matches]
    context = [request.before, request.after, request.examples]
    canonical = [fingerprint(), signature, request.text, constraints, request.kept, context]
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
    """A translation as a row; its inline codes are no part of it: they are placed after recall."""
    return _compact(
        [
            translation.text,
            translation.origin,
            translation.engine,
            translation.score,
            [(use.honour, use.span, use.obstacle) for use in translation.uses],
            [(*link.source, *link.target) for link in translation.links],
            [(problem.code, problem.detail, problem.block) for problem in translation.problems],
            translation.confidence,
            translation.alternatives,
        ]
    )


def decode(row: object) -> Translation:
    """Return the translation that `encode` wrote; ValueError for any row that it cannot have written.

    Spans of the target lie in its text.
    """
    try:
        text, origin, engine, score, uses, links, problems, confidence, alternatives = json.loads(_text(row))
        return Translation(
            text=_text(text),
            origin=Origin(origin),
            engine=_text(engine),
            score=_number(score),
            uses=tuple(_use(*use, size=len(text)) for use in uses),
            links=tuple(_link(*link, size=len(text)) for link in links),
            problems=tuple(_problem(*problem) for problem in problems),
            confidence=None if confidence is None else _number(confidence),
            alternatives=tuple(_text(other) for other in alternatives),
        )
    except (TypeError, RecursionError) as error:
        raise ValueError(f"not a row of ours: {error}") from error


def _use(honour: object, span: object, obstacle: object, *, size: int) -> TermUse:
    place = None
    if span is not None:
        start, end = span if isinstance(span, list) else (None, None)
        place = _span(start, end, size)
    return TermUse(Honour(_text(honour)), place, None if obstacle is None else Obstacle(_text(obstacle)))


def _link(source_start: object, source_end: object, start: object, end: object, *, size: int) -> Link:
    return Link(_span(source_start, source_end), _span(start, end, size))


def _problem(code: object, detail: object, block: object) -> Remark:
    return Remark(_text(code), _text(detail), None if block is None else _offset(block))


def _span(start: object, end: object, size: int | None = None) -> Span:
    first, last = _offset(start), _offset(end)
    if first > last or (size is not None and last > size):
        raise ValueError(f"not a span of the text: {first}-{last}")
    return first, last


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a text: {value!r:.40}")
    return value


def _offset(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"not an offset: {value!r:.40}")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or math.isnan(value):
        raise ValueError(f"not a number: {value!r:.40}")
    return float(value)
