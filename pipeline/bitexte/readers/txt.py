"""Plain text: a line is a block; blank lines and line ends are the skeleton."""

from __future__ import annotations

import unicodedata

import regex

from bitexte.model import Block, BlockKind, Document
from bitexte.readers import text

# The line ends of Unicode; what stands between two blocks with text is kept to the letter.
_LINE = regex.compile(r"(\r\n|[\n\r\v\f\x85\u2028\u2029])")


def read(content: bytes, name: str) -> Document:
    """The document in NFC; `skeleton` has one text before each block and one after the last.

    Raises InputError where the content is no text.
    """
    decoded, guessed = text.decode(content, name)
    parts = _LINE.split(unicodedata.normalize("NFC", decoded))
    blocks: list[Block] = []
    skeleton = [""]
    for number, part in enumerate(parts):
        if number % 2 or not part.strip():
            skeleton[-1] += part
        else:
            blocks.append(Block(BlockKind.PARAGRAPH, part))
            skeleton.append("")
    warnings = (f"not valid UTF-8: read as {guessed}",) if guessed else ()
    return Document(name, "txt", tuple(blocks), tuple(skeleton), warnings)
