"""Malformed and hostile glossary files: one clear error with its place, or a line for what was left out."""

from __future__ import annotations

import io
import zipfile

import pytest
from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.terms import exchange
from bitexte.text import delimited as table
from openpyxl import Workbook

TBX = (
    '<martif type="TBX" xml:lang="fr"><text><body><termEntry id="c1"><langSet xml:lang="fr-CA"><tig><term>{0}</term>'
    '</tig></langSet><langSet xml:lang="en"><ntig><termGrp><term>cat</term></termGrp></ntig></langSet>'
    '<langSet xml:lang="de"><tig><term>Katze</term></tig></langSet></termEntry></body></text></martif>'
)
BOMB = '<!DOCTYPE martif [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE martif [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
PARAMETER = '<!DOCTYPE martif [<!ENTITY % b SYSTEM "http://127.0.0.1:9/b"> %b;]>'


def workbook(*sheets: list[tuple[object, ...]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"sheet{number}")
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def altered(content: bytes, part: str, new: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, new if name == part else old.read(name))
    return file.getvalue()


GOOD = workbook([("source", "target"), ("chat", "cat")])
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "content", "place", "said"),
    [
        ("a.csv", b"", "a.csv", "empty"),
        ("a.csv", b"source,target\n", "a.csv", "no row"),
        ("a.csv", b"chat\nchien\n", "a.csv:1", "one column"),
        ("a.csv", b"source,target\nchien,dog,big\n", "a.csv", "row 2 has 3 cells"),
        ("a.csv", b"source,target\nchien\n", "a.csv", "row 2, column 'target': is empty"),
        ("a.csv", b'source,target\nok,"two\nlines"\nchat,"cat\nchien,dog\n', "a.csv:4", "row 3: unexpected end"),
        ("a.csv", b'source,target\n"a"b,c\n', "a.csv:2", "row 2"),
        ("a.csv", b"source,target\nx,y\nok," + b"z" * 10_000 + b"\n", "a.csv:3", "row 3, column 'target'"),
        ("a.csv", b"a\x00b,c\n" * 20, "a.csv", "NUL"),
        ("a.csv", "source;target\nété;summer\n".encode("utf-16")[:-1], "a.csv:2", "within a character"),
        ("a.csv", b"\x81\x8d,x\n", "a.csv", "neither UTF-8"),
        ("a.tbx", b"", "a.tbx", "empty"),
        ("a.tbx", b"<martif>\n<text>\n</martif>", "a.tbx:3", "malformed XML"),
        ("a.tbx", b"<html/>", "a.tbx:1", "root element is html"),
        ("a.tbx", (BOMB + TBX.format("&b;")).encode(), "a.tbx", "entity declarations"),
        ("a.tbx", (OUTSIDE + TBX.format("&b;")).encode(), "a.tbx", "entity declarations"),
        ("a.tbx", (PARAMETER + TBX.format("chat")).encode(), "a.tbx", "entity declarations"),
        ("a.tbx", TBX.format("c" * 10_000).encode(), "a.tbx:1", "10,000 characters"),
        ("a.tmx", b"<tmx version='1.4'><header/><body/></tmx>", "a.tmx", "no unit"),
        ("a.po", b"chat", "a.po", "no PO file"),
        ("a.po", b'msgid "a"\nmsgid "b"\nmsgstr "c"\n', "a.po", "malformed PO"),
        ("a.xlsx", b"hello", "a.xlsx", "no Excel workbook"),
        ("a.xlsx", GOOD[:-50], "a.xlsx", "damaged or cut off"),
        ("a.xlsx", altered(GOOD, SHEET, b"0" * (257 << 20)), "a.xlsx", "unfolds to"),
        ("a.xlsx", altered(GOOD, SHEET, BOMB.encode() + b"<sheet/>"), f"a.xlsx#{SHEET}", "entity declarations"),
        ("a.xlsx", altered(GOOD, SHEET, b"<work"), f"a.xlsx#{SHEET}:1", "malformed XML"),
        ("a.xlsx", workbook([("a", "b"), (1, 2)]), "a.xlsx", "no sheet has a header"),
        ("a.bin", b"\x89PNG", "a.bin", "is no glossary format"),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(name: str, content: bytes, place: str, said: str) -> None:
    with pytest.raises(GlossaryError, match=said) as caught:
        exchange.parse(content, name)
    assert caught.value.where == place


def test_a_table_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TABLE_ROWS", 1000)
    rows = table.records(b"source,target\n" + b"chat,cat\n" * 5000, "a.csv")
    with pytest.raises(GlossaryError, match="more than 1,000 rows"):
        list(rows)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("chat,", "row 2, column 'target': is empty"),
        (" ,cat", "row 2, column 'source': is empty"),
        ("...,dots", "no letter and no digit"),
        ("cha\x07t,cat", "row 2, column 'source': control characters"),
        ("chat,cat,frob", "'frob' is unknown and became 'other'"),
        ("chat,cat,,never", "the status 'never' is unknown"),
        ("chat,cat,,,pelage", "the column 'colour' is not kept (1 cells)"),
    ],
)
def test_what_is_wrong_in_a_row_is_told(row: str, said: str) -> None:
    content = f"source,target,pos,status,colour\n{row}\nchien,dog\n".encode()
    assert any(said in loss for loss in exchange.parse(content, "a.csv").losses)


def test_duplicate_and_contradictory_rows_are_told() -> None:
    content = b"source,target,note\nchat,cat,\nchat,cat,furry\nchat,kitty,\n"
    found = exchange.parse(content, "a.csv")
    assert [[target.text for target in term.targets] for term in found.terms] == [["cat", "kitty"]]
    assert [loss.split(":")[0] for loss in found.losses] == ["row 3", "row 4"]
    assert "differ" in found.losses[0]


def test_a_term_preferred_in_two_concepts_is_told_and_admitted_in_the_second() -> None:
    found = exchange.parse(b"source,target,id\nchat,cat,a\nchat,chat room,b\n", "a.csv")
    assert [term.sources[0].status.value for term in found.terms] == ["preferred", "admitted"]
    assert "'chat' is preferred in 'a' already" in found.losses[0]


def test_an_external_document_type_is_never_fetched() -> None:
    found = exchange.parse(
        b'<!DOCTYPE martif SYSTEM "http://127.0.0.1:9/x.dtd">' + TBX.format("chat").encode(), "a.tbx"
    )
    assert (found.terms[0].source, found.terms[0].target) == ("chat", "cat")
    assert "not kept: terms in 'de' (1 times)" in found.losses


def test_formulas_and_numbers_of_a_worksheet_are_read_as_text() -> None:
    found = exchange.parse(workbook([("no",)], [("source", "target"), ("chat", "=1+1"), ("chien", 12.0)]), "a.xlsx")
    assert [term.target for term in found.terms] == ["=1+1", "12"]
    assert found.losses == (
        "the sheet 'sheet0' is not read: it has no header",
        "sheet 'sheet1', row 2: a formula is read as its text",
    )


def test_unusable_po_entries_are_told() -> None:
    content = b'#, fuzzy\nmsgid "a"\nmsgstr "b"\n\nmsgid "chat"\nmsgstr "cat"\n\nmsgid "u"\nmsgstr ""\n'
    found = exchange.parse(content, "a.po")
    assert [term.source for term in found.terms] == ["chat"]
    assert ["fuzzy" in found.losses[0], "not translated" in found.losses[1]] == [True, True]
