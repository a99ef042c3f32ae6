"""Words that a file renders in several ways: linked by the file alone, or by the engine's own links."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bitexte import limits
from bitexte.checks import renderings
from bitexte.model import Designation, Link, Term, TermMatch, Unit
from published import unit

SHOP = (
    ("Votre panier est vide.", "Your cart is empty."),
    ("Le panier contient deux articles.", "The cart contains two items."),
    ("Ajouter au panier", "Add to cart"),
    ("Ajouter un article", "Add an item"),
    ("Voir le panier", "View basket"),
    ("Le panier est plein.", "The basket is full."),
    ("La boutique est fermée.", "The store is closed."),
    ("Notre boutique est ouverte.", "Our store is open."),
)


def units(pairs: tuple[tuple[str, str], ...] = SHOP) -> list[Unit]:
    return [unit(source, target, f"a#{number}") for number, (source, target) in enumerate(pairs, start=1)]


def found(given: list[Unit]) -> dict[str, list[tuple[str, int]]]:
    return {each.text: [(one.text, len(one.places)) for one in each.renderings] for each in renderings.phrases(given)}


def test_a_word_with_two_renderings_is_listed_with_counts_and_places() -> None:
    given = units()
    (phrase,) = renderings.phrases(given)
    assert (phrase.text, [(each.text, len(each.places)) for each in phrase.renderings]) == (
        "panier",
        [("cart", 3), ("basket", 2)],
    )
    for rendering in phrase.renderings:
        for place in rendering.places:
            assert given[place.unit].segment.text[slice(*place.source)] == "panier"
            assert given[place.unit].translation.text[slice(*place.target)] == rendering.text


def test_the_finding_stands_at_the_rarer_rendering() -> None:
    told = list(renderings.check(units()))
    assert [each.segment for each in told] == ["a#5", "a#6"]
    assert {each.message for each in told} == {"panier: cart 3 times, basket 2"}


def test_forms_of_one_word_are_one_rendering() -> None:
    pairs = tuple((source.replace("panier", "paniers"), target.replace("basket", "carts")) for source, target in SHOP)
    assert found(units(pairs)) == {}


def test_a_phrase_comes_before_its_words() -> None:
    pairs = (
        ("La fiche technique manque.", "The data sheet is missing."),
        ("Lisez la fiche technique.", "Read the data sheet."),
        ("Une fiche technique", "A specification sheet"),
        ("Imprimez la fiche technique.", "Print the specification sheet."),
        ("Une fiche vide", "An empty sheet"),
        ("Rangez la fiche.", "File the sheet."),
    )
    assert found(units(pairs)) == {"fiche technique": [("data sheet", 2), ("specification sheet", 2)]}


def test_what_the_glossary_decides_is_left_out() -> None:
    term = Term("panier", (Designation("panier"),), (Designation("cart"),))
    given = []
    for each in units():
        place = each.segment.text.find("panier")
        matches = (TermMatch(term, (place, place + 6), "panier"),) if place >= 0 else ()
        given.append(replace(each, matches=matches))
    assert found(given) == {}


def test_links_of_the_engine_come_first() -> None:
    pairs = tuple(("Panier rouge", target) for target in ("Red cart", "Red cart", "Red basket", "Red basket"))
    links = tuple((Link((0, 6), (4, len(target))), Link((7, 12), (0, 3))) for _, target in pairs)
    given = [
        replace(each, translation=replace(each.translation, links=own))
        for each, own in zip(units(pairs), links, strict=True)
    ]
    assert found(given) == {"Panier rouge": [("Red basket", 2), ("Red cart", 2)]}


def test_the_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LINKED_PAIRS", 3)
    assert found(units()) == {}
    monkeypatch.undo()
    assert found([unit("panier " * 5000, "cart " * 5000)]) == {}


@pytest.mark.parametrize("text", ["", " ", "…", "12 %"])
def test_texts_without_words_have_no_renderings(text: str) -> None:
    assert found([unit(text, text)] * 4) == {}
