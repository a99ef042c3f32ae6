"""The paragraphs of an OpenDocument part, laid out as pieces, in reading order (OpenDocument 1.3, part 3, 5 and 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from bitexte.formats import xml_source
from bitexte.formats.odf.looks import Looks, is_caption, is_title
from bitexte.formats.office import runs
from bitexte.formats.office.pieces import LONGEST_CONTENT, Head, Piece, Role, equivalent
from bitexte.formats.options import Options
from bitexte.formats.spots import Blocks, Spot, cell_notes, has_words
from bitexte.formats.xml_source import Node, Source
from bitexte.model import Block, BlockKind, Span

PARAGRAPHS = ("text:p", "text:h")
# What holds no text that is shown here.
_ELSEWHERE = frozenset(
    (
        *("text:tracked-changes", "text:sequence-decls", "text:variable-decls", "text:user-field-decls"),
        *("office:scripts", "office:forms", "office:font-face-decls", "office:styles", "office:automatic-styles"),
        *("table:named-expressions", "table:calculation-settings"),
        *("text:note-citation", "dc:creator", "dc:date", "meta:date-string"),
    )
)
# Elements round words in a sentence.
_WRAPPERS = frozenset(("text:a", "text:placeholder", "text:text-input", "text:meta", "text:meta-field"))
# Marks in a sentence that stand for no words.
_MARKS = re.compile(
    r"text:(?:bookmark|reference-mark|change|toc-mark|alphabetical-index-mark|user-index-mark|note)(?:-start|-end)?"
    r"|office:annotation(?:-end)?|draw:.*|text:p|text:h"
)
_NESTING = re.compile(r"text:note|office:annotation|draw:.*|text:p|text:h")


@dataclass(slots=True)
class Story:
    """The reader of one part; `hidden` counts stretches of text that are not shown."""

    member: str
    source: Source
    blocks: Blocks
    looks: Looks
    options: Options
    hidden: int = 0
    comments: int = 0
    paragraphs: dict[int, Span] = field(default_factory=dict)  # block -> its text:p or text:h
    _nested: list[Node] = field(default_factory=list)
    _pairs: Iterator[int] = field(default_factory=lambda: count(1))
    _blank: bool = True  # the text so far ends in a blank, or there is none

    def read(self, node: Node, shape: Block) -> list[int]:
        """Put the paragraphs in an element; `shape` has their kind and notes. The numbers of the blocks."""
        first = len(self.blocks.blocks)
        self._walk(node, shape)
        return list(range(first, len(self.blocks.blocks)))

    def _walk(self, node: Node, shape: Block) -> None:
        name = node.name
        if name in PARAGRAPHS:
            self._paragraph(node, shape)
        elif name in _ELSEWHERE or self._is_hidden(node):
            return
        elif name == "office:annotation" and not self.options.comments:
            self.comments += 1
        elif name in ("svg:title", "svg:desc", "text:index-title-template"):
            self._value(node, (*shape.notes, "alternative text") if name.startswith("svg:") else shape.notes)
        elif name == "table:table" and shape.kind is not BlockKind.TABLE_CELL:
            self._table(node, shape)
        else:
            for child in node.children:
                self._walk(child, self._shape_in(node, shape))

    def _is_hidden(self, node: Node) -> bool:
        if node.name == "text:section" and self.source.get(node, "text:display") == "none" and not self.options.hidden:
            self.hidden += 1
            return True
        return False

    def _shape_in(self, node: Node, shape: Block) -> Block:
        """The shape of what stands in an element: lists count their level, frames and notes say what they are."""
        get = self.source.get
        if node.name == "text:list-item" and shape.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            return replace(shape, kind=BlockKind.LIST_ITEM, level=shape.level + 1)
        if node.name == "draw:frame" and get(node, "presentation:class") == "title":
            return replace(shape, kind=BlockKind.HEADING, level=1)
        notes = {
            "office:annotation": "comment",
            "presentation:notes": "notes",
            "draw:text-box": "" if get(node, "presentation:class") else "text box",
            "style:header": "header",
            "style:footer": "footer",
        }.get(node.name)
        if node.name == "text:index-body":
            notes = "index"
        if node.name == "text:note":
            notes = get(node, "text:note-class") or "footnote"
        if notes and notes not in shape.notes:
            return Block(
                BlockKind.PARAGRAPH if notes != "text box" else shape.kind, "", shape.level, (), (*shape.notes, notes)
            )
        return shape

    def _table(self, table: Node, shape: Block) -> None:
        """A table in a text or on a slide."""
        rows = [node for node in table.walk() if node.name == "table:table-row"]
        heads = (
            [self._said(cell) for cell in rows[0].all("table:table-cell", "table:covered-table-cell")] if rows else []
        )
        for number, row in enumerate(rows):
            cells = list(row.all("table:table-cell", "table:covered-table-cell"))
            for column, cell in enumerate(cells):
                head = heads[column] if number and column < len(heads) else ""
                notes = cell_notes(shape.notes, head, self._said(cells[0]) if number and column else "")
                self._walk(cell, Block(BlockKind.TABLE_CELL, "", notes=notes))

    def _said(self, cell: Node) -> str:
        paragraph = next((node for node in cell.children if node.name in PARAGRAPHS), None)
        return self.source.inner(paragraph).strip()[:60] if paragraph else ""

    def _value(self, node: Node, notes: tuple[str, ...]) -> None:
        text = self.source.inner(node)
        if has_words(text) and not node.children and text == text.strip():
            self.blocks.value(self.member, (node.open_end, node.close_start), text, "content", notes)

    def _paragraph(self, node: Node, shape: Block) -> None:
        """Put the block of a paragraph, then what is anchored in it."""
        outer, self._nested = self._nested, []
        self._blank = True
        style = self.looks.paragraph(self.source.get(node, "text:style-name") or "")
        prefix = self.source.label(node).removesuffix("p").removesuffix("h")
        if node.open_end != node.end:
            pieces = list(self._pieces(node, (), ""))
            if "index" in shape.notes:
                pieces = _page_apart(pieces)
            if not self.looks.keeps(style):
                span = node.open_end, node.close_start
                whole = runs.templates_whole(pieces, "odf", prefix)
                made = runs.assembled(whole, self._shaped(node, shape), "odf", span, prefix)
                if made:
                    number = self.blocks.add(made[0], Spot(self.member, made[1]))
                    self.paragraphs[number] = node.start, node.end
        nested, self._nested = self._nested, outer
        for inner in nested:
            self._walk(inner, replace(shape, kind=BlockKind.PARAGRAPH, level=0))

    def _shaped(self, node: Node, shape: Block) -> Block:
        if node.name == "text:h":
            level = self.source.get(node, "text:outline-level") or "1"
            return replace(shape, kind=BlockKind.HEADING, level=int(level) if level.isdecimal() else 1)
        look = self.looks.paragraph(self.source.get(node, "text:style-name") or "")
        if shape.kind is BlockKind.PARAGRAPH and is_caption(look):
            return replace(shape, kind=BlockKind.CAPTION)
        if shape.kind is BlockKind.PARAGRAPH and is_title(look):
            return replace(shape, kind=BlockKind.HEADING, level=1)
        return shape

    def _pieces(self, node: Node, spans: tuple[Node, ...], look: str) -> Iterator[Piece]:
        """The pieces of what stands in an element, inside spans of one look."""
        at = node.open_end
        for child in (*node.children, None):
            end = child.start if child else node.close_start
            yield from self._words(self.source.text[at:end], spans, look)
            if child is not None:
                yield from self._element(child, spans, look)
                at = child.end

    def _words(self, raw: str, spans: tuple[Node, ...], look: str) -> Iterator[Piece]:
        text = re.sub("[ \t\r\n]+", " ", xml_source.unescaped(raw))
        if self._blank:
            text = text.removeprefix(" ")
        if text:
            self._blank = text.endswith(" ")
            yield self._text(text, spans, look)

    def _text(self, text: str, spans: tuple[Node, ...], look: str) -> Piece:
        shows = any(self.looks.span(self._style(span)).blank_shows for span in spans)
        return Piece(Role.TEXT, text=text, head=self._head(spans), look=look, blank_shows=shows, content=look)

    def _head(self, spans: tuple[Node, ...]) -> Head:
        after = "".join(self.source.text[span.close_start : span.end] for span in reversed(spans))
        return Head(tuple((span.start, span.open_end) for span in spans), after)

    def _element(self, node: Node, spans: tuple[Node, ...], look: str) -> Iterator[Piece]:
        name = node.name
        head = self._head(spans)
        parts = (*head.before, (node.start, node.end), head.after)
        content = self.source.text[node.start : min(node.open_end, node.start + LONGEST_CONTENT)]
        if name == "text:span":
            yield from self._span(node, spans, look)
        elif name == "text:s":
            number = self.source.get(node, "text:c") or "1"
            yield self._text(" " * (min(int(number), 1000) if number.isdecimal() else 1), spans, look)
        elif name in ("text:tab", "text:line-break"):
            self._blank = name == "text:line-break"
            yield Piece(Role.CODE, parts, equivalent="\t" if name == "text:tab" else "\n", content=content)
        elif name == "text:soft-page-break":
            yield Piece(Role.SILENT, ((node.start, node.end),))
        elif name in _WRAPPERS and node.open_end != node.end:
            pair = next(self._pairs)
            before, after = (*head.before, (node.start, node.open_end)), ((node.close_start, node.end), head.after)
            yield Piece(Role.OPEN, before, pair=pair, content=content)
            yield from self._pieces(node, (), "")
            yield Piece(Role.CLOSE, after, pair=pair)
        else:
            if _NESTING.fullmatch(name):
                self._nested.append(node)
            word = _MARKS.fullmatch(name) is None
            self._blank = self._blank and not word
            shown = equivalent(self.source.inner(node)) if word else ""
            yield Piece(Role.CODE, parts, content=content, equivalent=shown, word=word)

    def _span(self, node: Node, spans: tuple[Node, ...], look: str) -> Iterator[Piece]:
        style = self.looks.span(self._style(node))
        if (style.hidden and not self.options.hidden) or self.looks.keeps(style):
            kept = self.looks.keeps(style)
            self.hidden += not kept
            head = self._head(spans)
            said = self.source.inner(node)
            yield Piece(Role.CODE, (*head.before, (node.start, node.end), head.after), content=said, word=kept)
        elif node.open_end == node.end:
            return
        else:
            yield from self._pieces(node, (*spans, node), f"{look} {style.seen}".strip())

    def _style(self, node: Node) -> str:
        return self.source.get(node, "text:style-name") or ""


def _page_apart(pieces: list[Piece]) -> list[Piece]:
    """The pieces of an entry of an index with its page number as a code: the words are those of a heading."""
    end = len(pieces)
    while end and pieces[end - 1].role is Role.CLOSE:
        end -= 1
    if end > 1 and pieces[end - 1].text.strip().isdecimal() and pieces[end - 2].equivalent == "\t":
        last = pieces[end - 1]
        parts = (*last.head.before, last.text.strip(), last.head.after)
        return [*pieces[: end - 1], Piece(Role.CODE, parts, content=last.text), *pieces[end:]]
    return pieces
