"""Plain text: a line is a block, or a paragraph where lines are wrapped; blank lines and line ends are kept."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import regex

from bitexte import limits
from bitexte.disk import names
from bitexte.formats import wrapped_text
from bitexte.formats.options import Layout, Options
from bitexte.formats.splice import Found, Piece, Slot, Source, compose, joined, ordered, readable
from bitexte.model import Block, BlockKind, Document, Part, Remark, Span
from bitexte.text.characters import composed, utf8
from bitexte.text.encoding import Charset, exact

COLUMN = 48  # characters of one language, where both stand side by side
# The line ends of Unicode; what stands between two blocks with text is kept to the letter.
_LINE = regex.compile(r"(\r\n|[\n\r\v\f\x85\u2028\u2029])")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A text that is not plain UTF-8 with a line a block."""

    source: Source
    charset: Charset


def parse(content: bytes, name: str, options: Options) -> Document:
    """The document in NFC. Raises InputError where the content is no text.

    The `skeleton` of UTF-8 text with a line a block has one text before each block and one after the last.
    """
    text, charset, guessed = exact(content, name)
    document = _document(text, name, charset, wrapped=_is_wrapped(text, options))
    return replace(document, warnings=_warnings(guessed))


def parts(content: bytes, name: str, options: Options) -> Iterator[Document]:
    """As `parse`, in documents small enough to be held one at a time: a large text has millions of segments.

    Their rebuilt texts, one behind the other, are the rebuilt file. They are cut between paragraphs where that can be.
    A text that is small enough gives none.
    """
    text, charset, guessed = exact(content, name)
    del content
    spans = _spans(text)
    if len(spans) < 2 or not text.strip():
        return
    wrapped = _is_wrapped(text[slice(*spans[0])], options)
    for number, (start, end) in enumerate(spans, start=1):
        own = charset if number == 1 else replace(charset, mark=b"")
        document = _document(text[start:end], names.part(name, number), own, wrapped=wrapped)
        yield replace(
            document, warnings=_warnings(guessed if number == 1 else None), part=Part(name, number, len(spans))
        )


def _spans(text: str) -> list[Span]:
    """The parts of a text: each ends behind a line, behind a blank one where its second half has one."""
    spans: list[Span] = []
    start = line = count = blank = 0
    for match in _LINE.finditer(text):
        blank = match.end() if not text[line : match.start()].strip() else blank
        line, count = match.end(), count + 1
        if line - start >= limits.PART_CHARACTERS or count >= limits.PART_LINES:
            end = blank if blank - start > (line - start) // 2 else line
            spans.append((start, end))
            start, count = end, 0
    return [*spans, (start, len(text))] if start < len(text) or not spans else spans


def _is_wrapped(text: str, options: Options) -> bool:
    return options.wrapped == "yes" or (options.wrapped == "auto" and wrapped_text.is_wrapped(text))


def _warnings(guessed: str | None) -> tuple[Remark, ...]:
    return (Remark("encoding", guessed),) if guessed else ()


def _document(text: str, name: str, charset: Charset, *, wrapped: bool) -> Document:
    if wrapped:
        source, blocks = ordered(text, wrapped_text.paragraphs(text, 0, len(text)))
        return Document(name, "txt", blocks, Skeleton(source, charset))
    if charset == Charset("utf-8") and composed(text) == text and readable(text) == text:
        return _lines(text, name)
    lines = (match for match in regex.finditer(r"[^\n\r\v\f\x85\u2028\u2029]+", text) if match.group().strip())
    found = [Found(*one.span(), "line", Block(BlockKind.PARAGRAPH, readable(one.group()))) for one in lines]
    source, blocks = ordered(text, found)
    return Document(name, "txt", blocks, Skeleton(source, charset))


def _lines(text: str, name: str) -> Document:
    blocks: list[Block] = []
    skeleton = [""]
    for number, part in enumerate(_LINE.split(text)):
        if number % 2 or not part.strip():
            skeleton[-1] += part
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, part))
            skeleton.append("")
    return Document(name, "txt", tuple(blocks), tuple(skeleton))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The text with each block's translation in the block's place, in its encoding; blank lines are kept."""
    skeleton = document.skeleton
    if isinstance(skeleton, Skeleton):
        line_end = "\r\n" if "\r\n" in skeleton.source.text else "\n"
        styles = {"line": _line, **wrapped_text.styles(skeleton.source.slots, line_end)}
        return skeleton.charset.encode(compose(skeleton.source, document.blocks, targets, styles))
    assert isinstance(skeleton, tuple)
    *before, after = skeleton
    return utf8("".join(gap + block.text for gap, block in zip(before, targets, strict=True)) + after)


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The French text with the English of each line or paragraph below it, or beside it in a column of its own."""
    skeleton = document.skeleton
    if isinstance(skeleton, Skeleton):
        source = skeleton.source
        line_end = "\r\n" if "\r\n" in source.text else "\n"
        styles = {"line": _line, **wrapped_text.styles(source.slots, line_end)}

        def pair(slot: Slot, french: str, english: str) -> str:
            if layout is Layout.COLUMNS:
                return _beside(document.blocks[slot.block].text, targets[slot.block].text, line_end)
            if slot.style == "line":
                return f"{french}{line_end}{english}"
            before = source.text[source.text.rfind("\n", 0, slot.start) + 1 : slot.start]
            return f"{french}{line_end}{before.rstrip()}{line_end}{before}{english}"

        return skeleton.charset.encode(compose(source, document.blocks, targets, styles, pair=pair))
    assert isinstance(skeleton, tuple)
    line_end = "\r\n" if any("\r\n" in gap for gap in skeleton) else "\n"
    written = ""
    for gap, block, target in zip(skeleton, document.blocks, targets, strict=False):
        if target == block:
            written += gap + block.text
        elif layout is Layout.COLUMNS:
            written += gap + _beside(block.text, target.text, line_end)
        else:
            written += f"{gap}{block.text}{line_end}{target.text}"
    return utf8(written + skeleton[-1])


def _beside(french: str, english: str, line_end: str) -> str:
    """Two texts in columns, lines broken between words."""
    left, right = (textwrap.wrap(text, COLUMN, break_on_hyphens=False) for text in (french, english))
    return line_end.join(f"{a:<{COLUMN}}   {b}".rstrip() for a, b in zip_longest(left, right, fillvalue=""))


def _line(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, str)
