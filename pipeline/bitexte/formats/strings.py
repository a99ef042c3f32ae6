"""What string files share: texts by key, placeholders, ICU messages, and mark-up inside a string."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from bitexte.formats.html_blocks import scan
from bitexte.formats.splice import Found, Inside, Piece, Token, assembled, joined, plain_block, readable
from bitexte.model import BlockKind, CodeKind

_MARKUP = regex.compile(r"<(?:/?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?)>|&(?:\w+|#\d+|#x[0-9a-fA-F]+);")
# Those that text/literals keeps are part of the sentence; all others are codes.
_LITERAL = regex.compile(
    r"%\(\w+\)[sdifr]|%\d+\$[sdif]|(?<![\w%])%[sdif](?!\w)|\{\w*\}|\{\{\s*[\w.]+\s*\}\}|\$\{[\w.]+\}"
)
_PLACEHOLDER = regex.compile(
    r"""
    \{\{(?:(?!\}\}).)*\}\} | %\{[\w.]+\} | \$\{[^{}]*\} | \{[^{}]*\}
    | %\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]
    | %(?:\d+\$)?[#0+-]*\d*(?:\.\d+)?(?:hh|h|ll|l|q|z|t|j|L)?[@sdifuxXcgGeEoprn](?![\w%])
    | %\#@\w+@ | %[A-Za-z]\w*% | \$[A-Z][A-Z0-9_]*\$ | \$t\([^()]*\) | %%
    """,
    regex.VERBOSE,
)
_COMPLEX = regex.compile(r"\{\s*[\w.-]+\s*,\s*(?:plural|select|selectordinal)\s*,")
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


def found(scalar: Scalar, name: str, *, icu: bool = False, markup: bool = True) -> Found | None:
    """The text of a scalar as a block, or as several in a text of its own; None where there is nothing to translate.

    `markup`: tags in it are codes, what stands between block-level tags are texts of their own.
    """
    value = readable(scalar.value)
    if not _WORDS.search(value):
        return None
    if _COMPLEX.search(value):
        inside = _message(value, scalar.key, scalar.notes)
    elif markup and _MARKUP.search(value):
        page = scan(value, name, kind=BlockKind.MESSAGE, key=scalar.key)
        inside = Inside(value, page.found, page.extra) if page.found else None
    else:
        inside = _lines(value, scalar.key, scalar.notes, quoted=icu)
    return Found(scalar.start, scalar.end, scalar.style, inside=inside) if inside else None


def _lines(value: str, key: str, notes: tuple[str, ...], *, quoted: bool) -> Inside | None:
    """A block a line."""
    block = plain_block(BlockKind.MESSAGE, notes=notes, key=key)
    style = "icu" if quoted and "{" in value else "plain"
    every: list[Found] = []
    for line in regex.finditer(r"[^\r\n]+", value):
        one = assembled(list(tokens(value, *line.span(), style=style)), value, block, style, collapse=False)
        if one is not None and one.block is not None and any(map(str.isalpha, one.block.text)):
            every.append(one)
    return Inside(value, tuple(every)) if every else None


def tokens(text: str, start: int, end: int, *, style: str = "plain") -> Iterator[Token]:
    """Text and placeholders of a stretch of a string."""
    for match in _PLACEHOLDER.finditer(text, start, end):
        if _LITERAL.fullmatch(match.group()):
            continue
        if start < match.start():
            yield _text(text, start, match.start(), style)
        yield Token(*match.span(), "", CodeKind.ISOLATED)
        start = match.end()
    if start < end:
        yield _text(text, start, end, style)


def _text(text: str, start: int, end: int, style: str) -> Token:
    raw = text[start:end]
    return Token(start, end, raw.replace("''", "'") if style == "icu" else raw)


def _message(value: str, key: str, notes: tuple[str, ...]) -> Inside | None:
    """An ICU message: each branch of a plural or select is a text, within the code that it is in the sentence."""
    every: list[Found] = []
    block = plain_block(BlockKind.MESSAGE, notes=notes, key=key)
    _branches(value, 0, len(value), block.key, notes, every, depth=0)
    return Inside(value, tuple(every)) if every else None


def _branches(
    value: str, start: int, end: int, key: str, notes: tuple[str, ...], every: list[Found], depth: int
) -> None:
    row: list[Token] = []
    position = start
    for opening, closing in _braces(value, start, end):
        if position < opening:
            row.append(_text(value, position, opening, "icu"))
        head = _COMPLEX.match(value, opening, closing)
        if head and depth < 20:
            for inner_start, inner_end in _braces(value, head.end(), closing - 1):
                _branches(value, inner_start + 1, inner_end - 1, key, notes, every, depth + 1)
            row.append(Token(opening, closing, "", CodeKind.ISOLATED))
        elif _LITERAL.fullmatch(value, opening, closing):
            row.append(Token(opening, closing, value[opening:closing]))
        else:
            row.append(Token(opening, closing, "", CodeKind.ISOLATED))
        position = closing
    if position < end:
        row.append(_text(value, position, end, "icu"))
    one = assembled(row, value, plain_block(BlockKind.MESSAGE, notes=notes, key=key), "icu", collapse=False)
    if one is not None and one.block is not None and _WORDS.search(one.block.text):
        every.append(one)


def _braces(value: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The outermost pairs of braces."""
    depth = opening = 0
    for position in range(start, end):
        if value[position] == "{":
            opening = position if depth == 0 else opening
            depth += 1
        elif value[position] == "}" and depth:
            depth -= 1
            if depth == 0:
                yield opening, position + 1


def _plain(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, str)


def _icu(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, lambda text: text.replace("'", "''"))


STYLES = {"plain": _plain, "icu": _icu}
