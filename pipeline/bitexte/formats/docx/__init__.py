"""Word: every place where a document keeps text, rewritten where it stands; fields, deletions and layout stay.

ECMA-376 part 1, chapter 17; the strict namespaces of ISO 29500 are read alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bitexte.formats import xml_source
from bitexte.formats.docx import bilingual, revisions, stores, story, styles
from bitexte.formats.docx.story import OPAQUE, Story
from bitexte.formats.office import drawing, opc, workbooks
from bitexte.formats.options import Layout, Options
from bitexte.formats.signatures import WORD
from bitexte.formats.spots import Blocks, Spot, bilingual_edits, contents, edits, paragraph_edits
from bitexte.formats.xml_source import Edit, Source
from bitexte.formats.zipped import Archive, open_archive, rewritten
from bitexte.model import Block, BlockKind, Document, Remark, Span

_LANGUAGE = re.compile(
    r"""<(?:\w+:)?(?:lang|themeFontLang)\b[^<>]*?\s(?:\w+:)?val\s*=\s*["'](fr(?:-[A-Za-z]{2})?)["']"""
)
# Parts with paragraphs, by the ends of their content types, in reading order; the element each text stands in.
_STORIES = (
    (WORD, ""),
    (("wordprocessingml.footnotes+xml",), "footnote"),
    (("wordprocessingml.endnotes+xml",), "endnote"),
    (("wordprocessingml.header+xml",), "header"),
    (("wordprocessingml.footer+xml",), "footer"),
    (("wordprocessingml.comments+xml",), "comment"),
    (("wordprocessingml.document.glossary+xml",), "building block"),
)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The document as it was, where each block stands, the workbooks of charts, and each block's w:p."""

    content: bytes
    spots: tuple[tuple[Spot, ...], ...]
    workbooks: tuple[tuple[str, tuple[int, ...]], ...] = ()
    settings: tuple[str, ...] = ()  # parts that say which language the document is in
    body: str = ""
    paragraphs: tuple[tuple[int, Span], ...] = ()
    language: str = "en"


def parse(content: bytes, name: str, options: Options) -> Document:
    """The texts of a Word document in reading order, the body first. Raises InputError."""
    archive = open_archive(content, name)
    if options.revisions == "accept":
        content = revisions.accepted(archive)
        archive = open_archive(content, name)
    types = opc.content_types(archive)
    body = opc.required(opc.of_kind(types, *WORD), archive, "document in it")
    blocks = Blocks()
    bound = stores.stores(archive, types, blocks)
    bound.title()
    sheets = opc.of_kind(types, "wordprocessingml.styles+xml")
    known = styles.styles(_read(archive, sheets[0]) if sheets else None, options.keep_styles)
    counts: Counter[str] = Counter()
    paragraphs: dict[int, Span] = {}
    for kinds, place in _STORIES:
        for part in opc.of_kind(types, *kinds):
            source = _read(archive, part)
            if place == "comment" and not options.comments:
                counts["comments-left"] += sum(1 for _ in source.root.all("w:comment"))
                continue
            reader = Story(part, source, blocks, known, bound, options)
            _read_story(reader, place)
            counts.update({"hidden-text": reader.hidden, "deleted-text": reader.deleted})
            counts["field-alternatives"] += reader.alternatives
            paragraphs |= reader.paragraphs
    books = _drawn(archive, types, blocks)
    remarks = [Remark(code, str(number)) for code, number in counts.items() if number]
    remarks += [Remark("macros")] if any(kind.endswith("vbaProject") for kind in types.values()) else []
    settings = [*sheets, *opc.of_kind(types, "wordprocessingml.settings+xml")]
    skeleton = Skeleton(
        content,
        tuple(map(tuple, blocks.spots)),
        tuple(books),
        tuple(settings),
        body,
        tuple(paragraphs.items()),
        options.language,
    )
    return Document(name, "docx", tuple(blocks.blocks), skeleton, (*remarks, *blocks.remarks))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The document with each text in English, and in the language that was asked for wherever it said French."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    archive = open_archive(skeleton.content, document.name)
    changed = edits(document.blocks, skeleton.spots, targets)
    if changed:
        for part in skeleton.settings:
            changed[part] += []
    new = contents(archive, changed, lambda _, text: _languages(text, skeleton.language))
    new |= workbooks.in_step(archive, skeleton.workbooks, document.blocks, targets)
    return rewritten(archive, new)


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The French document with the English below each paragraph, notes and headers included, or in a second column."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    archive = open_archive(skeleton.content, document.name)
    found = paragraph_edits(document.blocks, skeleton.spots, dict(skeleton.paragraphs), targets)
    columns = bilingual.columns if layout is Layout.COLUMNS else None
    changed = bilingual_edits(found, partial(_read, archive), bilingual.interleaved, columns, skeleton.body)
    return rewritten(archive, contents(archive, changed))


def _languages(text: str, language: str) -> list[Edit]:
    found = [Edit(*one.span(1), (language,)) for one in _LANGUAGE.finditer(text)]
    return [*found, *drawing.languages(text, language)]


def _read_story(reader: Story, place: str) -> None:
    root = reader.source.root
    if place in ("footnote", "endnote", "comment"):
        for node in root.children:
            kind = reader.source.get(node, "w:type") or place
            number = reader.source.get(node, "w:id") or ""
            notes = (f"{place} {number}",) if kind in (place, "normal") else (f"{place}s",)
            reader.read(node, Block(BlockKind.PARAGRAPH, "", notes=notes))
    else:
        reader.read(root, Block(BlockKind.PARAGRAPH, "", notes=(place,) if place else ()))


def _drawn(archive: Archive, types: dict[str, str], blocks: Blocks) -> list[tuple[str, tuple[int, ...]]]:
    """Put the texts of SmartArt, charts and numberings; the workbooks of the charts."""
    pictures = opc.of_kind(types, "diagramDrawing+xml")
    models = opc.of_kind(types, "drawingml.diagramData+xml")
    for number, part in enumerate(models):
        drawn = [(name, _read(archive, name)) for name in pictures[number : number + 1]]
        drawing.diagram(blocks, drawn, part, _read(archive, part), ("SmartArt",))
    books: list[tuple[str, tuple[int, ...]]] = []
    for part in opc.of_kind(types, "drawingml.chart+xml", "chartex+xml"):
        books += workbooks.put_chart(blocks, archive, part, ("chart",))
    for part in opc.of_kind(types, "wordprocessingml.numbering+xml"):
        story.numbering(blocks, part, _read(archive, part))
    return books


def _read(archive: Archive, part: str) -> Source:
    return xml_source.read(archive.read(part), f"{archive.name}/{part}", OPAQUE)
