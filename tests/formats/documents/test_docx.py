"""Word documents: the nasty parts, each in a small document of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from bitexte.errors import InputError
from bitexte.formats import docx, parse
from bitexte.formats.options import Layout, Options
from bitexte.model import Block, BlockKind, CodeKind, Document, Remark
from office import OFFICE, W, relationships, unpacked, upper, word


def read(body: str, **options: object) -> Document:
    return docx.parse(word(body), "a.docx", Options(**options))  # type: ignore[arg-type]


def rebuilt(document: Document, *targets: Block) -> str:
    """The body of the document with these blocks in the place of its first ones."""
    rest = document.blocks[len(targets) :]
    return unpacked(docx.rebuild(document, [*targets, *rest]))["word/document.xml"].decode()


def english(block: Block, text: str, **offsets: int) -> Block:
    """A target with its codes at new offsets, by kind and id: open1=4."""
    codes = tuple(replace(code, offset=offsets.get(f"{code.kind}{code.id}", code.offset)) for code in block.codes)
    return replace(block, text=text, codes=tuple(sorted(codes, key=lambda code: code.offset)))


def run(text: str, properties: str = "") -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{''.join(runs)}</w:p>"


def field(code: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return mark("begin") + instruction + mark("separate") + result + mark("end")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def kinds(block: Block) -> list[tuple[str, int]]:
    return [(code.kind, code.offset) for code in block.codes]


def test_runs_that_differ_in_nothing_visible_are_one() -> None:
    proof = '<w:proofErr w:type="spellStart"/>'
    back = '<w:bookmarkStart w:id="7" w:name="_GoBack"/><w:bookmarkEnd w:id="7"/>'
    cut = run("plate-for", '<w:lang w:val="fr-FR"/>') + proof + run("me", "<w:noProof/>") + back + run(" rapide")
    document = read(paragraph(run("La "), cut, '<w:r w:rsidR="00AB"><w:t>.</w:t></w:r>'))
    assert texts(document) == ["La plate-forme rapide."]
    assert document.blocks[0].codes == ()


def test_the_format_of_most_words_needs_no_code_and_another_is_a_pair() -> None:
    document = read(paragraph(run("Tout est "), run("très ", "<w:b/>"), run("important", "<w:b/>"), run(" ici.")))
    (block,) = document.blocks
    assert block.text == "Tout est très important ici."
    assert kinds(block) == [("open", 9), ("close", 23)]
    target = english(block, "All of it is important here.", open1=13, close1=22)
    assert "<w:rPr><w:b/></w:rPr><w:t" in rebuilt(document, target)
    assert ">important</w:t>" in rebuilt(document, target)


def test_an_untouched_paragraph_keeps_its_bytes_and_a_changed_one_its_marks() -> None:
    first = paragraph(run("Un", "<w:i/>"), run(" deux"))
    second = paragraph('<w:bookmarkStart w:id="0" w:name="_Toc1"/>', run("Trois"), '<w:bookmarkEnd w:id="0"/>')
    document = read(first + second)
    one, two = document.blocks
    assert two.codes == ()  # marks round all words stay where they are
    body = rebuilt(document, one, english(two, "Three"))
    assert first in body
    assert '<w:bookmarkStart w:id="0" w:name="_Toc1"/><w:r><w:t xml:space="preserve">Three</w:t></w:r><w:book' in body


def test_tabs_and_breaks_are_codes_that_stand_for_their_characters() -> None:
    document = read(paragraph("<w:r><w:t>Prix</w:t><w:tab/><w:t>12</w:t><w:br/><w:t>TTC</w:t></w:r>"))
    (block,) = document.blocks
    assert block.text == "Prix\t12\nTTC"
    assert [code.equivalent for code in block.codes] == ["\t", "\n"]
    body = rebuilt(document, replace(block, text="Cost\t12\nVAT"))
    assert body.count("<w:tab/>") == body.count("<w:br/>") == 1
    assert ">Cost</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t" in body


def test_soft_and_unbroken_hyphens_are_characters_of_the_word() -> None:
    document = read(paragraph("<w:r><w:t>Micro</w:t><w:noBreakHyphen/><w:t>ondes</w:t><w:softHyphen/></w:r>"))
    (block,) = document.blocks
    assert block.text == "Micro\u2011ondes\u00ad"
    assert "<w:noBreakHyphen/>" in rebuilt(document, upper(block))


def test_codes_of_fields_stay_and_their_results_go_by_what_they_are() -> None:
    link = field('HYPERLINK "https://exemple.fr/"', run("notre aide"))
    date = field('DATE \\@ "d MMMM yyyy"', run("5 mars 2024"))
    document = read(paragraph(run("Voir "), link, run(" du "), date, run(".")))
    (block,) = document.blocks
    assert block.text == "Voir notre aide du ."
    assert kinds(block) == [("open", 5), ("close", 15), ("isolated", 19)]
    body = rebuilt(document, english(block, "See our help of .", open1=4, close1=12, isolated2=16))
    assert "5 mars 2024" in body
    assert body.count("HYPERLINK") == body.count(" DATE ") == 1
    assert body.index("HYPERLINK") < body.index(">our help<") < body.index(" DATE ")


def test_an_entry_of_a_table_of_contents_is_the_text_of_its_heading() -> None:
    entry = (
        f'<w:hyperlink w:anchor="a">{run("Livraison")}<w:r><w:tab/></w:r>{field("PAGEREF a", run("3"))}</w:hyperlink>'
    )
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    document = read(paragraph(begin, separate, entry) + paragraph(entry) + end)
    assert texts(document) == ["Livraison", "Livraison"]
    assert all(block.codes == () for block in document.blocks)
    assert rebuilt(document, *map(upper, document.blocks)).count("PAGEREF") == 2


def test_an_if_field_says_that_its_code_stays_french() -> None:
    document = read(paragraph(run("Livré "), field('IF 1 = 1 "demain" "jeudi"', run("demain")), run(" matin")))
    assert texts(document) == ["Livré demain matin"]
    assert document.warnings == (Remark("field-alternatives", "1"),)


def test_a_field_whose_mark_up_is_torn_leaves_its_paragraph_alone() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    document = read(paragraph(run("Avant "), begin, f'<w:hyperlink w:anchor="a">{end}{run("Après")}</w:hyperlink>'))
    assert texts(document) == []
    assert [remark.code for remark in document.warnings] == ["torn-field"]


def test_deleted_text_is_no_text_and_inserted_text_is() -> None:
    deleted = '<w:del w:id="1" w:author="A"><w:r><w:delText>vieux</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2" w:author="A">{run("nouveau")}</w:ins>'
    document = read(paragraph(run("Le "), deleted, inserted, run(" prix")))
    assert texts(document) == ["Le nouveau prix"]
    assert document.warnings == (Remark("deleted-text", "1"),)
    body = rebuilt(document, english(document.blocks[0], "The new price", isolated1=4, open2=4, close2=7))
    assert deleted in body
    assert f'<w:ins w:id="2" w:author="A">{run("new")}</w:ins>' in body


def test_a_deleted_paragraph_mark_makes_one_sentence_of_two_paragraphs() -> None:
    first = paragraph(run("Le contrat "), properties='<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>')
    document = read(first + paragraph(run("prend effet.")) + paragraph(run("Autre.")))
    assert texts(document) == ["Le contrat prend effet.", "Autre."]
    body = rebuilt(document, english(document.blocks[0], "The contract takes effect.", isolated1=13))
    assert body.count("<w:p>") == 3
    assert body.index(">The contract <") < body.index("</w:p><w:p>") < body.index(">takes effect.<")


def test_template_tags_come_out_whole_however_runs_cut_them() -> None:
    document = read(paragraph(run("Cher {"), run("{ cli", "<w:b/>"), run("ent }}, votre colis"), run(" {% if x %}")))
    (block,) = document.blocks
    assert block.text == "Cher {{ client }}, votre colis"  # one that only steers stays behind the last word
    assert [(code.content, code.equivalent, code.offset) for code in block.codes] == [
        ("{{ client }}", "{{ client }}", 5)
    ]
    assert ">{% if x %}</w:t>" in rebuilt(document, upper(block))
    assert ">{{ client }}</w:t>" in rebuilt(document, upper(block))


def test_a_text_box_stands_twice_and_is_translated_once() -> None:
    inside = f"<w:txbxContent>{paragraph(run('Offre '), run('spéciale', '<w:b/>'))}</w:txbxContent>"
    drawing = f'<w:drawing><wp:docPr id="1" name="Zone 1" descr="Encadré jaune"/>{inside}</w:drawing>'
    picture = f'<w:pict><v:shape alt="Encadré jaune"><v:textbox>{inside}</v:textbox></v:shape></w:pict>'
    both = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{picture}</mc:Fallback>'
    body = paragraph(run("Début"), f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>", run(" et fin."))
    document = read(body)
    assert texts(document) == ["Début et fin.", "Encadré jaune", "Offre spéciale"]
    assert "text box" in document.blocks[2].notes
    new = rebuilt(document, *map(upper, document.blocks))
    assert new.count(">OFFRE<") == new.count("SPÉCIALE<") == new.count('"ENCADRÉ JAUNE"') == 2
    assert 'name="Zone 1"' in new
    assert new.index("DÉBUT") < new.index("OFFRE") < new.index(" ET FIN.")


def bound(text: str) -> str:
    binding = '<w:dataBinding w:prefixMappings="xmlns:c=\'urn:c\'" w:xpath="/c:contrat[1]/c:objet[1]" '
    properties = f'<w:sdtPr>{binding}w:storeItemID="{{11}}"/></w:sdtPr>'
    return f"<w:sdt>{properties}<w:sdtContent>{run(text)}</w:sdtContent></w:sdt>"


def test_what_a_control_shows_and_what_it_is_bound_to_change_together() -> None:
    item = '<contrat xmlns="urn:c"><objet>Location</objet></contrat>'
    props = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    content = word(
        paragraph(run("Objet : "), bound("Location"), run(".")),
        members={
            "customXml/item1.xml": item,
            "customXml/itemProps1.xml": f'<ds:datastoreItem xmlns:ds="{props}" ds:itemID="{{11}}"/>',
            "customXml/_rels/item1.xml.rels": relationships(("r1", "customXmlProps", "itemProps1.xml")),
        },
    )
    document = docx.parse(content, "a.docx", Options())
    assert texts(document) == ["Location", "Objet : ."]
    new = unpacked(docx.rebuild(document, [replace(document.blocks[0], text="Rental"), document.blocks[1]]))
    assert b"<objet>Rental</objet>" in new["customXml/item1.xml"]
    assert b">Rental</w:t>" in new["word/document.xml"]


def test_items_of_a_list_are_translated_with_what_is_chosen_and_values_stay() -> None:
    items = '<w:listItem w:displayText="Virement" w:value="VIR"/><w:listItem w:displayText="Chèque" w:value="CHQ"/>'
    control = f"<w:sdt><w:sdtPr><w:dropDownList>{items}</w:dropDownList></w:sdtPr><w:sdtContent>{run('Virement')}"
    document = read(paragraph(run("Mode : "), f"{control}</w:sdtContent></w:sdt>"))
    assert texts(document) == ["Virement", "Chèque", "Mode : "]
    body = rebuilt(document, replace(document.blocks[0], text="Transfer"))
    assert 'w:displayText="Transfer" w:value="VIR"' in body
    assert ">Transfer</w:t>" in body


def test_hidden_text_is_left_and_told_and_read_on_demand() -> None:
    body = paragraph(run("Visible"), run(" caché", "<w:vanish/>"))
    assert texts(read(body)) == ["Visible"]
    assert read(body).warnings == (Remark("hidden-text", "1"),)
    assert texts(read(body, hidden=True)) == ["Visible caché"]


STYLES = (
    f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="fr-FR" w:eastAsia="en-US"/></w:rPr>'
    '</w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:styleId="T2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sous-titre"/><w:basedOn w:val="T2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Code"><w:name w:val="Code"/></w:style>'
    '<w:style w:type="character" w:styleId="tw4winInternal"><w:name w:val="tw4winInternal"/></w:style></w:styles>'
)


def styled(body: str, **options: object) -> Document:
    kinds = {"word/styles.xml": f"{OFFICE}wordprocessingml.styles+xml"}
    return docx.parse(word(body, kinds, {"word/styles.xml": STYLES}), "a.docx", Options(**options))  # type: ignore[arg-type]


def test_headings_lists_and_cells_say_where_they_stand() -> None:
    def cell(text: str) -> str:
        return f"<w:tc>{paragraph(run(text))}</w:tc>"

    table = (
        f"<w:tbl><w:tr>{cell('Pays')}{cell('Prix')}</w:tr><w:tr>{cell('France')}{cell('douze euros')}</w:tr></w:tbl>"
    )
    listed = paragraph(run("Point"), properties='<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
    heading = paragraph(run("Titre"), properties='<w:pStyle w:val="Sub"/>')
    blocks = styled(heading + listed + table).blocks
    assert (blocks[0].kind, blocks[0].level) == (BlockKind.HEADING, 2)
    assert (blocks[1].kind, blocks[1].level) == (BlockKind.LIST_ITEM, 2)
    assert blocks[-1].kind is BlockKind.TABLE_CELL
    assert blocks[-1].notes == ("column: Prix", "row: France")


def test_a_table_is_described_in_words_too() -> None:
    described = '<w:tblPr><w:tblCaption w:val="Tarifs"/><w:tblDescription w:val="Prix par pays"/></w:tblPr>'
    document = read(f"<w:tbl>{described}<w:tr><w:tc>{paragraph(run('France'))}</w:tc></w:tr></w:tbl>")
    assert texts(document) == ["Tarifs", "Prix par pays", "France"]


def test_styles_that_are_to_be_kept_keep_their_text() -> None:
    body = paragraph(run("ls -l fichiers"), properties='<w:pStyle w:val="Code"/>')
    body += paragraph(run("Tapez "), run("quitter", '<w:rStyle w:val="tw4winInternal"/>'), run(" puis Entrée."))
    document = styled(body, keep_styles=("code", "tw4win*"))
    assert texts(document) == ["Tapez  puis Entrée."]
    assert [code.content for code in document.blocks[0].codes] == ["quitter"]


def test_a_translated_document_is_said_to_be_english_where_it_was_said_to_be_french() -> None:
    document = styled(paragraph(run("Bonjour", '<w:lang w:val="fr-FR"/>')), language="en-GB")
    new = unpacked(docx.rebuild(document, [upper(block) for block in document.blocks]))
    assert b'<w:lang w:val="en-GB" w:eastAsia="en-US"/>' in new["word/styles.xml"]
    assert b'<w:lang w:val="en-GB"/>' in new["word/document.xml"]


def test_notes_headers_and_numberings_are_text_and_comments_on_demand() -> None:
    def part(name: str, inner: str) -> str:
        return f'<w:{name} xmlns:w="{W}">{inner}</w:{name}>'

    notes = '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("<w:r><w:footnoteRef/></w:r>", run(" Hors taxes."))}</w:footnote>'
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="Article %1 bis"/></w:lvl>'
    members = {
        "word/footnotes.xml": part("footnotes", notes),
        "word/header1.xml": part("hdr", paragraph(run("Rapport annuel"))),
        "word/comments.xml": part("comments", f'<w:comment w:id="0">{paragraph(run("À vérifier"))}</w:comment>'),
        "word/numbering.xml": part("numbering", f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'),
    }
    names = {"footnotes": "footnotes", "header1": "header", "comments": "comments", "numbering": "numbering"}
    kinds_ = {f"word/{name}.xml": f"{OFFICE}wordprocessingml.{kind}+xml" for name, kind in names.items()}
    content = word(paragraph(run("Corps")), kinds_, members)
    document = docx.parse(content, "a.docx", Options())
    assert texts(document) == ["Corps", "Hors taxes.", "Rapport annuel", "Article  bis"]
    assert document.blocks[1].notes == ("footnote 2",)
    assert Remark("comments-left", "1") in document.warnings
    new = unpacked(docx.rebuild(document, [upper(block) for block in document.blocks]))
    assert b'w:val="ARTICLE %1 BIS"' in new["word/numbering.xml"]
    assert b"<w:footnoteRef/>" in new["word/footnotes.xml"]
    assert "À vérifier" in texts(docx.parse(content, "a.docx", Options(comments=True)))


def test_strict_namespaces_free_prefixes_and_a_byte_order_mark_are_read_alike() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    text = (
        f'\ufeff<d:document xmlns:d="{strict}"><d:body><d:p><d:r><d:t>Bonjour</d:t></d:r></d:p></d:body></d:document>'
    )
    content = word("", members={"word/document.xml": text})
    document = docx.parse(content, "a.docx", Options())
    assert texts(document) == ["Bonjour"]
    new = unpacked(docx.rebuild(document, [replace(document.blocks[0], text="Hello\u2011you")]))["word/document.xml"]
    assert new.startswith(b"\xef\xbb\xbf")
    assert b'<d:r><d:t xml:space="preserve">Hello</d:t><d:noBreakHyphen/><d:t' in new


def test_text_is_escaped_and_what_xml_cannot_hold_is_dropped() -> None:
    document = read(paragraph(run("Un &amp; deux")))
    assert texts(document) == ["Un & deux"]
    body = rebuilt(document, replace(document.blocks[0], text="1 < 2 & 3\x07"))
    assert ">1 &lt; 2 &amp; 3<" in body


def test_codes_that_come_in_another_order_still_nest() -> None:
    link = f'<w:hyperlink w:anchor="a">{run("un lien")}</w:hyperlink>'
    inserted = f'<w:ins w:id="1" w:author="A">{run("ajout")}</w:ins>'
    document = read(paragraph(run("Avec "), link, run(" et "), inserted, run(" enfin.")))
    (block,) = document.blocks
    crossing = english(block, "With a link and more.", open1=5, open2=7, close1=11, close2=20)
    again = docx.parse(docx.rebuild(document, [crossing]), "a.docx", Options())
    assert texts(again) == ["With a link and more."]
    missing = replace(block, codes=())
    assert rebuilt(document, missing).count("<w:hyperlink") == 1


def test_both_languages_stand_below_each_other_or_side_by_side() -> None:
    picture = '<w:r><w:drawing><wp:docPr id="1" name="Image 1"/></w:drawing></w:r>'
    body = paragraph(run("Un "), picture, run("deux")) + "<w:tbl><w:tr><w:tc>" + paragraph(run("Trois"))
    document = read(body + "</w:tc></w:tr></w:tbl><w:sectPr/>")
    targets = [upper(block) for block in document.blocks]
    below = unpacked(docx.rebuild_bilingual(document, targets, Layout.INTERLEAVED))["word/document.xml"].decode()
    beside = unpacked(docx.rebuild_bilingual(document, targets, Layout.COLUMNS))["word/document.xml"].decode()
    for text in (below, beside):
        assert text.count("<w:drawing>") == 1
        assert text.index(">Un <") < text.index(">UN <") < text.index(">Trois<") < text.index(">TROIS<")
        assert text.endswith("<w:sectPr/></w:body></w:document>")
    assert beside.count("<w:tr>") == 4


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"word/document.xml": "<w:document"}, "malformed XML"),
        ({"word/document.xml": '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}, "entity declarations"),
        ({"word/document.xml": ""}, "empty"),
        ({"word/document.xml": "<a>" * 300 + "</a>" * 300}, "nested too deeply"),
    ],
)
def test_damaged_and_dangerous_parts_are_told_with_their_name(members: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        parse(word("", members=members), "a.docx", Options())
    assert "word/document.xml" in str(raised.value)


def test_macros_are_carried_along_and_told() -> None:
    kinds_ = {"word/vbaProject.bin": "application/vnd.ms-office.vbaProject"}
    content = word(paragraph(run("Bonjour")), kinds_, {"word/vbaProject.bin": b"\0\1\2"})
    document = docx.parse(content, "a.docm", Options())
    assert document.warnings == (Remark("macros"),)
    new = unpacked(docx.rebuild(document, [upper(block) for block in document.blocks]))
    assert new["word/vbaProject.bin"] == b"\0\1\2"


def test_an_open_code_alone_of_a_field_that_goes_on_elsewhere_is_isolated() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INDEX </w:instrText></w:r>'
    separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    document = read(
        paragraph(run("Voir "), begin, separate, run("abricot")) + paragraph(run("banane"), end, run(" fin"))
    )
    assert texts(document) == ["Voir abricot", "banane fin"]
    assert [code.kind for block in document.blocks for code in block.codes] == [CodeKind.ISOLATED] * 2


def test_tracked_changes_are_accepted_where_that_is_asked_for() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>vieux</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{run("neuf")}</w:ins>'
    body = (
        paragraph(run("Un texte "), deleted, inserted)
        + paragraph(run("Une "), properties='<w:jc w:val="left"/><w:rPr><w:del w:id="3"/></w:rPr>')
        + paragraph(run("suite"), properties='<w:jc w:val="right"/><w:rPr><w:ins w:id="4"/></w:rPr>')
        + f'<w:tbl><w:tr><w:trPr><w:del w:id="5"/></w:trPr><w:tc>{paragraph(run("Ligne"))}</w:tc></w:tr>'
        f"<w:tr><w:tc>{paragraph(run('Reste'))}</w:tc></w:tr></w:tbl>"
    )
    document = read(body, revisions="accept")
    assert texts(document) == ["Un texte neuf", "Une suite", "Reste"]
    assert document.warnings == ()
    made = rebuilt(document, *map(upper, document.blocks))
    assert not re.search("<w:(?:ins|del|delText)[ />]", made)
    assert made.count("<w:p>") == 3
    assert 'w:val="right"' in made
    assert 'w:val="left"' not in made


def test_without_tracked_changes_accepting_changes_nothing(shared: Path) -> None:
    for name in ("fiche-defi-eig5", "moves-and-inserts", "complicated"):
        content = (shared / f"cases/documents/docx/{name}.docx").read_bytes()
        document = parse(content, "a.docx", Options(revisions="accept"))
        again = docx.rebuild(document, document.blocks)
        assert (again == content) is (name == "fiche-defi-eig5")
        kept = parse(content, "a.docx", Options())
        assert [block.text for block in parse(again, "a.docx", Options()).blocks] == [
            block.text for block in document.blocks
        ]
        assert {block.text.strip() for block in document.blocks} <= {block.text.strip() for block in kept.blocks}
