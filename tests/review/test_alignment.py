"""Sentence alignment: precision on real translations with sentences added, left out and merged."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bitexte.model import Span
from bitexte.review.align_sentences import align

Pairs = list[tuple[str, str]]
Gold = set[tuple[Span, Span]]


def mangled(pairs: Pairs, seed: int) -> tuple[list[str], list[str], Gold]:
    """Both sides with a fifth of the pairs changed: a sentence left out or added on a side, or two made one."""
    chosen = random.Random(seed)
    source: list[str] = []
    target: list[str] = []
    gold: Gold = set()
    waiting = list(pairs)
    while waiting:
        (french, english), draw = waiting.pop(0), chosen.random()
        ones, others = [french], [english]
        if draw < 0.04:
            others = []
        elif draw < 0.08:
            ones = []
        elif draw < 0.2 and waiting:
            more_french, more_english = waiting.pop(0)
            if draw < 0.14:
                ones, others = [french, more_french], [f"{english} {more_english}"]
            else:
                ones, others = [f"{french} {more_french}"], [english, more_english]
        if ones and others:
            gold.add(((len(source), len(source) + len(ones)), (len(target), len(target) + len(others))))
        source += ones
        target += others
    return source, target, gold


@pytest.mark.parametrize("name", ["news-dev", "flores-dev"])
def test_nineteen_pairs_of_twenty_are_right_without_a_translation(shared: Path, name: str) -> None:
    sides = [(shared / "eval" / f"{name}.{code}").read_text(encoding="utf-8").splitlines() for code in ("fr", "en")]
    source, target, gold = mangled(list(zip(*sides, strict=True))[:400], seed=7)
    beads = align(source, target)
    assert [bead.source[0] for bead in beads] == sorted(bead.source[0] for bead in beads)
    assert sum(bead.source[1] - bead.source[0] for bead in beads) == len(source)
    assert sum(bead.target[1] - bead.target[0] for bead in beads) == len(target)
    found = {(bead.source, bead.target) for bead in beads if bead.paired}
    assert len(found & gold) / len(found) >= 0.95
    assert len(found & gold) / len(gold) >= 0.95


def test_a_translation_pairs_what_lengths_cannot() -> None:
    source = ["Le chat dort.", "Le chien court.", "La pluie tombe."]
    target = ["It was a nice day.", "The rain falls.", "And so on, for ever."]
    beads = align(source, target, ["The cat sleeps.", "The dog runs.", "The rain falls."])
    (sure,) = (bead for bead in beads if bead.certainty > 0.9)
    assert (sure.source, sure.target) == ((2, 3), (1, 2))


def test_many_sentences_that_stand_alone_leave_the_way_open() -> None:
    source = [f"Le numéro {number} est arrivé." for number in range(40)]
    added = [f"Something else entirely, {word}." for word in ("here", "there", "nowhere") for _ in range(150)]
    target = [f"Number {number} has arrived." for number in range(40)]
    beads = align(source, [*target[:20], *added, *target[20:]])
    paired = {(bead.source[0], bead.target[0]) for bead in beads if bead.paired}
    assert {(5, 5), (30, 480)} <= paired


@pytest.mark.parametrize(("source", "target"), [([], []), (["Un."], []), ([], ["One."]), ([""], ["", ""])])
def test_nothing_is_aligned_with_nothing(source: list[str], target: list[str]) -> None:
    beads = align(source, target)
    assert sum(bead.source[1] - bead.source[0] for bead in beads) == len(source)
    assert sum(bead.target[1] - bead.target[0] for bead in beads) == len(target)
