"""Workbooks: texts change, formulas and numbers do not, and names that must agree go on agreeing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bitexte.errors import InputError
from bitexte.formats import xlsx
from bitexte.formats.options import Options
from bitexte.model import Document, Remark
from office import S, relationships, unpacked, upper, workbook


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def shared(place: str, number: int) -> str:
    return f'<c r="{place}" t="s"><v>{number}</v></c>'


def strings(*texts: str) -> str:
    return "".join(f"<si><t>{text}</t></si>" for text in texts)


def data(*rows: str) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


def read(content: bytes, **options: object) -> Document:
    return xlsx.parse(content, "a.xlsx", Options(**options))  # type: ignore[arg-type]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def translated(document: Document, english: dict[str, str]) -> dict[str, bytes]:
    """The members of the workbook with texts put into English by a list."""
    targets = [replace(block, text=english.get(block.text, block.text)) for block in document.blocks]
    return unpacked(xlsx.rebuild(document, targets))


def test_a_shared_string_is_one_block_named_by_its_first_cell() -> None:
    sheet = data(row(1, shared("A1", 0)), row(2, shared("A2", 1), "<c r='B2'><v>12.5</v></c>"), row(3, shared("A3", 1)))
    document = read(workbook(sheet, strings("Nom", "Nappe en lin")))
    assert [(block.text, block.key, block.notes) for block in document.blocks] == [
        ("Nom", "Feuille!A1", ()),
        ("Nappe en lin", "Feuille!A2", ("column: Nom",)),
    ]
    new = translated(document, {"Nappe en lin": "Linen tablecloth"})
    assert new["xl/sharedStrings.xml"].endswith(b"<si><t>Nom</t></si><si><t>Linen tablecloth</t></si></sst>")
    assert new["xl/worksheets/sheet1.xml"] == unpacked(workbook(sheet))["xl/worksheets/sheet1.xml"]


def test_rich_and_inline_strings_keep_their_runs_and_phonetic_ones_stay() -> None:
    rich = "<si><r><t>Nappe </t></r><r><rPr><b/></rPr><t>lavable</t></r><rPh sb='0' eb='1'><t>ナ</t></rPh></si>"
    inline = '<c r="B1" t="inlineStr"><is><t>Bonjour</t></is></c>'
    document = read(workbook(data(row(1, shared("A1", 0), inline)), rich))
    assert texts(document) == ["Nappe lavable", "Bonjour"]
    assert [(code.kind, code.offset) for code in document.blocks[0].codes] == [("open", 0), ("close", 5)]
    target = replace(document.blocks[0], text="Cloth washable")
    new = unpacked(xlsx.rebuild(document, [target, replace(document.blocks[1], text="Hello")]))
    assert b'<rPr><b/></rPr><t xml:space="preserve"> washable</t></r><rPh' in new["xl/sharedStrings.xml"]
    assert b"<is><t>Hello</t></is>" in new["xl/worksheets/sheet1.xml"]


def test_escapes_and_line_ends_of_a_cell_are_codes() -> None:
    document = read(workbook(data(row(1, shared("A1", 0))), strings("Un_x000D_\ndeux")))
    (block,) = document.blocks
    assert block.text == "Un\ndeux"
    assert [code.content for code in block.codes] == ["_x000D_", "\n"]
    new = translated(document, {"Un\ndeux": "One\ntwo_x0041_"})
    # The target has no letters after the second character of its first line, so the codes keep their offsets.
    assert b"_x000D_" in new["xl/sharedStrings.xml"]
    assert b"two_x005F_x0041_" in new["xl/sharedStrings.xml"]


def test_formulas_and_their_results_stay_and_are_told() -> None:
    formula = '<c r="B1" t="str"><f>IF(A1="x","cher","bon marché")</f><v>cher</v></c>'
    document = read(workbook(data(row(1, shared("A1", 0), formula)), strings("Remise")))
    assert texts(document) == ["Remise"]
    assert document.warnings == (Remark("formula-texts", "1"),)


def test_a_text_that_a_formula_compares_stays() -> None:
    count = '<c r="B1"><f>COUNTIF(A1:A2,"Oui")</f><v>1</v></c>'
    document = read(
        workbook(data(row(1, shared("A1", 0), count), row(2, shared("A2", 1))), strings("Oui", "Peut-être"))
    )
    assert texts(document) == ["Peut-être"]
    assert Remark("compared-cells", "1") in document.warnings


def with_table(names: tuple[str, ...], sheet: str, table_strings: str) -> bytes:
    columns = "".join(f'<tableColumn id="{n}" name="{name}"/>' for n, name in enumerate(names, start=1))
    table = f'<table xmlns="{S}" ref="A1:B2"><tableColumns>{columns}</tableColumns></table>'
    members = {
        "xl/tables/table1.xml": table,
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(("r1", "table", "../tables/table1.xml")),
    }
    return workbook(sheet, table_strings, members)


HEADED = data(row(1, shared("A1", 0), shared("B1", 1)))


def test_columns_of_a_table_are_named_as_their_header_cells_and_apart() -> None:
    document = read(with_table(("Prix", "Tarif"), HEADED, strings("Prix", "Tarif")))
    new = translated(document, {"Prix": "Price", "Tarif": "PRICE"})
    assert b'name="Price"/>' in new["xl/tables/table1.xml"]
    assert b'name="PRICE 2"/>' in new["xl/tables/table1.xml"]
    assert b"<t>PRICE 2</t>" in new["xl/sharedStrings.xml"]


def test_a_header_that_formulas_name_stays_in_cell_and_table() -> None:
    formula = '<c r="C2"><f>SUM(Tableau1[Prix])</f><v>1</v></c>'
    sheet = data(row(1, shared("A1", 0), shared("B1", 1)), row(2, formula))
    document = read(with_table(("Prix", "Nom"), sheet, strings("Prix", "Nom")))
    assert texts(document) == ["Nom"]
    assert Remark("compared-cells", "1") in document.warnings


def test_a_typed_list_and_the_cells_it_fills_change_together() -> None:
    validation = '<dataValidations><dataValidation type="list" promptTitle="Choix" prompt="Choisissez" sqref="A1">'
    validation += '<formula1>"Oui,Non,Sans avis"</formula1></dataValidation></dataValidations>'
    document = read(workbook(data(row(1, shared("A1", 0))) + validation, strings("Oui")))
    assert texts(document) == ["Oui", "Choix", "Choisissez", "Non", "Sans avis"]
    new = translated(document, {"Oui": "Yes", "Non": "No", "Sans avis": "No opinion", "Choix": "Choice"})
    assert b'<formula1>"Yes,No,No opinion"</formula1>' in new["xl/worksheets/sheet1.xml"]
    assert b"<t>Yes</t>" in new["xl/sharedStrings.xml"]
    assert b'promptTitle="Choice"' in new["xl/worksheets/sheet1.xml"]


def test_a_list_that_excel_would_not_take_stays_french_with_its_cells() -> None:
    validation = (
        '<dataValidations><dataValidation type="list" sqref="A1"><formula1>"Oui,Non"</formula1></dataValidation>'
    )
    document = read(workbook(data(row(1, shared("A1", 0))) + f"{validation}</dataValidations>", strings("Oui")))
    new = translated(document, {"Oui": "Yes, indeed", "Non": "No"})
    assert b'<formula1>"Oui,Non"</formula1>' in new["xl/worksheets/sheet1.xml"]
    assert b"<t>Oui</t>" in new["xl/sharedStrings.xml"]


def test_print_headers_keep_their_codes() -> None:
    margins = (
        '<headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"Catalogue R&amp;&amp;D&amp;RPage &amp;P sur &amp;N</oddHeader>'
    )
    document = read(workbook(data() + f"{margins}</headerFooter>"))
    assert texts(document) == ["Catalogue R&D", "Page  sur "]
    new = translated(document, {"Catalogue R&D": "R&D list", "Page  sur ": "Page  of "})
    assert (
        b'&amp;L&amp;"Arial,Bold"R&amp;&amp;D list&amp;RPage &amp;P of &amp;N</oddHeader>'
        in new["xl/worksheets/sheet1.xml"]
    )


def test_hidden_rows_columns_and_sheets_are_left_and_counted() -> None:
    sheet = '<cols><col min="2" max="3" hidden="1"/></cols>'
    sheet += data(row(1, shared("A1", 0), shared("B1", 1)), row(2, shared("A2", 2)).replace("<row", '<row hidden="1"'))
    content = workbook(sheet, strings("Visible", "Colonne cachée", "Ligne cachée"))
    assert texts(read(content)) == ["Visible"]
    assert read(content).warnings == (Remark("hidden-cells", "2"),)
    assert texts(read(content, hidden=True)) == ["Visible", "Colonne cachée", "Ligne cachée"]


def test_columns_are_picked_by_header_or_letter_and_their_cells_get_strings_of_their_own() -> None:
    sheet = data(row(1, shared("A1", 0), shared("B1", 1)), row(2, shared("A2", 2), shared("B2", 2)))
    content = workbook(sheet, strings("Code", "Libellé", "Nappe"))
    for name in ("libellé", "B"):
        document = read(content, columns=(name,))
        assert [(block.text, block.key) for block in document.blocks] == [("Nappe", "Feuille!B2")]
        new = translated(document, {"Nappe": "Cloth"})
        assert b'<c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c>' in new["xl/worksheets/sheet1.xml"]
        assert b"<si><t>Nappe</t></si><si><t>Cloth</t></si></sst>" in new["xl/sharedStrings.xml"]
        assert b'uniqueCount="4"' in new["xl/sharedStrings.xml"]
    with pytest.raises(InputError, match="has no column 'Prix'"):
        read(content, columns=("Prix",))


def test_comments_are_text() -> None:
    comments = f'<comments xmlns="{S}"><commentList><comment ref="A1"><text><r><t>À revoir</t></r></text></comment>'
    members = {
        "xl/comments1.xml": f"{comments}</commentList></comments>",
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(("r1", "comments", "../comments1.xml")),
    }
    document = read(workbook(data(row(1, shared("A1", 0))), strings("Nappe"), members))
    assert texts(document) == ["Nappe", "À revoir"]
    assert (
        b"\xc3\x80 REVOIR</t>" in unpacked(xlsx.rebuild(document, [*map(upper, document.blocks)]))["xl/comments1.xml"]
    )


def test_a_cell_that_points_to_no_string_is_told_with_its_place() -> None:
    with pytest.raises(InputError, match="cell Feuille!A1 has no text"):
        read(workbook(data(row(1, shared("A1", 9))), strings("Nappe")))
