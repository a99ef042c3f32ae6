"""Texts of cells: shared and inline strings, plain or in runs; comments are built the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise

from bitexte.formats import xml_source
from bitexte.formats.html.names import BLOCK
from bitexte.formats.office import runs
from bitexte.formats.office.pieces import Head, Piece, Recipe, Role
from bitexte.formats.xml_source import Node, Source
from bitexte.model import Block, Span
from bitexte.text.characters import composed
from bitexte.text.markup import Tag, tags

# _x000D_ and the like: characters that XML cannot hold, and the underscore that could begin one.
_ESCAPE = re.compile(r"(_x[0-9A-Fa-f]{4}_|\r\n|\n|\t)")
# A string as most of them are.
_PLAIN = re.compile(r"<(?:\w+:)?si>\s*<(?:\w+:)?t(?:\s[^<>]*)?(?<!/)>([^<]*)</(?:\w+:)?t\s*>\s*</(?:\w+:)?si\s*>")
_UNSEEN = re.compile(r"<(?:\w+:)?(?:charset|family|scheme)\s[^<>]*/>")
_WHITE = re.compile("[ \t\r\n\f]+")
_WORD = re.compile(r"[^\W\d_](?=[^<>]*(?:<|$))")
_BLANKS_SHOW = re.compile(r"<(?:\w+:)?(?:u|strike)\b")


@dataclass(frozen=True, slots=True)
class SharedStrings:
    """The table of shared strings: the file and the span of each string's element."""

    part: str
    source: Source
    spans: list[Span]

    def plain(self, number: int) -> tuple[str, Span] | None:
        """The text of a string without runs and where it stands; None for the others."""
        found = _PLAIN.fullmatch(self.source.text, *self.spans[number])
        return (xml_source.unescaped(found[1]), found.span(1)) if found else None

    def node(self, number: int) -> Node:
        """The element of a string."""
        return xml_source.scan(self.source.text, *self.spans[number], self.source.root.scope, self.part)


def shared_strings(content: bytes, name: str, part: str) -> SharedStrings:
    """The table of shared strings of a workbook."""
    source = xml_source.read(content, name, frozenset(("x:sst",)))
    prefix = re.escape(source.label(source.root).removesuffix("sst"))
    pattern = re.compile(rf"<{prefix}si(?=[\s/>])[^<>]*?(?:/>|>.*?</{prefix}si\s*>)", re.DOTALL)
    spans = [found.span() for found in pattern.finditer(source.text, source.root.open_end, source.root.close_start)]
    return SharedStrings(part, source, spans)


def plain(source: Source, node: Node) -> str:
    """What a string says: its texts, without the phonetic ones."""
    return "".join(source.inner(text) for text in _texts(node))


def plain_block(text: str, span: Span, shape: Block) -> tuple[Block, Recipe] | None:
    """The block of a text that fills a span, and its recipe, None where there is no text in it."""
    if text == text.strip() and "<" not in text and not _ESCAPE.search(text):  # most are, and a large sheet has many
        return replace(shape, text=composed(text)), Recipe("cell", span)
    if any(tag.name in BLOCK or tag.kind == "close" for tag in tags(text)):
        return runs.assembled(list(_page(text)), shape, "page", span)
    return runs.assembled(list(_pieces(text, Head(), "", "cell")), shape, "cell", span)


def _page(text: str) -> Iterator[Piece]:
    """The pieces of a cell that holds HTML: its tags are codes, those of blocks part what stands between them."""
    every = tags(text)
    partners = _partners(every)
    last = 0
    for number, tag in enumerate(every):
        start, end = tag.span
        yield from _words(text[last:start])
        last = end
        parts = (xml_source.escaped(tag.text),)
        if tag.name in BLOCK or tag.name == "br":
            yield Piece(Role.CODE, parts, equivalent="\t" if _WORD.search(text, 0, start) else "", content=tag.text)
        elif number in partners:
            role = Role.OPEN if tag.kind == "open" else Role.CLOSE
            yield Piece(role, parts, pair=partners[number], content=tag.text)
        else:
            yield Piece(Role.CODE, parts, content=tag.text)
    yield from _words(text[last:])


def _words(raw: str) -> Iterator[Piece]:
    """A text between tags: its entities resolved, white space as a browser shows it."""
    text = _WHITE.sub(" ", unescape(raw))
    if text:
        yield Piece(Role.TEXT, text=text)


def _partners(every: Sequence[Tag]) -> dict[int, int]:
    """The numbers of the inline tags that are pairs, each with the number of its pair, from 1."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for number, tag in enumerate(every):
        if tag.name in BLOCK:
            waiting = []  # no pair goes over the border of a block
        elif tag.kind == "open":
            waiting.append(number)
        elif tag.kind == "close" and waiting and every[waiting[-1]].name == tag.name:
            opened = waiting.pop()
            pairs[opened] = pairs[number] = len(pairs) // 2 + 1
    return pairs


def block(source: Source, node: Node, shape: Block) -> tuple[Block, Recipe] | None:
    """The block of a string and its recipe, None where it has no text."""
    in_runs = list(node.all("x:r"))
    if not in_runs:
        text = node.first("x:t")
        if text is None:
            return None
        raw = source.text[text.open_end : text.close_start]
        return plain_block(xml_source.unescaped(raw), (text.open_end, text.close_start), shape)
    prefix = source.label(node).rpartition(":")[0]
    prefix = f"{prefix}:" if prefix else ""
    # A plain text may stand before the runs; what is phonetic stands behind them and stays.
    texts = [child for child in node.children if child.name in ("x:t", "x:r")]
    span = (texts[0].start, texts[-1].end)
    pieces: list[Piece] = []
    for child in texts:
        pieces += _run(source, child)
    for one, other in pairwise(texts):
        if one.end != other.start and source.text[one.end : other.start].strip():
            return None
    return runs.assembled(runs.templates_whole(pieces, "sheet", prefix), shape, "sheet", span, prefix)


def _texts(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.name == "x:t":
            yield child
        elif child.name == "x:r":
            yield from child.all("x:t")


def _run(source: Source, node: Node) -> Iterator[Piece]:
    if node.name == "x:t":
        prefix = source.label(node).removesuffix("t")
        head = Head((f"<{prefix}r>",), f"</{prefix}r>")
        yield from _pieces(source.inner(node), head, "", "sheet", prefix)
        return
    properties, text = node.first("x:rPr"), node.first("x:t")
    if text is None:
        return
    raw = source.raw(properties) if properties else ""
    opening = (node.start, node.open_end)
    before = (opening, (properties.start, properties.end)) if properties else (opening,)
    head = Head(before, source.text[node.close_start : node.end])
    prefix = source.label(text).removesuffix("t")
    yield from _pieces(source.inner(text), head, _UNSEEN.sub("", raw), "sheet", prefix)


def _pieces(text: str, head: Head, look: str, dialect: str, prefix: str = "") -> Iterator[Piece]:
    shows = _BLANKS_SHOW.search(look) is not None
    for number, part in enumerate(_ESCAPE.split(text)):
        if number % 2:
            raw = part if dialect == "cell" else f'<{prefix}t xml:space="preserve">{part}</{prefix}t>'
            parts = (raw,) if dialect == "cell" else (*head.before, raw, head.after)
            equivalent = "\t" if part == "\t" else "\n" if part.endswith("\n") else ""
            yield Piece(Role.CODE, parts, equivalent=equivalent, content=part)
        elif part:
            yield Piece(Role.TEXT, text=part, head=head, look=look, blank_shows=shows, content=look)
