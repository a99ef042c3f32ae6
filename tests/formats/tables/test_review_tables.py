"""Tables for review: what is written comes back to the letter, nothing in them runs, bad files end in one line."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import bitext_samples
import openpyxl
import pytest
from bitexte import formats
from bitexte.errors import InputError
from bitexte.formats.for_review import rows
from bitexte.formats.units import Approval, Returned
from bitexte.model import Bitext, CodeKind, Comment, InlineCode, State
from hypothesis import HealthCheck, given, settings
from office import OFFICE, W, packed, unpacked, word, workbook

NAMES = ("xlsx", "docx", "csv")
every_table = pytest.mark.parametrize("name", NAMES)

HOSTILE = [
    "=HYPERLINK(\"http://a.example\";'x')",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "'=1+1",
    "''quoted",
    '=cmd|" /C calc"!A0',
    'a "quoted" text, with; every\tseparator',
    "two\nlines",
    "</w:t><script>alert(1)</script> & <c/>",
    "&amp; &#10; ]]>",
    "_x000D_ is no line end, nor _x005F_ an underscore",
    "⟦1⟧ a mark of its own ⟦/1⟧ and \\⟦2/⟧",
    "l\u2019été\u00a0: 5\u202f%\u2011\u00ad\U0001f600",
    "TRUE",
    "0012",
    "1,5",
    "2024-01-02",
    "sep=;",
]


def module(name: str) -> Any:
    return import_module(formats.bilingual(name).module)


def back(name: str, content: bytes) -> tuple[Returned, ...]:
    found: tuple[Returned, ...] = module(name).parse_returned(content, f"back.review.{name}")
    return found


def texts(found: tuple[Returned, ...]) -> list[tuple[str, str, str]]:
    return [(each.unit.segment.id, each.unit.segment.text, each.unit.translation.text) for each in found]


def hostile() -> Bitext:
    return bitext_samples.bitext(*((text, text) for text in HOSTILE))


def expected(bitext: Bitext) -> list[tuple[str, str, str]]:
    return [(unit.segment.id, unit.segment.text, unit.translation.text) for unit in bitext.units]


@every_table
def test_hostile_texts_come_back_to_the_letter(name: str) -> None:
    assert texts(back(name, formats.serialize(hostile(), name))) == expected(hostile())


@every_table
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(bitext=bitext_samples.arbitrary())
def test_any_text_is_written_and_read_row_by_row(name: str, bitext: Bitext) -> None:
    content = formats.serialize(bitext, name)
    assert content == formats.serialize(bitext, name)
    if all(rows.legal(unit.segment.text).strip() for unit in bitext.units):
        assert len(back(name, content)) == len(bitext.units)
    else:
        with pytest.raises(InputError, match=r"has no source|holds no table of ours"):
            back(name, content)


@every_table
def test_the_same_units_give_the_same_bytes(name: str) -> None:
    assert formats.serialize(bitext_samples.full(), name) == formats.serialize(bitext_samples.full(), name)


@every_table
def test_a_bitext_without_units_is_an_empty_table_that_is_refused_in_one_line(name: str) -> None:
    content = formats.serialize(bitext_samples.bitext(), name)
    with pytest.raises(InputError, match="holds no table of ours for review") as told:
        back(name, content)
    assert str(told.value).startswith(f"back.review.{name}: ")


@every_table
def test_codes_stand_as_marks_and_come_back_with_their_places(name: str) -> None:
    bitext = bitext_samples.bitext(("Voir la porte\nici.", "See the door\nhere."))
    (unit,) = bitext.units
    codes = (InlineCode("b7", CodeKind.OPEN, 5, "<b>"), InlineCode("b7", CodeKind.CLOSE, 13, "</b>"))
    line = InlineCode("br", CodeKind.ISOLATED, 13, "<br/>", "\n")
    segment = replace(unit.segment, codes=(*codes, line))
    placed = (replace(codes[0], offset=4), replace(codes[1], offset=12), replace(line, offset=12))
    bitext = replace(
        bitext, units=(replace(unit, segment=segment, translation=replace(unit.translation, codes=placed)),)
    )
    (found,) = back(name, formats.serialize(bitext, name))
    assert found.unit.segment.text == "Voir la porte\nici."
    assert [(code.id, code.kind, code.offset) for code in found.unit.segment.codes] == [
        ("1", CodeKind.OPEN, 5),
        ("1", CodeKind.CLOSE, 13),
        ("2", CodeKind.ISOLATED, 13),
    ]
    assert found.unit.translation.text == "See the door\nhere."
    assert [(code.id, code.offset) for code in found.unit.translation.codes] == [("1", 4), ("1", 12), ("2", 12)]


@every_table
def test_state_and_comment_come_back(name: str) -> None:
    bitext = bitext_samples.bitext(*((f"Texte {state}", "Text") for state in State))
    units = (
        replace(unit, state=state, comments=(Comment("Sure?\nYes."),))
        for unit, state in zip(bitext.units, State, strict=True)
    )
    found = back(name, formats.serialize(replace(bitext, units=tuple(units)), name))
    assert [(each.standing.approval, each.unit.state) for each in found] == [
        (Approval.DRAFT, State.INITIAL),
        (Approval.APPROVED, State.TRANSLATED),
        (Approval.APPROVED, State.REVIEWED),
        (Approval.APPROVED, State.FINAL),
    ]
    assert all(each.unit.comments == (Comment("Sure?\nYes."),) for each in found)


@pytest.mark.parametrize(
    ("word", "approval"),
    [
        (" Reviewed ", Approval.APPROVED),
        ("rejected", Approval.REJECTED),
        ("", Approval.DRAFT),
        ("fertig", Approval.UNKNOWN),
    ],
)
def test_an_unknown_state_is_told_and_a_rejected_one_never_counts(word: str, approval: Approval) -> None:
    (found,) = back("csv", f"target,state,source\nText,{word},Texte\n".encode())
    assert found.standing.approval is approval


def test_no_cell_of_the_workbook_is_a_formula_and_states_are_chosen_from_a_list() -> None:
    book = openpyxl.load_workbook(io.BytesIO(formats.serialize(hostile(), "xlsx")))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    sheet = book["review"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:I{len(HOSTILE) + 1}")
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"initial,translated,reviewed,final,rejected"'
    assert [cell.value for cell in sheet[1]][5] == "state"
    assert str(choice.sqref) == f"F2:F{len(HOSTILE) + 1}"
    assert sheet["D2"].alignment.wrap_text


def test_no_cell_of_the_csv_is_run_by_a_spreadsheet_program() -> None:
    text = formats.serialize(hostile(), "csv").decode()
    table = list(csv.reader(io.StringIO(text, newline="")))
    assert not [cell for row in table for cell in row if cell.startswith(tuple("=+-@\t\r"))]
    assert text.startswith("id,number,where,source,target,state,confidence,findings,comment\r\n")


def test_a_text_longer_than_a_cell_of_excel_is_told_and_never_taken_for_a_change() -> None:
    bitext = bitext_samples.bitext(("Court.", "x" * 40_000))
    content = formats.serialize(bitext, "xlsx")
    (found,) = back("xlsx", content)
    assert found.unit.translation.text == ""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["review"]
    assert "too long for a cell: target" in str(sheet["H2"].value)


def test_source_and_id_are_locked_in_word_and_the_rest_is_free() -> None:
    text = unpacked(formats.serialize(bitext_samples.full(), "docx"))["word/document.xml"].decode()
    locked = re.findall(r'<w:alias w:val="(\w+)"/><w:id w:val="\d+"/><w:lock w:val="sdtContentLocked"/>', text)
    assert locked == ["id", "source"] * 3
    assert "documentProtection" not in text


def _row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def test_tracked_changes_are_read_as_their_final_text() -> None:
    head = _row("<w:p><w:r><w:t>Source</w:t></w:r></w:p>", "<w:p><w:r><w:t>Target</w:t></w:r></w:p>")
    target = (
        "<w:p><w:r><w:t xml:space='preserve'>The </w:t></w:r><w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>new</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t xml:space='preserve'> and moved</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>o</w:t></w:r></w:p><w:p><w:r><w:t>ne</w:t></w:r></w:p>"
    )
    source = "<w:p><w:r><w:t>Le nouveau</w:t></w:r></w:p>"
    gone = _row(source, source).replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")
    content = word(f"<w:tbl>{head}{_row(source, target)}{gone}</w:tbl>")
    (found,) = back("docx", content)
    assert found.unit.translation.text == "The new and moved\none"


def test_comments_of_word_come_back_with_their_authors() -> None:
    said = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="Anna"><w:p><w:r><w:t>Sure?</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>Ask.</w:t></w:r></w:p></w:comment></w:comments>"
    )
    head = _row("<w:p><w:r><w:t>source</w:t></w:r></w:p>", "<w:p><w:r><w:t>target</w:t></w:r></w:p>")
    source = "<w:p><w:r><w:t>Le chat</w:t></w:r></w:p>"
    target = '<w:p><w:r><w:t>The cat</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>'
    kinds = {"word/comments.xml": f"{OFFICE}wordprocessingml.comments+xml"}
    content = word(f"<w:tbl>{head}{_row(source, target)}</w:tbl>", kinds, {"word/comments.xml": said})
    (found,) = back("docx", content)
    assert found.unit.comments == (Comment("Sure?\nAsk.", "Anna"),)


def test_shared_and_inline_strings_with_runs_are_read() -> None:
    strings = "<si><t>source</t></si><si><t>target</t></si><si><r><t>Le </t></r><r><t>chat</t></r></si>"
    cells = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="inlineStr"><is><t>The cat</t></is></c></row>'
    )
    (found,) = back("xlsx", workbook(f"<sheetData>{cells}</sheetData>", strings))
    assert (found.unit.segment.text, found.unit.translation.text) == ("Le chat", "The cat")


BAD = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "text": b"no table at all\n",
    "cut": formats.serialize(bitext_samples.full(), "xlsx")[:2000],
    "other package": packed({"[Content_Types].xml": "<Types/>"}),
    "entities": packed({"[Content_Types].xml": '<!DOCTYPE t [<!ENTITY a "b">]><t>&a;</t>'}),
    "bomb": packed({"[Content_Types].xml": b" " * 20_000_000}),
    "no source": b"id,source,target\n1,,Text\n",
    "open quote": b'source,target\n"a,b\n',
}


@every_table
@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_bad_file_ends_in_one_line(name: str, content: bytes) -> None:
    with pytest.raises(InputError) as told:
        back(name, content)
    assert "\n" not in str(told.value)
    assert 0 < len(str(told.value)) <= 300
    assert told.value.where.startswith(f"back.review.{name}")


@pytest.fixture(scope="module")
def soffice() -> str:
    """The program; the test skips where it is not installed."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    return found


@pytest.mark.parametrize("name", ["xlsx", "docx"])
def test_what_libreoffice_saved_again_is_the_same(name: str, soffice: str, tmp_path: Path) -> None:
    # LibreOffice escapes in Word documents what only Excel unescapes: `_x000D_` comes back as another text.
    kept = [text for text in HOSTILE if name == "xlsx" or "_x" not in text]
    given = bitext_samples.bitext(*((text, text) for text in kept))
    path = tmp_path / f"a.review.{name}"
    path.write_bytes(formats.serialize(given, name))
    profile, again = f"-env:UserInstallation=file://{tmp_path}/profile", tmp_path / "again"
    command = [soffice, "--headless", profile, "--convert-to", name, "--outdir", str(again), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = (again / path.name).read_bytes()
    assert saved != path.read_bytes()
    assert texts(back(name, saved)) == expected(given)
    assert {each.standing.approval for each in back(name, saved)} == {Approval.DRAFT}
