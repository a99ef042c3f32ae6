"""The strings of a JSON text with where they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import regex

from bitexte import limits
from bitexte.errors import InputError
from bitexte.formats.splice import Piece, joined
from bitexte.formats.strings import Scalar

_TOKEN = regex.compile(r'"((?:[^"\\]|\\.)*+)"|[{}\[\],:]|[^\s{}\[\],:"]++', regex.DOTALL)


def scalars(text: str, name: str) -> Iterator[Scalar]:
    """The string values, each with its path of keys and indices. Raises InputError where the text is no JSON."""
    _checked(text, name)
    path: list[str] = []
    counts: list[int] = []  # of the list at each depth; -1 for an object
    key, expects_key = "", False
    for token in _TOKEN.finditer(text):
        mark = token.group()
        if mark in "{[":
            if counts:
                path.append(key if counts[-1] < 0 else str(counts[-1]))
            counts.append(-1 if mark == "{" else 0)
            expects_key = mark == "{"
        elif mark in "}]":
            counts.pop()
            if counts:
                path.pop()
        elif mark == ",":
            expects_key = counts[-1] < 0
            counts[-1] += counts[-1] >= 0
        elif mark == ":":
            expects_key = False
        elif mark[0] == '"':
            value = json.loads(mark, strict=False)
            if expects_key:
                key = value
            else:
                last = () if not counts else (key if counts[-1] < 0 else str(counts[-1]),)
                yield Scalar((*path, *last), value, token.start(1), token.end(1), "json")


def _checked(text: str, name: str) -> None:
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token.group() in "{[") - (token.group() in "}]")
        if depth > limits.JSON_DEPTH:
            raise InputError(
                f"more than {limits.JSON_DEPTH} lists within one another", where=name, hint="is this a translation?"
            )
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        reason = error.msg[:1].lower() + error.msg[1:]
        raise InputError(f"no JSON: {reason}", where=f"{name}:{error.lineno}", hint="mend the line") from error
    except (ValueError, RecursionError) as error:
        raise InputError("no JSON that can be read", where=name, hint="check it in an editor") from error


def written(pieces: Sequence[Piece], original: str) -> str:
    """A text as the inside of a JSON string; `\\/` and `\\u` escapes where the source writes so."""
    text = joined(pieces, str)
    ascii_only = original.isascii() and "\\u" in original
    inner = json.dumps(text, ensure_ascii=ascii_only)[1:-1]
    return inner.replace("/", "\\/") if "\\/" in original else inner
