"""Plain text whose lines are parts of paragraphs: letters, mail, Gutenberg. Joined for translation, wrapped again.

Only lines that were broken because the next word did not fit are joined: verse, addresses and lists keep their lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import regex

from bitexte.formats.splice import Found, Piece, Slot, Style, Token, assembled, plain_block, readable, wrapped
from bitexte.language.closed_classes import BEFORE_HYPHENS, BEHIND_HYPHENS
from bitexte.model import BlockKind, Span

_LINE = regex.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_LINE_END = regex.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_QUOTE = regex.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*")
_ITEM = regex.compile(r"(?:[*•·–—-]|\d{1,3}[.)]|[a-z][.)])[ \t]+(?=\S)")
_HYPHENATED = regex.compile(r"(?<=\p{L})[-\u00ad‐]$")
_NARROWEST, _WIDEST = 40, 100  # characters a line of wrapped text
_FEWEST = 3  # pairs of lines that a guess needs


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text are parts of paragraphs, told by their lengths."""
    lines = text.splitlines()
    width = max((len(line.rstrip()) for line in lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return False
    pairs = [(one, two) for one, two in pairwise(lines) if one.strip() and two.strip()]
    pairs = [(one, two) for one, two in pairs if not _ITEM.match(_content(two))]
    full = sum(_is_full(one, two, width) for one, two in pairs)
    return full >= _FEWEST and full * 4 >= len(pairs) * 3


def _content(line: str) -> str:
    match = _QUOTE.match(line)
    return line[match.end() :] if match else line


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether a line ends where it does because the next word would not have fitted."""
    word = _content(following).split(maxsplit=1)[:1]
    return bool(word) and len(line.rstrip()) + 1 + len(word[0]) > width - 3


def paragraphs(text: str, start: int, end: int) -> Iterator[Found]:
    """The paragraphs between two offsets as blocks."""
    lines = [match.span() for match in _LINE.finditer(text, start, end)]
    width = max((len(text[first:last].rstrip()) for first, last in lines), default=0)
    group: list[Span] = []
    for line in lines:
        if group and not _joins(text, group[-1], line, max(width, _NARROWEST)):
            yield from _paragraph(text, group, width)
            group = []
        if text[slice(*line)].strip(" \t>"):
            group.append(line)
    yield from _paragraph(text, group, width)


def _joins(text: str, above: Span, line: Span, width: int) -> bool:
    """Whether a line goes on with the paragraph of the one above it."""
    one, two = text[slice(*above)], text[slice(*line)]
    if not two.strip(" \t>") or len(_LINE_END.findall(text, above[1], line[0])) > 1 or _ITEM.match(_content(two)):
        return False
    quotes = [line[: len(line) - len(_content(line))].count(">") for line in (one, two)]
    return quotes[0] == quotes[1] and _is_full(one, two, width)


def _paragraph(text: str, lines: Sequence[Span], width: int) -> Iterator[Found]:
    if not lines:
        return
    tokens = list(_tokens(text, lines))
    first = tokens[0].start
    item = _ITEM.match(text, first, lines[0][1])
    if item:
        tokens[0] = Token(item.end(), tokens[0].end, readable(text[item.end() : tokens[0].end]))
    column = tokens[0].start - lines[0][0]
    prefix = text[lines[0][0] : first]
    indent = text[lines[1][0] : _start(text, lines[1])] if len(lines) > 1 else prefix + " " * (tokens[0].start - first)
    kind = BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
    one = assembled(tokens, text, plain_block(kind), f"wrapped:{width}:{column}:{indent}")
    if one is not None:
        yield one


def _start(text: str, line: Span) -> int:
    return line[0] + len(text[slice(*line)]) - len(_content(text[slice(*line)]))


def _tokens(text: str, lines: Sequence[Span]) -> Iterator[Token]:
    for number, line in enumerate(lines):
        start = _start(text, line)
        raw = text[start : line[1]].rstrip(" \t")
        end = start + len(raw)
        following = _content(text[slice(*lines[number + 1])]) if number + 1 < len(lines) else ""
        if following and _HYPHENATED.search(raw) and following[:1].islower():
            if is_broken_word(raw, following):
                raw, end = raw[:-1], end - 1
            yield Token(start, end, readable(raw))
            continue
        yield Token(start, end, readable(raw))
        if following:
            yield Token(end, _start(text, lines[number + 1]), " ")


def is_broken_word(line: str, following: str) -> bool:
    """Whether a hyphen at a line's end parts a word, and is none of its own."""
    before = regex.search(r"[\p{L}’']*$", line[:-1].lower())
    after = regex.match(r"\p{L}*", following)
    first = before.group().rpartition("’")[2].rpartition("'")[2] if before else ""
    return first not in BEFORE_HYPHENS and (after.group() if after else "") not in BEHIND_HYPHENS


def styles(slots: Iterable[Slot], line_end: str) -> dict[str, Style]:
    """How the changed paragraphs of these slots are written."""
    names = {slot.style for slot in slots if slot.style.startswith("wrapped:")}
    return {name: partial(_written, *_layout(name), line_end) for name in names}


def _layout(name: str) -> tuple[int, int, str]:
    _, width, column, indent = name.split(":", 3)
    return int(width), int(column), indent


def _written(width: int, column: int, indent: str, line_end: str, pieces: Sequence[Piece], _original: str) -> str:
    # The first line begins behind what stands before it: it is wrapped with that much room taken.
    lines = wrapped([Piece("\0" * column), *pieces], max(width, _NARROWEST), indent, end=line_end)
    return lines[column:]
