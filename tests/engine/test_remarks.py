"""What is remarked on a decoded part, and the confidence made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bitexte.engine import ModelEngine, remarks
from bitexte.engine.confidence import Signals, confidence, signals
from bitexte.engine.decoder import Hypothesis, Model
from bitexte.engine.prepare import Part
from bitexte.model import Designation, Honour, Remark, Request, Term, TermMatch
from bitexte.packages.package import Annotation, Calibration
from scripted_decoder import Scripted

CART = Term("cart", (Designation("panier"),), (Designation("cart"),))
KEPT = Term("drive", (Designation("drive piéton"),), (Designation("drive piéton"),))


def part(text: str, *matches: TermMatch) -> Part:
    return Part(text, matches, text)


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("Une puce de silicium.", "A puce of silicon.", ["puce"]),
        ("Les manifestants sont là.", "The manifestants are there.", ["manifestants"]),
        ("Du pain et du vin.", "Bread et vin.", ["et", "vin"]),
        ("Le podcast et le blog sont en ligne.", "The podcast and the blog are online.", []),
        ("Le général de Gaulle à La Rochelle.", "General de Gaulle in La Rochelle.", []),
        ("Il lit « Le Monde » à Paris.", "He reads Le Monde in Paris.", []),
        ("Voir https://exemple.fr/puce", "See https://exemple.fr/puce", []),
    ],
)
def test_french_words_that_stay_are_told_and_names_addresses_and_loans_are_not(
    source: str, target: str, words: list[str]
) -> None:
    assert remarks.left_in_french(part(source), target) == words


def test_the_words_of_terms_are_right_in_any_language() -> None:
    match = TermMatch(KEPT, (3, 15), "drive piéton")
    assert remarks.left_in_french(part("Le drive piéton ouvre.", match), "The drive piéton opens.") == []
    assert remarks.left_in_french(part("Le drive piéton ouvre."), "The drive piéton opens.") == ["piéton"]


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("La Lettonie est là.", "Lettonia is there.", ["Lettonia"]),
        ("Il a ralenti.", "He slowded.", ["slowded"]),
        ("Péchalat a gagné.", "Pechalat has won.", []),
        ("Il n'a pas pu.", "He hadn't been able, he couldn't.", []),
        ("Le CIO décide.", "The IOC decides.", []),
        ("La marketplace d'Alibaba.", "Alibaba's marketplace.", []),
        ("« Il a tort », dit M. Roux.", "“He is wrong,” Mr. PO said. Roux.", ["PO"]),  # one acronym more
        ("L'ONU et l'OTAN sont là.", "UN and NATO are there.", []),
        ("Le PIB de 2010 à la télé", "The GDP of 2010 on TV", []),
        ("À 15 h, le siècle", "At 3 PM, the century", []),
    ],
)
def test_words_of_no_language_are_told(source: str, target: str, words: list[str]) -> None:
    assert remarks.non_words(part(source), target) == words


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        ("Le maire Mohamed Benali est venu.", "The mayor came.", ["Mohamed", "Benali"]),
        ("La ville de Londres est grande.", "The city of London is large.", []),
        ("Hier, l'Allemagne a gagné.", "Yesterday, it was Germany that won.", []),
        ("Demain, l'État paiera.", "Tomorrow the state will pay.", []),
        ("Louis est au XVIIIe siècle.", "Louis is in the 18th century.", []),
    ],
)
def test_names_without_a_trace_are_told(source: str, target: str, names: list[str]) -> None:
    assert remarks.dropped_names(part(source), target) == names


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("the marketplace marketplace opens", ["marketplace"]),
        ("at the Olympic Games Olympic Games in Tokyo", ["Olympic Games"]),
        ("he said that that is so", []),
        ("it is a man-made made-up thing", []),
    ],
)
def test_what_is_said_twice_in_a_row_is_told(target: str, words: list[str]) -> None:
    assert remarks.doubled("Il ouvre.", target) == words


def test_what_the_source_says_twice_may_be_said_twice() -> None:
    assert remarks.doubled("Non, nous nous voyons.", "We see we see each other.") == []


def test_a_content_word_that_nothing_attends_to_is_told_and_a_light_one_is_not() -> None:
    text = "Le client attend notre colis"
    pieces = Scripted().pieces
    rows = [[1.0, 0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.95, 0.0, 0.05]]
    hypothesis = Hypothesis("The customer waits", ("▁The", "▁customer", "▁waits"), -0.1, rows)
    assert remarks.uncovered(part(text), hypothesis, pieces) == ["colis"]


def test_an_odd_length_is_told_of_long_texts_only() -> None:
    source = "Une phrase assez longue pour que sa longueur dise quelque chose."
    made = remarks.remarks(part(source), Hypothesis("", (), 0.0), "Too short.", Scripted().pieces, guided=False)
    assert made == (Remark("length", "0.2"),)
    assert remarks.remarks(part("Oui."), Hypothesis("", (), 0.0), "Yes, sure.", Scripted().pieces, guided=False) == ()


def test_each_weakness_lowers_confidence() -> None:
    said = Hypothesis("The cart is empty.", ("▁The", "▁cart", "▁is", "▁empty."), -0.2)
    clean = signals("Le panier est vide.", "The cart is empty.", said, (), ())
    likely = confidence(clean, Calibration())
    assert 0.5 < likely < 1
    worse = [
        signals("Le panier est vide.", "The cart is empty.", replace(said, score=-0.9), (("cart", -5.0),), ()),
        signals("Le panier est vide.", "The empty.", said, (), ()),
        *(
            signals("Le panier est vide.", "The cart is empty.", said, (), (Remark(code, "x, y"),))
            for code in ("left-in-french", "non-word", "uncovered", "dropped-name", "doubled")
        ),
    ]
    assert all(confidence(each, Calibration()) < likely for each in worse)
    assert 0 <= confidence(Signals(-99.0, -99.0, 3, 3, 3, 3, 3, 9.0), Calibration()) < 0.001


def test_every_machine_segment_has_a_score_and_a_confidence_spliced_ones_too() -> None:
    source, plain = "Ouvrir le panier rouge maintenant", "Open the basket red now"
    decoder = Scripted({source: [plain], "Ouvrir le cart rouge maintenant": [plain]}, scores={"Open the cart": -9.0})
    (made,) = ModelEngine(Model(decoder)).translate([Request(source, (TermMatch(CART, (10, 16), "panier"),))])
    assert [use.honour for use in made.uses] == [Honour.SPLICED]
    assert made.score == -0.1
    assert made.confidence is not None
    assert 0 < made.confidence < 1


def test_a_doubtful_segment_keeps_other_ways_to_say_it_that_lose_no_term() -> None:
    source = "Ouvrir le\ue000 panier\ue001 cart\ue002 rouge"
    answers = ["Open the slowded cart", "Open the slowish cart", "Open the basket", "Open the slowish cart"]
    engine = ModelEngine(Model(Scripted({source: answers}), Annotation("\ue000", "\ue001", "\ue002")))
    (made,) = engine.translate([Request("Ouvrir le panier rouge", (TermMatch(CART, (10, 16), "panier"),))])
    assert made.problems == (Remark("non-word", "slowded"), Remark("uncovered", "rouge"))
    assert (made.text, made.alternatives) == ("Open the slowded cart", ("Open the slowish cart",))


def test_what_needs_no_model_is_certain_and_what_is_left_in_german_is_not() -> None:
    texts = ["15h58", "This is the price of 1,000 pieces, not for sale.", "Der Preis ist 1.000 und nicht verhandelbar."]
    made = ModelEngine(Model(Scripted())).translate([Request(text) for text in texts])
    assert [translation.confidence for translation in made] == [1.0, 1.0, 0.0]


def test_words_that_the_model_found_unlikely_are_told_but_not_those_of_terms_and_of_the_source() -> None:
    match = TermMatch(CART, (3, 9), "panier")
    words = (("The", -0.1), ("We've", -3.0), ("cart", -4.0), ("holds", -0.2), ("slack,", -3.0), ("Alibaba", -5.0))
    made = remarks.unsure(
        part("Le panier tient du gravier, Alibaba.", match), "We've the cart: it holds slack, Alibaba.", words
    )
    assert made == ["slack"]
    assert remarks.unsure(part("Le gravier."), "The slack.", ()) == []
