"""Units that come back as JSON: from the review page, or from a program that changed our JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from bitexte.errors import InputError
from bitexte.formats.code_notation import Coded, from_marks
from bitexte.formats.units import Approval, Pair, Returned, Standing, returned
from bitexte.model import Comment, State
from bitexte.text.cuts import Pieces, checked
from bitexte.text.encoding import decode

CATEGORIES = ("accuracy", "fluency", "terminology", "style")
GRAVITIES = ("minor", "major", "critical")

_APPROVED = {State.TRANSLATED, State.REVIEWED, State.FINAL}


def from_lines(content: bytes, name: str) -> tuple[Returned, ...]:
    """The units of JSON Lines. Raises InputError with the line."""
    text, _ = decode(content, name)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    rows = [(_object(line, f"{name}:{number}"), f"{name}:{number}") for number, line in lines]
    return returned(name, [_pair(row, where, "", row.get("marks") is True) for row, where in rows])


def from_page(content: bytes, name: str) -> tuple[Returned, ...]:
    """The units of a review page's own file. Raises InputError."""
    text, _ = decode(content, name)
    page = _object(text, name)
    rows = page.get("units")
    if page.get("bitexte") != "review" or not isinstance(rows, list):
        raise InputError("no file of a review page", where=name, hint="save it from the page: Export, Review file")
    author = page.get("reviewer")
    marks = page.get("marks") is True
    return returned(name, list(_pairs(rows, name, author if isinstance(author, str) else "", marks)))


def cuts_from_page(content: bytes, name: str) -> tuple[Pieces, ...]:
    """The segments that a reviewer split and joined in the page. Raises InputError."""
    text, _ = decode(content, name)
    rows = _object(text, name).get("segments", [])
    if not isinstance(rows, list):
        raise InputError('"segments" must be a list', where=name)
    return tuple(checked(row, f"{name}: segments") for row in rows)


def _pairs(rows: Sequence[object], name: str, author: str, marks: bool) -> Iterator[Pair]:
    for number, row in enumerate(rows, start=1):
        where = f"{name}: unit {number}"
        if not isinstance(row, dict):
            raise InputError("is no object", where=where)
        yield _pair(row, where, author, marks)


def _object(text: str, where: str) -> Mapping[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("not valid JSON", where=where) from error
    if not isinstance(found, dict):
        raise InputError("is no JSON object", where=where)
    return found


def _pair(row: Mapping[str, object], where: str, author: str, marks: bool) -> Pair:
    texts = {key: row.get(key, "") for key in ("id", "source", "target", "state", "comment", "date")}
    wrong = next((key for key, value in texts.items() if not isinstance(value, str)), None)
    if wrong is not None or not texts["source"]:
        raise InputError(f'"{wrong or "source"}" must be a text', where=where)
    identity, source, target, state, comment, date = map(str, texts.values())
    read = from_marks if marks else Coded
    said = [*([comment] if comment else []), *_errors(row.get("errors", []), where)]
    comments = tuple(Comment(text, author) for text in said)
    return Pair(identity, read(source), read(target), (), _standing(state), comments, author=author, date=date)


def _errors(rows: object, where: str) -> Iterator[str]:
    """The error categories that a reviewer noted, as comments: "accuracy, major"."""
    for row in rows if isinstance(rows, list) else [None]:
        category, severity = (row.get(key) for key in ("category", "severity")) if isinstance(row, dict) else ("", "")
        if category not in CATEGORIES or severity not in GRAVITIES:
            raise InputError('"errors" must be a list of categories with their severities', where=where)
        yield f"{category}, {severity}"


def _standing(word: str) -> Standing:
    known = {str(state): state for state in State}
    if word and word not in known:
        return Standing(Approval.UNKNOWN, raw=word)
    state = known.get(word, State.INITIAL)
    return Standing(Approval.APPROVED if state in _APPROVED else Approval.DRAFT, state, word)
