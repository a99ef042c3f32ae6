"""OpenDocument: texts, notes, sheets and slides; tracked deletions, formulas and blanks stay as they are."""

from __future__ import annotations

from dataclasses import replace

from bitexte.formats import odf
from bitexte.formats.options import Options
from bitexte.model import BlockKind, Document, Remark
from office import open_document as content
from office import unpacked, upper


def read(file: bytes, **options: object) -> Document:
    return odf.parse(file, "a.odt", Options(**options))  # type: ignore[arg-type]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def rebuilt(document: Document, *targets: str) -> str:
    new = [replace(block, text=text) for block, text in zip(document.blocks, targets, strict=True)]
    return unpacked(odf.rebuild(document, new))["content.xml"].decode()


def style(name: str, attributes: str) -> str:
    return f'<style:style style:name="{name}" style:family="text"><style:text-properties {attributes}/></style:style>'


def test_the_declaration_of_the_kind_stays_first_and_stored() -> None:
    file = content("<text:p>Bonjour</text:p>")
    document = read(file)
    new = odf.rebuild(document, [replace(document.blocks[0], text="Hello")])
    assert new[30:38] == b"mimetype"
    assert new[38:77] == b"application/vnd.oasis.opendocument.text"
    assert list(unpacked(new)) == list(unpacked(file))


def test_spans_that_look_alike_are_one_and_others_are_pairs() -> None:
    styles = style("T1", 'officeooo:rsid="1"') + style("T2", 'fo:font-weight="bold"')
    spans = (
        'Une <text:span text:style-name="T1">plate-</text:span>forme <text:span text:style-name="T2">neuve</text:span>'
    )
    document = read(content(f"<text:p>{spans}</text:p>", styles=styles))
    (block,) = document.blocks
    assert block.text == "Une plate-forme neuve"
    assert [(code.kind, code.offset) for code in block.codes] == [("open", 16), ("close", 21)]
    assert '<text:span text:style-name="T2">SHINY</text:span></text:p>' in rebuilt(document, "One platform is SHINY")


def test_blanks_collapse_as_on_a_web_page_and_those_that_count_are_elements() -> None:
    document = read(
        content("<text:p>\n  Deux  \n mots<text:s text:c='2'/>et<text:tab/>trois<text:line-break/>fin</text:p>")
    )
    (block,) = document.blocks
    assert block.text == "Deux mots  et\ttrois\nfin"
    assert [code.equivalent for code in block.codes] == ["\t", "\n"]
    new = rebuilt(document, "Some word  or\tthree\nend")
    assert '>Some word <text:s text:c="1"/>or<text:tab/>three<text:line-break/>end</text:p>' in new


def test_notes_frames_and_their_titles_are_texts_of_their_own() -> None:
    note = '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    note += "<text:note-body><text:p>Hors taxes.</text:p></text:note-body></text:note>"
    frame = (
        "<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box><svg:desc>Un plan</svg:desc></draw:frame>"
    )
    document = read(content(f"<text:h text:outline-level='2'>Prix{note} net</text:h><text:p>{frame}Suite</text:p>"))
    assert texts(document) == ["Prix net", "Hors taxes.", "Suite", "Encadré", "Un plan"]
    assert (document.blocks[0].kind, document.blocks[0].level) == (BlockKind.HEADING, 2)
    assert document.blocks[1].notes == ("footnote",)
    assert "text box" in document.blocks[3].notes
    new = rebuilt(document, "Cost net", "Without tax.", "Next", "Box", "A map")
    assert new.index("Cost") < new.index("Without tax.") < new.index(" net")


def test_deleted_paragraphs_are_no_text() -> None:
    deletion = "<text:changed-region><text:deletion><text:p>vieux</text:p></text:deletion></text:changed-region>"
    document = read(content(f"<text:tracked-changes>{deletion}</text:tracked-changes><text:p>Neuf</text:p>"))
    assert texts(document) == ["Neuf"]
    assert document.warnings == (Remark("deleted-text", "1"),)


def cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'


def test_cells_are_named_and_a_repeated_text_follows_them() -> None:
    head = f"<table:table-row>{cell('Nom')}<table:table-cell table:number-columns-repeated='2'/>{cell('Note')}"
    said = cell("Nappe", ' office:string-value="Nappe"')
    line = f"<table:table-row table:number-rows-repeated='2'>{said}</table:table-row>"
    table = f"<table:table table:name='Été'>{head}</table:table-row>{line}</table:table>"
    document = read(content(table, "spreadsheet"))
    assert [(block.text, block.key) for block in document.blocks] == [
        ("Nom", "Été!A1"),
        ("Note", "Été!D1"),
        ("Nappe", "Été!A2"),
    ]
    new = rebuilt(document, "Name", "Remark", "Cloth")
    assert 'office:string-value="Cloth"><text:p>Cloth</text:p>' in new


def test_formulas_and_what_they_compare_stay_and_lists_follow_their_cells() -> None:
    formula = " table:formula='of:=COUNTIF([.A1:.A2];&quot;Oui&quot;)'"
    condition = "table:condition='of:cell-content-is-in-list(&quot;Vert&quot;;&quot;Rouge&quot;)'"
    rules = f"<table:content-validations><table:content-validation {condition}/></table:content-validations>"
    rows = f"<table:table-row>{cell('Oui')}{cell('Vert')}{cell('deux', formula)}</table:table-row>"
    document = read(content(f"{rules}<table:table table:name='A'>{rows}</table:table>", "spreadsheet"))
    assert texts(document) == ["Vert", "Rouge"]
    assert {remark.code for remark in document.warnings} == {"compared-cells", "formula-texts"}
    assert "(&quot;Green&quot;;&quot;Red&quot;)" in rebuilt(document, "Green", "Red")


def test_slides_have_titles_and_notes() -> None:
    title = "<draw:frame presentation:class='title'><draw:text-box><text:p>Bilan</text:p></draw:text-box></draw:frame>"
    notes = "<presentation:notes><draw:frame><draw:text-box><text:p>Dire merci</text:p></draw:text-box></draw:frame>"
    document = read(content(f"<draw:page>{title}{notes}</presentation:notes></draw:page>", "presentation"))
    assert (document.blocks[0].text, document.blocks[0].kind) == ("Bilan", BlockKind.HEADING)
    assert document.blocks[1].notes[:2] == ("slide 1", "notes")


def test_what_was_said_to_be_french_is_said_to_be_english() -> None:
    styles = style("T1", 'fo:language="fr" fo:country="FR"')
    document = read(content("<text:p>Bonjour</text:p>", styles=styles), language="en-GB")
    new = unpacked(odf.rebuild(document, [upper(block) for block in document.blocks]))["content.xml"]
    assert b'fo:language="en" fo:country="GB"' in new
