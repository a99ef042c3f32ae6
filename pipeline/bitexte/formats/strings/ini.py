"""INI language files (Joomla, OBS, installers): `KEY="value"` or `KEY=value`, sections and comments kept."""

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
    ^[ \t]*+ (?![;\#\[\r\n]) (?P<key>[^=\r\n]+?) [ \t]*=[ \t]*
    (?:"(?P<quoted>(?:\\.|"_QQ_"|[^"\\\r\n])*+)"(?=[ \t]*(?:;[^\r\n]*)?$)|(?P<plain>[^\r\n]*))
    """,
    regex.VERBOSE | regex.MULTILINE,
)


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of an INI file: a block a value."""
    text, charset, guessed = exact(content, name)
    every = (found(scalar, name) for scalar in _scalars(text))
    return document(name, "ini", text, charset, every, guessed=guessed)


def _scalars(text: str) -> Iterator[Scalar]:
    for entry in _ENTRY.finditer(text):
        group = "plain" if entry["quoted"] is None else "quoted"
        raw = entry[group].rstrip()
        style = "ini" if group == "plain" else "ini-qq" if '"_QQ_"' in raw else "ini-quoted"
        value = raw if style == "ini" else raw.replace('"_QQ_"', '"').replace('\\"', '"')
        if value.strip():
            yield Scalar((entry["key"].strip(),), value, entry.start(group), entry.start(group) + len(raw), style)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The file with the targets in the places of its blocks."""
    return rebuilt(document, targets, {"ini": _plain, "ini-quoted": _quoted, "ini-qq": _joomla})


def _plain(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, str).replace("\n", " ")


def _quoted(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, str).replace('"', '\\"').replace("\n", " ")


def _joomla(pieces: Sequence[Piece], original: str) -> str:
    """Quotes in tags as the source has them, others as Joomla's constant."""
    if '\\"' not in original:
        return joined(pieces, str).replace('"', '"_QQ_"')
    return regex.sub(
        r"<[^<>]*>|\"",
        lambda match: match.group().replace('"', '\\"') if len(match.group()) > 1 else '"_QQ_"',
        joined(pieces, str),
    )
