"""Apple's .strings: `"key" = "value";`, with the comment before each as a note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bitexte.formats.options import Options
from bitexte.formats.splice import Piece, joined
from bitexte.formats.strings import Scalar, document, found, rebuilt
from bitexte.model import Block, Document
from bitexte.text.encoding import exact

_ENTRY = regex.compile(
    r"""
    /\*(?P<comment>.*?)\*/ | //[^\r\n]*
    | (?:"(?P<key>(?:\\.|[^"\\])*+)"|(?P<bare>[\w.$-]++)) \s*+=\s*+ "(?P<value>(?:\\.|[^"\\])*+)" \s*+;
    """,
    regex.VERBOSE | regex.DOTALL,
)
_ESCAPE = regex.compile(r"\\(?:U([0-9a-fA-F]{4})|(.))", regex.DOTALL)


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a .strings file: a block a line of a value."""
    text, charset, guessed = exact(content, name)
    every = (found(scalar, name) for scalar in _scalars(text))
    return document(name, "apple", text, charset, every, guessed=guessed)


def _scalars(text: str) -> Iterator[Scalar]:
    note = ""
    for entry in _ENTRY.finditer(text):
        if entry["value"] is None:
            note = " ".join((entry["comment"] or "").split())
            continue
        key = _unescaped(entry["key"] if entry["bare"] is None else entry["bare"])
        notes = (note,) if note else ()
        yield Scalar((key,), _unescaped(entry["value"]), *entry.span("value"), "apple", notes)
        note = ""


def _unescaped(raw: str) -> str:
    def read(match: regex.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else {"n": "\n", "t": "\t", "r": "\r"}.get(match[2], match[2])

    return _ESCAPE.sub(read, raw) if "\\" in raw else raw


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The file with the targets in the places of its blocks."""
    return rebuilt(document, targets, {"apple": _written}, lambda character: f"\\U{ord(character):04x}")


def _written(pieces: Sequence[Piece], _original: str) -> str:
    text = joined(pieces, str).replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
