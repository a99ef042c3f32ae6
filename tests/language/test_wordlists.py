"""The word lists: what they know, and how soon."""

from __future__ import annotations

import subprocess
import sys

import pytest
from bitexte.language.wordlists import is_english, is_french, is_light_french, is_usual_english


@pytest.mark.parametrize("word", ["the", "The", "houses", "went", "London", "unlikely", "cannot", "website", "these"])
def test_usual_english_words_are_known(word: str) -> None:
    assert is_usual_english(word)


@pytest.mark.parametrize("word", ["mois", "première", "puce", "manifestants", "avec", "slowded", "Lettonia"])
def test_french_and_invented_words_are_no_usual_english(word: str) -> None:
    assert not is_usual_english(word)


def test_rare_words_are_in_one_list_or_the_other() -> None:
    assert is_english("biometrics")
    assert not is_english("slowded")
    assert [is_french(word) for word in ("manifestants", "Puce", "slowded")] == [True, True, False]
    assert [is_light_french(word) for word in ("Laquelle", "avec", "colis")] == [True, True, False]


def test_no_list_is_opened_before_it_is_asked_for() -> None:
    loaded = "print('lemminflect' in sys.modules, 'simplemma' in sys.modules)"
    code = f"import sys, bitexte.engine, bitexte.language.wordlists; {loaded}"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.split() == ["False", "False"]
