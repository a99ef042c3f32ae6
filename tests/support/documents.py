"""Documents of text formats for tests: read, translated by a rule, rebuilt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from bitexte import formats
from bitexte.formats import Options
from bitexte.model import Block, Document


def read(content: str | bytes, name: str, options: Options | None = None) -> Document:
    return formats.parse(content.encode() if isinstance(content, str) else content, name, options)


def rebuilt(document: Document, translate: Callable[[Block], Block] = lambda block: block) -> bytes:
    row = next(row for row in formats.DOCUMENTS if row.name == document.format)
    targets = [translate(block) for block in document.blocks]
    result: bytes = import_module(row.module).rebuild(document, targets)
    return result


def shouted(block: Block) -> Block:
    """A block in capitals, its codes where they were; one whose length would change stays as it is."""
    text = block.text.upper()
    return replace(block, text=text) if len(text) == len(block.text) else block


def worded(words: dict[str, str]) -> Callable[[Block], Block]:
    """A translation word by word that moves the codes along; texts that are not listed stay."""

    def translate(block: Block) -> Block:
        text = words.get(block.text)
        if text is None:
            return block
        codes = tuple(replace(code, offset=min(code.offset, len(text))) for code in block.codes)
        return replace(block, text=text, codes=codes)

    return translate


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]
