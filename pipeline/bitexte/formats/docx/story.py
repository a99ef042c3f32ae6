"""A story of a Word document (body, header, note, text box): its paragraphs laid out as pieces, in reading order.

ECMA-376 part 1, chapter 17. The text is the current view: what was inserted counts, what was deleted does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from bitexte.formats.docx.fields import TEXT_FIELDS, Fields, Mark, Marked, kind
from bitexte.formats.docx.looks import run_look
from bitexte.formats.docx.stores import Stores
from bitexte.formats.docx.styles import Styles
from bitexte.formats.office import drawing, runs
from bitexte.formats.office.pieces import LONGEST_CONTENT, Head, Parts, Piece, Role, equivalent
from bitexte.formats.options import Options
from bitexte.formats.spots import Blocks, Spot, cell_notes, has_words
from bitexte.formats.xml_source import Node, Source
from bitexte.model import Block, BlockKind, Remark, Span

OPAQUE = frozenset(("w:rPr",))  # thousands of them, and few that differ

# Wrappers round runs, with the child that holds their properties.
_WRAPPERS = {
    "w:hyperlink": "",
    "w:ins": "",
    "w:moveTo": "",
    "w:smartTag": "w:smartTagPr",
    "w:customXml": "w:customXmlPr",
    "w:dir": "",
    "w:bdo": "",
}
_PROPERTIES = frozenset(("w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:smartTagPr", "w:customXmlPr"))
# What Word sets for itself and sets again.
_PASSING = frozenset(("w:proofErr", "w:lastRenderedPageBreak"))
# What stands in a paragraph for words.
_WORDS = frozenset(("m:oMath", "m:oMathPara", "w:ruby", "w:fldSimple"))
# Controls that show no words: a box to tick, a picture.
_NO_WORDS = ("w14:checkbox", "w:picture", "w:equation")
_BREAKS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n"}
_CHARACTERS = {"w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_NESTING = frozenset(("w:drawing", "w:pict", "w:object", "mc:AlternateContent"))
# What holds no text of this story, whatever is in it.
_ELSEWHERE = _PROPERTIES | {
    "w:del",
    "w:moveFrom",
    "w:sectPr",
    "w:tblPr",
    "w:tblGrid",
    "w:trPr",
    "w:tcPr",
    "m:oMathPara",
}

_DELETED_MARK = re.compile(r"<(?:\w+:)?(?:del|moveFrom)(?=[\s/>])")


@dataclass(slots=True)
class Story:
    """The reader of one part. Its counts go into remarks about the whole document."""

    member: str
    source: Source
    blocks: Blocks
    styles: Styles
    stores: Stores
    options: Options
    hidden: int = 0
    deleted: int = 0
    alternatives: int = 0
    paragraphs: dict[int, Span] = field(default_factory=dict)  # block -> its w:p, of those that have one
    _twins: list[int] = field(default_factory=list)
    _defaults: list[int] = field(default_factory=list)  # of the form fields in the paragraph
    _nested: list[Node] = field(default_factory=list)
    _pairs: Iterator[int] = field(default_factory=lambda: count(1))
    _silent_marks: set[str] = field(default_factory=set)
    _prefix: str = ""

    def read(self, node: Node, shape: Block) -> None:
        """Put the paragraphs in an element of the part; `shape` has their kind and notes."""
        self._prefix = self._prefix or self.source.label(node).rpartition(":")[0] + ":"
        if self._prefix == ":":
            self._prefix = ""
        self._walk(node, shape, Fields())

    def _walk(self, node: Node, shape: Block, fields: Fields) -> None:
        children = iter(self._grouped(node.children))
        for group in children:
            child = group[0]
            if child.name == "w:p":
                self._paragraph(group, shape, fields)
            elif child.name == "w:tbl":
                self._table(child, shape, fields)
            elif child.name == "w:sdt":
                self._control(child, shape, fields)
            elif child.name == "mc:AlternateContent":
                self._alternate(child, shape)
            elif child.name not in _ELSEWHERE:
                self._walk(child, shape, fields)

    def _grouped(self, children: Sequence[Node]) -> Iterator[list[Node]]:
        """The children, paragraphs whose mark was deleted with the paragraph that they run into."""
        group: list[Node] = []
        for child in children:
            if group and child.name != "w:p":
                yield group
                group = []
            if child.name == "w:p" and child.open_end != child.end and self._mark_deleted(child):
                group.append(child)
                continue
            if child.name == "w:p" and child.open_end == child.end and group:
                yield group
                group = []
            yield [*group, child]
            group = []
        if group:
            yield group

    def _mark_deleted(self, paragraph: Node) -> bool:
        mark = paragraph.first("w:pPr", "w:rPr")
        return mark is not None and _DELETED_MARK.search(self.source.raw(mark)) is not None

    def _paragraph(self, group: Sequence[Node], shape: Block, fields: Fields) -> None:
        """Put the block of a paragraph, or of several that are one, then what is anchored in it."""
        outer, self._nested = self._nested, []
        self._defaults = []
        marked: list[Marked] = []
        for paragraph, after in zip(group, (*group[1:], None), strict=True):
            marked += self._marked(paragraph)
            if after is not None:
                border = Piece(Role.CODE, ((paragraph.close_start, _inside(after)),), border=True, content="¶")
                marked.append(Marked(border))
        first, last = group[0], group[-1]
        pieces = fields.resolved(marked, next(self._pairs) * 1000)
        self.alternatives += fields.alternatives
        fields.alternatives = 0
        style = self._value(first, "w:pPr", "w:pStyle") or self.styles.default
        if not self.styles.keeps(style) and not fields.torn and first.open_end != first.end:
            self._put(pieces, self._shaped(first, style, shape), (_inside(first), last.close_start), (first, last))
        elif fields.torn:
            self.blocks.remarks.append(Remark("torn-field", self.source.inner(first)[:60]))
        nested, self._nested = self._nested, outer
        for node in nested:
            self._anchored(node, shape)

    def _put(self, pieces: list[Piece], shape: Block, span: Span, ends: tuple[Node, Node] | None = None) -> bool:
        """Put a block of pieces, beside its twin if it has one; whether it has one."""
        whole = runs.templates_whole(pieces, "word", self._prefix)
        made = runs.assembled(whole, shape, "word", span, self._prefix)
        if made is None:
            return False
        spot = Spot(self.member, made[1])
        for number in (*self._twins, *self._defaults):
            if self.blocks.again(number, made[0], spot):
                if ends is not None and number in self._twins:  # a text box stands twice, a list's word may more often
                    self._twins.remove(number)
                return True
        if ends is None:
            return False
        number = self.blocks.add(made[0], spot)
        self.paragraphs[number] = ends[0].start, ends[1].end
        return False

    def _shaped(self, paragraph: Node, style: str, shape: Block) -> Block:
        """The kind and level of a paragraph: its own, or the table cell's it stands in."""
        found, level = self.styles.kind(style)
        outline = self._value(paragraph, "w:pPr", "w:outlineLvl")
        if outline.isdecimal() and int(outline) < 9:
            found, level = BlockKind.HEADING, int(outline) + 1
        numbered = paragraph.first("w:pPr", "w:numPr")
        if numbered is not None and found is BlockKind.PARAGRAPH:
            depth = self.source.get(numbered.first("w:ilvl"), "w:val") or "0"
            found, level = BlockKind.LIST_ITEM, int(depth) + 1 if depth.isdecimal() else 1
        if found is BlockKind.PARAGRAPH:
            return shape
        return replace(shape, kind=found, level=level)

    def _table(self, table: Node, shape: Block, fields: Fields) -> None:
        for said in ("w:tblCaption", "w:tblDescription"):
            node = table.first("w:tblPr", said)
            if node is not None:
                self.blocks.attribute(self.member, self.source, node, "w:val", (*shape.notes, "alternative text"))
        rows = list(self._rows(table))
        heads = [self._said(cell) for cell in _cells(rows[0])] if rows else []
        for number, row in enumerate(rows):
            deleted = row.first("w:trPr", "w:del")
            if deleted is not None:
                self.deleted += 1
                continue
            cells = list(_cells(row))
            for column, cell in enumerate(cells):
                head = heads[column] if number and column < len(heads) else ""
                notes = cell_notes(shape.notes, head, self._said(cells[0]) if number and column else "")
                self._walk(cell, Block(BlockKind.TABLE_CELL, "", notes=notes), fields)

    def _rows(self, table: Node) -> Iterator[Node]:
        for child in table.children:
            if child.name == "w:tr":
                yield child
            elif child.name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins"):
                yield from self._rows(child)

    def _said(self, cell: Node) -> str:
        """The first words of a cell, to name its row or column by."""
        words = "".join(self.source.inner(node) for node in cell.walk() if node.name == "w:t")
        return words.strip()[:60]

    def _control(self, node: Node, shape: Block, fields: Fields) -> None:
        """A content control round paragraphs, rows or cells."""
        content = node.first("w:sdtContent")
        if content is None:
            return
        bound = self._shows(node.first("w:sdtPr"))
        outer = self._twins
        self._twins = [*bound, *outer] if bound else outer
        self._walk(content, shape, fields)
        self._twins = [number for number in outer if number in self._twins]

    def _alternate(self, node: Node, shape: Block) -> None:
        """The first choice, and the same texts once more in the fallback."""
        first = len(self.blocks.blocks)
        choice, fallback = node.first("mc:Choice"), node.first("mc:Fallback")
        if choice is not None:
            self._anchored(choice, shape)
        if fallback is not None:
            outer, self._twins = self._twins, list(range(first, len(self.blocks.blocks)))
            self._anchored(fallback, shape)
            self._twins = outer

    def _anchored(self, node: Node, shape: Block) -> None:
        """Put what stands in a drawing or an object: text boxes, alternative texts, ornamental letters."""
        if node.name == "mc:AlternateContent":
            self._alternate(node, shape)
            return
        if node.name == "w:txbxContent":
            notes = shape.notes if "text box" in shape.notes else (*shape.notes, "text box")
            self._walk(node, Block(BlockKind.PARAGRAPH, "", notes=notes), Fields())
            return
        if node.name == "a:p":
            drawing.put_paragraph(self.blocks, self.member, self.source, node, shape)
            return
        self._described(node, shape.notes)
        for child in node.children:
            self._anchored(child, shape)

    def _described(self, node: Node, notes: tuple[str, ...]) -> None:
        if node.name in drawing.DESCRIBED:
            for name in ("title", "descr"):
                self.blocks.attribute(self.member, self.source, node, name, (*notes, "alternative text"))
        elif node.name == "v:textpath":
            self.blocks.attribute(self.member, self.source, node, "string", (*notes, "ornamental letters"))
        elif node.name.startswith("v:"):
            self.blocks.attribute(self.member, self.source, node, "alt", (*notes, "alternative text"))

    # Pieces of a paragraph

    def _marked(self, node: Node) -> Iterator[Marked]:
        """The pieces of what stands in a paragraph or in a wrapper."""
        for child in node.children:
            name = child.name
            if name == "w:r":
                yield from self._run(child)
            elif name in _PROPERTIES or name in _PASSING:
                continue
            elif name in _WRAPPERS or name == "w:sdt" or self._text_field(child):
                yield from self._wrapper(child)
            else:
                yield self._standing(child)

    def _text_field(self, node: Node) -> bool:
        """Whether an element is a simple field whose result is text."""
        return node.name == "w:fldSimple" and kind(self.source.get(node, "w:instr") or "") in TEXT_FIELDS

    def _wrapper(self, node: Node) -> Iterator[Marked]:
        """What is in a wrapper, between an opening and a closing piece."""
        holder = node
        if node.name == "w:sdt":
            content = node.first("w:sdtContent")
            ticked = any(node.first("w:sdtPr", name) for name in _NO_WORDS)
            if content is None or ticked or self._fixed_control(node, content):
                yield Marked(Piece(Role.CODE, ((node.start, node.end),), content=self._tag(node), word=not ticked))
                return
            holder = content
        if holder.open_end == holder.end or not holder.children:
            yield Marked(Piece(Role.CODE, ((node.start, node.end),), content=self._tag(node)))
            return
        if node.name == "w:hyperlink":
            self.blocks.attribute(self.member, self.source, node, "w:tooltip", ("tooltip",))
        inside = holder.open_end
        properties = holder.first(_WRAPPERS.get(node.name) or "-")
        if properties is not None:
            inside = properties.end
        pair = next(self._pairs)
        yield Marked(Piece(Role.OPEN, ((node.start, inside),), pair=pair, content=self._tag(node)))
        yield from self._marked(holder)
        yield Marked(Piece(Role.CLOSE, ((holder.close_start, node.end),), pair=pair))

    def _fixed_control(self, node: Node, content: Node) -> bool:
        """Whether a control is a code in its sentence: it shows a property, an item of its list, or a box to tick."""
        properties = node.first("w:sdtPr")
        shown = self._shows(properties)
        if not shown:
            return False
        pieces = [one.piece for one in self._marked(content)]
        outer, self._twins = self._twins, shown
        span = content.open_end, content.close_start
        placed = self._put(pieces, Block(BlockKind.PARAGRAPH, ""), span)
        self._twins = outer
        return placed

    def _shows(self, properties: Node | None) -> list[int]:
        """The blocks that a control may show: what it is bound to, or the items of its list."""
        if properties is None:
            return []
        numbers: list[int] = []
        for choice in properties.all("w:dropDownList", "w:comboBox"):
            for item in choice.all("w:listItem"):
                number = self.blocks.attribute(self.member, self.source, item, "w:displayText", ("list",))
                numbers += [number] if number is not None else []
        bound = self.stores.block(self.source, properties)
        return [*numbers, *([bound] if bound is not None else [])]

    def _standing(self, node: Node) -> Marked:
        """A piece of mark-up between runs."""
        parts: Parts = ((node.start, node.end),)
        if node.name in ("w:del", "w:moveFrom"):
            self.deleted += any(inner.name in ("w:delText", "w:t") for inner in node.walk())
        elif node.name == "w:bookmarkStart" and self.source.get(node, "w:name") == "_GoBack":
            self._silent_marks.add(self.source.get(node, "w:id") or "")
            return Marked(Piece(Role.SILENT, parts))
        elif node.name == "w:bookmarkEnd" and (self.source.get(node, "w:id") or "") in self._silent_marks:
            return Marked(Piece(Role.SILENT, parts))
        elif node.name == "mc:AlternateContent":
            self._nested.append(node)
        shown = equivalent(self._shown(node)) if node.name == "w:fldSimple" else ""
        return Marked(Piece(Role.CODE, parts, content=self._tag(node), equivalent=shown, word=node.name in _WORDS))

    def _run(self, run: Node) -> Iterator[Marked]:
        properties = run.first("w:rPr")
        look = run_look(self.source.raw(properties) if properties else "")
        before: Parts = ((run.start, run.open_end),)
        if properties:
            before = (*before, (properties.start, properties.end))
        head = Head(before, self.source.text[run.close_start : run.end])
        vanish = look.vanish if look.vanish is not None else self.styles.hides(look.style)
        if vanish and not self.options.hidden:
            yield from self._untouched(run, head)
            self.hidden += any(run.all("w:t"))
            return
        kept = self.styles.keeps(look.style)
        for child in run.children:
            if child.name in _PROPERTIES or child.name in _PASSING:
                continue
            parts = (*before, (child.start, child.end), head.after)
            if child.name == "w:fldChar":
                self._form(child)
                yield self._field_mark(child, parts)
            elif child.name == "w:instrText":
                yield Marked(Piece(Role.CODE, parts), Mark.INSTRUCTION, self.source.inner(child))
            elif child.name == "w:t" and not kept:
                text = self._text(child)
                yield Marked(
                    Piece(
                        Role.TEXT,
                        parts,
                        text,
                        head,
                        look.look,
                        look.blank_shows,
                        content=look.look,
                    )
                )
            elif child.name in _CHARACTERS and not kept:
                yield Marked(Piece(Role.TEXT, parts, _CHARACTERS[child.name], head, look.look, look.blank_shows))
            else:
                yield self._in_run(child, parts, kept=kept)

    def _in_run(self, node: Node, parts: Parts, *, kept: bool) -> Marked:
        """A code for what stands in a run beside its text."""
        if node.name in _NESTING:
            self._nested.append(node)
        word = (kept and node.name == "w:t") or node.name in _WORDS
        content = self.source.inner(node) if kept and node.name == "w:t" else self._tag(node)
        return Marked(Piece(Role.CODE, parts, content=content, equivalent=_BREAKS.get(node.name, ""), word=word))

    def _untouched(self, run: Node, head: Head) -> Iterator[Marked]:
        """A run whose text is not for reading; fields that begin or end in it count all the same."""
        marks = [child for child in run.children if child.name in ("w:fldChar", "w:instrText")]
        if not marks:
            yield Marked(Piece(Role.CODE, ((run.start, run.end),), content=self._tag(run)))
            return
        for child in run.children:
            parts = (*head.before, (child.start, child.end), head.after)
            if child.name == "w:fldChar":
                yield self._field_mark(child, parts)
            elif child.name == "w:instrText":
                yield Marked(Piece(Role.CODE, parts), Mark.INSTRUCTION, self.source.inner(child))
            elif child.name not in _PROPERTIES:
                yield Marked(Piece(Role.CODE, parts, content=self._tag(child)))

    def _field_mark(self, node: Node, parts: Parts) -> Marked:
        marks = {"begin": Mark.BEGIN, "separate": Mark.SEPARATE, "end": Mark.END}
        mark = marks.get(self.source.get(node, "w:fldCharType") or "")
        return Marked(Piece(Role.CODE, parts, content=self._tag(node)), mark)

    def _form(self, node: Node) -> None:
        """Put what a legacy form field offers: its default text, its list, its help."""
        for inner in node.walk():
            if inner.name in ("w:default", "w:helpText", "w:statusText", "w:listEntry"):
                number = self.blocks.attribute(self.member, self.source, inner, "w:val", ("form field",))
                if number is not None and inner.name == "w:default":
                    self._defaults.append(number)

    def _text(self, node: Node) -> str:
        """What a w:t shows: white space at its ends counts only if it says so."""
        text = re.sub(r"[\t\r\n]+", " ", self.source.inner(node))
        if self.source.get(node, "xml:space") == "preserve":
            return text
        return text.strip(" ")

    def _shown(self, node: Node) -> str:
        return "".join(self.source.inner(inner) for inner in node.walk() if inner.name == "w:t")

    def _tag(self, node: Node) -> str:
        return self.source.text[node.start : min(node.open_end, node.start + LONGEST_CONTENT)]

    def _value(self, node: Node, *path: str) -> str:
        return self.source.get(node.first(*path), "w:val") or ""


def _inside(paragraph: Node) -> int:
    """Where the text of a paragraph begins, behind its properties."""
    properties = paragraph.first("w:pPr")
    return properties.end if properties else paragraph.open_end


def _cells(row: Node) -> Iterator[Node]:
    for child in row.children:
        if child.name == "w:tc":
            yield child
        elif child.name in ("w:sdt", "w:sdtContent", "w:customXml"):
            yield from _cells(child)


def numbering(blocks: Blocks, member: str, source: Source) -> None:
    """Put the words of numbered lists that stand round their numbers: Article %1."""
    for node in source.root.walk():
        if node.name != "w:lvl" or source.get(node.first("w:numFmt"), "w:val") in ("bullet", "none"):
            continue
        text = node.first("w:lvlText")
        span = source.attribute_spans(text).get("w:val") if text else None
        value = source.get(text, "w:val") or ""
        if span is None or not has_words(re.sub("%[0-9]", " ", value)):
            continue
        pieces = [
            Piece(Role.CODE, (part,), content=part, word=True) if number % 2 else Piece(Role.TEXT, text=part)
            for number, part in enumerate(re.split("(%[0-9])", value))
            if part
        ]
        made = runs.assembled(pieces, Block(BlockKind.LIST_ITEM, "", notes=("numbering",)), "attribute", span)
        if made:
            blocks.add(made[0], Spot(member, made[1]))
