"""Plain text: a line is a block, or a paragraph where lines are wrapped; blank lines and line ends are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bitexte.formats import wrapped_text
from bitexte.formats.options import Options
from bitexte.formats.splice import Found, Piece, Source, compose, joined, ordered, readable
from bitexte.model import Block, BlockKind, Document, Remark
from bitexte.text.characters import composed, utf8
from bitexte.text.encoding import Charset, exact

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
    warnings = (Remark("encoding", guessed),) if guessed else ()
    if options.wrapped == "yes" or (options.wrapped == "auto" and wrapped_text.is_wrapped(text)):
        source, blocks = ordered(text, wrapped_text.paragraphs(text, 0, len(text)))
        return Document(name, "txt", blocks, Skeleton(source, charset), warnings)
    if charset == Charset("utf-8") and composed(text) == text and readable(text) == text:
        return _lines(text, name, warnings)
    lines = (match for match in regex.finditer(r"[^\n\r\v\f\x85\u2028\u2029]+", text) if match.group().strip())
    found = [Found(*one.span(), "line", Block(BlockKind.PARAGRAPH, readable(one.group()))) for one in lines]
    source, blocks = ordered(text, found)
    return Document(name, "txt", blocks, Skeleton(source, charset), warnings)


def _lines(text: str, name: str, warnings: tuple[Remark, ...]) -> Document:
    blocks: list[Block] = []
    skeleton = [""]
    for number, part in enumerate(_LINE.split(text)):
        if number % 2 or not part.strip():
            skeleton[-1] += part
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, part))
            skeleton.append("")
    return Document(name, "txt", tuple(blocks), tuple(skeleton), warnings)


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


def _line(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, str)
