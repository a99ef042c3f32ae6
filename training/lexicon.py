"""Words, phrases and names of a lexicon as short pairs, those only whose licence lets them into a package."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

SOURCES = ("lexicon/lexicon", "lexicon/phrases", "lexicon/names")
FREE = frozenset("AB")  # licence classes
FREQUENT = 0.05  # a million words; rarer lemmas have seldom a sure translation


def pairs(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    """The pairs of one of the lexicon's three lists, the best translation of each entry."""
    kind = name.rpartition("/")[2]
    for cells in rows(folder, kind):
        yield from READERS[kind](cells)


def rows(folder: Path, name: str) -> Iterator[list[str]]:
    """The cells of each line of a list of the lexicon."""
    with lzma.open(folder / f"{name}.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def _word(cells: list[str]) -> Iterator[tuple[str, str]]:
    french, kind, english, _, classes, frequency = cells
    for place, (word, licence) in enumerate(zip(english.split("|"), classes.split("|"), strict=False)):
        if licence in FREE and (place == 0 or float(frequency) >= 1) and place < 2 and float(frequency) >= FREQUENT:
            yield french, f"to {word}" if kind == "verb" and not word.startswith("to ") else word


def _phrase(cells: list[str]) -> Iterator[tuple[str, str]]:
    if cells[4].split("|")[0] in FREE:
        yield cells[0], cells[1].split("|")[0]


def _name(cells: list[str]) -> Iterator[tuple[str, str]]:
    french, english, _, demonym, english_demonym, _, licence = cells
    if licence in FREE:
        yield french, english
        if demonym and english_demonym:
            yield demonym, english_demonym


READERS = {"lexicon": _word, "phrases": _phrase, "names": _name}
