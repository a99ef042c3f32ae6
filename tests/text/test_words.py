"""What counts as a word."""

from __future__ import annotations

import pytest
from bitexte.text.words import lower_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'arrivée d’aujourd'hui", ["L'", "arrivée", "d’", "aujourd'hui"]),
        ("le porte-monnaie, 3,5 kg", ["le", "porte-monnaie", "3,5", "kg"]),
        ("jusqu'ici", ["jusqu'", "ici"]),
        ("don't stop", ["don't", "stop"]),
        ("… !", []),
    ],
)
def test_elisions_stand_alone_and_compounds_are_one_word(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == expected


def test_letters_alone_make_the_words_of_a_comparison() -> None:
    assert lower_words("L'Été 2020, A380 !") == ["l", "été", "a"]
