from __future__ import annotations

import random

import pytest

from training import places
from training.align import Text

DICE = range(60)


def made(source: str, target: str) -> set[tuple[str, str]]:
    return {
        (text.source, text.target)
        for seed in DICE
        for text in [places.swap_country(Text(source, target), random.Random(seed))]
    }


def test_a_country_gives_way_to_one_of_its_gender_and_first_sound() -> None:
    found = made("Elle vit en Chine.", "She lives in China.")
    assert len(found) > 15
    assert all(source.startswith("Elle vit en ") and source.endswith("e.") for source, _ in found)
    names = places.countries().english
    assert all(names[source[12:-1]] == target[13:-1] for source, target in found)


def test_an_adjective_keeps_its_number_and_gender() -> None:
    found = made("Les entreprises chinoises attendent.", "Chinese companies are waiting.")
    assert ("Les entreprises danoises attendent.", "Danish companies are waiting.") in found
    assert all(source.split()[2].endswith("oises") for source, _ in found)


def test_links_move_with_the_words() -> None:
    text = Text(
        "Le client lituanien paie.", "The Lithuanian customer pays.", (((10, 19), (4, 14)), ((20, 24), (24, 28)))
    )
    for seed in DICE:
        text_made = places.swap_country(text, random.Random(seed))
        (a, b), (c, d) = text_made.links[0]
        assert text_made.source[a:b] in places.languages().english
        assert places.languages().english[text_made.source[a:b]] == text_made.target[c:d]
        (a, b), (c, d) = text_made.links[1]
        assert (text_made.source[a:b], text_made.target[c:d]) == ("paie", "pays")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Elle vit en Chine.", "She lives abroad."),
        ("Un vote russe.", "A vote."),
        ("Rien du tout.", "Nothing at all."),
        ("La Chine et la Chine.", "China and it."),
    ],
)
def test_what_both_sides_do_not_name_alike_stays(source: str, target: str) -> None:
    assert made(source, target) == {(source, target)}


def test_bare_names_come_with_their_articles() -> None:
    found = [places.bare(random.Random(seed)) for seed in range(4000)]
    pairs = {(text.source, text.target) for text in found}
    assert {("le Mexique", "Mexico"), ("l'Espagne", "Spain"), ("la Suède", "Sweden"), ("Japon", "Japan")} <= pairs
    assert all(text.source.count(" et ") <= 1 for text in found)
    assert any(text.target.count(",") == 1 and " and " in text.target for text in found)
