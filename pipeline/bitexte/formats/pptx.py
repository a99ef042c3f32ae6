"""PowerPoint: slides and their notes, tables, SmartArt, charts, alternative texts. Masters hold prompts: left alone.

ECMA-376 part 1, chapter 19; the strict namespaces of ISO 29500 are read alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bitexte.formats import xml_source
from bitexte.formats.office import drawing, opc, workbooks
from bitexte.formats.options import Options
from bitexte.formats.signatures import POWERPOINT
from bitexte.formats.spots import Blocks, Spot, cell_notes, contents, edits
from bitexte.formats.xml_source import Node, Source
from bitexte.formats.zipped import Archive, open_archive, rewritten
from bitexte.model import Block, BlockKind, Document, Remark

_TITLES = ("title", "ctrTitle")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The presentation as it was, where each block stands, and the workbooks of charts with their blocks."""

    content: bytes
    spots: tuple[tuple[Spot, ...], ...]
    workbooks: tuple[tuple[str, tuple[int, ...]], ...] = ()
    language: str = "en"


def parse(content: bytes, name: str, options: Options) -> Document:
    """The texts of a presentation, slide by slide with its notes. Raises InputError."""
    archive = open_archive(content, name)
    types = opc.content_types(archive)
    main = opc.required(opc.of_kind(types, *POWERPOINT), archive, "presentation in it")
    blocks = Blocks()
    hidden = 0
    charts: list[tuple[str, tuple[int, ...]]] = []
    for number, slide in enumerate(_slides(archive, main), start=1):
        source = _read(archive, slide)
        if source.get(source.root, "show") in ("0", "false") and not options.hidden:
            hidden += 1
            continue
        notes = (f"slide {number}",)
        _put_shapes(blocks, slide, source, notes)
        related = opc.relationships(archive, slide).values()
        for link in related:
            if link.target not in archive:
                continue
            if link.kind == "notesSlide":
                _put_shapes(blocks, link.target, _read(archive, link.target), (*notes, "notes"))
            elif link.kind in ("chart", "chartEx"):
                charts += workbooks.put_chart(blocks, archive, link.target, (*notes, "chart"))
            elif link.kind == "diagramData":
                pictures = [(one.target, _read(archive, one.target)) for one in related if one.kind == "diagramDrawing"]
                drawing.diagram(blocks, pictures[:1], link.target, _read(archive, link.target), (*notes, "SmartArt"))
            elif link.kind == "comments" and options.comments:
                _put_comments(blocks, link.target, _read(archive, link.target), (*notes, "comment"))
    for part in opc.of_kind(types, "slideLayout+xml", "slideMaster+xml"):
        _put_drawn(blocks, part, _read(archive, part))
    remarks = [Remark("hidden-slides", str(hidden))] if hidden else []
    remarks += [Remark("macros")] if any(kind.endswith("vbaProject") for kind in types.values()) else []
    remarks += blocks.remarks
    skeleton = Skeleton(content, tuple(map(tuple, blocks.spots)), tuple(charts), options.language)
    return Document(name, "pptx", tuple(blocks.blocks), skeleton, tuple(remarks))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The presentation with each text in English; what has no changed text is copied to the letter."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    archive = open_archive(skeleton.content, document.name)
    changed = edits(document.blocks, skeleton.spots, targets)

    new = contents(archive, changed, lambda _, text: drawing.languages(text, skeleton.language))
    new |= workbooks.in_step(archive, skeleton.workbooks, document.blocks, targets)
    return rewritten(archive, new)


def _read(archive: Archive, part: str) -> Source:
    return xml_source.read(archive.read(part), f"{archive.name}/{part}")


def _slides(archive: Archive, main: str) -> list[str]:
    """The slides in the order they are shown."""
    source = _read(archive, main)
    links = opc.relationships(archive, main)
    listed = source.root.first("p:sldIdLst")
    ids = [source.get(node, "r:id") or "" for node in (listed.children if listed else [])]
    return [links[one].target for one in ids if one in links and links[one].target in archive]


def _put_shapes(blocks: Blocks, member: str, source: Source, notes: tuple[str, ...]) -> None:
    tree = source.root.first("p:cSld", "p:spTree")
    if tree is not None:
        _put(blocks, member, source, tree, Block(BlockKind.PARAGRAPH, "", notes=notes))
        drawing.alternatives(blocks, member, source, tree, notes)


def _put(blocks: Blocks, member: str, source: Source, node: Node, block: Block) -> None:
    """Put the paragraphs in a shape, a group or a table, and in those inside it."""
    if node.name == "a:p":
        drawing.put_paragraph(blocks, member, source, node, _levelled(source, node, block))
        return
    if node.name == "mc:AlternateContent":
        _put_alternatives(blocks, member, source, node, block)
        return
    if node.name == "p:sp":
        kind = source.get(node.first("p:nvSpPr", "p:nvPr", "p:ph"), "type") or ""
        if kind in ("sldNum", "dt", "sldImg"):
            return
        if kind in _TITLES:
            block = Block(BlockKind.HEADING, "", 1, notes=block.notes)
    if node.name == "a:tbl":
        _put_table(blocks, member, source, node, block)
        return
    for child in node.children:
        _put(blocks, member, source, child, block)


def _put_alternatives(blocks: Blocks, member: str, source: Source, node: Node, block: Block) -> None:
    """The first choice, and its texts once more in the fallback."""
    first = len(blocks.blocks)
    choice, fallback = node.first("mc:Choice"), node.first("mc:Fallback")
    if choice is not None:
        _put(blocks, member, source, choice, block)
    if fallback is None:
        return
    waiting = list(range(first, len(blocks.blocks)))
    for inner in fallback.walk():
        if inner.name != "a:p" or (made := drawing.paragraph(source, inner, block)) is None:
            continue
        spot = Spot(member, made[1])
        known = next((number for number in waiting if blocks.again(number, made[0], spot)), None)
        if known is None:
            blocks.add(made[0], spot)
        else:
            waiting.remove(known)


def _put_table(blocks: Blocks, member: str, source: Source, table: Node, block: Block) -> None:
    rows = list(table.all("a:tr"))
    heads = [source.inner(cell).strip() for cell in rows[0].all("a:tc")] if rows else []
    for number, row in enumerate(rows):
        cells = list(row.all("a:tc"))
        for column, cell in enumerate(cells):
            head = heads[column] if number and column < len(heads) else ""
            notes = cell_notes(block.notes, head, source.inner(cells[0]).strip() if number and column else "")
            for child in cell.children:
                _put(blocks, member, source, child, Block(BlockKind.TABLE_CELL, "", notes=notes))


def _levelled(source: Source, node: Node, block: Block) -> Block:
    if block.kind is not BlockKind.PARAGRAPH:
        return block
    properties = node.first("a:pPr")
    level = source.get(properties, "lvl") or "0"
    listed = properties is not None and any(properties.all("a:buChar", "a:buAutoNum", "a:buBlip"))
    if listed or level != "0":
        return Block(BlockKind.LIST_ITEM, "", int(level) + 1 if level.isdecimal() else 1, notes=block.notes)
    return block


def _put_drawn(blocks: Blocks, member: str, source: Source) -> None:
    """The words that somebody drew on a master or a layout; its own shapes hold prompts."""
    tree = source.root.first("p:cSld", "p:spTree")
    for shape in tree.walk() if tree else ():
        if shape.name == "p:sp" and source.get(shape.first("p:nvSpPr", "p:nvPr"), "userDrawn") in ("1", "true"):
            _put(blocks, member, source, shape, Block(BlockKind.PARAGRAPH, "", notes=("master",)))


def _put_comments(blocks: Blocks, member: str, source: Source, notes: tuple[str, ...]) -> None:
    for node in source.root.walk():
        if node.name == "p:text":
            text = source.inner(node)
            if text.strip():
                blocks.value(member, (node.open_end, node.close_start), text, "content", notes)
        elif node.name == "a:p":
            drawing.put_paragraph(blocks, member, source, node, Block(BlockKind.PARAGRAPH, "", notes=notes))
