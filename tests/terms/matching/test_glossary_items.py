"""Invented sentences in which a term must be found, or must not."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from bitexte.model import Designation, PartOfSpeech, Term
from bitexte.terms.matching import Glossary

HERE = Path(__file__).parent


def _terms() -> list[Term]:
    rows = [line.split("\t") for line in (HERE / "terms.tsv").read_text(encoding="utf-8").splitlines()]
    return [
        Term(
            f"t{number}",
            tuple(Designation(text, PartOfSpeech(part)) for text in source.split(";")),
            (Designation(target, PartOfSpeech(part)),),
        )
        for number, (source, part, target) in enumerate(rows)
    ]


def _items() -> list[tuple[str, str]]:
    lines = (HERE / "items.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" | ", 1) for line in lines if line and not line.startswith("#"))
    return [(term, sentence) for term, sentence in pairs]


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary(_terms())


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("term", "marked"), _items())
def test_a_term_is_found_where_it_stands_and_nowhere_else(
    glossary: Glossary, term: str, marked: str, form: Literal["NFC", "NFD"]
) -> None:
    marked = unicodedata.normalize(form, marked)
    sentence = marked.replace("[", "").replace("]", "")
    found = [match.span for match in glossary.find(sentence) if match.term.source == term]
    if "[" in marked:
        start, end = marked.index("["), marked.index("]") - 1
        assert (start, end) in found
    else:
        assert found == []
