"""Cutting: everything is covered, nothing is too long, and no term is cut through."""

from __future__ import annotations

import random
import time

import pytest
from bitexte.engine import clauses
from bitexte.model import Span
from hypothesis import given
from hypothesis import strategies as st

spans = st.tuples(st.integers(0, 80), st.integers(0, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def inside(text: str, marked: list[Span]) -> list[Span]:
    return [(start, end) for start, end in marked if end <= len(text)]


@given(
    st.text(st.sampled_from("ab ,.;:!é\n\u00a0") | st.characters(), max_size=100), st.integers(1, 30), st.lists(spans)
)
def test_parts_cover_the_text_and_no_term_is_cut_through(text: str, longest: int, marked: list[Span]) -> None:
    whole = inside(text, marked)
    parts = clauses.split_to_fit(text, len, longest, whole)
    assert [start for start, _ in parts[1:]] == [end for _, end in parts[:-1]]
    assert (parts[0][0], parts[-1][1]) == (0, len(text))
    cuts = [end for _, end in parts[:-1]]
    assert [(place, span) for place in cuts for span in whole if span[0] < place < span[1]] == []


@given(st.text(max_size=100), st.integers(1, 30))
def test_no_part_is_longer_than_asked(text: str, longest: int) -> None:
    assert all(end - start <= longest for start, end in clauses.split_to_fit(text, len, longest))


def test_a_text_that_fits_is_not_cut() -> None:
    assert clauses.split_to_fit("Un, deux. Trois", len, 15) == [(0, 15)]
    assert clauses.split_to_fit("", len, 15) == [(0, 0)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Il est venu, hier. Elle est partie, demain", ["Il est venu, hier. ", "Elle est partie, demain"]),
        ("Il est venu hier ; elle est partie demain", ["Il est venu hier ; ", "elle est partie demain"]),
        ("Il est venu ici hier, elle est partie demain", ["Il est venu ici hier, ", "elle est partie demain"]),
        ("Il est venu ici hier et elle est partie demain", ["Il est venu ici hier ", "et elle est partie demain"]),
    ],
)
def test_the_best_place_near_the_middle_is_taken(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in clauses.split_to_fit(text, len, 30)] == parts


def test_a_sentence_of_300_words_becomes_clauses() -> None:
    chance = random.Random(7)
    words = [chance.choice(["le", "vendeur", "expédie", "un", "produit", "neuf"]) for _ in range(300)]
    text = " ".join(word + ("," if place % 9 == 8 else "") for place, word in enumerate(words)) + "."
    parts = [text[start:end] for start, end in clauses.split_to_fit(text, lambda part: len(part.split()), 40)]
    assert "".join(parts) == text
    assert all(10 <= len(part.split()) <= 40 for part in parts)
    assert all(part.rstrip().endswith((",", ".")) for part in parts)


def test_an_address_longer_than_a_model_reaches_stays_whole() -> None:
    address = "https://exemple.fr/" + "a" * 3000
    text = f"Voir ({address}) pour plus de détails"
    start = text.index("https")
    parts = clauses.split_to_fit(text, len, 100, [(start, start + len(address))])
    assert address in [text[begin:end] for begin, end in parts]


@pytest.mark.parametrize("piece", ["mot ", "mot, ", "a", " ", "Un mot. ", "et ", "é\u00a0"])
def test_a_line_of_any_length_is_cut_in_linear_time(piece: str) -> None:
    length = 1_000_000 if piece == "mot, " else 200_000
    text = "x" + piece * (length // len(piece)) + "x"
    whole = [(place, place + 6) for place in range(0, length - 100, 60)]
    began = time.perf_counter()
    parts = clauses.split_to_fit(text, lambda part: len(part) // 4 + 1, 150, whole)
    assert time.perf_counter() - began < 20
    assert sum(end - start for start, end in parts) == len(text)
    assert max(end - start for start, end in parts) <= 1200
