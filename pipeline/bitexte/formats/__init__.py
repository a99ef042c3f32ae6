"""Bytes to documents and units, and back: two tables, a row a format, its module imported at first use.

To add a format is one module and one row. A module of DOCUMENTS has `parse(content, name, options) -> Document` and
`rebuild(document, targets) -> bytes`, where `targets` are the document's blocks in English, or, where the format tells
drafts from a person's work, `rebuild_stated(document, targets, states)`; one of BILINGUAL has
`serialize_units(bitext) -> bytes`, or `serialize_chosen(bitext, writing) -> bytes` where a person may choose how, and
`parse_units(content, name) -> units` where it is read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from bitexte import limits
from bitexte.disk.read import read_bytes
from bitexte.errors import ConfigError, InputError, nearest
from bitexte.formats import signatures, txt, zipped
from bitexte.formats.assembly import block_states, target_blocks
from bitexte.formats.options import Layout, Options, Writing
from bitexte.formats.units import Returned
from bitexte.language import detection
from bitexte.model import Bitext, Document, Remark, Unit
from bitexte.text.cuts import Pieces

__all__ = [
    "BILINGUAL",
    "DOCUMENTS",
    "Bilingual",
    "DocumentFormat",
    "Layout",
    "Options",
    "Writing",
    "bilingual",
    "layouts",
    "load_document",
    "load_documents",
    "load_returned",
    "load_units",
    "parse",
    "rebuild",
    "serialize",
    "target_suffix",
]


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """A format that documents are read in and rebuilt in.

    `recognises` tells it by a file's content, where that can be told for sure; a format without it goes by the name
    alone. `writes` is the suffix of the rebuilt document where it is not the source's own. `layouts` are those in which
    a copy with both languages can be had.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    module: str
    recognises: Callable[[bytes], bool] | None = None
    writes: str = ""
    layouts: tuple[Layout, ...] = ()


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A file of units: `suffix` is what its name ends in when it is written, `reads` the suffixes that are read."""

    name: str
    title: str
    suffix: str
    module: str
    reads: tuple[str, ...] = ()


def _android(content: bytes) -> bool:
    """Whether an XML file holds Android's resources."""
    return re.search(rb"<resources[\s>]", content[:20_000]) is not None and b"<string" in content


_BELOW = (Layout.INTERLEAVED,)
_BOTH = (Layout.INTERLEAVED, Layout.COLUMNS)

DOCUMENTS = (
    DocumentFormat("txt", "plain text", (".txt", ".text"), "bitexte.formats.txt", layouts=_BOTH),
    DocumentFormat(
        "docx",
        "Word document",
        (".docx", ".docm", ".dotx"),
        "bitexte.formats.docx",
        signatures.is_word,
        layouts=_BOTH,
    ),
    DocumentFormat(
        "pptx", "PowerPoint presentation", (".pptx", ".pptm", ".ppsx"), "bitexte.formats.pptx", signatures.is_powerpoint
    ),
    DocumentFormat("xlsx", "Excel workbook", (".xlsx", ".xlsm", ".xltx"), "bitexte.formats.xlsx", signatures.is_excel),
    DocumentFormat("html", "web page", (".html", ".htm", ".xhtml", ".vue"), "bitexte.formats.html.page", layouts=_BOTH),
    DocumentFormat(
        "markdown", "Markdown", (".md", ".markdown", ".mdx", ".mkd"), "bitexte.formats.markdown", layouts=_BELOW
    ),
    DocumentFormat("epub", "EPUB book", (".epub",), "bitexte.formats.epub", signatures.is_epub, layouts=_BOTH),
    DocumentFormat("srt", "SubRip subtitles", (".srt",), "bitexte.formats.subtitles.srt", layouts=_BELOW),
    DocumentFormat("vtt", "WebVTT subtitles", (".vtt",), "bitexte.formats.subtitles.vtt", layouts=_BELOW),
    DocumentFormat(
        "xliff",
        "XLIFF 1.2 and 2.x, Trados, memoQ and Phrase",
        (".xlf", ".xliff", ".sdlxliff", ".mxliff", ".mqxliff"),
        "bitexte.formats.xliff",
        signatures.is_xliff,
    ),
    DocumentFormat("po", "gettext catalogue", (".po", ".pot"), "bitexte.formats.po"),
    DocumentFormat(
        "ass", "SubStation Alpha subtitles", (".ass", ".ssa"), "bitexte.formats.subtitles.ass", layouts=_BELOW
    ),
    DocumentFormat("csv", "CSV or TSV table", (".csv", ".tsv", ".tab"), "bitexte.formats.csv"),
    DocumentFormat("json", "JSON strings", (".json", ".arb"), "bitexte.formats.strings.json"),
    DocumentFormat("yaml", "YAML strings", (".yaml", ".yml"), "bitexte.formats.strings.yaml"),
    DocumentFormat("properties", "Java properties", (".properties",), "bitexte.formats.strings.properties"),
    DocumentFormat("ini", "INI strings", (".ini",), "bitexte.formats.strings.ini"),
    DocumentFormat("android", "Android strings", (".xml",), "bitexte.formats.strings.android", _android),
    DocumentFormat(
        "xml-strings",
        ".NET resources and Apple plurals",
        (".resx", ".stringsdict"),
        "bitexte.formats.strings.xml_strings",
    ),
    DocumentFormat("apple", "Apple strings", (".strings",), "bitexte.formats.strings.apple"),
    DocumentFormat("ftl", "Fluent strings", (".ftl",), "bitexte.formats.strings.ftl"),
    DocumentFormat(
        "odt", "OpenDocument text", (".odt", ".ott"), "bitexte.formats.odf", signatures.is_text_document, layouts=_BOTH
    ),
    DocumentFormat("ods", "OpenDocument spreadsheet", (".ods",), "bitexte.formats.odf", signatures.is_spreadsheet),
    DocumentFormat("idml", "InDesign document", (".idml",), "bitexte.formats.idml", signatures.is_indesign),
    DocumentFormat("mail", "mail message", (".eml",), "bitexte.formats.mail", signatures.is_mail),
    DocumentFormat("pdf", "PDF, its text", (".pdf",), "bitexte.formats.pdf", signatures.is_pdf, ".docx"),
    DocumentFormat("odp", "OpenDocument presentation", (".odp",), "bitexte.formats.odf", signatures.is_presentation),
)

BILINGUAL = (
    Bilingual(
        "page", "a page to review in the browser", ".review.html", "bitexte.formats.for_review.page", (".review.json",)
    ),
    Bilingual("tmx", "translation memory (TMX 1.4b)", ".tmx", "bitexte.formats.tmx", (".tmx",)),
    Bilingual("po", "gettext catalogue", ".po", "bitexte.formats.po", (".po", ".pot")),
    Bilingual(
        "xliff",
        "XLIFF 1.2",
        ".xlf",
        "bitexte.formats.xliff.version1",
        (".xlf", ".xliff", ".sdlxliff", ".mxliff", ".mqxliff"),
    ),
    Bilingual("xliff2", "XLIFF 2.1", ".xliff2.xlf", "bitexte.formats.xliff.version2"),
    Bilingual("jsonl", "JSON Lines, one object a segment", ".jsonl", "bitexte.formats.for_review.jsonl", (".jsonl",)),
    Bilingual("xlsx", "a table for Excel", ".review.xlsx", "bitexte.formats.for_review.xlsx", (".review.xlsx",)),
    Bilingual("docx", "a table for Word", ".review.docx", "bitexte.formats.for_review.docx", (".review.docx",)),
    Bilingual("csv", "a table in CSV", ".review.csv", "bitexte.formats.for_review.csv", (".review.csv",)),
    Bilingual("markdown", "a table in Markdown", ".bitext.md", "bitexte.formats.for_review.markdown"),
)

# What other programs' files begin with: never text, whatever the name says.
_NO_TEXT = (
    b"PK\x03\x04",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x7fELF",
)


def document_suffixes() -> tuple[str, ...]:
    """The suffixes of all formats that documents are read in, sorted."""
    return tuple(sorted(suffix for row in DOCUMENTS for suffix in row.suffixes))


def load_document(path: Path | str, name: str | None = None, options: Options | None = None) -> Document:
    """Read a French document, with a warning where it looks like another language.

    Its name is the file's own unless one is given. Raises InputError.
    """
    path, chosen = Path(path), options or Options()
    content = read_bytes(path, chosen.largest)
    try:
        document = parse(content, path.name if name is None else name, chosen)
    except InputError as error:
        raise InputError(error.message, where=_within(error.where, path), hint=error.hint) from error
    if not any(block.text.strip() for block in document.blocks) and not document.warnings:
        raise InputError("holds no text", where=str(path))
    return _with_language(document)


def load_documents(path: Path, name: str, options: Options) -> Iterator[Document]:
    """As `load_document`; a large plain text comes in parts, each of which names the whole. Raises InputError."""
    documents = _parts(path, name, options)
    first = next(documents, None)
    if first is None:
        yield load_document(path, name, options)
        return
    yield _with_language(first)
    yield from documents


def _parts(path: Path, name: str, options: Options) -> Iterator[Document]:
    """The parts of a large plain text; none of what is small, or something else. Raises InputError."""
    (row,) = (row for row in DOCUMENTS if row.name == "txt")
    if path.suffix.lower() not in row.suffixes or not path.is_file() or path.stat().st_size < limits.PART_LINES:
        return
    content = read_bytes(path, limits.TEXT_MB)
    try:
        if _detected(content, name) is row:
            yield from txt.parts(content, name, options)
    except InputError as error:
        raise InputError(error.message, where=_within(error.where, path), hint=error.hint) from error


def _with_language(document: Document) -> Document:
    """The document, with a warning where it looks like another language."""
    looks = detection.foreign("\n".join(block.text for block in document.blocks[:50]))
    remark = (Remark("document-language", looks),) if looks else ()
    return replace(document, warnings=(*document.warnings, *remark))


def parse(content: bytes, name: str, options: Options | None = None) -> Document:
    """A document from the bytes of a file of that name, told by its content first. Raises InputError."""
    row = _detected(content, name)
    document: Document = import_module(row.module).parse(content, name, options or Options())
    return document


def rebuild(bitext: Bitext, layout: Layout = Layout.TARGET) -> bytes:
    """The English document in the format of the French one; `layout` asks for both languages where that can be had."""
    (row,) = (row for row in DOCUMENTS if row.name == bitext.document.format)
    module: Any = import_module(row.module)
    targets = target_blocks(bitext)
    if layout is Layout.TARGET and hasattr(module, "rebuild_stated"):
        return bytes(module.rebuild_stated(bitext.document, targets, block_states(bitext)))
    if layout is Layout.TARGET:
        return bytes(module.rebuild(bitext.document, targets))
    if layout not in row.layouts:
        known = " or ".join(f"--bilingual {each}" for each in row.layouts) or "--formats page"
        raise ConfigError(f"{row.title}: no layout {layout}", where=bitext.document.name, hint=f"use {known}")
    return bytes(module.rebuild_bilingual(bitext.document, targets, layout))


def layouts(document: Document) -> tuple[Layout, ...]:
    """The layouts in which a copy of the document with both languages can be had."""
    (row,) = (row for row in DOCUMENTS if row.name == document.format)
    return row.layouts


def target_suffix(document: Document) -> str:
    """The suffix of the rebuilt document."""
    (row,) = (row for row in DOCUMENTS if row.name == document.format)
    return row.writes or Path(document.name).suffix


def bilingual(name: str) -> Bilingual:
    """The row of a format that units are written in; ConfigError where there is none of that name."""
    rows = {row.name: row for row in BILINGUAL if row.suffix}
    if name not in rows:
        close = nearest(name, rows)
        hint = f"did you mean {close}?" if close else "formats: " + ", ".join(sorted(rows))
        raise ConfigError(f"unknown format {name!r}", hint=hint)
    return rows[name]


def serialize(bitext: Bitext, name: str, writing: Writing | None = None) -> bytes:
    """The units of a bitext as a file of the BILINGUAL format of that name."""
    module: Any = import_module(bilingual(name).module)
    if hasattr(module, "serialize_chosen"):
        return bytes(module.serialize_chosen(bitext, writing or Writing()))
    return bytes(module.serialize_units(bitext))


def load_units(path: Path | str) -> tuple[Unit, ...]:
    """The units of a bilingual file, French into English. Raises InputError."""
    path = Path(path)
    row = next((row for row in BILINGUAL for suffix in row.reads if path.name.lower().endswith(suffix)), None)
    if row is None:
        known = ", ".join(sorted(suffix for row in BILINGUAL for suffix in row.reads))
        raise InputError("not a known bilingual format", where=str(path), hint=f"its name must end in {known}")
    units: tuple[Unit, ...] = import_module(row.module).parse_units(read_bytes(path), str(path))
    return units


def load_returned(path: Path) -> tuple[Returned, ...]:
    """The units of a file that came back from a tool, with the tool's own word for the state of each.

    Raises InputError.
    """
    module = _reader(path)
    if not hasattr(module, "parse_returned"):
        known = ", ".join(sorted(suffix for row in BILINGUAL for suffix in row.reads))
        raise InputError("no file for review", where=str(path), hint=f"its name must end in {known}")
    found: tuple[Returned, ...] = module.parse_returned(read_bytes(path), str(path))
    return found


def load_cuts(path: Path) -> tuple[Pieces, ...]:
    """The segments that a person split and joined in such a file; none where its format cannot tell."""
    module = _reader(path)
    return tuple(module.parse_cuts(read_bytes(path), str(path))) if hasattr(module, "parse_cuts") else ()


def _reader(path: Path) -> Any:
    """The module that reads a bilingual file of that name, None where there is none."""
    row = next((row for row in BILINGUAL for suffix in row.reads if path.name.lower().endswith(suffix)), None)
    return import_module(row.module) if row is not None else None


def _detected(content: bytes, name: str) -> DocumentFormat:
    """The format of a document: by its content, else by its suffix, else plain text."""
    suffix = Path(name).suffix.lower()
    candidates = [row for row in DOCUMENTS if suffix in row.suffixes]
    for row in (*candidates, *DOCUMENTS):
        if row.recognises is not None and row.recognises(content):
            return row
    if content.startswith((zipped.ZIP, zipped.OLE)) or suffix in signatures.SUFFIXES:
        zipped.open_archive(content, name)  # says what is wrong with it
    known = "formats that are read: bitexte formats"
    if content.startswith(_NO_TEXT):
        raise InputError("is no plain text", where=name, hint=known)
    plain = [row for row in candidates if row.recognises is None]
    if plain:
        return plain[0]
    if candidates:
        raise InputError(f"is no {candidates[0].title}", where=name, hint="open and save it again in its own program")
    if suffix:
        raise InputError(f"{suffix} is no format that is read", where=name, hint=known)
    return DOCUMENTS[0]


def _within(where: str, path: Path) -> str:
    """The reader knows the line, the caller the path."""
    line = where.rpartition(":")[2]
    return f"{path}:{line}" if line.isdigit() and ":" in where else str(path)
