"""Mutants of glossary files: read, or refused in one line, soon; `BITEXTE_FUZZ=3000` for the long mode."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable, Iterator

import pytest
from bitexte.errors import BitexteError
from bitexte.terms import exchange, termbase
from exchange_glossary import ALL, PROVENANCE
from mutants import mutants, told_in_a_line

# How many mutants each reader gets: few where every change is checked.
COUNT = int(os.environ.get("BITEXTE_FUZZ", "60"))
SLOW = 5.0  # seconds of processor time


def survives(read: Callable[[bytes, str], object], damaged: Iterator[bytes], name: str) -> None:
    """Every mutant is read, or refused with one line."""
    for number, content in enumerate(damaged):
        start = time.process_time()
        try:
            read(content, name)
        except BitexteError as error:
            told_in_a_line(error)
        assert time.process_time() - start < SLOW, number


def repacked(content: bytes, count: int) -> Iterator[bytes]:
    """Archives with a damaged part in turn, whole as archives."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for number, victim in enumerate(sorted(parts)):
        for damaged in mutants(parts[victim], -(-count // len(parts)), seed=number):
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, part in parts.items():
                    archive.writestr(name, damaged if name == victim else part)
            yield file.getvalue()


@pytest.mark.parametrize("format", [row.name for row in exchange.EXCHANGE])
def test_a_glossary_reader_survives_damaged_files(format: str) -> None:  # noqa: A002
    export = exchange.serialize(format, ALL, PROVENANCE)
    name = f"g.{export.suffix}"
    survives(lambda content, name: exchange.parse(content, name, format), mutants(export.content, COUNT), name)


def test_the_workbook_reader_survives_damaged_parts() -> None:
    content = exchange.serialize("xlsx", ALL, PROVENANCE).content
    survives(exchange.parse, repacked(content, COUNT), "g.xlsx")


@pytest.mark.parametrize("format", [row.name for row in exchange.EXCHANGE])
def test_detection_survives_damaged_files_without_a_name(format: str) -> None:  # noqa: A002
    content = exchange.serialize(format, ALL, PROVENANCE).content
    survives(exchange.parse, mutants(content, COUNT // 4, seed=1), "unnamed")


def test_the_termbase_reader_survives_damaged_files() -> None:
    survives(termbase.parse, mutants(termbase.dump(ALL), COUNT), "g.yaml")
