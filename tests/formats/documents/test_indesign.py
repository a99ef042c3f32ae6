"""InDesign: paragraphs inside ranges, notes, tables, links, conditions, masters; the rest to the letter."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from bitexte.formats import Options
from bitexte.model import Block, BlockKind
from documents import read, rebuilt, texts
from indesign import frame, indesign, paragraphs, styled
from lxml import etree
from office import upper

_BOLD = ' FontStyle="Bold"'


def _story(content: bytes, name: str = "u1") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(f"Stories/Story_{name}.xml").decode()
    etree.fromstring(text.encode())  # well-formed
    return text


def _said(content: bytes, name: str = "u1") -> str:
    """What a story says, a paragraph a line."""
    root = etree.fromstring(_story(content, name).encode())
    return "".join("\n" if node.tag == "Br" else node.text or "" for node in root.iter("Content", "Br"))


def test_paragraphs_part_at_breaks_within_a_range() -> None:
    story = paragraphs(
        styled("Un titre.", "<Br />", "Le prix "), styled("baisse", more=_BOLD), styled(" encore.", "<Br />", "Fin.")
    )
    content = indesign({"u1": story})
    document = read(content, "a.idml")
    assert texts(document) == ["Un titre.", "Le prix baisse encore.", "Fin."]
    assert [(code.kind, code.offset) for code in document.blocks[1].codes] == [("open", 8), ("close", 14)]
    assert rebuilt(document) == content
    english = rebuilt(document, upper)
    assert _said(english) == "UN TITRE.\nLE PRIX BAISSE ENCORE.\nFIN."
    ranges = etree.fromstring(_story(english).encode()).iter("CharacterStyleRange")
    bold = [one for one in ranges if one.get("FontStyle") == "Bold"]
    assert ["".join(map(str, one.itertext())) for one in bold] == ["BAISSE"]


def test_one_changed_paragraph_leaves_the_others_to_the_letter() -> None:
    story = paragraphs(styled("Un.", "<Br />", "Deux.", "<Br />", "Trois."))
    document = read(indesign({"u1": story}), "a.idml")
    english = rebuilt(document, lambda block: replace(block, text="Two.") if block.text == "Deux." else block)
    assert _said(english) == "Un.\nTwo.\nTrois."
    assert styled("Un.", "<Br />")[:-24] in _story(english)


def test_ranges_of_one_look_are_one() -> None:
    story = paragraphs(
        styled("La li", more=' AppliedLanguage="$ID/French"'),
        styled("vraison", more=' Tracking="-5"'),
        styled(" part."),
    )
    document = read(indesign({"u1": story}), "a.idml")
    assert texts(document) == ["La livraison part."]
    assert document.blocks[0].codes == ()


def test_page_numbers_line_breaks_and_variables_are_codes() -> None:
    variable = '<TextVariableInstance Self="v" Name="Date" ResultText="mardi" />'
    story = paragraphs(styled("Voir la page <?ACE 18?> du\u2028guide", variable, " en ligne &amp; ailleurs."))
    document = read(indesign({"u1": story}), "a.idml")
    (block,) = document.blocks
    assert block.text == "Voir la page  du\nguide en ligne & ailleurs."
    english = _story(rebuilt(document, upper))
    assert "<?ACE 18?>" in english
    assert variable in english
    assert "\u2028" in english
    assert "LIGNE &amp; AILLEURS." in english


def test_footnotes_and_tables_are_texts_of_their_own() -> None:
    note = "<Footnote>" + paragraphs(styled("<?ACE 4?>\tUne note.")) + "</Footnote>"
    cells = "".join(
        f'<Cell Self="c{place}" Name="{place}">{paragraphs(styled(text))}</Cell>'
        for place, text in (("0:0", "Produit"), ("1:0", "Prix"), ("0:1", "Robe"), ("1:1", "dix euros"))
    )
    table = f'<Table Self="t" HeaderRowCount="1"><Row Name="0" /><Column Name="0" />{cells}</Table>'
    story = paragraphs(styled("Le prix", note, " baisse.", "<Br />", table, "<Br />"))
    content = indesign({"u1": story})
    document = read(content, "a.idml")
    assert texts(document) == ["Le prix baisse.", "Une note.", "Produit", "Prix", "Robe", "dix euros"]
    assert document.blocks[1].notes == ("footnote",)
    assert document.blocks[5].kind is BlockKind.TABLE_CELL
    assert document.blocks[5].notes == ("column: Prix", "row: Robe")
    english = _said(rebuilt(document, upper))
    assert english == "LE PRIX\tUNE NOTE. BAISSE.\nPRODUITPRIXROBEDIX EUROS\n"
    assert "<?ACE 4?>" in _story(rebuilt(document, upper))


def test_links_insertions_and_tagged_words_are_pairs_and_deletions_no_text() -> None:
    link = '<HyperlinkTextSource Self="h" Name="Lien"><Content>le site</Content></HyperlinkTextSource>'
    changes = (
        f'<Change ChangeType="InsertedText">{styled("bien ")}</Change>'
        f'<Change ChangeType="DeletedText">{styled("mal ")}</Change>'
    )
    story = paragraphs(styled("Voir ", link, " "), changes, styled("fait."))
    document = read(indesign({"u1": story}), "a.idml")
    assert texts(document) == ["Voir le site bien fait."]
    assert [(remark.code, remark.detail) for remark in document.warnings] == [("deleted-text", "1")]
    english = _story(rebuilt(document, upper))
    assert '<HyperlinkTextSource Self="h" Name="Lien"><Content>LE SITE</Content></HyperlinkTextSource>' in english
    assert "<Content>mal </Content>" in english


def test_an_xml_element_round_paragraphs_is_no_code() -> None:
    tagged = f'<XMLElement Self="x" MarkupTag="XMLTag/titre">{styled("Un titre.", "<Br />")}</XMLElement>'
    document = read(indesign({"u1": paragraphs(tagged, styled("Le texte."))}), "a.idml")
    assert sorted(texts(document)) == ["Le texte.", "Un titre."]
    assert _said(rebuilt(document, upper)) == "UN TITRE.\nLE TEXTE."


def test_hidden_conditions_layers_and_notes_are_left_and_counted() -> None:
    hidden = styled("secret ", more=' AppliedConditions="Condition/Interne"')
    stories = {
        "u1": paragraphs(styled("Un "), hidden, styled("mot.", f"<Note>{paragraphs(styled('À revoir'))}</Note>")),
        "u2": paragraphs(styled("Caché")),
    }
    more = '<Layer Self="l2" Visible="false" /><Condition Self="Condition/Interne" Visible="false" />'
    content = indesign(stories, frame("u2", ' ItemLayer="l2"') + frame("u1"), more=more)
    document = read(content, "a.idml")
    assert texts(document) == ["Un mot."]
    assert {remark.code: remark.detail for remark in document.warnings} == {"hidden-text": "2", "comments-left": "1"}
    assert "<Content>secret </Content>" in _story(rebuilt(document, upper))
    shown = read(content, "a.idml", Options(hidden=True, comments=True))
    assert texts(shown) == ["Caché", "Un secret mot.", "À revoir"]


def test_stories_come_in_the_order_of_the_pages_and_masters_last() -> None:
    stories = {name: paragraphs(styled(text)) for name, text in (("u1", "Pied"), ("u2", "Second"), ("u3", "Premier"))}
    export = '<ObjectExportOption AltTextSourceType="SourceCustom" CustomAltText="Une robe" />'
    picture = f'<Rectangle Self="r">{export}</Rectangle>'
    content = indesign(stories, frame("u3") + frame("u2") + picture, frame("u1"))
    document = read(content, "a.idml")
    assert texts(document) == ["Premier", "Second", "Pied", "Une robe"]
    assert document.blocks[2].notes == ("master",)
    with zipfile.ZipFile(io.BytesIO(rebuilt(document, upper))) as archive:
        assert b'CustomAltText="UNE ROBE"' in archive.read("Spreads/Spread_s.xml")
        assert b'AppliedLanguage="$ID/English: USA"' in archive.read("Resources/Styles.xml")


def test_headings_lists_and_kept_styles() -> None:
    story = (
        paragraphs(styled("Le titre"), style="Titre 2")
        + paragraphs(styled("Un point"), more=' BulletsAndNumberingListType="BulletList"')
        + paragraphs(styled("du code"), style="Textes%3aCode")
        + paragraphs(styled("Tapez "), styled("ls -l", style="Code"), styled(" ici."))
    )
    document = read(indesign({"u1": story}), "a.idml", Options(keep_styles=("code",)))
    assert [(block.text, block.kind, block.level) for block in document.blocks] == [
        ("Le titre", BlockKind.HEADING, 2),
        ("Un point", BlockKind.LIST_ITEM, 1),
        ("Tapez  ici.", BlockKind.PARAGRAPH, 0),
    ]


def test_codes_anywhere_give_a_sound_story() -> None:
    story = paragraphs(styled("Un "), styled("mot", more=_BOLD), styled(" <?ACE 18?> de plus.", "<Br />"))
    document = read(indesign({"u1": story}), "a.idml")

    def moved(block: Block) -> Block:
        return replace(block, text="xyz", codes=tuple(replace(code, offset=1) for code in block.codes))

    assert _said(rebuilt(document, moved)).strip() == "xyz"
