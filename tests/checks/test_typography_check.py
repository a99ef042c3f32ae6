"""Line breaks, blanks, end marks, brackets, quotes and capitals."""

from __future__ import annotations

import pytest
from bitexte.checks import consistency, repetition, typography, untranslated
from published import unit


def codes(source: str, target: str) -> set[str]:
    return {finding.code for finding in typography.check([unit(source, target)])}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Adresse :", "Address:"),
        ("Où êtes-vous ?", "Where are you?"),
        ("Quelle joie !!", "What joy!!"),
        ("Il a dit : « Venez ! »", "He said, “Come!”"),
        ("Oui ; non : peut-être…", "Yes; no: perhaps..."),
        ("Un.\nDeux.\n", "One.\nTwo.\n"),
        ("a) Premier point", "a) First point"),
        ("À bientôt :)", "See you :)"),
        ("iPhone et vous", "iPhone and you"),
        ("12 500 clients", "12,500 customers"),
        ("Fin. Suite", "End.  Next"),
    ],
)
def test_english_typography_is_left_alone(source: str, target: str) -> None:
    assert codes(source, target) == set()


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("Terminé.\n", "Done.", "Y001"),
        ("Terminé.", "Done.\n", "Y001"),
        ("\nTerminé.", "Done.", "Y001"),
        ("Un.\nDeux.", "One. Two.", "Y002"),
        ("Un. Deux.", "One.\nTwo.", "Y002"),
        ("Où êtes-vous ?", "Where you are.", "Y003"),
        ("Vous êtes là.", "Are you there?", "Y003"),
        ("Adresse :", "Address", "Y004"),
        ("Chargement…", "Loading", "Y004"),
        ("Adresse : ici", "Address : here", "Y005"),
        ("Vraiment ?", "Really\u202f?", "Y005"),
        ("Cliquez sur « OK »", "Click « OK »", "Y006"),
        ("Un seul blanc", "One  blank", "Y007"),
        ("Total ", "Total", "Y008"),
        ("Un mot (ou deux)", "A word (or two", "Y009"),
        ("Un mot (ou deux)", "A word or two", "Y010"),
        ("Cliquez sur « Valider »", "Click Confirm", "Y011"),
        ("Ajouter ce mot", "add this word", "Y012"),
        ("12 500 clients", "12 500 customers", "Y013"),
    ],
)
def test_what_a_text_stands_in_is_kept(source: str, target: str, code: str) -> None:
    assert codes(source, target) == {code}


def french(source: str, target: str) -> list[str]:
    return [finding.code for finding in untranslated.check([unit(source, target)])]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Votre colis est parti hier.", "Votre colis est parti hier.", ["U001"]),
        ("Mon compte", "Mon compte", ["U001"]),
        ("Bienvenue", "Bienvenue", ["U003"]),
        ("Envoyez le colis avant la fin du mois.", "Send le colis avant la fin of the month.", ["U002"]),
        ("Documentation", "Documentation", []),
        ("Instagram", "Instagram", []),
        ("Lyon – Turin", "Lyon – Turin", []),
        ("Jean Valjean", "Jean Valjean", []),
        ("SNCF", "SNCF", []),
        ("%d Hz", "%d Hz", []),
        ("Le Tour de France passe ici.", "The Tour de France passes here.", []),
    ],
)
def test_french_is_found_and_what_is_rightly_equal_is_not(source: str, target: str, expected: list[str]) -> None:
    assert french(source, target) == expected


def test_one_text_in_two_ways_and_two_texts_in_one_way_are_told_where_they_stand_again() -> None:
    units = [
        unit("Voir le panier", "View the cart", "a#1"),
        unit("voir le panier !", "See the basket", "a#2"),
        unit("Fermer le panier", "View the cart", "a#3"),
        unit("Voir le panier", "View the cart.", "a#4"),
    ]
    found = [(finding.code, finding.segment) for finding in consistency.check(units)]
    assert found == [("C001", "a#2"), ("C002", "a#3")]


def test_plural_forms_parted_by_a_bar_are_no_loop() -> None:
    forms = "There is one item in your cart|There is one item in your cart"
    assert list(repetition.check([unit("Un article dans le panier", forms)])) == []
