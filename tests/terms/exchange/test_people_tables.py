"""Tables that people make: their headers, several terms in a cell, marks, flags, forbidden columns, directions."""

from __future__ import annotations

import io
import zipfile

import pytest
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, Provenance, Term
from bitexte.terms import exchange, vocabulary
from bitexte.terms.exchange import csv
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font


def read(text: str, name: str = "a.csv") -> tuple[Term, ...]:
    return exchange.parse(text.encode(), name).terms


def pairs(text: str, name: str = "a.csv") -> list[tuple[str, str]]:
    """French = English of each concept; forbidden terms bear a cross."""
    terms = read(text, name)
    shown = [
        [f"†{one.text}" if one.status == "deprecated" else one.text for one in side]
        for term in terms
        for side in (term.sources, term.targets)
    ]
    return [("; ".join(shown[number]), "; ".join(shown[number + 1])) for number in range(0, len(shown), 2)]


@pytest.mark.parametrize(
    ("header", "field", "code"),
    [
        ("Terme français", "source", "fr"),
        ("Terme anglais (Royaume-Uni)", "target", "en"),
        ("fr-CA", "source", "fr"),
        ("en_US", "target", "en"),
        ("fra", "source", "fr"),
        ("ENG", "target", "en"),
        ("French (France)", "source", "fr"),
        ("English_United_States", "target", "en"),
        ("SourceTerm", "source", None),
        ("TargetLanguage", "target_language", None),
        ("Définition FR", "definition", "fr"),
        ("note_en", "target_note", "en"),
        ("Synonyme anglais", "target_synonym", "en"),
        ("À proscrire", "forbidden", None),
        ("Forbidden (EN)", "forbidden", "en"),
        ("English 2", "target", "en"),
        ("Ne pas traduire", "keep", None),
        ("Deutsch", "other", "de"),
        ("Term DE", "other", "de"),
        ("Mot clé", "", None),
    ],
)
def test_a_column_is_known_by_its_names_in_french_and_english(header: str, field: str, code: str | None) -> None:
    assert vocabulary.column(header) == (field, code)


def test_no_name_stands_for_two_columns() -> None:
    names = [vocabulary.folded(name) for _, (_, others) in vocabulary.COLUMNS.items() for name in others]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert [name for name in vocabulary.COLUMNS if vocabulary.column(name.replace("_", " "))[0] != name] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Terme français;Terme anglais;Statut;Commentaire\npanier;basket;validé;x\n", [("panier", "basket")]),
        ("English,French\nbasket,panier\n", [("panier", "basket")]),
        ("term,fr,en\ncart,panier,basket\n", [("panier", "basket")]),
        ("SourceTerm,TargetTerm,SourceLanguage,TargetLanguage\npanier,basket,fra,eng\n", [("panier", "basket")]),
        ("Source,Target,From,To\nbasket,panier,en-GB,fr-FR\nKorb,basket,de,en\n", [("panier", "basket")]),
        (
            '"gift card","bon cadeau","EN","FR"\n"stock","stock","EN","FR"\n',
            [("bon cadeau", "gift card"), ("stock", "stock")],
        ),
        ("Lexique;;\nVersion 3;;\nFrançais;Anglais;Note\n\npanier;basket;\n", [("panier", "basket")]),
        ("#\tFrench\tEnglish\n1\tpanier\tbasket\n", [("panier", "basket")]),
        ("fr,en,en\npanier,basket,cart\n", [("panier", "basket; cart")]),
        ("fr;en\npanier / caddie;basket; cart\n", None),
        ('fr,en\npanier / caddie,"basket; cart"\n', [("panier; caddie", "basket; cart")]),
        ('fr,en\n"panier\ncaddie",basket\n', [("panier; caddie", "basket")]),
        ("fr,en\nTCP/IP,TCP/IP\n", [("TCP/IP", "TCP/IP")]),
        ("fr,en\npanier (n.m.),basket\n", [("panier", "basket")]),
        ('fr,en\n"vendre, v.tr.",sell (US)\n', [("vendre", "sell")]),
        ("fr,en\nproduit(s),product\n", [("produit", "product")]),
        ("fr,en,interdit\npanier,basket,bin / bucket\n", [("panier", "basket; †bin; †bucket")]),
        ("fr,en,do not use\npanier,basket,no\npanier,bin,yes\n", [("panier", "basket; †bin")]),
        ("fr,en,forbidden\n,,utilize\n", [("", "†utilize")]),
        ("fr,en,status\npanier,basket,\npanier,bin,À proscrire\n", [("panier", "basket; †bin")]),
        ("fr,en\nbon d'\u200bachat,vou\u00adcher\n", [("bon d'achat", "voucher")]),
        ("fr,en\ncourt\n\npanier,basket\nlong,a,b\n", [("panier", "basket")]),
        ("panier,basket,noun\nvendre,sell,verb\n", [("panier", "basket"), ("vendre", "sell")]),
        ("anglais,English\nfrançais,French\n", [("anglais", "English"), ("français", "French")]),
    ],
)
def test_a_table_is_read_as_its_maker_meant_it(text: str, found: list[tuple[str, str]] | None) -> None:
    if found is None:  # `;` parts columns here: the row has one cell too many
        with pytest.raises(GlossaryError, match="row 2 has 3 cells where 2 are expected"):
            read(text)
    else:
        assert pairs(text) == found


def test_marks_say_the_part_of_speech_or_become_a_note() -> None:
    term = read('fr,en\n"vendre, v.tr.",sell (US)\n')[0]
    assert (term.sources[0].part_of_speech, term.targets[0].note) == ("verb", "US")


def test_flags_of_other_tools_are_flags() -> None:
    terms = read(
        "term,case sensitive,translatable,fr,en\nx,true,false,Acmé,Acmé\n".replace("x", "a")
        + "b,false,true,panier,basket\n"
    )
    assert [term.flags for term in terms] == [{Flag.EXACT_CASE, Flag.KEEP}, set()]
    assert read("Terme;Équivalent;Ne pas traduire\nCarrefour;;oui\n")[0].flags == {Flag.KEEP}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Deutsch;Englisch\nKorb;basket\n", "no French one"),
        ("Mot clé;Statut;Commentaire\npanier;ok;x\n", "no French and no English one"),
        ("gift card,bon d'achat\nlegal notice,mentions légales\n", "the second column looks French"),
        ("source,target\ngift card,bon d'achat\nlegal notice,mentions légales\n", "the second column looks French"),
    ],
)
def test_a_table_whose_columns_are_not_known_is_refused_with_the_names_that_are(text: str, said: str) -> None:
    with pytest.raises(GlossaryError, match=said) as caught:
        read(text)
    assert "fr,en or French,English" in str(caught.value)
    assert len(str(caught.value)) <= 300


@pytest.mark.parametrize(
    "header",
    ["langue,terme", "Terme;Langue", "id,language,term", "Locale,Text", "code_langue,expression", "term,lang,pos"],
)
def test_a_table_with_a_term_a_row_is_refused(header: str) -> None:
    separator = ";" if ";" in header else ","
    row = separator.join(["fr", "panier", "nom"][: header.count(separator) + 1])
    with pytest.raises(GlossaryError, match="has a column of languages, a term a row"):
        read(f"{header}\n{row}\n")


def test_the_words_langue_and_language_are_a_pair_like_others() -> None:
    assert pairs("langue,language\npanier,cart\n") == [("langue", "language"), ("panier", "cart")]


def test_what_is_parted_or_left_out_is_told_with_its_row() -> None:
    losses = exchange.parse('fr,en,couleur\n"a b\nc d",x (n.),rouge\nfr\u200b,en\nseul\n'.encode(), "a.csv").losses
    told = "\n".join(losses)
    for said in (
        "the column 'couleur' is not kept (1 cells)",
        "several terms in a cell, parted by a line break: 1 cells (row 2)",
        "marks such as (n.f.) taken from terms: 1 cells (row 2)",
        "invisible characters left out: 1 cells (row 3)",
        "row 4, column 'target': is empty, the row is left out ('seul')",
    ):
        assert said in told


def test_entries_carry_the_line_of_their_row() -> None:
    entries = exchange.parse(b'fr,en,note\npanier,basket,"two\nlines"\nrayon,aisle,\n', "a.csv").entries
    assert [entry.place for entry in entries] == ["a.csv:2", "a.csv:4"]


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_all_sheets_are_read_with_their_domain_comments_and_struck_text() -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Vente"
    first.append(["Glossaire 2024"])
    first.append([])
    first.append(["Français", "Anglais", "Maj"])
    first.append(["panier", "basket", 45000])
    first["B4"].comment = Comment("not for gifts", "Ann")
    first.append(["rayon", CellRichText("aisle ", TextBlock(InlineFont(strike=True), "radius"))])
    first.append(["soldes", "balance"])
    first["B6"].font = Font(strike=True)
    second = book.create_sheet("Logistique")
    second.append(["EN", "FR"])
    second.append(["delivery", "livraison"])
    book.create_sheet("Lisez-moi").append(["Bonjour"])
    found = exchange.parse(saved(book), "a.xlsx")
    shown = {
        term.source: (term.domain, term.note, [f"{one.status.value[0]} {one.text}" for one in term.targets])
        for term in found.terms
    }
    assert shown == {
        "panier": ("Vente", "not for gifts", ["p basket"]),
        "rayon": ("Vente", "", ["p aisle", "d radius"]),
        "soldes": ("Vente", "", ["d balance"]),
        "livraison": ("Logistique", "", ["p delivery"]),
    }
    told = "\n".join(found.losses)
    assert "the sheet 'Lisez-moi' is not read" in told
    assert "'balance' is struck through" in told
    assert "the column 'Maj' is not kept" in told
    assert found.entries[0].place == "a.xlsx#Vente:4"


def test_a_document_in_a_zip_is_no_workbook_and_no_glossary() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(GlossaryError, match="is no glossary format"):
        exchange.parse(file.getvalue(), "x.docx")


MULTITERM = """<?xml version="1.0" encoding="UTF-16"?><mtf><conceptGrp><concept>7</concept>
<transacGrp><transac type="origination">ann</transac><date>2020-01-01T00:00:00</date></transacGrp>
<descripGrp><descrip type="Domaine">vente</descrip></descripGrp>
<languageGrp><language type="Anglais" lang="EN-GB"/><descripGrp><descrip type="Définition">where goods wait</descrip>
</descripGrp><termGrp><term>basket</term><descripGrp><descrip type="Catégorie grammaticale">Nom</descrip></descripGrp>
</termGrp><termGrp><term>bin</term><descripGrp><descrip type="Statut">Interdit</descrip></descripGrp></termGrp>
</languageGrp><languageGrp><language type="Français" lang="FR"/><termGrp><term>panier</term></termGrp></languageGrp>
<languageGrp><language type="German" lang="DE"/><termGrp><term>Korb</term></termGrp></languageGrp></conceptGrp></mtf>"""


def test_multiterm_xml_is_read_whatever_its_fields_are_called() -> None:
    found = exchange.parse(MULTITERM.encode("utf-16"), "export.xml")
    term = found.terms[0]
    assert (term.source, term.domain, term.definition) == ("panier", "vente", "where goods wait")
    assert [(one.text, one.status) for one in term.targets] == [("basket", "preferred"), ("bin", "deprecated")]
    assert "not kept: terms in 'de' (1 times)" in found.losses


TBX_FLAGS = """<martif type="TBX"><text><body><termEntry id="a"><langSet xml:lang="fr"><tig><term>Acmé</term></tig>
</langSet><descrip type="doNotTranslate">yes</descrip></termEntry><termEntry id="b"><langSet xml:lang="fr"><tig>
<term>panier</term></tig></langSet><langSet xml:lang="en"><tig><term>basket</term></tig><tig><term>bin</term>
<termNote type="normativeAuthorization">supersededTerm</termNote></tig></langSet></termEntry><termEntry id="c">
<langSet xml:lang="en"><tig><term>utilize</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts
</termNote></tig></langSet></termEntry></body></text></martif>"""


def test_tbx_of_other_tools_says_what_stays_and_what_is_forbidden() -> None:
    terms = {term.id: term for term in exchange.parse(TBX_FLAGS.encode(), "a.tbx").terms}
    assert Flag.KEEP in terms["a"].flags
    assert [one.status for one in terms["b"].targets] == ["preferred", "deprecated"]
    assert (terms["c"].sources, terms["c"].targets[0].status) == ((), "deprecated")


def test_a_term_that_begins_like_a_comment_comes_back_and_a_row_that_is_taken_for_one_is_told() -> None:
    term = Term("rank", (Designation("# 3 mondial"), Designation("# trois")), (Designation("# 3 worldwide"),))
    export = csv.serialize([term], Provenance("1"))
    (back,) = csv.parse(export.content, "g.csv").terms
    assert [each.text for each in back.sources] == ["# 3 mondial", "# trois"]
    found = csv.parse("fr,en\nsac,bag\n# sac à dos,backpack\n# une remarque\n".encode(), "g.csv")
    assert [each.source for each in found.terms] == ["sac"]
    assert len(found.losses) == 1
    assert "row 3" in found.losses[0]
