"""The table of what was tried of each document format, in docs/formats.md: python tests/support/format_marks.py

Each mark is made by doing it: on the small samples that the mutants are made of, and on the real files of the cases.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bitexte import formats
from bitexte.errors import BitexteError, InputError
from bitexte.formats import DOCUMENTS, DocumentFormat
from bitexte.formats.options import Options
from bitexte.model import Block, Document
from document_samples import SAMPLES, real
from documents import rebuilt
from mutants import mutants

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "documents"
HEAD = ("format", "identity", "structure", "inline codes", "real files", "hostile files")
MUTANTS = 10
# Other words of as many letters, in the same case: what is read as a text and a sentence is so again.
OTHER = str.maketrans("aeouéèà", "eaoièàé")
YES, NO = "✓", "–"


def table() -> list[str]:
    """The lines of the table, a row a format."""
    rows = [HEAD, ("---",) * len(HEAD), *(marks(row) for row in DOCUMENTS)]
    return [f"| {' | '.join(row)} |" for row in rows]


def marks(row: DocumentFormat) -> tuple[str, ...]:
    """The name of a format and its marks."""
    samples = {name: text.encode() if isinstance(text, str) else text for name, text in SAMPLES[row.name].items()}
    files = {**dict(sound(real(CASES, row.suffixes), row.name)), **samples}
    documents = [(content, formats.parse(content, name, Options())) for name, content in files.items()]
    identity = all(rebuilt(document) == content for content, document in documents)
    again = [(one, reread(one)) for _, one in documents]
    structure = all(likeness(one) == likeness(other) for one, other in again)
    coded = any(block.codes for _, one in documents for block in one.blocks)
    codes = coded and all(shape(one) == shape(other) for one, other in again)
    hostile = [survive(content, name) for name, content in samples.items()]
    count = len(files) - len(samples)
    shown = [YES if mark else NO for mark in (identity, structure, codes)]
    return (f"`{row.name}`", *shown, str(count) if count else NO, hostile[0])


def reread(document: Document) -> Document:
    """What is read of a document whose texts were all replaced."""
    name = f"again{formats.target_suffix(document)}"
    return formats.parse(rebuilt(document, other), name, Options())


def other(block: Block) -> Block:
    """A block with other words; what codes stand for stays."""
    text = block.text.translate(OTHER)
    for code in block.codes:
        text = text[: code.offset] + code.equivalent + text[code.offset + len(code.equivalent) :]
    return replace(block, text=text)


def likeness(document: Document) -> list[tuple[str, int]]:
    return [(block.kind, block.level) for block in document.blocks]


def shape(document: Document) -> list[list[str]]:
    """The codes of each block, in their order."""
    return [[code.kind for code in block.codes] for block in document.blocks]


def survive(content: bytes, name: str) -> str:
    """The mark of a format whose damaged file is read, or refused as such; any other end is that of the script too."""
    for damaged in mutants(content, MUTANTS):
        with suppress(BitexteError):
            formats.parse(damaged, name, Options())
    return YES


def sound(files: dict[str, bytes], wanted: str) -> Iterator[tuple[str, bytes]]:
    """Those that are read in the format of that name."""
    for name, content in files.items():
        try:
            if formats.parse(content, name, Options()).format == wanted:
                yield name, content
        except InputError:
            continue


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
