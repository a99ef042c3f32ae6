"""Java properties: keys, comments, separators and `\\u` escapes stay; a value that changes is written on one line."""

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
    ^[ \t\f]*+ (?![\#!\r\n]) (?P<key>(?:\\(?:\r\n|.)|[^\\\s:=])++) (?:[ \t\f]*+[:=][ \t\f]*+|[ \t\f]++|(?=[\r\n]|\Z))
    (?P<value>(?:\\(?:\r\n|\r|\n|.)|[^\\\r\n])*+)
    """,
    regex.VERBOSE | regex.MULTILINE | regex.DOTALL,
)
_COMMENT = regex.compile(r"[ \t\f]*[#!][ \t]*([^\r\n]*)")
_ESCAPE = regex.compile(r"\\(?:u([0-9a-fA-F]{4})|(?:\r\n|\r|\n)[ \t\f]*|(.))", regex.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a properties file: a block a value."""
    text, charset, guessed = exact(content, name)
    every = (found(scalar, name, icu=True) for scalar in _scalars(text))
    return document(name, "properties", text, charset, every, guessed=guessed)


def _scalars(text: str) -> Iterator[Scalar]:
    for entry in _ENTRY.finditer(text):
        value = unescaped(entry["value"])
        if value.strip():
            end = entry.end("value") - (len(entry["value"]) - len(entry["value"].rstrip(" \t")))
            yield Scalar((unescaped(entry["key"]),), value.rstrip(" \t"), entry.start("value"), end, "properties")


def unescaped(raw: str) -> str:
    """A key or value as it reads."""

    def read(match: regex.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        return _LETTERS.get(match[2], match[2]) if match[2] else ""

    text = _ESCAPE.sub(read, raw) if "\\" in raw else raw
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in raw else text


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The file with the targets in the places of its blocks."""
    return rebuilt(document, targets, {"properties": _written}, _reference)


def _written(pieces: Sequence[Piece], original: str) -> str:
    text = joined(pieces, str).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    text = "\\" + text if text.startswith(" ") else text
    if original.isascii() and "\\u" in original:
        text = "".join(one if one.isascii() else _reference(one) for one in text)
    return text


def _reference(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))
