"""A Word document with its tracked changes accepted: insertions are text, deletions are gone.

ECMA-376 part 1, 17.13.5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.formats import xml_source
from bitexte.formats.office import opc
from bitexte.formats.xml_source import Edit, Node, Source
from bitexte.formats.zipped import Archive, rewritten

_GONE = frozenset(
    (
        *(
            "w:del",
            "w:moveFrom",
            "w:moveFromRangeStart",
            "w:moveFromRangeEnd",
            "w:moveToRangeStart",
            "w:moveToRangeEnd",
        ),
        *("w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:tblPrExChange", "w:tblGridChange", "w:trPrChange"),
        *("w:tcPrChange", "w:sectPrChange", "w:numberingChange", "w:cellIns", "w:cellMerge"),
        *("w:customXmlInsRangeStart", "w:customXmlInsRangeEnd", "w:customXmlDelRangeStart", "w:customXmlDelRangeEnd"),
        *("w:customXmlMoveFromRangeStart", "w:customXmlMoveFromRangeEnd"),
        *("w:customXmlMoveToRangeStart", "w:customXmlMoveToRangeEnd"),
    )
)
_KEPT = frozenset(("w:ins", "w:moveTo"))  # what is in them stays
# Where rows and cells say that they were deleted.
_MARKS = {"w:tr": ("w:trPr", "w:del"), "w:tc": ("w:tcPr", "w:cellDel")}
_DELETED = ("w:del", "w:moveFrom")
_PARTS = ("main+xml", "footnotes+xml", "endnotes+xml", "header+xml", "footer+xml", "comments+xml", "glossary+xml")


def accepted(archive: Archive) -> bytes:
    """The document with the changes of all its texts accepted. Raises InputError for a damaged part."""
    changed: dict[str, bytes] = {}
    for part in opc.of_kind(opc.content_types(archive), *_PARTS):
        raw = archive.read(part)
        source = xml_source.read(raw, f"{archive.name}/{part}")
        edits = list(_edits(source.root.children))
        if edits:
            text, encoded = xml_source.opened(raw, f"{archive.name}/{part}")
            changed[part] = encoded(xml_source.spliced(text, [*edits, *_joints(source, source.root, edits)]))
    return rewritten(archive, changed) if changed else archive.content


def _edits(nodes: Sequence[Node]) -> Iterator[Edit]:
    """What takes deletions and former formats out, and the tags round insertions."""
    for node in nodes:
        mark = _MARKS.get(node.name)
        if node.name in _GONE or (mark and _has_mark(node, *mark)):
            yield Edit(node.start, node.end, ())
        elif node.name in _KEPT and node.open_end != node.end:
            yield Edit(node.start, node.open_end, ())
            yield from _edits(node.children)
            yield Edit(node.close_start, node.end, ())
        elif node.name in _KEPT:
            yield Edit(node.start, node.end, ())
        else:
            yield from _edits(node.children)


def _has_mark(node: Node, *path: str) -> bool:
    return node.first(*path) is not None


def _joints(source: Source, holder: Node, edits: Sequence[Edit]) -> Iterator[Edit]:
    """What makes one of a paragraph whose mark was deleted and the one that it runs into, whose properties stay."""
    children = [child for child in holder.children if child.open_end != child.end]
    group: list[Node] = []
    for child in children:
        if child.name == "w:p" and any(_has_mark(child, "w:pPr", "w:rPr", name) for name in _DELETED):
            group.append(child)
            continue
        if group and child.name == "w:p":
            properties = child.first("w:pPr")
            head = child.start, properties.end if properties else child.open_end
            opened = xml_source.spliced(source.text, edits, head)
            for number, paragraph in enumerate(group):
                own = paragraph.first("w:pPr")
                start = paragraph.start, own.end if own else paragraph.open_end
                yield Edit(*start, () if number else (opened,))
                yield Edit(paragraph.close_start, paragraph.end, ())
            yield Edit(*head, ())
        group = []
        yield from _joints(source, child, edits)
