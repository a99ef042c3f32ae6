"""A Word document in both languages: each paragraph with its translation below it, or beside it in a table.

What can stand only once in a document (pictures, notes, bookmarks, comments) stays with the French.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.formats import xml_source
from bitexte.formats.docx.story import OPAQUE
from bitexte.formats.xml_source import Edit, Node, Scope, Source
from bitexte.model import Span

# Elements whose copy would be a second one of the same id, number or picture.
_ONCE = frozenset(
    (
        *("w:drawing", "w:pict", "w:object", "mc:AlternateContent"),
        *("w:footnoteReference", "w:endnoteReference", "w:commentReference", "w:footnoteRef", "w:endnoteRef"),
        *("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:permStart", "w:permEnd"),
        *("w:moveFromRangeStart", "w:moveFromRangeEnd", "w:moveToRangeStart", "w:moveToRangeEnd"),
        *("w:numPr", "w:sectPr", "w:del", "w:moveFrom"),
    )
)
_ONCE_ATTRIBUTES = ("w14:paraId", "w14:textId")


def interleaved(source: Source, edits: Sequence[tuple[Span, Edit]]) -> list[Edit]:
    """Insertions of a translated copy behind each paragraph: `edits` are spans of paragraphs with their edit.

    A paragraph where a field begins or ends that goes on elsewhere has no copy.
    """
    inserted = []
    for span, edit in edits:
        text = xml_source.spliced(source.text, [edit], span)
        copy = _copied(text, source.root.scope)
        if copy:
            inserted.append(Edit(span[1], span[1], (copy,)))
    return inserted


def columns(source: Source, edits: Sequence[Edit]) -> list[Edit]:
    """One edit of the body: its paragraphs and tables in rows of a table, French to the left, English to the right.

    Where a section ends the table does, too.
    """
    body = source.root.first("w:body")
    children = [node for node in body.children if node.name != "w:sectPr"] if body else []
    if not children:
        return []
    prefix = source.label(source.root).removesuffix("document")
    parts: list[str | Span] = [_opened(prefix)]
    for group in _groups(source, children):
        span = group[0].start, group[-1].end
        french = xml_source.spliced(source.text, xml_source.removals(group, "w:sectPr".__eq__), span)
        english = _copied(xml_source.spliced(source.text, edits, span), source.root.scope)
        filler = f"<{prefix}p/>" if group[-1].name != "w:p" else ""
        parts.append(
            f"<{prefix}tr>{_cell(french + filler, prefix)}{_cell(english or f'<{prefix}p/>', prefix)}</{prefix}tr>"
        )
        section = group[-1].first("w:pPr", "w:sectPr")
        if section is not None:
            parts += [f"</{prefix}tbl><{prefix}p><{prefix}pPr>", (section.start, section.end)]
            parts += [f"</{prefix}pPr></{prefix}p>", _opened(prefix)]
    parts.append(f"</{prefix}tbl><{prefix}p/>")
    return [Edit(children[0].start, children[-1].end, tuple(parts))]


def _opened(prefix: str) -> str:
    """The beginning of a table of two columns, as wide as the page."""
    width = f'<{prefix}tblW {prefix}w="5000" {prefix}type="pct"/><{prefix}tblLayout {prefix}type="fixed"/>'
    column = f'<{prefix}gridCol {prefix}w="4500"/>'
    return f"<{prefix}tbl><{prefix}tblPr>{width}</{prefix}tblPr><{prefix}tblGrid>{column * 2}</{prefix}tblGrid>"


def _cell(content: str, prefix: str) -> str:
    """A cell of half the width; what stands in it must end in a paragraph."""
    width = f'<{prefix}tcPr><{prefix}tcW {prefix}w="2500" {prefix}type="pct"/></{prefix}tcPr>'
    return f"<{prefix}tc>{width}{content}</{prefix}tc>"


def _groups(source: Source, children: Sequence[Node]) -> Iterator[list[Node]]:
    """What must stand in one cell: marks with the paragraph behind them, paragraphs that a field goes over."""
    group: list[Node] = []
    depth = 0
    for child in children:
        group.append(child)
        depth += _open_fields(source, child)
        if depth <= 0 and child.name in ("w:p", "w:tbl", "w:sdt"):
            yield group
            group, depth = [], 0
    if group:
        yield group


def _open_fields(source: Source, node: Node) -> int:
    """How many more fields begin in an element than end there."""
    kinds = [source.get(one, "w:fldCharType") for one in node.walk() if one.name == "w:fldChar"]
    return kinds.count("begin") - kinds.count("end")


def _copied(text: str, scope: Scope) -> str | None:
    """A copy of elements without what can stand only once; None where a field goes over its end."""
    wrapped = f"<copy>{text}</copy>"
    top = xml_source.scan(wrapped, 0, len(wrapped), scope, opaque=OPAQUE)
    source = Source(wrapped, top)
    if _open_fields(source, top) != 0:
        return None
    edits = xml_source.removals(top.children, _ONCE.__contains__)
    for node in top.walk():
        if node.name == "w:p":
            edits += [Edit(*span, ()) for span in _attributes(source, node)]
        elif node.name == "w:id" or node.name == "w:dataBinding":
            edits.append(Edit(node.start, node.end, ()))
    copied = xml_source.spliced(source.text, edits, (top.open_end, top.close_start))
    last = top.children[-1]
    return copied if last.name == "w:p" else f"{copied}<{source.label(last)[: -len(last.name) + 2]}p/>"


def _attributes(source: Source, node: Node) -> Iterator[Span]:
    """Attributes that number a paragraph, with their names and quotes."""
    for name, (start, end) in source.attribute_spans(node).items():
        if name in _ONCE_ATTRIBUTES:
            yield source.text.rindex(" ", node.start, start), end + 1
