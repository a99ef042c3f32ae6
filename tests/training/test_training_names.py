from __future__ import annotations

import random
from collections.abc import Sequence

import numpy
import pytest

from training import corpus, names
from training.align import Text
from training.corpus import Pair

KNOWN = ["Amandine", "Bertrand", "Kowalski", "Montreuil"]


def test_names_are_found_where_both_sides_have_them_twice_and_in_the_lexicon() -> None:
    lines = [
        ("prose", "Voici Kowalski.", "Here is Kowalski."),
        ("prose", "Avec Kowalski et Marie.", "With Kowalski and Mary."),
        ("prose", "Avec Marie.", "With Mary."),
        ("prose", "Chez Bertrand.", "At Bertrand's."),
        ("lexicon/names", "Londres", "London"),
        ("lexicon/names", "Zagreb", "Zagreb"),
    ]
    assert names.known(Made(lines)) == ["Kowalski", "Zagreb"]


class Made(corpus.Pairs):
    """Pairs of our own, given as origin, source and target."""

    def __init__(self, lines: Sequence[tuple[str, str, str]]) -> None:
        self._lines = [Pair(*line) for line in lines]
        self.origins = sorted({pair.origin for pair in self._lines})
        self.origin = numpy.array([self.origins.index(pair.origin) for pair in self._lines])

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, index: int) -> Pair:  # type: ignore[override]
        return self._lines[index]


@pytest.mark.parametrize("seed", range(30))
def test_a_renamed_pair_has_the_same_new_name_on_both_sides_and_links_that_fit(seed: int) -> None:
    text = Text(
        "Hier, Tom a vu Tom.", "Tom saw Tom yesterday.", (((6, 9), (0, 3)), ((15, 18), (8, 11)), ((0, 4), (12, 21)))
    )
    made = names.renamed(text, KNOWN, random.Random(seed))
    new = made.target[: made.target.index(" saw")]
    assert (made.source, made.target) == (f"Hier, {new} a vu {new}.", f"{new} saw {new} yesterday.")
    linked = [(made.source[a:b], made.target[c:d]) for (a, b), (c, d) in made.links]
    assert linked == [(new, new), (new, new), ("Hier", "yesterday")]


def test_most_stock_names_give_way_and_to_many_others() -> None:
    text, dice = Text("Oui, Tom.", "Yes, Tom."), random.Random(5)
    found = [names.renamed(text, KNOWN, dice).target for _ in range(200)]
    assert 130 < sum("Tom" not in target for target in found) < 190
    assert len(set(found)) > 60


@pytest.mark.parametrize(
    "text",
    [
        Text("Tom et Tom.", "Tom and he."),
        Text("Avec Marie.", "With Mary."),
        Text("Rien du tout.", "Nothing at all."),
        Text("Tomate.", "Tomato."),
    ],
)
def test_a_pair_without_a_name_that_both_sides_share_stays(text: Text) -> None:
    dice = random.Random(1)
    assert all(names.renamed(text, KNOWN, dice) == text for _ in range(50))


def test_without_known_names_nothing_is_renamed() -> None:
    text = Text("Oui, Tom.", "Yes, Tom.")
    assert names.renamed(text, [], random.Random(1)) == text
