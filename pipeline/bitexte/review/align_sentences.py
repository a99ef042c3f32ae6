"""Aligns the sentences of a French text with those of its English translation.

A path through both texts in beads of one to three sentences a side, or of one alone, found by dynamic programming: the
cost of a bead is that of its lengths (Gale & Church 1993), of its kind, and of what its texts share (as Bleualign of
Sennrich & Volk 2010 does with a translation): figures, names, words alike in both languages, and the words of a machine
translation where there is one. Sentences that share rare words first pin the path down, so that the work grows with
the length of the texts and not with its square.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from bitexte.model import Span

# Kinds of beads, sentences of each side, with the cost of each, fitted on translated articles and manuals.
_KINDS = {(1, 1): 0.1, (1, 2): 2.4, (2, 1): 2.4, (2, 2): 4.5, (1, 3): 4.8, (3, 1): 4.8, (1, 0): 2.6, (0, 1): 2.6}
_VARIANCE = 6.8  # of the length of a translation, a character of the source (Gale & Church)
_RATIO = 0.92  # characters of English for one of French
_LONGEST_COST = 12.0
_SHARED_COST = 18.0  # of a bead that shares nothing, against one that shares all
_USUAL_TRANSLATED, _USUAL_BARE = 0.24, 0.05  # what beads share at which lengths alone decide
_RARE = 4  # sentences of the other side that a word may stand in to pin the path down
_PIN_TRANSLATED, _PIN_BARE = 0.4, 0.2  # what two sentences that pin it down share at least
_MARGIN = 8  # sentences on both sides of the pins in which the path may run
_WIDEST = 150  # sentences around the diagonal where nothing pins it down

_TOKEN = regex.compile(r"\p{N}+(?:[.,]\p{N}+)*|\p{L}+")
_STEM = 5  # letters by which words are compared: enough for most inflections and cognates

Bag = Counter[str]


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences that translate each other, as half-open ranges of their numbers; one of them may be empty.

    `certainty` is between 0 and 1, 0 where a side is empty.
    """

    source: Span
    target: Span
    certainty: float = 0.0

    @property
    def paired(self) -> bool:
        return self.source[0] < self.source[1] and self.target[0] < self.target[1]


def align(source: Sequence[str], target: Sequence[str], translated: Sequence[str] | None = None) -> list[Bead]:
    """The beads of two texts, given as sentences, in their order; they cover both.

    `translated` are machine translations of the source sentences, which make the alignment much surer.
    """
    texts = _Texts(source, target, translated)
    return _path(texts, _corridor(texts))


class _Texts:
    """Both texts as weighted bags of stems: a rare stem weighs more."""

    def __init__(self, source: Sequence[str], target: Sequence[str], translated: Sequence[str] | None) -> None:
        self.translated = translated is not None
        self.lengths = [len(text) for text in source], [len(text) for text in target]
        mixed = translated or source
        self.source = [_bag(other) | _figures_and_names(text) for text, other in zip(source, mixed, strict=True)]
        self.target = [_bag(text) for text in target]
        seen = Counter(stem for bag in (*self.source, *self.target) for stem in bag)
        total = len(source) + len(target) + 1
        self.weights = {stem: math.log(total / count) + 0.1 for stem, count in seen.items()}
        self._mass = tuple([_mass(bag, self.weights) for bag in side] for side in (self.source, self.target))
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        for number, bag in enumerate(self.target):
            for stem in bag:
                self.places[stem].append(number)
        self._known: list[dict[int, float]] = [{} for _ in source]

    def _common(self, i: int, j: int) -> float:
        """The weight that a source sentence and a target sentence have in common."""
        known = self._known[i]
        if j not in known:
            other = self.target[j]
            shared = ((stem, min(count, other[stem])) for stem, count in self.source[i].items() if stem in other)
            known[j] = sum(count * self.weights[stem] for stem, count in shared)
        return known[j]

    def shared(self, i: int, m: int, j: int, n: int) -> float:
        """The share of weight that `m` source sentences from `i` and `n` target sentences from `j` have in common."""
        one, other = sum(self._mass[0][i : i + m]), sum(self._mass[1][j : j + n])
        if not one + other:
            return 0.0
        common = sum(self._common(row, column) for row in range(i, i + m) for column in range(j, j + n))
        return 2 * min(common, one, other) / (one + other)

    def cost(self, i: int, m: int, j: int, n: int) -> float:
        """The cost of a bead: of its kind, its lengths and what it shares."""
        cost = _KINDS[m, n]
        if not m or not n:
            return cost
        return cost + self._length_cost(i, m, j, n) - self._gain(i, m, j, n)

    def _gain(self, i: int, m: int, j: int, n: int) -> float:
        usual = _USUAL_TRANSLATED if self.translated else _USUAL_BARE
        factor = _SHARED_COST if self.translated else 2 * _SHARED_COST
        return factor * (self.shared(i, m, j, n) - usual)

    def _length_cost(self, i: int, m: int, j: int, n: int) -> float:
        one, other = sum(self.lengths[0][i : i + m]), sum(self.lengths[1][j : j + n])
        deviation = (other - _RATIO * one) / math.sqrt(_VARIANCE * (one + other + 1) / 2)
        return min(_LONGEST_COST, -math.log(max(math.erfc(abs(deviation) / math.sqrt(2)), 1e-9)) / 2)

    def certainty(self, i: int, m: int, j: int, n: int) -> float:
        score = self._gain(i, m, j, n) - self._length_cost(i, m, j, n) / 2 - _KINDS[m, n] / 2 + 1
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def _bag(text: str) -> Bag:
    return Counter(token.casefold()[:_STEM] for token in _TOKEN.findall(text))


def _figures_and_names(text: str) -> Bag:
    """What a translation keeps as it is."""
    tokens = (token for token in _TOKEN.findall(text) if token[0].isdecimal() or token[0].isupper())
    return Counter(token.casefold()[:_STEM] for token in tokens)


def _mass(bag: Bag, weights: Mapping[str, float]) -> float:
    return sum(count * weights[stem] for stem, count in bag.items())


def _corridor(texts: _Texts) -> list[tuple[int, int]]:
    """For each number of source sentences that are done, the least and the greatest number of target sentences."""
    rows, columns = len(texts.source), len(texts.target)
    pins = [(0, 0), *_pins(texts), (rows, columns)]
    corridor = [(columns, 0)] * (rows + 1)
    for (top, left), (bottom, right) in pairwise(pins):
        slope = (right - left) / max(1, bottom - top)
        for row in range(top, bottom + 1):
            centre = left + slope * (row - top)
            least = max(0, left - _MARGIN, int(centre) - _WIDEST)
            most = min(columns, right + _MARGIN, int(centre) + _WIDEST)
            corridor[row] = min(corridor[row][0], least), max(corridor[row][1], most)
    for row in range(1, rows + 1):  # where many sentences stand alone, the way from row to row stays open
        corridor[row] = min(corridor[row][0], corridor[row - 1][1]), corridor[row][1]
    return corridor


def _pins(texts: _Texts) -> list[tuple[int, int]]:
    """Pairs of sentences that are surely each other's, rising on both sides."""
    least = _PIN_TRANSLATED if texts.translated else _PIN_BARE
    best: dict[int, tuple[float, int]] = {}
    rivals: dict[int, float] = {}
    chosen: dict[int, int] = {}
    for row, bag in enumerate(texts.source):
        known = (texts.places.get(stem, []) for stem in bag)
        columns = {column for numbers in known if len(numbers) <= _RARE for column in numbers}
        found = sorted(((texts.shared(row, 1, column, 1), column) for column in columns), reverse=True)
        if not found or found[0][0] < least or (len(found) > 1 and found[1][0] > 0.7 * found[0][0]):
            continue
        share, column = found[0]
        chosen[row] = column
        rivals[column] = min(share, best[column][0]) if column in best else 0.0
        best[column] = max(best.get(column, (0.0, -1)), (share, row))
    sure = [(row, column) for row, column in sorted(chosen.items()) if best[column][1] == row]
    return _rising([(row, column) for row, column in sure if rivals[column] < 0.7 * best[column][0]])


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest chain of pairs whose second numbers rise as the first do."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, column) in enumerate(pairs):
        place = bisect_left(tails, column)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [column]
        ends[place : place + 1] = [number]
    chain, number = [], ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _path(texts: _Texts, corridor: Sequence[tuple[int, int]]) -> list[Bead]:
    """The cheapest path through the corridor."""
    rows, columns = len(texts.source), len(texts.target)
    costs: list[dict[int, tuple[float, int, int]]] = []
    for row in range(rows + 1):
        line: dict[int, tuple[float, int, int]] = {}
        costs.append(line)
        for column in range(corridor[row][0], corridor[row][1] + 1):
            if row == column == 0:
                line[0] = (0.0, 0, 0)
                continue
            found = [
                (costs[row - m][column - n][0] + texts.cost(row - m, m, column - n, n), m, n)
                for m, n in _KINDS
                if m <= row and column - n in costs[row - m]
            ]
            if found:
                line[column] = min(found)
    beads: list[Bead] = []
    row, column = rows, columns
    while row or column:
        _, m, n = costs[row][column]
        row, column = row - m, column - n
        certainty = texts.certainty(row, m, column, n) if m and n else 0.0
        beads.append(Bead((row, row + m), (column, column + n), certainty))
    return beads[::-1]
