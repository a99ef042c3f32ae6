"""Memory first, then the engine: once each, in order, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from bitexte import translate as road
from bitexte.memory import Memory, key
from bitexte.model import Designation, Request, Term, TermMatch, Translation
from bitexte.translate import translate
from echo_engine import Marking as Echo
from hypothesis import given
from hypothesis import strategies as st


class Counting:
    """An echo that keeps count of what it was asked, and dies when asked for more than it may."""

    def __init__(self, limit: int = 1_000_000) -> None:
        self.signature = "echo 1"
        self.batches: list[list[str]] = []
        self._limit = limit

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        if sum(map(len, self.batches)) + len(requests) > self._limit:
            raise KeyboardInterrupt
        self.batches.append([request.text for request in requests])
        return Echo().translate(requests)


def requests(*texts: str) -> list[Request]:
    return [Request(text) for text in texts]


@given(st.lists(st.sampled_from(["Un.", "Deux.", "Trois mots ici.", ""])))
def test_equal_requests_are_decoded_once_and_the_order_is_kept(texts: list[str]) -> None:
    engine = Counting()
    done = translate(requests(*texts), engine, Memory.none())
    assert [translation.text for translation in done.translations] == [f"<{text}>" for text in texts]
    assert done.recalled == (False,) * len(texts)
    asked = [text for batch in engine.batches for text in batch]
    assert sorted(asked) == sorted(set(texts))


def test_nothing_asked_is_nothing_decoded() -> None:
    engine = Counting()
    assert translate([], engine, Memory.none()).translations == ()
    assert engine.batches == []


def test_the_memory_is_asked_first(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        translate(requests("Un.", "Deux."), Counting(), memory)
        engine = Counting()
        done = translate(requests("Trois.", "Deux.", "Un.", "Trois."), engine, memory)
    assert engine.batches == [["Trois."]]
    assert done.recalled == (False, True, True, False)


def test_an_engine_of_another_signature_is_asked_again(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        translate(requests("Un."), Counting(), memory)
        other = Counting()
        other.signature = "echo 2"
        assert translate(requests("Un."), other, memory).recalled == (False,)


def test_batches_hold_like_lengths_and_each_is_kept_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road, "BATCH", 10)
    texts = ["x" * (1 + place % 35) + str(place) for place in range(35)]
    engine = Counting(limit=20)
    with Memory.open(tmp_path / "m") as memory:
        with pytest.raises(KeyboardInterrupt):
            translate(requests(*texts), engine, memory)
        assert memory.stats().entries == 20
        again = Counting()
        done = translate(requests(*texts), again, memory)
    lengths = [len(text) for batch in (*engine.batches, *again.batches) for text in batch]
    assert lengths == sorted(lengths, reverse=True)
    assert list(map(len, again.batches)) == [10, 5]
    assert [translation.text for translation in done.translations] == [f"<{text}>" for text in texts]


def test_a_resumed_run_cuts_its_batches_where_the_first_one_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(road, "BATCH", 4)
    texts = [f"{'x' * (place % 5)}{place}" for place in range(18)]
    whole, first, second = Counting(), Counting(limit=8), Counting()
    translate(requests(*texts), whole, Memory.none())
    with Memory.open(tmp_path / "m") as memory:
        with pytest.raises(KeyboardInterrupt):
            translate(requests(*texts), first, memory)
        translate(requests(*texts), second, memory)
    assert first.batches + second.batches == whole.batches


def test_one_text_with_and_without_a_term_is_two_requests() -> None:
    term = Term("door", (Designation("porte"),), (Designation("gate"),))
    bare, asked = Request("La porte"), Request("La porte", (TermMatch(term, (3, 8), "porte"),))
    done = translate([bare, asked, bare], Counting(), Memory.none())
    assert [translation.text for translation in done.translations] == ["<La porte>", "<La gate>", "<La porte>"]
    assert key("e", bare) != key("e", asked)
