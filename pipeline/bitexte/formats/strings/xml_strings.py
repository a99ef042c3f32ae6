"""Strings in XML: .NET resources (.resx) and Apple's plural rules (.stringsdict)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bitexte.errors import InputError
from bitexte.formats.html.tokens import Kind, attributes, decoded, parts
from bitexte.formats.options import Options
from bitexte.formats.splice import Piece, joined
from bitexte.formats.strings import Scalar, document, found, rebuilt
from bitexte.model import Block, Document
from bitexte.text import xml
from bitexte.text.encoding import exact

_ENCODING = regex.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_PLURAL_KEYS = frozenset(["NSStringLocalizedFormatKey", "zero", "one", "two", "few", "many", "other"])


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a .resx or .stringsdict: a block a line of a text. Raises InputError for malformed XML."""
    xml.tree(content, name, InputError)
    stated = _ENCODING.search(content[:200])
    text, charset, guessed = exact(content, name, stated[1].decode() if stated else "")
    scalars = _plurals(text) if name.lower().endswith(".stringsdict") else _resources(text)
    every = (found(scalar, name) for scalar in scalars)
    return document(name, "xml-strings", text, charset, every, guessed=guessed)


def _resources(text: str) -> Iterator[Scalar]:
    """The values of `data` elements without a type: those with one are pictures, sizes, colours."""
    key, typed, start, note, at_note = "", True, -1, "", -1
    waiting: Scalar | None = None
    for part in parts(text, 0, len(text), xml=True):
        if part.kind is Kind.OPEN and part.name == "data":
            values = {one.name: decoded(text[one.start : one.end]) for one in attributes(text, part)}
            key = values.get("name", "")
            typed = "type" in values or "mimetype" in values or key.startswith(">>")
            waiting, note = None, ""
        elif part.name == "value" and part.kind is Kind.OPEN and not typed and not part.closed:
            start = part.end
        elif part.name == "value" and part.kind is Kind.CLOSE and start >= 0:
            waiting, start = Scalar((key,), decoded(text[start : part.start]), start, part.start, "xml"), -1
        elif part.name == "comment" and part.kind is Kind.OPEN and not part.closed:
            at_note = part.end
        elif part.name == "comment" and part.kind is Kind.CLOSE and at_note >= 0:
            note, at_note = " ".join(decoded(text[at_note : part.start]).split()), -1
        elif part.name == "data" and part.kind is Kind.CLOSE:
            if waiting is not None:
                notes = (note,) if note else ()
                yield Scalar(waiting.path, waiting.value, waiting.start, waiting.end, "xml", notes)
            typed, waiting = True, None


def _plurals(text: str) -> Iterator[Scalar]:
    """The strings behind the keys of formats and plural forms."""
    entry, key, start = "", "", -1
    depth = 0
    for part in parts(text, 0, len(text), xml=True):
        if part.name == "dict":
            depth += (part.kind is Kind.OPEN and not part.closed) - (part.kind is Kind.CLOSE)
        elif part.name in ("key", "string") and part.kind is Kind.OPEN and not part.closed:
            start = part.end
        elif part.name == "key" and part.kind is Kind.CLOSE:
            key = decoded(text[start : part.start])
            entry = key if depth == 1 else entry
        elif part.name == "string" and part.kind is Kind.CLOSE and key in _PLURAL_KEYS:
            yield Scalar((entry, key), decoded(text[start : part.start]), start, part.start, "xml")


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The file with the targets in the places of its blocks."""
    return rebuilt(document, targets, {"xml": _written}, lambda character: f"&#{ord(character)};")


def _written(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, str).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
