"""Which language a sentence is evidently in, and that French never is another."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte.language import detection as language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("This is an English sentence that should be kept.", "en"),
        ("Der Vertrag wird um ein Jahr verlängert.", "de"),
        ("El pedido llegará mañana por la mañana.", "es"),
        ("Questo prodotto è della marca più venduta nel paese.", "it"),
        ("De levering is gratis en niet voor bedrijven.", "nl"),
        ("O pedido não está pronto para ser enviado.", "pt"),
    ],
)
def test_common_words_tell_a_language(text: str, code: str) -> None:
    assert language.evident(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Nouveautés de Dynamics 365 for Finance and Operations ?",
        "Cours MB-300T01-A : Fonctions courantes de base de Dynamics 365 for Finance and Operations",
        "la norme ULC/ORD-C971 intitulée Nonmetallic Underground Piping for Flammable and Combustible Liquids,",
        "Il épousa ma cousine.",
        "Son rêve se réalisa.",
        "Die et Das",
        "The Voice",
        "Le service IT to Go de Will",
        "Conditions générales de vente",
        "Elle a lu « The Catcher in the Rye » and « Of Mice and Men » dans le train.",
        "",
    ],
)
def test_french_with_foreign_names_in_it_is_french(text: str) -> None:
    assert language.evident(text) is None


def test_no_french_line_of_the_development_set_is_taken_for_another_language(shared: Path) -> None:
    french, english = (
        (shared / "eval" / f"flores-dev.{code}").read_text("utf-8").splitlines() for code in ("fr", "en")
    )
    assert [line for line in french if language.evident(line)] == []
    assert sum(language.evident(line) == "en" for line in english) > 0.9 * len(english)


@pytest.mark.parametrize(
    "text",
    [
        "I don't know him.",
        "Please read our guide",
        "Log out",
        "My sister lives here",
    ],
)
def test_a_short_text_of_english_words_alone_is_english(text: str) -> None:
    assert language.evident(text) == "en"


@pytest.mark.parametrize(
    "text",
    ["Table ronde", "Service client", "Menu principal", "Bon de commande", "Total page", "Chat en direct", "Prix fixe"],
)
def test_a_short_text_of_words_that_french_has_too_is_not(text: str) -> None:
    assert language.evident(text) is None
