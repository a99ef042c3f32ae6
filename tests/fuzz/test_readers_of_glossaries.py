"""Mutants of glossary files: read, or refused in one line, soon."""

from __future__ import annotations

import pytest
from bitexte.terms import exchange, termbase
from exchange_glossary import ALL, PROVENANCE
from fuzzing import COUNT, survives
from mutants import mutants


@pytest.mark.parametrize("format", [row.name for row in exchange.EXCHANGE])
def test_a_glossary_reader_survives_damaged_files(format: str) -> None:  # noqa: A002
    export = exchange.serialize(format, ALL, PROVENANCE)
    name = f"g.{export.suffix}"
    survives(lambda content, name: exchange.parse(content, name, format), mutants(export.content, COUNT), name)


@pytest.mark.parametrize("format", [row.name for row in exchange.EXCHANGE])
def test_detection_survives_damaged_files_without_a_name(format: str) -> None:  # noqa: A002
    content = exchange.serialize(format, ALL, PROVENANCE).content
    survives(exchange.parse, mutants(content, COUNT // 4, seed=1), "unnamed")


def test_the_termbase_reader_survives_damaged_files() -> None:
    survives(termbase.parse, mutants(termbase.dump(ALL), COUNT), "g.yaml")
