"""An OpenDocument text in both languages: each paragraph with its translation below it, or beside it in a table.

What can stand only once in a document (frames, notes, bookmarks, comments, tracked changes) stays with the French.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bitexte.formats import xml_source
from bitexte.formats.xml_source import Edit, Node, Scope, Source
from bitexte.model import Span

_ONCE = re.compile(
    r"draw:.*|office:annotation(?:-end)?|text:note|text:soft-page-break"
    r"|text:(?:bookmark|reference-mark|change|toc-mark|alphabetical-index-mark|user-index-mark)(?:-start|-end)?"
)
# What stands in a row of its own; whatever else a text holds goes with what follows it.
_ROWS = frozenset(("text:p", "text:h", "text:list", "table:table", "text:section", "text:numbered-paragraph"))
_INDEX = re.compile(r"text:(?:table-of-content|.*-index|bibliography)")
# What comes before the text proper, and cannot stand in a table.
_BEFORE = re.compile(r"office:forms|text:tracked-changes|text:.*-decls|draw:.*|office:dde.*|table:.*(?<!table)")
# Room between the columns: a style of our own.
_STYLE = (
    '<style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" style:name="BitexteCell"'
    ' style:family="table-cell"><style:table-cell-properties fo:padding="0.15cm"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"/></style:style>'
)
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("table", "office", "text")
)
_CELL = '<table:table-cell table:style-name="BitexteCell" office:value-type="string">'


def interleaved(source: Source, edits: Sequence[tuple[Span, Edit]]) -> list[Edit]:
    """Insertions of a translated copy behind each paragraph: `edits` are spans of paragraphs with their edit."""
    copies = [(span, xml_source.spliced(source.text, [edit], span)) for span, edit in edits]
    return [Edit(span[1], span[1], (_copied(text, source.root.scope),)) for span, text in copies]


def columns(source: Source, edits: Sequence[Edit]) -> list[Edit]:
    """What stands in the text in rows of a table, French to the left, English to the right."""
    body = source.root.first("office:body")
    main = body.first("office:text") if body else None
    children = list(main.children) if main else []
    while children and _BEFORE.fullmatch(children[0].name):
        children.pop(0)
    rows: list[str] = []
    group: list[Node] = []
    for child in children:
        group.append(child)
        if child.name in _ROWS or _INDEX.fullmatch(child.name) or child is children[-1]:
            span = group[0].start, group[-1].end
            english = _copied(xml_source.spliced(source.text, edits, span), source.root.scope)
            cells = (source.text[slice(*span)], english or "<text:p/>")
            rows.append("".join(f"{_CELL}{cell}</table:table-cell>" for cell in cells))
            group = []
    if not rows:
        return []
    content = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    opened = f'<table:table {_NAMESPACES} table:name="Bitexte"><table:table-column table:number-columns-repeated="2"/>'
    table = Edit(children[0].start, children[-1].end, (f"{opened}{content}</table:table><text:p/>",))
    styles = source.root.first("office:automatic-styles")
    if styles is None or styles.open_end == styles.end:
        return [table]
    return [Edit(styles.close_start, styles.close_start, (_STYLE,)), table]


def _copied(text: str, scope: Scope) -> str:
    """A copy of elements without what can stand only once."""
    wrapped = f"<copy>{text}</copy>"
    top = xml_source.scan(wrapped, 0, len(wrapped), scope)
    source = Source(wrapped, top)
    edits = xml_source.removals(top.children, lambda name: _ONCE.fullmatch(name) is not None)
    for node in top.walk():
        if span := source.attribute_spans(node).get("xml:id"):
            edits.append(Edit(source.text.rindex(" ", node.start, span[0]), span[1] + 1, ()))
    return xml_source.spliced(wrapped, edits, (top.open_end, top.close_start))
