"""PDF: its text alone, lines joined to paragraphs; what comes out is a plain Word document.

A PDF knows where letters stand and not what they belong to. Running heads, page numbers and the dots of a table of
contents are dropped; columns, tables and forms come in the order that the file draws them. Pages without a text (scans)
are named.
"""

from __future__ import annotations

import io
import logging
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdf
import pypdf.errors
import regex

from bitexte.errors import InputError
from bitexte.formats import wrapped_text
from bitexte.formats.docx import plain
from bitexte.formats.options import Options
from bitexte.formats.splice import readable
from bitexte.model import Block, BlockKind, Document, Remark

# What pypdf raises for damaged files, beside its own errors.
_DAMAGE = (
    pypdf.errors.PyPdfError,
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError),
    *(RuntimeError, OSError, struct.error, zlib.error),
)
_EDGE = 2  # lines at the top and bottom of a page among which running heads are looked for
_FEWEST = 3  # pages from which a line that comes again is one
_FULL = 0.8  # the share of the page's usual width from which a line may have been broken for want of room
_RUNNING = 60  # characters of the lines of a page of running text
_LIGATURES = regex.compile("[\ufb00-\ufb06]")
_NARROWEST = 40  # characters a line of running text
_DIGITS = regex.compile(r"\d+")
_PAGE_NUMBER = regex.compile(r"[-–— ]*(?:page )?\d{1,4}(?: ?(?:/|sur) ?\d{1,4})?[-–— ]*", regex.IGNORECASE)
_LEADER = regex.compile(r"\s*(?:\.\s?){4,}\s*\d*$")
_ITEM = regex.compile(r"(?:[*•·–—▪◦‣➢-]|\d{1,3}[.)]|[a-z][.)])\s+(?=\S)")
_BLANKS = regex.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The language tag that the new document gets."""

    language: str


def parse(content: bytes, name: str, options: Options) -> Document:
    """The paragraphs of a PDF. Raises InputError where it is damaged, encrypted or holds no text."""
    pages = _pages(content, name)
    empty = [str(number) for number, lines in enumerate(pages, start=1) if not lines]
    if len(empty) == len(pages):
        hint = "its pages are pictures: run it through OCR first (ocrmypdf)"
        raise InputError(f"holds no text on any of its {len(pages)} pages", where=name, hint=hint)
    blocks = [Block(*_shaped(text)) for text in _paragraphs(_without_heads(pages))]
    remarks = [Remark("pdf-layout")]
    remarks += [Remark("pdf-pages", ", ".join(empty[:20]))] if empty else []
    return Document(name, "pdf", tuple(blocks), Skeleton(options.language), tuple(remarks))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """A Word document with a paragraph for each block."""
    assert isinstance(document.skeleton, Skeleton)
    return plain.document(targets, document.skeleton.language)


def _pages(content: bytes, name: str) -> list[list[str]]:
    """The lines of each page, without blank ones."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it thinks of the file is no affair of stderr's
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            hint = "save it without the password first"
            raise InputError("is encrypted with a password", where=name, hint=hint)
        return [_lines(page.extract_text()) for page in reader.pages]
    except pypdf.errors.DependencyError as error:
        hint = "save it without the password first"
        raise InputError("is encrypted in a way that is not read", where=name, hint=hint) from error
    except _DAMAGE as error:
        raise InputError("is damaged, or no PDF", where=name, hint="open it and print it to a new PDF") from error


def _lines(text: str) -> list[str]:
    text = _LIGATURES.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), readable(text))
    lines = (_LEADER.sub("", _BLANKS.sub(" ", line).strip()) for line in text.splitlines())
    return [line for line in lines if line]


def _without_heads(pages: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The pages without page numbers, and without lines at their edges that half of the pages have, but for figures."""
    counts = Counter(key for lines in pages for key in {_alike(line) for line in _edges(lines)})
    often = {key for key, count in counts.items() if count >= _FEWEST and count * 2 >= len(pages)}
    for lines in pages:
        kept = list(lines)
        for end in (0, -1):
            for _ in range(_EDGE):
                if kept and (_alike(kept[end]) in often or (len(pages) > 1 and _PAGE_NUMBER.fullmatch(kept[end]))):
                    del kept[end]
        yield kept


def _edges(lines: Sequence[str]) -> list[str]:
    return [*lines[:_EDGE], *lines[-_EDGE:]]


def _alike(line: str) -> str:
    return _DIGITS.sub("0", line.casefold())


def _paragraphs(pages: Iterator[list[str]]) -> Iterator[str]:
    """Lines joined where a paragraph goes on, also over the end of a page."""
    paragraph = ""
    last = ""  # the line that the paragraph ends with
    for lines in pages:
        width = _width(lines)
        prose = sum(line[:1].islower() for line in lines) * 10 >= 3 * len(lines)
        for number, line in enumerate(lines):
            if paragraph and _goes_on(last, line, width, prose=prose and number > 0):
                paragraph = _joined(paragraph, line)
            else:
                if paragraph:
                    yield paragraph
                paragraph = line
            last = line
    if paragraph:
        yield paragraph


def _width(lines: Sequence[str]) -> int:
    """The length that nine lines of ten do not pass."""
    lengths = sorted(map(len, lines))
    return max(_NARROWEST, lengths[len(lengths) * 9 // 10] if lengths else 0)


def _goes_on(line: str, following: str, width: int, *, prose: bool) -> bool:
    """Whether a paragraph goes on in the next line: it begins small, or the line is full and no verse is about."""
    if _ITEM.match(following):
        return False
    if following[:1].islower():
        room = len(line) < _FULL * width
        # In diagrams and forms, where no line is long, labels that begin small stand on their own.
        return not (room and line[-1] in ".!?") and (width >= _RUNNING or len(line) * 2 >= width)
    return prose and len(line) >= _FULL * width and line[-1] not in ".!?:;"


def _joined(paragraph: str, line: str) -> str:
    if paragraph[-1] in "-\u00ad‐" and line[:1].islower() and paragraph[-2:-1].isalpha():
        broken = wrapped_text.is_broken_word(paragraph, line)
        return paragraph[:-1] + line if broken else paragraph + line
    return f"{paragraph} {line}"


def _shaped(text: str) -> tuple[BlockKind, str]:
    item = _ITEM.match(text)
    return (
        (BlockKind.LIST_ITEM, text[item.end() :]) if item and not item[0][0].isalnum() else (BlockKind.PARAGRAPH, text)
    )
