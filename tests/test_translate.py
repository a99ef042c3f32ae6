"""Memory first, then the engine: once each, in order, batch by batch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from bitexte.memory import Memory, key
from bitexte.memory.reviewed import Recalled
from bitexte.model import (
    Block,
    BlockKind,
    Designation,
    Document,
    MemoryMatch,
    Origin,
    Request,
    State,
    Term,
    TermMatch,
    Translation,
)
from bitexte.settings import Settings
from bitexte.stages.matching import matched
from bitexte.stages.translation import asked, translated
from echo_engine import Marking as Echo
from hypothesis import given
from hypothesis import strategies as st
from projects import project


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
    done = translated(requests(*texts), engine, Memory.none())
    assert [translation.text for translation, _ in done] == [f"<{text}>" if text else "" for text in texts]
    asked = [text for batch in engine.batches for text in batch]
    assert sorted(asked) == sorted(set(texts) - {""})


def test_nothing_asked_is_nothing_decoded() -> None:
    engine = Counting()
    assert translated([], engine, Memory.none()) == []
    assert engine.batches == []


def test_the_memory_is_asked_first(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        translated(requests("Un.", "Deux."), Counting(), memory)
        engine = Counting()
        done = translated(requests("Trois.", "Deux.", "Un.", "Trois."), engine, memory)
    assert engine.batches == [["Trois."]]
    assert [old for _, old in done] == [False, True, True, False]


def test_an_engine_of_another_signature_is_asked_again(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        translated(requests("Un."), Counting(), memory)
        other = Counting()
        other.signature = "echo 2"
        assert translated(requests("Un."), other, memory)[0][1] is False


def test_batches_hold_like_lengths_and_each_is_kept_at_once(tmp_path: Path) -> None:
    texts = ["x" * (1 + place % 35) + str(place) for place in range(35)]
    engine = Counting(limit=20)
    with Memory.open(tmp_path / "m") as memory:
        with pytest.raises(KeyboardInterrupt):
            translated(requests(*texts), engine, memory, 10)
        assert memory.stats().entries == 20
        again = Counting()
        done = translated(requests(*texts), again, memory, 10)
    lengths = [len(text) for batch in (*engine.batches, *again.batches) for text in batch]
    assert lengths == sorted(lengths, reverse=True)
    assert list(map(len, again.batches)) == [10, 5]
    assert [translation.text for translation, _ in done] == [f"<{text}>" for text in texts]


def test_a_resumed_run_cuts_its_batches_where_the_first_one_did(tmp_path: Path) -> None:
    texts = [f"{'x' * (place % 5)}{place}" for place in range(18)]
    whole, first, second = Counting(), Counting(limit=8), Counting()
    translated(requests(*texts), whole, Memory.none(), 4)
    with Memory.open(tmp_path / "m") as memory:
        with pytest.raises(KeyboardInterrupt):
            translated(requests(*texts), first, memory, 4)
        translated(requests(*texts), second, memory, 4)
    assert first.batches + second.batches == whole.batches


def test_one_text_with_and_without_a_term_is_two_requests() -> None:
    term = Term("door", (Designation("porte"),), (Designation("gate"),))
    bare, asked = Request("La porte"), Request("La porte", (TermMatch(term, (3, 8), "porte"),))
    done = translated([bare, asked, bare], Counting(), Memory.none())
    assert [translation.text for translation, _ in done] == ["<La porte>", "<La gate>", "<La porte>"]
    assert key("e", bare) != key("e", asked)


@pytest.mark.parametrize(("engine", "beside"), [("echo", ("", "")), ("local", ("Un.", "Trois."))])
def test_only_what_nobody_has_translated_is_asked_for_with_what_stands_beside(
    engine: str, beside: tuple[str, str]
) -> None:
    document = Document("a", "txt", (Block(BlockKind.PARAGRAPH, "Un. Deux. Trois."),))
    opened = project(Echo(), settings=Settings(engine=engine))
    each = matched(document, opened.rules, opened.glossary)
    human = Recalled(Translation("One.", Origin.HUMAN), 101, State.REVIEWED, MemoryMatch("Un.", "One.", 101))
    second, third = asked(each, [human, None, None], opened)
    assert (second.text, third.text) == ("Deux.", "Trois.")
    assert (second.before, second.after) == beside
