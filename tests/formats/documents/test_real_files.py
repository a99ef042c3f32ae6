"""Documents of real programs come out with nothing changed but their texts, and open again."""

from __future__ import annotations

import csv
import pickle
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from bitexte import formats
from bitexte.errors import InputError
from bitexte.formats.options import Options
from bitexte.model import Document
from office import shape, structure, unpacked, upper

SUFFIXES = (".docx", ".pptx", ".xlsx", ".odt", ".ods", ".odp")
CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "documents"


def listed(expectation: str) -> list[str]:
    """The files that are to be rebuilt, or refused; none where the development data are absent."""
    table = CASES / "FILES.tsv"
    if not table.is_file():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row["file"] for row in rows if row["expect"] == expectation and row["file"].endswith(SUFFIXES)]


def module(document: Document) -> Any:
    return import_module(next(row.module for row in formats.DOCUMENTS if row.name == document.format))


@pytest.mark.parametrize("file", listed("rebuild"))
def test_a_real_document_comes_out_as_it_went_in(file: str) -> None:
    content = (CASES / file).read_bytes()
    document = formats.parse(content, file, Options())
    assert module(document).rebuild(document, document.blocks) == content


@pytest.mark.parametrize("file", listed("rebuild"))
def test_a_translation_changes_texts_and_nothing_else(file: str) -> None:
    content = (CASES / file).read_bytes()
    document = pickle.loads(pickle.dumps(formats.parse(content, file, Options())))
    rebuilt = module(document).rebuild(document, [upper(block) for block in document.blocks])
    old, new = unpacked(content), unpacked(rebuilt)
    assert list(new) == list(old)
    assert structure(rebuilt) == structure(content)
    media = [name for name in old if not name.endswith((".xml", ".rels", ".xlsx"))]
    assert {name: new[name] for name in media} == {name: old[name] for name in media}
    again = formats.parse(rebuilt, file, Options())
    assert [block.text for block in again.blocks] == [upper(block).text for block in document.blocks]
    assert shape(again) == shape(document)
    assert module(again).rebuild(again, again.blocks) == rebuilt


@pytest.mark.parametrize("file", listed("rebuild"))
def test_every_block_says_something_and_its_codes_are_pairs(file: str) -> None:
    for block in formats.parse((CASES / file).read_bytes(), file, Options()).blocks:
        assert any(sign.isalnum() for sign in block.text)
        opened = [code.id for code in block.codes if code.kind == "open"]
        closed = [code.id for code in block.codes if code.kind == "close"]
        assert sorted(opened) == sorted(closed)
        assert all(0 <= code.offset <= len(block.text) for code in block.codes)
        assert [code.offset for code in block.codes] == sorted(code.offset for code in block.codes)
        assert all(block.text.startswith(code.equivalent, code.offset) for code in block.codes)


@pytest.mark.parametrize("file", listed("refuse"))
def test_what_cannot_be_read_is_refused_in_one_line(file: str) -> None:
    with pytest.raises(InputError) as raised:
        formats.parse((CASES / file).read_bytes(), file, Options())
    assert len(str(raised.value).splitlines()) == 1
    assert len(str(raised.value)) <= 300
