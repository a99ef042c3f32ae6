"""Mutants of files of units: read, or refused in one line, soon."""

from __future__ import annotations

import json
from importlib import import_module
from types import ModuleType

import pytest
from bitext_samples import full
from bitexte import formats
from bitexte.formats import tmx
from fuzzing import COUNT, survives
from mutants import mutants

# What the review page saves: the page itself is not read.
SAVED = {
    "bitexte": "review",
    "reviewer": "Zoé",
    "units": [
        {"id": "a#1", "source": "La porte", "target": "The gate", "state": "reviewed", "comment": "oui", "date": "x"},
        {"id": "a#2", "source": "Deux", "target": "Two", "state": "translated"},
    ],
}
READ = [row for row in formats.BILINGUAL if row.reads or hasattr(import_module(row.module), "parse_returned")]


@pytest.mark.parametrize("row", READ, ids=lambda row: row.name)
def test_a_reader_of_units_survives_damaged_files(row: formats.Bilingual) -> None:
    module = import_module(row.module)
    content = json.dumps(SAVED).encode() if row.name == "page" else formats.serialize(full(), row.name)
    assert module.parse_returned(content, "a")
    survives(lambda content, name: walked(module, content, name), mutants(content, COUNT), f"a{row.suffix}")


def walked(module: ModuleType, content: bytes, name: str) -> None:
    """Read as what came back, and as units to check."""
    for reader in ("parse_returned", "parse_units"):
        if hasattr(module, reader):
            getattr(module, reader)(content, name)


def test_the_reviewed_memory_survives_damaged_files() -> None:
    content = formats.serialize(full(), "tmx")
    survives(tmx.parse_returned, mutants(content, COUNT, seed=1), "reviewed.tmx")
