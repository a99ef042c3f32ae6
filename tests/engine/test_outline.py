"""What of a text goes to the model, and what stays as it is about it."""

from __future__ import annotations

import pytest
from bitexte.engine import ModelEngine
from bitexte.engine.decoder import Model
from bitexte.engine.outline import outline
from bitexte.model import Designation, Request, Term, TermMatch
from bitexte.packages.package import Annotation
from scripted_decoder import Scripted

TAGS = Annotation("\ue000", "\ue001", "\ue002")
CART = Term("cart", (Designation("panier"),), (Designation("cart"),))


def english(text: str, **answers: str) -> str:
    """The translation by a model that attends in step, with its answers by French text."""
    known = {french.replace("_", " "): [given] for french, given in answers.items()}
    (made,) = ModelEngine(Model(Scripted(known, late=0), TAGS)).translate([Request(text)])
    return made.text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("♪ jour de pluie ♪", "♪ rainy day ♪"),
        ("♫♫ jour de pluie", "♫♫ rainy day"),
        ("★★★☆☆ jour de pluie", "★★★☆☆ rainy day"),
        ("jour de pluie ;-)", "rainy day ;-)"),
        ("2031-04-05\t18:22:09\tjour de pluie :(", "2031-04-05\t18:22:09\trainy day :("),
        ("[18:22] <Zoé> jour de pluie", "[18:22] <Zoé> rainy day"),
        ("(18:22:09) jour de pluie", "(18:22:09) rainy day"),
        ("jour de pluie<br>jour de pluie<BR />jour de pluie", "rainy day<br>rainy day<BR />rainy day"),
        ("<p>jour de pluie</p>\t<p>jour de pluie</p>", "<p>rainy day</p>\t<p>rainy day</p>"),
        ("jour<b> de pluie</b>", "rainy <b>day</b>"),
        ("<i>jour</i> de pluie", "<i>rainy</i> day"),
        ("<li><i>jour de pluie</i></li>", "<li><i>rainy day</i></li>"),
        ("jour de pluie .", "rainy day."),
        ("01:02:03,400 --> 01:02:05,600", "01:02:03,400 --> 01:02:05,600"),
    ],
)
def test_signs_stamps_columns_and_mark_up_stay_about_the_words(text: str, made: str) -> None:
    assert english(text, jour_de_pluie="rainy day", **{"jour de pluie.": "rainy day."}) == made


def test_entities_are_characters_to_the_model_and_entities_again_in_english() -> None:
    assert english("th&eacute; &amp; caf&#233;", **{"thé & café": "tea & coffee"}) == "tea &amp; coffee"


def test_an_entity_in_a_tag_is_the_tag_s_own() -> None:
    (stretch,) = outline(Request('Voir <a href="x&amp;y=1">la page</a> ici &amp; là.'))
    assert stretch.request is not None
    assert stretch.request.text == "Voir la page ici & là."
    assert [code.content for code in stretch.codes] == ['<a href="x&amp;y=1">', "</a>"]


@pytest.mark.parametrize("text", ["a < b et c > d", "il est 9:30", "© Exemple", "1 < 2", "R & D", "a;b", "note : 3"])
def test_what_is_no_mark_up_and_no_sign_goes_to_the_model_whole(text: str) -> None:
    (stretch,) = outline(Request(text))
    assert stretch.request is not None
    assert stretch.request.text == text


def test_terms_are_where_they_were_with_mark_up_about_them() -> None:
    text = "♪ Ouvrir <b>le panier</b> rouge"
    match = TermMatch(CART, (15, 21), "panier")
    source = "Ouvrir le\ue000 panier\ue001 cart\ue002 rouge"
    engine = ModelEngine(Model(Scripted({source: ["Open the red cart"]}), TAGS))
    (made,) = engine.translate([Request(text, (match,))])
    (use,) = made.uses
    assert use.span is not None
    assert made.text[slice(*use.span)] == "cart"
    assert sorted(made.text.replace("<b>", "").replace("</b>", "").split()) == ["Open", "cart", "red", "the", "♪"]
    assert made.text.count("<b>") == made.text.count("</b>") == 1


def test_what_codes_stand_for_is_kept_in_its_stretch() -> None:
    stretches = outline(Request("Le <b>prix</b> de Xyz est<br>bas", (), ((18, 21),)))
    first = stretches[0].request
    assert first is not None
    assert [first.text[slice(*span)] for span in first.kept] == ["Xyz"]
    assert "".join(stretch.text for stretch in stretches) == "Le <b>prix</b> de Xyz est<br>bas"


def test_long_rows_of_signs_take_no_time() -> None:
    text = "★ " * 40_000 + "mot" + " ★" * 40_000
    assert "".join(stretch.text for stretch in outline(Request(text))) == text
