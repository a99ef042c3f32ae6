"""Hints of a package's lexicon: what is looked up, when the model is asked again, and which answer is taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte.engine import ModelEngine
from bitexte.engine.decoder import Model
from bitexte.engine.hints import hints, missing
from bitexte.engine.prepare import prepare, with_hints
from bitexte.model import Designation, Request, Term, TermMatch
from bitexte.packages.lexicon import Lexicon
from bitexte.packages.package import Annotation
from scripted_decoder import Scripted

TAGS = Annotation("⟦", "⟧", "⟨")
PAIRS = {
    "ADN": "DNA",
    "Le": "LE",
    "M": "PO",
    "gravier": "gravel|grit",
    "griffes": "claws|claw",
    "La Haye": "The Hague",
    "Londres": "London",
    "pour": "for",
    "souris": "mouse",
}
GRAVEL = Term("gravel", (Designation("gravier"),), (Designation("road metal"),))


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    path = tmp_path / "lexicon.tsv"
    path.write_bytes(b"".join(sorted(f"{french}\t{english}\n".encode() for french, english in PAIRS.items())))
    return Lexicon(path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Du gravier à La Haye.", ["gravier", "La Haye"]),
        ("Griffes et gravier", ["Griffes", "gravier"]),
        ("À Londres, pour Paris", ["Londres"]),  # a light word is never looked up
        ("L'ambassade de La\u00a0Haye", ["La\u00a0Haye"]),
        ("gravier2 mon_gravier @gravier", []),
        ("« Non », dit M. Le Goff de l'ADN", ["ADN"]),  # M and Le are something else in lists of acronyms
        ("", []),
    ],
)
def test_words_and_names_are_looked_up_as_they_stand(text: str, found: list[str], lexicon: Lexicon) -> None:
    assert [text[start:end] for (start, end), _ in hints(text, lexicon)] == found


def test_what_is_taken_is_no_hint_and_a_first_word_keeps_its_capital(lexicon: Lexicon) -> None:
    assert list(hints("Du gravier.", lexicon, [(3, 10)])) == []
    assert [known for _, known in hints("Gravier", lexicon)] == [("Gravel", "Grit")]


def test_a_draft_that_holds_a_rendering_in_any_form_lacks_nothing(lexicon: Lexicon) -> None:
    (part,) = prepare(Request("Les griffes de Londres"), Model(Scripted(), TAGS))
    assert missing(part, "The claw of London", lexicon) == []
    assert missing(part, "The griff of London", lexicon) == [((4, 11), "claws")]
    (mouse,) = prepare(Request("La souris"), Model(Scripted(), TAGS))
    assert missing(mouse, "The mice", lexicon) == []


def translated(answers: dict[str, list[str]], scores: dict[str, float], lexicon: Lexicon, *matches: TermMatch) -> str:
    decoder = Confident(answers, scores=scores)
    engine = ModelEngine(Model(decoder, TAGS, lexicon=lexicon))
    return engine.translate([Request("Du gravier gris", matches)])[0].text


class Confident(Scripted):
    """As scripted, the score of a first hypothesis being what is written down for it."""

    def decode(self, *arguments, **options):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        made = super().decode(*arguments, **options)
        return [tuple(replace(each, score=self.scores.get(each.text, each.score)) for each in own) for own in made]


HINTED = "Du⟦ gravier⟧ gravel⟨ gris"


@pytest.mark.parametrize(("score", "taken"), [(-0.2, "Grey gravel"), (-0.1, "Grey gravel"), (-0.5, "Grey gravity")])
def test_the_second_try_is_taken_where_the_model_is_as_sure_of_it(score: float, taken: str, lexicon: Lexicon) -> None:
    answers = {"Du gravier gris": ["Grey gravity"], HINTED: ["Grey gravel"]}
    assert translated(answers, {"Grey gravity": -0.2, "Grey gravel": score}, lexicon) == taken


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("Anne saw the griff", "Anna saw the claws", False),
        ("Anna saw the griff", "Anna saw the claws", True),
        ("Anne saw 30 griff", "Anne saw 31 claws", False),
        ("Anne saw 30 griff", "Anne saw 30 claws", True),
    ],
)
def test_a_name_or_figure_that_the_draft_has_as_it_stands_is_not_given_up(
    first: str, second: str, taken: bool, lexicon: Lexicon
) -> None:
    source = "Alors Anne a vu 30 griffes"
    (part,) = prepare(Request(source), Model(Scripted(), TAGS))
    hinted = with_hints(part, Model(Scripted(), TAGS), missing(part, first, lexicon)).model_text
    decoder = Scripted({part.model_text: [first], hinted: [second]})
    (made,) = ModelEngine(Model(decoder, TAGS, lexicon=lexicon)).translate([Request(source)])
    assert made.text == (second if taken else first)


def test_a_name_of_several_words_is_put_right_where_the_draft_kept_it(lexicon: Lexicon) -> None:
    decoder = Scripted({"Voir La Haye": ["See La Haye"], "Voir⟦ La Haye⟧ The Hague⟨": ["See The Hague"]})
    (made,) = ModelEngine(Model(decoder, TAGS, lexicon=lexicon)).translate([Request("Voir La Haye")])
    assert made.text == "See The Hague"


def test_a_term_of_the_glossary_is_never_hinted_at(lexicon: Lexicon) -> None:
    answers = {"Du⟦ gravier⟧ road metal⟨ gris": ["Grey road metal"]}
    assert translated(answers, {}, lexicon, TermMatch(GRAVEL, (3, 10), "gravier")) == "Grey road metal"


def test_without_a_lexicon_nothing_is_asked_twice() -> None:
    decoder = Scripted({"Du gravier gris": ["Grey gravity"]})
    assert ModelEngine(Model(decoder, TAGS)).translate([Request("Du gravier gris")])[0].text == "Grey gravity"
    assert [text for _, text in decoder.asked].count("Du gravier gris") == 1
