"""What is put right without a person, and what never is."""

from __future__ import annotations

import pytest
from bitexte.checks.fixes import fixed


@pytest.mark.parametrize(
    ("source", "target", "made", "codes"),
    [
        ("Le sac est plein.", "The \u200bbag is full.", "The bag is full.", ["M006"]),
        ("Le sac est plein.", "The \u202ebag\u202c is full.", "The bag is full.", ["M005", "M005"]),
        ("Attention\u00a0: fragile !", "Caution\u00a0: fragile !", "Caution: fragile!", ["Y005", "Y005"]),
        ("Tapez « oui ».", "Type «\u00a0yes\u00a0».", "Type “yes”.", ["Y006", "Y006"]),
        ("Encore un peu…", "A little more...", "A little more…", ["Y004"]),
        ("Le sac est plein.", "The bag  is full.", "The bag is full.", ["Y007"]),
        ("Reste : ", "Left:", "Left: ", ["Y008"]),
        ("Il en reste 45 300.", "There are 45 300 left.", "There are 45,300 left.", ["Y013"]),
        ("Il mesure 4,75 m.", "It measures 4,75 m.", "It measures 4.75 m.", ["N003"]),
    ],
)
def test_what_is_sure_is_put_right_and_told(source: str, target: str, made: str, codes: list[str]) -> None:
    text, changes = fixed(source, target)
    assert (text, [change.code for change in changes]) == (made, codes)
    assert fixed(source, text) == (text, [])


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Le sac est plein.", "The bag is full."),
        ("Le sac est plein.", "He writes :) there"),
        ("Tapez « oui ».", "Type « yes."),
        ("Voir https://a.fr/1,5/x", "See https://a.fr/1,5/x"),
        ("Prix : {a  b}", "Price: {a}"),
        ("Les clés 1,5 et 2", "The keys 1, 5 and 2"),
        ("Il y a 3  sacs", "There are 3  bags"),
        ("Bonjour", ""),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_is_right_or_a_persons_affair_stays(source: str, target: str) -> None:
    assert fixed(source, target) == (target, [])
