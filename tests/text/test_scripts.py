"""Words in other scripts: which run is one, and that it comes back whole."""

from __future__ import annotations

import pytest
from bitexte.text import literals, scripts, typography
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("La ville de Москва", ["Москва"]),
        ("Le groupe 华为技术 vend", ["华为技术"]),
        ("Il dit « Добрый день, мир » et part", ["Добрый день, мир"]),
        ("Le mot कंप्यूटर en hindi", ["कंप्यूटर"]),
        ("サーバー、東京。 Fin", ["サーバー、東京。"]),
        ("un rayon α et un angle β", ["α", "β"]),
        ("Δt vaut 5 µm, 3ª et nº 2", []),
        ("Œuvre, naïveté, Ğ, ß", []),
    ],
)
def test_a_run_is_made_of_words_in_another_script(text: str, runs: list[str]) -> None:
    assert [text[start:end] for (start, end), _ in scripts.foreign_runs(text)] == runs


def test_equal_runs_share_a_letter_that_stands_nowhere_else() -> None:
    text = "X, Да et Нет, puis Да"
    assert [letter for _, letter in scripts.foreign_runs(text)] == ["Y", "Z", "Y"]


@given(
    st.lists(st.sampled_from(["Да", "λόγος", "配送", "X", "mot", "Z.", "l'", "12", ",", " ", "(", "α"])).map("".join)
)
def test_what_is_masked_comes_back_and_no_place_moves(text: str) -> None:
    masked = scripts.masked(text, scripts.foreign_runs(text))
    assert len(masked) == len(text)
    assert scripts.unmasked(text, scripts.foreign_runs(text), masked.replace("\u200b", "")) == text
    assert typography.to_model(masked) == typography.to_model(masked.replace("\u200b", ""))


@pytest.mark.parametrize(
    "text", ["Заказ будет доставлен завтра.", "配送は無料です。", "2024年3月", "الطلب جاهز للاستلام"]
)
def test_a_text_wholly_in_another_script_has_no_words_to_translate(text: str) -> None:
    assert literals.has_no_words(text)


def test_more_runs_than_letters_leave_the_rest_as_it_is() -> None:
    text = " et ".join(chr(0x4E00 + number) * 2 for number in range(40))
    found = scripts.foreign_runs(text)
    assert 10 < len(found) < 40
    assert len({letter for _, letter in found}) == len(found)
