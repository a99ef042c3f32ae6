"""Presentations: slides, notes, tables; masters' prompts and fields stay."""

from __future__ import annotations

from dataclasses import replace

from bitexte.formats import pptx
from bitexte.formats.options import Options
from bitexte.model import BlockKind, Document, Remark
from office import A, deck, packed, relationships, slide, unpacked, upper


def shape(inner: str, placeholder: str = "", user: str = "") -> str:
    held = f'<p:ph type="{placeholder}"/>' if placeholder else ""
    properties = f'<p:nvSpPr><p:cNvPr id="2" name="Zone"/><p:nvPr{user}>{held}</p:nvPr></p:nvSpPr>'
    return f"<p:sp>{properties}<p:txBody>{inner}</p:txBody></p:sp>"


def read(content: bytes, **options: object) -> Document:
    return pptx.parse(content, "a.pptx", Options(**options))  # type: ignore[arg-type]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def run(text: str, attributes: str = "") -> str:
    return f'<a:r><a:rPr lang="fr-FR"{attributes}/><a:t>{text}</a:t></a:r>'


def test_a_bold_part_of_a_word_and_a_break_are_codes_of_one_paragraph() -> None:
    bold = run("version", ' b="1"')
    broken = f"<a:p>{run('Taux de con')}{bold}<a:br/>{run('du mois')}<a:endParaRPr/></a:p>"
    document = read(deck(slide(shape(broken))))
    (block,) = document.blocks
    assert block.text == "Taux de conversion\ndu mois"
    assert [(code.kind, code.offset) for code in block.codes] == [("open", 11), ("close", 18), ("isolated", 18)]
    new = unpacked(pptx.rebuild(document, [upper(block)]))["ppt/slides/slide1.xml"].decode()
    assert '<a:rPr lang="en" b="1"/><a:t>VERSION</a:t></a:r><a:br/>' in new
    assert new.count("<a:endParaRPr/>") == 1


def test_language_and_spelling_marks_part_no_runs() -> None:
    marked = run("me", ' dirty="0" err="1"')
    cut = f"<a:p>{run('plate-for')}{marked}</a:p>"
    (block,) = read(deck(slide(shape(cut)))).blocks
    assert (block.text, block.codes) == ("plate-forme", ())


def test_fields_and_vertical_tabs_stay() -> None:
    number = f"<a:p>{run('Page ')}<a:fld id='1' type='slidenum'><a:t>3</a:t></a:fld>{run(' sur dix_x000B_fin')}</a:p>"
    document = read(deck(slide(shape(number))))
    assert texts(document) == ["Page 3 sur dix\nfin"]
    new = unpacked(pptx.rebuild(document, [upper(block) for block in document.blocks]))["ppt/slides/slide1.xml"]
    assert b"<a:fld id='1' type='slidenum'><a:t>3</a:t></a:fld>" in new
    assert b"_x000B_" in new


def test_titles_are_headings_and_numbers_of_slides_no_text() -> None:
    inner = shape(f"<a:p>{run('Bilan')}</a:p>", "ctrTitle") + shape(f"<a:p>{run('douze')}</a:p>", "sldNum")
    (block,) = read(deck(slide(inner))).blocks
    assert (block.text, block.kind, block.notes) == ("Bilan", BlockKind.HEADING, ("slide 1",))


def test_hidden_slides_are_left_and_counted() -> None:
    content = deck(slide(shape(f"<a:p>{run('Montré')}</a:p>")), slide(shape(f"<a:p>{run('Caché')}</a:p>"), ' show="0"'))
    assert texts(read(content)) == ["Montré"]
    assert read(content).warnings == (Remark("hidden-slides", "1"),)
    assert texts(read(content, hidden=True)) == ["Montré", "Caché"]


def test_of_a_layout_only_what_somebody_drew_is_text() -> None:
    prompt, drawn = f"<a:p>{run('Modifiez le titre')}</a:p>", f"<a:p>{run('Confidentiel')}</a:p>"
    layout = slide(shape(prompt, "title") + shape(drawn, user=' userDrawn="1"')).replace("p:sld>", "p:sldLayout>")
    document = read(deck(slide(shape(f"<a:p>{run('Bilan')}</a:p>")), layout=layout.replace("<p:sld ", "<p:sldLayout ")))
    assert texts(document) == ["Bilan", "Confidentiel"]


def test_cells_say_their_row_and_column() -> None:
    def cell(text: str) -> str:
        return f"<a:tc><a:txBody><a:p>{run(text)}</a:p></a:txBody></a:tc>"

    rows = f"<a:tr>{cell('Étape')}{cell('Date')}</a:tr><a:tr>{cell('Choix')}{cell('mi-mars')}</a:tr>"
    document = read(deck(slide(f"<p:graphicFrame><a:tbl>{rows}</a:tbl></p:graphicFrame>")))
    assert document.blocks[-1].notes == ("slide 1", "column: Date", "row: Choix")


def test_the_picture_of_a_smart_art_says_what_its_model_says_in_an_order_of_its_own() -> None:
    model = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    drawn = "http://schemas.microsoft.com/office/drawing/2008/diagram"
    points = "".join(f"<dgm:pt><dgm:t><a:p>{run(text)}</a:p></dgm:t></dgm:pt>" for text in ("Tester", "Mesurer"))
    shapes = "".join(
        f"<dsp:sp><dsp:txBody><a:p>{run(text)}</a:p></dsp:txBody></dsp:sp>" for text in ("Mesurer", "Tester")
    )
    content = deck(slide(shape(f"<a:p>{run('Titre')}</a:p>")))
    members = {
        **unpacked(content),
        "ppt/slides/_rels/slide1.xml.rels": relationships(
            ("r1", "diagramData", "../diagrams/data1.xml"), ("r2", "diagramDrawing", "../diagrams/drawing1.xml")
        ).encode(),
        "ppt/diagrams/data1.xml": f'<dgm:dataModel xmlns:dgm="{model}" xmlns:a="{A}">{points}</dgm:dataModel>'.encode(),
        "ppt/diagrams/drawing1.xml": f'<dsp:drawing xmlns:dsp="{drawn}" xmlns:a="{A}">{shapes}</dsp:drawing>'.encode(),
    }
    types = members.pop("[Content_Types].xml").decode()
    document = read(packed({"[Content_Types].xml": types, **members}))
    assert texts(document) == ["Titre", "Tester", "Mesurer"]
    targets = [
        replace(block, text={"Tester": "Test", "Mesurer": "Measure"}.get(block.text, block.text))
        for block in document.blocks
    ]
    new = unpacked(pptx.rebuild(document, targets))
    drawing = new["ppt/diagrams/drawing1.xml"].decode()
    assert drawing.index(">Measure<") < drawing.index(">Test<")
