"""Mutants of documents of every format: read, given back to the letter and filled, or refused in one line, soon."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bitexte import formats
from bitexte.errors import InputError
from bitexte.formats.options import Options
from bitexte.model import Block
from document_samples import SAMPLES, real
from documents import rebuilt, shouted
from fuzzing import COUNT, survives
from mutants import mutants

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "documents"


def survives_documents(files: dict[str, bytes]) -> None:
    """Each file gets its share of the mutants."""
    for number, (name, content) in enumerate(files.items()):
        survives(walked, mutants(content, -(-COUNT // len(files)), seed=number), name)


def walked(content: bytes, name: str) -> None:
    """Read, and written again as it was, in capitals, and with other texts whose codes stand anywhere."""
    chance = random.Random(len(content))
    options = Options(hidden=chance.random() < 0.3, comments=chance.random() < 0.5)
    document = formats.parse(content, name, options)
    suffix = formats.target_suffix(document)
    written = rebuilt(document)
    assert written == content or not name.endswith(suffix), "is not given back to the letter"
    rebuilt(document, shouted)
    formats.parse(rebuilt(document, lambda block: strewn(block, chance)), f"again{suffix}", options)


def strewn(block: Block, chance: random.Random) -> Block:
    """Another text with the codes anywhere in it."""
    text = f"X{block.text[::-1]}"
    codes = [replace(code, offset=chance.randint(0, len(text))) for code in block.codes]
    return replace(block, text=text, codes=tuple(sorted(codes, key=lambda code: code.offset)))


@pytest.mark.parametrize("row", formats.DOCUMENTS, ids=lambda row: row.name)
def test_a_document_reader_survives_damaged_files(row: formats.DocumentFormat) -> None:
    samples = {name: text.encode() if isinstance(text, str) else text for name, text in SAMPLES[row.name].items()}
    assert [formats.parse(content, name).format for name, content in samples.items()] == [row.name] * len(samples)
    survives_documents(samples)


@pytest.mark.parametrize("row", formats.DOCUMENTS, ids=lambda row: row.name)
def test_a_document_reader_survives_damaged_real_files(row: formats.DocumentFormat, shared: Path) -> None:
    files = dict(sound(real(CASES, row.suffixes), row.name))
    if not files:
        pytest.skip("there is no real file of this format")
    survives_documents(files)


def sound(files: dict[str, bytes], wanted: str) -> Iterator[tuple[str, bytes]]:
    """Those that are read in the format of that name."""
    for name, content in files.items():
        try:
            if formats.parse(content, name).format == wanted:
                yield name, content
        except InputError:
            continue
