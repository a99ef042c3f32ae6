"""Faults that were found by attack: each ends in one clear line, soon and in little memory."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Provenance, Term
from bitexte.terms import exchange, termbase
from bitexte.terms.exchange import xlsx
from openpyxl import Workbook

SOON = 5.0  # seconds; most of it for a busy machine


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("neg.xlsx", "no Excel workbook"),
        ("zlib.xlsx", "no sheet|damaged"),
        ("sep.csv", "breaks off within a character"),
        ("odd.po", "breaks off within a character"),
        ("attlist-amplification.tmx", "malformed XML"),
        ("xlsx-doctype-bypass.xlsx", "entity declarations are refused"),
        ("xlsx-shared-string-amplification.xlsx", "more than 50,000,000 characters"),
    ],
)
def test_a_file_made_to_do_harm_is_refused_in_a_line(shared: Path, file: str, said: str) -> None:
    path = shared / "cases" / "bad-input" / file
    if not path.is_file():
        pytest.skip(f"{file} is not there")
    with pytest.raises(GlossaryError, match=said) as caught:
        exchange.parse(path.read_bytes(), file)
    assert len(str(caught.value)) <= 300
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "sep=;".encode("utf-16") + b"a", "breaks off within a character"),
        ("a.po", 'msgid "a"\nmsgstr "b"\n'.encode("utf-16")[:-1], "breaks off within a character"),
        (
            "a.po",
            b'msgid ""\n' + b'"x x x x x x x x x x x x x x x x x x x x"\n' * 30_000 + b'msgstr "a"\n',
            "characters",
        ),
        ("a.csv", b"," * 5000 + b"\n", "cells"),
    ],
)
def test_a_malformed_text_is_refused_soon(name: str, content: bytes, said: str) -> None:
    start = time.process_time()
    with pytest.raises(GlossaryError, match=said):
        exchange.parse(content, name)
    assert time.process_time() - start < SOON


def test_a_charset_that_nobody_knows_does_not_matter_where_the_text_is_plain() -> None:
    content = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=undefined\\n"\n\nmsgid "chat"\nmsgstr "cat"\n'
    assert exchange.parse(content, "a.po").terms[0].source == "chat"


def test_thousands_of_equal_ids_take_no_longer_than_others() -> None:
    rows = "".join(f"a{'.' * (number % 900)}{'!' * (number // 900)},b{number}\n" for number in range(8_000))
    start = time.process_time()
    found = exchange.parse(f"fr,en\n{rows}".encode(), "a.csv")
    assert len({term.id for term in found.terms}) == len(found.terms) > 5_000
    assert time.process_time() - start < SOON


def test_a_concept_too_wide_for_pairs_is_refused_and_a_table_holds_it() -> None:
    wide = tuple(Designation(f"mot {number}") for number in range(5_000))
    term = Term("wide", wide, wide)
    start = time.process_time()
    with pytest.raises(GlossaryError, match="25,000,000 pairs"):
        exchange.serialize("deepl", [term], Provenance("0"))
    assert len(exchange.serialize("csv", [term], Provenance("0")).content) > 5_000
    assert time.process_time() - start < SOON


def packed(parts: dict[str, bytes]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["source", "target"])
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as old:
        content = {name: old.read(name) for name in old.namelist()} | parts
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return file.getvalue()


SPREADSHEET = b'<%s xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def test_a_workbook_of_packed_nothing_is_refused_before_it_is_unpacked() -> None:
    strings = SPREADSHEET % b"sst" + b"<si><t>a</t></si>" * 6_000_000 + b"</sst>"
    start = time.process_time()
    with pytest.raises(GlossaryError, match=r"sharedStrings.xml unfolds to 102 MB: a zip bomb"):
        exchange.parse(packed({"xl/sharedStrings.xml": strings}), "a.xlsx")
    assert time.process_time() - start < SOON


@pytest.mark.parametrize("damage", [slice(0, 4000), slice(200, 260), slice(-300, -200), slice(40, 42)])
def test_a_damaged_workbook_is_told_from_a_sound_one(damage: slice) -> None:
    content = bytearray(packed({}))
    content[damage] = bytes(byte ^ 0x5A for byte in content[damage])
    with pytest.raises(GlossaryError):
        xlsx.parse(bytes(content), "a.xlsx")


def test_a_note_too_long_for_a_note_is_left_out_and_told() -> None:
    long = "x" * (limits.NOTE_CHARACTERS + 1)
    found = exchange.parse(f"fr,en,note\nchat,cat,{long}\n".encode(), "a.csv")
    assert found.terms[0].note == ""
    assert "row 2, column 'note': 20,001 characters" in found.losses[0]


def test_letters_under_a_heap_of_marks_are_no_quadratic_work() -> None:
    start = time.process_time()
    found = exchange.parse(f"fr,en,note\nchat,cat,{'a' + chr(0x301) * 19_000}\n".encode(), "a.csv")
    assert found.terms[0].source == "chat"
    assert time.process_time() - start < SOON


def test_a_termbase_with_thousands_of_equal_french_terms_is_read_soon() -> None:
    entries = "".join(f"  - {{fr: a, en: b{number}, domain: d{number}}}\n" for number in range(8_000))
    start = time.process_time()
    assert len(termbase.parse(f"terms:\n{entries}".encode(), "a.yaml")) == 8_000
    assert time.process_time() - start < 2 * SOON
