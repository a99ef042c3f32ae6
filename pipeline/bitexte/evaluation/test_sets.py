"""Lists of the terms that hold for each line of a text: JSON Lines, as shared tasks on terminology give them.

One object a source line, in their order or with `"line": n` (counted from 1):

    {"terms": [{"source": "place de marché", "target": "marketplace"}]}

or one term a row: `{"line": 3, "source": "place de marché", "target": "marketplace"}`. `terms` may also be a mapping of
sources to targets. Other keys are left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import regex

from bitexte.errors import InputError
from bitexte.model import Designation, Term, TermMatch
from bitexte.terms.matching import Glossary
from bitexte.text.spans import overlaps

_EXAMPLE = '{"terms": [{"source": "panier", "target": "basket"}]}'


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    line: int | None
    terms: tuple[Term, ...]


def parse(content: str, name: str, lines: int) -> tuple[tuple[Term, ...], ...]:
    """The terms of each of so many source lines. Raises InputError with file and line of the list."""
    rows = [_row(text, f"{name}:{number}") for number, text in enumerate(_texts(content), start=1)]
    if all(row.line is None for row in rows):
        if len(rows) != lines:
            hint = 'one object a source line, or a "line" in each'
            raise InputError(f"has {len(rows):,} objects for {lines:,} source lines", where=name, hint=hint)
        return tuple(row.terms for row in rows)
    found: list[list[Term]] = [[] for _ in range(lines)]
    for row in rows:
        if row.line is None:
            raise InputError('has no "line", unlike other rows', where=row.where)
        if not 1 <= row.line <= lines:
            raise InputError(f'"line" {row.line} is none of the {lines:,} source lines', where=row.where)
        found[row.line - 1] += row.terms
    return tuple(tuple(dict.fromkeys(terms)) for terms in found)


def find(terms: tuple[Term, ...], text: str) -> tuple[TermMatch, ...]:
    """Where the terms stand in a text: as they are written, else in an inflected form; the longest first."""
    matches: list[TermMatch] = []
    for term in sorted(terms, key=lambda each: -len(each.source)):
        literal = regex.escape(term.source, literal_spaces=True)
        spans = [hit.span() for hit in regex.finditer(rf"(?<!\w){literal}(?!\w)", text, regex.IGNORECASE)]
        spans = spans or [match.span for match in _inflected(term).find(text)]
        free = (span for span in spans if not overlaps(span, [match.span for match in matches]))
        matches += [TermMatch(term, (start, end), text[start:end]) for start, end in free]
    return tuple(sorted(matches, key=lambda match: match.span))


@lru_cache(maxsize=4096)
def _inflected(term: Term) -> Glossary:
    return Glossary((term,))


def _texts(content: str) -> list[str]:
    return content.removesuffix("\n").split("\n") if content.strip() else []


def _row(text: str, where: str) -> _Row:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not valid JSON: {error}", where=where, hint=_EXAMPLE) from error
    if not isinstance(value, dict):
        raise InputError("is no JSON object", where=where, hint=_EXAMPLE)
    line = value.get("line")
    if line is not None and (not isinstance(line, int) or isinstance(line, bool)):
        raise InputError('"line" must be a number', where=where)
    if "terms" not in value and line is None:
        raise InputError('has neither "terms" nor "line"', where=where, hint=_EXAMPLE)
    pairs = list(_pairs(value["terms"], where)) if "terms" in value else [_pair(value, where)]
    return _Row(where, line, tuple(dict.fromkeys(_term(*pair) for pair in pairs)))


def _pairs(terms: object, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(terms, dict):
        terms = [{"source": source, "target": target} for source, target in terms.items()]
    if not isinstance(terms, list):
        raise InputError('"terms" must be a list', where=where, hint=_EXAMPLE)
    for term in terms:
        if not isinstance(term, dict):
            raise InputError("a term must be an object", where=where, hint=_EXAMPLE)
        yield _pair(term, where)


def _pair(term: Mapping[str, object], where: str) -> tuple[str, str]:
    source, target = term.get("source"), term.get("target")
    for key, text in (("source", source), ("target", target)):
        if not isinstance(text, str) or not text.strip():
            raise InputError(f'a term needs a "{key}"', where=where, hint=_EXAMPLE)
    return " ".join(str(source).split()), " ".join(str(target).split())


def _term(source: str, target: str) -> Term:
    return Term(f"{source} = {target}", (Designation(source),), (Designation(target),))
