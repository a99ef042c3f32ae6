"""Android's strings.xml: strings, plurals and arrays, with its escapes, CDATA and xliff:g placeholders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bitexte.errors import InputError
from bitexte.formats.html.tokens import Kind, attributes, decoded, parts
from bitexte.formats.options import Options
from bitexte.formats.splice import Found, Piece, Slot, Token, assembled, joined, plain_block, readable
from bitexte.formats.strings import Scalar, document, found, placeholders, rebuilt, translatable
from bitexte.language.tags import is_french
from bitexte.model import Block, BlockKind, CodeKind, Document
from bitexte.text import xml
from bitexte.text.encoding import exact

_ENCODING = regex.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_ESCAPE = regex.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", regex.DOTALL)
_LINE_BREAK = regex.compile(r"\\n\s*")
_SECTION = regex.compile(r"\s*<!\[CDATA\[(?P<inner>.*)\]\]>\s*", regex.DOTALL)
_QUOTED = regex.compile(r'\s*"(?P<inner>(?:\\.|[^"\\])*)"\s*', regex.DOTALL)
_OWNERS = frozenset(["plurals", "string-array", "array", "string"])
_TEXTS = frozenset(["string", "item"])


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a strings.xml: a block a line of a text. Raises InputError where it is no sound XML."""
    xml.tree(content, name, InputError)
    stated = _ENCODING.search(content[:200])
    text, charset, guessed = exact(content, name, stated[1].decode() if stated else "")
    every = (one for key, start, end in _texts(text) for one in _found(text, start, end, key, name))
    return document(name, "android", text, charset, every, _languages(text), guessed)


def _languages(text: str) -> Iterator[Slot]:
    for part in parts(text, 0, len(text), xml=True):
        if part.kind is Kind.OPEN and part.name == "resources":
            for one in attributes(text, part):
                if one.name == "tools:locale" and is_french(text[one.start : one.end]):
                    yield Slot(one.start, one.end, replacement="en")
            return


def _texts(text: str) -> Iterator[tuple[str, int, int]]:
    """The key of each text, and where its content stands."""
    owner, key, start, kept = "", "", -1, False
    for part in parts(text, 0, len(text), xml=True):
        if start >= 0:
            if part.kind is Kind.CLOSE and part.name in _TEXTS:
                if not kept:
                    yield key, start, part.start
                start = -1
        elif part.kind is Kind.OPEN and part.name in _OWNERS | _TEXTS:
            values = {one.name: decoded(text[one.start : one.end]) for one in attributes(text, part)}
            if part.name in _OWNERS:
                owner, kept = values.get("name", ""), values.get("translatable") == "false"
            if part.name in _TEXTS and not part.closed:
                key = f"{owner}.{values['quantity']}" if "quantity" in values else owner
                start = part.end


def _found(text: str, start: int, end: int, key: str, name: str) -> Iterator[Found | None]:
    raw = text[start:end]
    if not translatable(unescaped(decoded(regex.sub(r"<[^<>]*>", "", raw)))) and "CDATA" not in raw:
        return
    if section := _SECTION.fullmatch(raw):
        inner = (start + section.start("inner"), start + section.end("inner"))
        yield found(Scalar((key,), unescaped(section["inner"]), *inner, "android-section"), name)
        return
    style = "android"
    if quoted := _QUOTED.fullmatch(raw):
        style, start, end = 'android"', start + quoted.start("inner"), start + quoted.end("inner")
    block = plain_block(BlockKind.MESSAGE, key=key)
    row: list[Token] = []
    for token in _tokens(text, start, end):
        if token.code is CodeKind.ISOLATED and token.text == "\n":
            yield assembled(row, text, block, style, collapse=style == "android")
            row = []
        else:
            row.append(token)
    yield assembled(row, text, block, style, collapse=style == "android")


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Text, placeholders and tags; xliff:g and what it holds is one code, a line break has its equivalent."""
    opened: list[tuple[str, int]] = []
    pair = 0
    kept = -1
    for part in parts(text, start, end, xml=True):
        if kept >= 0:
            if part.kind is Kind.CLOSE and part.name == "xliff:g":
                yield Token(kept, part.end, "", CodeKind.ISOLATED, stands=True)
                kept = -1
        elif part.kind is Kind.TEXT:
            yield from _pieces(text, part.start, part.end)
        elif part.kind is Kind.OPEN and part.name == "xliff:g" and not part.closed:
            kept = part.start
        elif part.kind is Kind.OPEN and not part.closed:
            pair += 1
            opened.append((part.name, pair))
            yield Token(part.start, part.end, "", CodeKind.OPEN, pair)
        elif part.kind is Kind.CLOSE and opened and opened[-1][0] == part.name:
            yield Token(part.start, part.end, "", CodeKind.CLOSE, opened.pop()[1])
        else:
            yield Token(part.start, part.end, "", CodeKind.ISOLATED)


def _pieces(text: str, start: int, end: int) -> Iterator[Token]:
    position = start
    for match in [*_LINE_BREAK.finditer(text, start, end), None]:
        upto = match.start() if match else end
        for token in placeholders(text, position, upto):
            plain = readable(unescaped(decoded(token.text))) if token.code is None else token.text
            yield Token(token.start, token.end, plain, token.code, stands=token.stands)
        if match:
            yield Token(match.start(), match.end(), "\n", CodeKind.ISOLATED)
            position = match.end()


def unescaped(raw: str) -> str:
    """A text as it reads, without Android's backslashes."""

    def read(match: regex.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else {"n": "\n", "t": "\t"}.get(match[2], match[2])

    return _ESCAPE.sub(read, raw) if "\\" in raw else raw


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The resources with the targets in the places of its blocks; English apostrophes get their backslash."""
    styles = {"android": _written, 'android"': _written_in_quotes, "android-section": _section}
    return rebuilt(document, targets, styles, lambda character: f"&#{ord(character)};")


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\u00a0", "\\u00A0")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _written(pieces: Sequence[Piece], _original: str) -> str:
    text = joined(pieces, lambda one: _escaped(one).replace("'", "\\'"))
    return "\\" + text if text[:1] in "@?" else text


def _written_in_quotes(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, _escaped)


def _section(pieces: Sequence[Piece], original: str) -> str:
    text = joined(pieces, str).replace("\n", "\\n")
    return regex.sub(r"(?<!\\)'", r"\\'", text).replace('"', '\\"' if '\\"' in original else '"')
