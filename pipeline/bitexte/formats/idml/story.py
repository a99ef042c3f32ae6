"""The paragraphs of an InDesign story, laid out as pieces.

A ParagraphStyleRange holds one paragraph or many, parted by Br; the words stand in Content elements of
CharacterStyleRanges. A paragraph may begin and end inside such a range: what replaces it closes the one and opens the
other again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from itertools import count

from bitexte.formats.office import runs
from bitexte.formats.office.pieces import Head, Piece, Role
from bitexte.formats.options import Options
from bitexte.formats.spots import Blocks, Spot, cell_notes
from bitexte.formats.xml_source import Node, Source, unescaped
from bitexte.model import Block, BlockKind, Span

_RANGE = "CharacterStyleRange"
# Elements round words of one sentence, unless a paragraph ends in them.
_WRAPPERS = frozenset(("HyperlinkTextSource", "CrossReferenceSource", "XMLElement", "Change", "TextRange"))
_PASSING = frozenset(("Properties", "StoryPreference", "InCopyExportOption", "XMLAttribute", "Row", "Column"))
# What stands for words in the sentence.
_WORDS = frozenset(("TextVariableInstance", "PageReference", "CrossReferenceSource"))
# In the text of a Content: instructions (a page number is <?ACE 18?>) and forced line breaks.
_SPECIAL = re.compile("(<\\?.*?\\?>|\u2028)", re.DOTALL)
_PAGE_NUMBERS = re.compile(r"<\?ACE\s+(?:18|19)\s*\?>")
# Attributes of a range that hardly can be seen, and by which runs are cut: language, space between letters.
_UNSEEN = frozenset(
    ("AppliedLanguage", "KerningMethod", "KerningValue", "Tracking", "HorizontalScale", "AppliedConditions", "Self")
)
_BLANKS_SHOW = re.compile(r'(?:Underline|StrikeThru)="true"')
_HEADING = re.compile(r"\b(?:titre|title|heading|h)\s*([1-6])?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Item:
    """A piece and where it stands: in a range of one look, or in none. One without a piece ends a paragraph."""

    piece: Piece | None
    span: Span
    range: Node | None


@dataclass(slots=True)
class Story:
    """The reader of one story; `hidden`, `deleted` and `comments` count what is left in French."""

    member: str
    source: Source
    blocks: Blocks
    options: Options
    unseen: set[str]  # conditions that are not shown
    hidden: int = 0
    deleted: int = 0
    comments: int = 0
    _nested: list[Node] = field(default_factory=list)
    _pairs: Iterator[int] = field(default_factory=lambda: count(1))

    def read(self, node: Node, shape: Block) -> None:
        """Put the paragraphs in an element; `shape` has their kind and notes."""
        if node.name == "ParagraphStyleRange":
            self._paragraphs(node, self._shaped(node, shape))
        elif node.name == "Table":
            self._table(node, shape)
        elif node.name == "Note" and not self.options.comments:
            self.comments += 1
        elif node.name == "HiddenText" and not self.options.hidden:
            self.hidden += 1
        elif node.name == _RANGE or (node.name in _WRAPPERS and not _holds_paragraphs(node)):
            self._paragraphs(node, shape)
        else:
            for child in node.children:
                self.read(child, _noted(node, shape))

    def _table(self, table: Node, shape: Block) -> None:
        """The cells of a table: each is named by its column and its row, `2:0`."""
        cells = {self.source.get(cell, "Name") or "": cell for cell in table.all("Cell")}
        for place, cell in cells.items():
            column, _, row = place.partition(":")
            head = self._said(cells.get(f"{column}:0")) if row != "0" else ""
            first = self._said(cells.get(f"0:{row}")) if row != "0" and column != "0" else ""
            inner = Block(BlockKind.TABLE_CELL, "", notes=cell_notes(shape.notes, head, first))
            for child in cell.children:
                self.read(child, inner)

    def _said(self, cell: Node | None) -> str:
        words = [self.source.inner(node) for node in cell.walk() if node.name == "Content"] if cell else []
        return "".join(words).strip()[:60]

    def _shaped(self, paragraph: Node, shape: Block) -> Block:
        style = self._style(paragraph, "AppliedParagraphStyle")
        heading = _HEADING.search(style)
        if heading and shape.kind is BlockKind.PARAGRAPH:
            return replace(shape, kind=BlockKind.HEADING, level=int(heading[1] or 1))
        listed = self.source.get(paragraph, "BulletsAndNumberingListType") or ""
        if listed in ("BulletList", "NumberedList") and shape.kind is BlockKind.PARAGRAPH:
            return replace(shape, kind=BlockKind.LIST_ITEM, level=1)
        return shape

    def _style(self, node: Node, attribute: str) -> str:
        return (self.source.get(node, attribute) or "").partition("/")[2].replace("%3a", ":")

    def _keeps(self, node: Node, attribute: str) -> bool:
        names = self._style(node, attribute).casefold()
        names_too = names.rpartition(":")[2]  # a style in a group: Corps:Code
        kept = [pattern.casefold() for pattern in self.options.keep_styles]
        return any(fnmatchcase(name, pattern) for pattern in kept for name in (names, names_too))

    def _paragraphs(self, node: Node, shape: Block) -> None:
        """Put the blocks of the paragraphs in a range, each followed by what is anchored in it."""
        outer, self._nested = self._nested, []
        kept = self._keeps(node, "AppliedParagraphStyle")
        group: list[_Item] = []
        for item in (*self._items(node, node if node.name == _RANGE else None), None):
            if item is not None and item.piece is not None:
                group.append(item)
                continue
            if group and not kept:
                self._put(group, shape)
            group = []
        nested, self._nested = self._nested, outer
        for inner in nested:
            self.read(inner, replace(shape, kind=BlockKind.PARAGRAPH, level=0))

    def _put(self, group: list[_Item], shape: Block) -> None:
        first, last = group[0], group[-1]
        start, end = first.span[0], last.span[1]
        front: tuple[str, ...] = ()
        back: tuple[Span, ...] = ()
        if first.range is not None:
            if self._first_in(first.range) == start:
                start = first.range.start
            else:
                front = (self.source.text[first.range.close_start : first.range.end],)
        if last.range is not None:
            if last.range.children[-1].end == end:
                end = last.range.end
            else:
                back = self._opening(last.range)
        pieces = [item.piece for item in group if item.piece is not None]
        made = runs.assembled(runs.templates_whole(pieces, "indesign", ""), shape, "indesign", (start, end))
        if made is not None:
            block, recipe = made
            recipe = replace(recipe, front=(*front, *recipe.front), back=(*recipe.back, *back))
            self.blocks.add(block, Spot(self.member, recipe))

    def _first_in(self, styled: Node) -> int:
        """Where the first element of a range stands that is no property."""
        return next((child.start for child in styled.children if child.name not in _PASSING), styled.open_end)

    def _opening(self, styled: Node) -> tuple[Span, ...]:
        properties = styled.first("Properties")
        opening = (styled.start, styled.open_end)
        return (opening, (properties.start, properties.end)) if properties else (opening,)

    def _items(self, node: Node, styled: Node | None) -> Iterator[_Item]:
        """The pieces of what stands in an element, and the ends of paragraphs between them."""
        for child in node.children:
            span = (child.start, child.end)
            if child.name in _PASSING:
                continue
            if child.name == "Content":
                yield from (_Item(piece, span, styled) for piece in self._words(child, styled))
            elif child.name == "Br":
                yield _Item(None, span, styled)
            elif child.name == _RANGE and styled is None:
                yield from self._styled(child)
            elif child.name == "Change" and self.source.get(child, "ChangeType") == "DeletedText":
                self.deleted += 1
                yield _Item(self._code(child, styled), span, styled)
            elif child.name in _WRAPPERS and _holds_paragraphs(child):
                yield _Item(None, span, styled)
                self._nested.append(child)
            elif child.name in _WRAPPERS and child.children:
                yield from (_Item(piece, span, styled) for piece in self._wrapped(child, styled))
            else:
                self._nested.append(child)
                yield _Item(self._code(child, styled, word=child.name in _WORDS), span, styled)

    def _styled(self, styled: Node) -> Iterator[_Item]:
        """The items of a range, one code where it is kept or hidden."""
        kept = self._keeps(styled, "AppliedCharacterStyle")
        conditions = (self.source.get(styled, "AppliedConditions") or "").split()
        hidden = bool(conditions) and self.unseen.issuperset(conditions)
        if (kept or hidden) and not any(node.name == "Br" for node in styled.walk()):
            self.hidden += hidden
            said = "".join(self.source.inner(node) for node in styled.all("Content"))
            piece = Piece(Role.CODE, ((styled.start, styled.end),), content=said, word=not hidden)
            yield _Item(piece, (styled.start, styled.end), None)
        else:
            yield from self._items(styled, styled)

    def _wrapped(self, node: Node, styled: Node | None) -> Iterator[Piece]:
        head, pair = self._head(styled), next(self._pairs)
        tag = self.source.text[node.start : node.open_end]
        yield Piece(Role.OPEN, (*head.before, (node.start, node.open_end)), pair=pair, content=tag)
        yield from (item.piece for item in self._items(node, None) if item.piece is not None)
        yield Piece(Role.CLOSE, ((node.close_start, node.end), head.after), pair=pair)

    def _code(self, node: Node, styled: Node | None, *, word: bool = False) -> Piece:
        head = self._head(styled)
        tag = self.source.text[node.start : node.open_end]
        return Piece(Role.CODE, (*head.before, (node.start, node.end), head.after), content=tag, word=word)

    def _head(self, styled: Node | None) -> Head:
        if styled is None:
            return Head()
        return Head(self._opening(styled), self.source.text[styled.close_start : styled.end])

    def _look(self, styled: Node | None) -> str:
        if styled is None:
            return ""
        seen = self.source.attribute_spans(styled).items()
        properties = styled.first("Properties")
        inner = re.sub(r"\s+", " ", self.source.raw(properties)) if properties else ""
        looks = [f'{name}="{self.source.text[slice(*span)]}"' for name, span in seen if name not in _UNSEEN]
        return " ".join([*sorted(looks), inner]).strip()

    def _words(self, content: Node, styled: Node | None) -> Iterator[Piece]:
        """The words of a Content, with the special characters in it as codes."""
        head, look = self._head(styled), self._look(styled)
        shows = _BLANKS_SHOW.search(look) is not None
        for number, part in enumerate(_SPECIAL.split(self.source.text[content.open_end : content.close_start])):
            if number % 2:
                parts = (*head.before, f"<Content>{part}</Content>", head.after)
                broken = "\n" if part == "\u2028" else ""
                number_of_page = _PAGE_NUMBERS.fullmatch(part) is not None
                yield Piece(Role.CODE, parts, content=part, equivalent=broken, word=number_of_page)
            elif part:
                text = unescaped(part)
                yield Piece(Role.TEXT, text=text, head=head, look=look, blank_shows=shows, content=look)


def _holds_paragraphs(node: Node) -> bool:
    """Whether a paragraph ends in a wrapper, tables and notes aside."""
    return any(
        child.name in ("Br", "ParagraphStyleRange") or (child.name in (*_WRAPPERS, _RANGE) and _holds_paragraphs(child))
        for child in node.children
    )


def _noted(node: Node, shape: Block) -> Block:
    """The shape of what stands in a note or an anchored frame, which say so."""
    said = {"Footnote": "footnote", "EndnoteRange": "endnote", "Note": "comment", "HiddenText": "hidden"}.get(node.name)
    return replace(shape, notes=(*shape.notes, said)) if said and said not in shape.notes else shape
