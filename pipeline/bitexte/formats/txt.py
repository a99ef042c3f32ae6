"""Plain text: a line is a block; blank lines and line ends are the skeleton."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from bitexte.formats.options import Options
from bitexte.model import Block, BlockKind, Document, Remark
from bitexte.text import encoding
from bitexte.text.characters import composed, utf8

# The line ends of Unicode; what stands between two blocks with text is kept to the letter.
_LINE = regex.compile(r"(\r\n|[\n\r\v\f\x85\u2028\u2029])")


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document in NFC; `skeleton` has one text before each block and one after the last.

    Raises InputError where the content is no text.
    """
    decoded, guessed = encoding.decode(content, name)
    parts = _LINE.split(composed(decoded))
    blocks: list[Block] = []
    skeleton = [""]
    for number, part in enumerate(parts):
        if number % 2 or not part.strip():
            skeleton[-1] += part
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, part))
            skeleton.append("")
    warnings = (Remark("encoding", guessed),) if guessed else ()
    return Document(name, "txt", tuple(blocks), tuple(skeleton), warnings)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The text with each block's translation in the block's place, in UTF-8; line ends and blank lines are kept."""
    assert isinstance(document.skeleton, tuple)
    *before, after = document.skeleton
    return utf8("".join(gap + block.text for gap, block in zip(before, targets, strict=True)) + after)
