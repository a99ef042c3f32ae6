"""What string files share: texts by key, placeholders, ICU messages, and mark-up inside a string."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from bitexte import limits
from bitexte.formats.html.blocks import scan
from bitexte.formats.html.styles import STYLES as HTML
from bitexte.formats.splice import (
    Found,
    Inside,
    Piece,
    Slot,
    Source,
    Style,
    Token,
    assembled,
    compose,
    joined,
    ordered,
    plain_block,
    readable,
)
from bitexte.model import Block, BlockKind, CodeKind, Document, Remark
from bitexte.text import icu_messages, literals
from bitexte.text.encoding import Charset
from bitexte.text.placeholders import placeholders as all_placeholders

_MARKUP = regex.compile(r"<(?:/?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?)>|&(?:\w+|#\d+|#x[0-9a-fA-F]+);")
_SPECIAL = regex.compile(r"[<&%{$#\r\n]|__")  # what a value without any holds no code
_STRFTIME = regex.compile(r"%[-_0^#]?[a-zA-Z]")
_NO_WORDS = regex.compile(
    r"""
    (?:https?|ftp|mailto|tel):\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | \#[0-9a-fA-F]{3,8} | :\w+ | [@?]\w+/[\w.]+
    |
    | (?=.*(?:dd|MM|yy|HH|hh|mm|ss))[dMyHhmsaEXZLGkK/:., '\[\]-]+
    | (?:[./~]|[a-zA-Z]:\\)\S*
    | \w+(?:[_./\\]\w+)+
    | [A-Z\d]+(?:[_-][A-Z\d]+)+
    | [a-z]+(?:[A-Z][a-z]+)+ | (?:true|false|null|none|left|right|center|auto|utf-8)
    """,
    regex.VERBOSE,
)
_WORDS = regex.compile(r"\p{L}{2}")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string of a file: its path of keys, its value, and where it stands in the source, quotes left out."""

    path: tuple[str, ...]
    value: str
    start: int
    end: int
    style: str
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return ".".join(self.path)


def found(scalar: Scalar, name: str, *, icu: bool = False, kind: BlockKind = BlockKind.MESSAGE) -> Found | None:
    """The text of a scalar as a block, or as several in a text of its own; None where there is nothing to translate.

    Tags in it are codes, what stands between block-level tags are texts of their own. `icu`: apostrophes are doubled
    where the message has arguments.
    """
    value = readable(scalar.value)
    if not translatable(value):
        return None
    block = plain_block(kind, notes=scalar.notes, key=scalar.key)
    if not _SPECIAL.search(value):
        token = Token(scalar.start, scalar.end, value)
        return _whole(token, value, scalar, block)
    if icu_messages.has_branches(value):
        inside = _message(value, block)
    elif _MARKUP.search(value):
        page = scan(value, name, kind=kind, key=scalar.key)
        inside = Inside(value, page.found, page.extra) if page.found else None
    else:
        inside = _lines(value, block, quoted=icu)
    return Found(scalar.start, scalar.end, scalar.style, inside=inside) if inside else None


def _whole(token: Token, value: str, scalar: Scalar, block: Block) -> Found | None:
    """A value without any code in it: white space around it stays where it is, if the file has it so."""
    inner = value.strip()
    if inner != value:
        one = assembled([Token(0, len(value), value)], value, block, "plain", collapse=False)
        return Found(scalar.start, scalar.end, scalar.style, inside=Inside(value, (one,))) if one else None
    return Found(token.start, token.end, scalar.style, replace(block, text=value))


def translatable(value: str) -> bool:
    """Whether a string is words: no address, identifier, colour, date format or the like."""
    bare = value
    for one in all_placeholders(value):
        bare = bare.replace(one.text, " ")
    return bool(_WORDS.search(_STRFTIME.sub(" ", bare))) and not _NO_WORDS.fullmatch(value.strip())


def _lines(value: str, block: Block, *, quoted: bool) -> Inside | None:
    """A block a line."""
    style = "icu" if quoted and "{" in value else "plain"
    every: list[Found] = []
    for line in regex.finditer(r"[^\r\n]+", value):
        one = assembled(placeholders(value, *line.span(), style=style), value, block, style, collapse=False)
        if one is not None and one.block is not None and any(map(str.isalpha, one.block.text)):
            every.append(one)
    return Inside(value, tuple(every)) if every else None


def placeholders(text: str, start: int, end: int, *, style: str = "plain") -> Iterator[Token]:
    """Text and placeholders of a stretch of a string; those that text/literals keeps are part of the text."""
    offset = start
    for one in all_placeholders(text[start:end]):
        opening, closing = one.span[0] + offset, one.span[1] + offset
        if is_literal(one.text):
            continue
        if start < opening:
            yield _text(text, start, opening, style)
        yield Token(opening, closing, "", CodeKind.ISOLATED, stands=True)
        start = closing
    if start < end:
        yield _text(text, start, end, style)


def is_literal(placeholder: str) -> bool:
    """Whether a placeholder is one that stays in the text, as a literal."""
    return any(one.kind == "placeholder" and one.text == placeholder for one in literals.find(placeholder))


def _text(text: str, start: int, end: int, style: str) -> Token:
    raw = text[start:end]
    return Token(start, end, raw.replace("''", "'") if style == "icu" else raw)


def _message(value: str, block: Block) -> Inside | None:
    """An ICU message: each branch of a plural or select is a text, within the code that it is in the sentence."""
    every: list[Found] = []
    _branches(value, 0, len(value), block, every, depth=0)
    return Inside(value, tuple(every)) if every else None


def _branches(value: str, start: int, end: int, block: Block, every: list[Found], depth: int) -> None:
    row: list[Token] = []
    position = start
    for opening, closing in icu_messages.arguments(value, start, end):
        if position < opening:
            row.append(_text(value, position, opening, "icu"))
        for first, last in icu_messages.texts(value, opening, closing) if depth < limits.MESSAGE_DEPTH else ():
            _branches(value, first, last, block, every, depth + 1)
        if is_literal(value[opening:closing]):
            row.append(Token(opening, closing, value[opening:closing]))
        else:
            row.append(Token(opening, closing, "", CodeKind.ISOLATED, stands=True))
        position = closing
    if position < end:
        row.append(_text(value, position, end, "icu"))
    one = assembled(row, value, block, "icu", collapse=False)
    if one is not None and one.block is not None and _WORDS.search(one.block.text):
        every.append(one)


def _plain(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, str)


def _icu(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, lambda text: text.replace("'", "''"))


STYLES = {"plain": _plain, "icu": _icu}


@dataclass(frozen=True, slots=True)
class Skeleton:
    source: Source
    charset: Charset


def document(
    name: str,
    format_name: str,
    text: str,
    charset: Charset,
    found: Iterable[Found | None],
    extra: Iterable[Slot] = (),
    guessed: str | None = None,
) -> Document:
    """The document of a string file; it says so where nothing in it is to be translated."""
    source, blocks = ordered(text, [one for one in found if one is not None], extra)
    warnings = (Remark("encoding", guessed),) if guessed else ()
    if not blocks:
        warnings = (*warnings, Remark("no-strings"))
    return Document(name, format_name, blocks, Skeleton(source, charset), warnings)


def rebuilt(
    document: Document,
    targets: Sequence[Block],
    styles: Mapping[str, Style],
    reference: Callable[[str], str] | None = None,
) -> bytes:
    """The string file with the targets in the places of its blocks."""
    assert isinstance(document.skeleton, Skeleton)
    text = compose(document.skeleton.source, document.blocks, targets, {**HTML, **STYLES, **styles})
    return document.skeleton.charset.encode(text, reference)
