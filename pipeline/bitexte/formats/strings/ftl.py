"""Fluent (.ftl): messages, terms, attributes and the variants of selectors; placeables and comments stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bitexte import limits
from bitexte.formats.options import Options
from bitexte.formats.splice import Found, Piece, Token, assembled, joined, plain_block, readable
from bitexte.formats.strings import document, rebuilt
from bitexte.model import Block, BlockKind, CodeKind, Document, Span
from bitexte.text.encoding import exact

_ENTRY = regex.compile(r"^(?P<key>-?[a-zA-Z][\w-]*)[ ]*=[ ]*", regex.MULTILINE)
_ATTRIBUTE = regex.compile(r"\n[ ]+\.(?P<key>[a-zA-Z][\w-]*)[ ]*=[ ]*")
_VARIANT = regex.compile(r"\n?[ ]*\*?\[[ ]*(?P<key>[\w.-]+)[ ]*\][ ]*")
_SELECTS = regex.compile(r"->[ \t]*\r?\n")
_LINE_END = regex.compile(r"[ \t]*\r?\n[ \t]*")
_TAG = regex.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)[^<>]*>")


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a Fluent file: a block a pattern or variant."""
    text, charset, guessed = exact(content, name)
    return document(name, "ftl", text, charset, _entries(text), guessed=guessed)


def _entries(text: str) -> Iterator[Found | None]:
    position = 0
    while entry := _ENTRY.search(text, position):
        start, key = entry.end(), entry["key"]
        end = _pattern_end(text, start)
        yield from _pattern(text, start, end, key, 0)
        while attribute := _ATTRIBUTE.match(text, end):
            start = attribute.end()
            end = _pattern_end(text, start)
            yield from _pattern(text, start, end, f"{key}.{attribute['key']}", 0)
        position = max(end, entry.end())


def _pattern_end(text: str, start: int) -> int:
    """Where a pattern ends: before a line that is not indented, or begins an attribute, outside of braces."""
    depth = 0
    for match in regex.finditer(
        r'"(?:\\.|[^"\\\n])*"|[{}]|\r?\n(?=[^ \r\n]|[ ]+\.|\s*\Z)|\r?\n(?:[ \t]*\r?\n)+(?=[^ ])', text, pos=start
    ):
        mark = match.group()
        if mark in "{}":
            depth = max(0, depth + (1 if mark == "{" else -1))
        elif mark[0] != '"' and (
            depth == 0 or (not mark.strip("\r\n") and text[match.end() : match.end() + 1].isalpha())
        ):
            return match.start()
    return len(text)


def _placeables(text: str, start: int, end: int) -> Iterator[Span]:
    depth = opening = 0
    for match in regex.finditer(r'"(?:\\.|[^"\\\n])*"|[{}]', text, pos=start, endpos=end):
        if match.group() == "{":
            opening = match.start() if depth == 0 else opening
            depth += 1
        elif match.group() == "}" and depth:
            depth -= 1
            if depth == 0:
                yield opening, match.end()


def _pattern(text: str, start: int, end: int, key: str, depth: int) -> Iterator[Found | None]:
    row: list[Token] = []
    position = start
    for opening, closing in _placeables(text, start, end):
        row += _words(text, position, opening)
        row.append(Token(opening, closing, "", CodeKind.ISOLATED, stands=True))
        selects = _SELECTS.search(text, opening, closing)
        if selects and depth < limits.MESSAGE_DEPTH:
            yield from _variants(text, selects.end() - 1, closing - 1, key, depth)
        position = closing
    row += _words(text, position, end)
    one = assembled(_paired(text, row), text, plain_block(BlockKind.MESSAGE, key=key), "ftl")
    # A brace in a text is an entry that Fluent itself cannot read.
    if (
        one is not None
        and one.block is not None
        and regex.search(r"\p{L}", one.block.text)
        and not set("{}") & set(one.block.text)
    ):
        yield one


def _variants(text: str, start: int, end: int, key: str, depth: int) -> Iterator[Found | None]:
    inner = list(_placeables(text, start, end))
    heads = [
        head
        for head in _VARIANT.finditer(text, start, end)
        if head.group()[0] == "\n" and not any(first < head.start() < last for first, last in inner)
    ]
    for number, head in enumerate(heads):
        last = heads[number + 1].start() if number + 1 < len(heads) else end
        yield from _pattern(text, head.end(), last, f"{key}[{head['key']}]", depth + 1)


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    """Text: a line end with its indentation is a blank."""
    for match in [*_LINE_END.finditer(text, start, end), None]:
        upto = match.start() if match else end
        if start < upto:
            yield Token(start, upto, readable(text[start:upto]))
        if match:
            yield Token(match.start(), match.end(), " ")
            start = match.end()


def _paired(text: str, row: Sequence[Token]) -> Iterator[Token]:
    """The tokens with tags as codes."""
    opened: list[tuple[str, int]] = []
    pair = 0
    for token in row:
        start = token.start
        for tag in _TAG.finditer(text, token.start, token.end) if token.code is None else ():
            if start < tag.start():
                yield Token(start, tag.start(), readable(text[start : tag.start()]))
            start = tag.end()
            if not tag["close"]:
                pair += 1
                opened.append((tag["name"], pair))
                yield Token(*tag.span(), "", CodeKind.OPEN, pair)
            elif opened and opened[-1][0] == tag["name"]:
                yield Token(*tag.span(), "", CodeKind.CLOSE, opened.pop()[1])
            else:
                yield Token(*tag.span(), "", CodeKind.ISOLATED)
        if start == token.start:
            yield token
        elif start < token.end:
            yield Token(start, token.end, readable(text[start : token.end]))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The file with the targets in the places of its blocks."""
    return rebuilt(document, targets, {"ftl": _written})


def _written(pieces: Sequence[Piece], _original: str) -> str:
    text = joined(
        pieces, lambda one: regex.sub(r"[{}]", lambda brace: f'{{"{brace.group()}"}}', one.replace("\n", " "))
    )
    return f'{{"{text[0]}"}}{text[1:]}' if text[:1] in ("[", "*", ".") else text
