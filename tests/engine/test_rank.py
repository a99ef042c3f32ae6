"""Which hypothesis is taken: one with English words, one that leaves nothing out."""

from __future__ import annotations

from bitexte.engine import ModelEngine
from bitexte.engine.decoder import Model
from bitexte.model import Remark, Request, Translation
from bitexte.packages.package import Annotation
from scripted_decoder import Scripted

TAGS = Annotation("\ue000", "\ue001", "\ue002")


def translated(text: str, answers: dict[str, list[str]]) -> Translation:
    (made,) = ModelEngine(Model(Scripted(answers, late=0), TAGS)).translate([Request(text)])
    return made


def test_an_english_word_goes_before_one_of_no_language_and_the_guess_is_told() -> None:
    made = translated("Il mange des merises", {"Il mange des merises": ["He eats merisies", "He eats cherries"]})
    assert made.text == "He eats cherries"
    assert Remark("guess", "merisies") in made.problems


def test_a_label_is_tried_with_a_small_letter_and_a_full_stop() -> None:
    assert translated("Merise", {"Merise": ["Merisy"], "merise": ["cherry"]}).text == "Cherry"
    assert translated("merise", {"merise": ["merisy"], "Merise": ["Merisier"], "merise.": ["Cherry."]}).text == "cherry"


def test_in_capitals_too() -> None:
    assert translated("CONFITURE DE MERISES", {"confiture de merises": ["cherry jam"]}).text == "CHERRY JAM"


def test_a_word_is_not_said_once_more_than_in_the_source() -> None:
    made = translated("encore encore", {"encore encore": ["again again again", "again again"]})
    assert made.text == "again again"


def test_a_draft_without_fault_stays_the_first() -> None:
    made = translated("La mer est belle", {"La mer est belle": ["The sea is lovely", "The sea is fine"]})
    assert (made.text, made.problems) == ("The sea is lovely", ())
