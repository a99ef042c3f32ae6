"""OpenDocument (odt, ods, odp): paragraphs, notes, tables, frames, charts, headers; tracked deletions are no text.

OpenDocument 1.3. The member `mimetype` stays first and stored, as everything else stays that is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bitexte.errors import InputError
from bitexte.formats import signatures, xml_source
from bitexte.formats.odf import bilingual, looks
from bitexte.formats.odf.sheets import Sheets
from bitexte.formats.odf.story import Story
from bitexte.formats.options import Layout, Options
from bitexte.formats.spots import Blocks, Spot, bilingual_edits, contents, edits, has_words, paragraph_edits
from bitexte.formats.xml_source import Edit, Node, Source
from bitexte.formats.zipped import Archive, open_archive, rewritten
from bitexte.model import Block, BlockKind, Document, Remark, Span

_CONTENT, _STYLES, _META, _MANIFEST = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"
_LANGUAGE = re.compile(r"""(\s[\w-]+:(?:language|country)\s*=\s*["'])(fr|FR)(?=["'])""")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The document as it was, and where each block stands."""

    content: bytes
    spots: tuple[tuple[Spot, ...], ...]
    language: str = "en"
    paragraphs: tuple[tuple[int, Span], ...] = ()  # the spans of the paragraphs of a text, by their blocks


def parse(content: bytes, name: str, options: Options) -> Document:
    """The texts of an OpenDocument file. Raises InputError, also for one that is encrypted."""
    archive = open_archive(content, name)
    _check_manifest(archive)
    source = _read(archive, _CONTENT)
    styles = _read(archive, _STYLES) if _STYLES in archive else None
    known = looks.looks([one for one in (styles, source) if one], options.keep_styles)
    kind = _kind(content)
    blocks = Blocks()
    _title(archive, blocks)
    # Comments of a sheet are read as those of a workbook are.
    story = Story(_CONTENT, source, blocks, known, replace(options, comments=options.comments or kind == "ods"))
    remarks = _body(story, kind)
    _numberings(story)
    for part in archive.names:
        if part.endswith(f"/{_CONTENT}"):
            _object(archive, part, blocks, options)
    if styles is not None:
        other = Story(_STYLES, styles, blocks, known, options)
        _masters(other, kind)
        _numberings(other)
        story.paragraphs |= other.paragraphs
    counts = {"hidden-text": story.hidden, "comments-left": story.comments}
    remarks += [Remark(code, str(count)) for code, count in counts.items() if count]
    remarks += [Remark("deleted-text", str(deleted))] if (deleted := _deletions(source.root)) else []
    if any(member.startswith(("Basic/", "Scripts/")) for member in archive.names):
        remarks.append(Remark("macros"))
    paragraphs = tuple(story.paragraphs.items()) if kind == "odt" else ()
    skeleton = Skeleton(content, tuple(map(tuple, blocks.spots)), options.language, paragraphs)
    return Document(name, kind, tuple(blocks.blocks), skeleton, tuple(remarks))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The document with each text in English, and said to be English wherever it was said to be French."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    archive = open_archive(skeleton.content, document.name)
    changed = edits(document.blocks, skeleton.spots, targets)
    if changed and _STYLES in archive:
        changed[_STYLES] += []
    return rewritten(archive, contents(archive, changed, lambda _, text: _languages(text, skeleton.language)))


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The French text with the English below each paragraph, or in a second column; headers have it below."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    archive = open_archive(skeleton.content, document.name)
    found = paragraph_edits(document.blocks, skeleton.spots, dict(skeleton.paragraphs), targets)
    columns = bilingual.columns if layout is Layout.COLUMNS else None
    changed = bilingual_edits(found, partial(_read, archive), bilingual.interleaved, columns, _CONTENT)
    return rewritten(archive, contents(archive, changed))


def _kind(content: bytes) -> str:
    if signatures.is_spreadsheet(content):
        return "ods"
    return "odp" if signatures.is_presentation(content) else "odt"


def _check_manifest(archive: Archive) -> None:
    if _MANIFEST in archive:
        manifest = _read(archive, _MANIFEST)
        if any(node.name == "manifest:encryption-data" for node in manifest.root.walk()):
            hint = "open it in its program and save it without the password"
            raise InputError("is encrypted with a password", where=archive.name, hint=hint)


def _body(story: Story, kind: str) -> list[Remark]:
    """Put what stands in the body of a document; what is left in French."""
    body = story.source.root.first("office:body")
    main = body.children[0] if body and body.children else None
    if main is None:
        return []
    if kind == "ods":
        sheets = Sheets(story)
        sheets.read(main)
        counts = {
            "hidden-sheets": sheets.hidden_sheets,
            "hidden-cells": sheets.hidden_cells,
            "compared-cells": sheets.compared_cells,
            "formula-texts": sheets.worded_formulas,
        }
        return [Remark(code, str(count)) for code, count in counts.items() if count]
    if kind == "odp":
        return _slides(story, main)
    story.read(main, Block(BlockKind.PARAGRAPH, ""))
    return []


def _slides(story: Story, main: Node) -> list[Remark]:
    hidden = 0
    for number, page in enumerate(main.all("draw:page"), start=1):
        style = story.source.get(page, "draw:style-name") or ""
        if story.looks.hidden("drawing-page", style) and not story.options.hidden:
            hidden += 1
        else:
            story.read(page, Block(BlockKind.PARAGRAPH, "", notes=(f"slide {number}",)))
    return [Remark("hidden-slides", str(hidden))] if hidden else []


def _object(archive: Archive, part: str, blocks: Blocks, options: Options) -> None:
    """Put the texts of a chart: its titles, and the names in the table of its data."""
    source = _read(archive, part)
    story = Story(part, source, blocks, looks.looks([source], options.keep_styles), options)
    for node in _chart_texts(source, source.root):
        story.read(node, Block(BlockKind.CAPTION, "", notes=("chart",)))


def _chart_texts(source: Source, node: Node) -> Iterator[Node]:
    """The paragraphs of titles, and of cells that hold no number."""
    for child in node.children:
        if child.name == "text:p":
            yield child
        elif child.name != "table:table-cell" or source.get(child, "office:value-type") in (None, "string"):
            yield from _chart_texts(source, child)


def _masters(story: Story, kind: str) -> None:
    """Put headers and footers; of a presentation's masters what somebody drew there, for the rest are prompts."""
    masters = story.source.root.first("office:master-styles")
    for node in masters.walk() if masters else ():
        if node.name.startswith(("style:header", "style:footer")) and node.name != "style:header-style":
            story.read(node, Block(BlockKind.PARAGRAPH, "", notes=("header" if "header" in node.name else "footer",)))
        elif node.name == "style:master-page" and kind == "odp":
            for child in node.children:
                prompt = story.source.get(child, "presentation:class") or child.name == "presentation:notes"
                if child.name.startswith("draw:") and not prompt:
                    story.read(child, Block(BlockKind.PARAGRAPH, "", notes=("master",)))


def _numberings(story: Story) -> None:
    """Put the words round the numbers of lists: Article 1."""
    for node in story.source.root.walk():
        if node.name not in ("text:list-level-style-number", "text:outline-level-style"):
            continue
        for name in ("style:num-prefix", "style:num-suffix"):
            span = story.source.attribute_spans(node).get(name)
            text = story.source.get(node, name) or ""
            if span and has_words(text) and "&" not in story.source.text[slice(*span)]:
                start = span[0] + len(text) - len(text.lstrip())
                end = span[1] - len(text) + len(text.rstrip())
                story.blocks.value(story.member, (start, end), text.strip(), "attribute", ("numbering",))


def _title(archive: Archive, blocks: Blocks) -> None:
    if _META not in archive:
        return
    source = _read(archive, _META)
    node = source.root.first("office:meta", "dc:title")
    if node is not None and not node.children and has_words(text := source.inner(node)) and text == text.strip():
        blocks.value(_META, (node.open_end, node.close_start), text, "content", ("property title",))


def _deletions(root: Node) -> int:
    return sum(
        node.name == "text:deletion"
        for changes in root.walk()
        if changes.name == "text:tracked-changes"
        for node in changes.walk()
    )


def _languages(text: str, language: str) -> list[Edit]:
    primary, _, region = language.partition("-")
    return [
        Edit(*found.span(2), (primary if found[2] == "fr" else region or "none",)) for found in _LANGUAGE.finditer(text)
    ]


def _read(archive: Archive, part: str) -> Source:
    return xml_source.read(archive.read(part), f"{archive.name}/{part}")
