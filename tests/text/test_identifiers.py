"""Identifiers: readable, and distinct without counting from the start each time."""

from __future__ import annotations

import time

from bitexte.text.identifiers import distinct, slug


def test_a_slug_has_plain_letters_and_hyphens() -> None:
    assert slug("Place de marché") == "place-de-marche"
    assert slug("Cœur & Œuvre") == "coeur-oeuvre"
    assert slug("!!") == "term"
    assert len(slug("mot " * 100)) <= 100


def test_a_taken_name_gets_the_next_free_number() -> None:
    assert distinct("a", {"b"}) == "a"
    assert distinct("a", {"a", "a-2"}) == "a-3"


def test_many_equal_names_take_no_longer_than_others() -> None:
    taken: dict[str, int] = {}
    start = time.perf_counter()
    for _ in range(20_000):
        taken[distinct("a", taken, taken)] = 1
    assert len(taken) == 20_000
    assert time.perf_counter() - start < 2
