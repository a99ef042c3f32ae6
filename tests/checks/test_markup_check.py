"""Tags in texts, the tricks that a translation may bring in, and inline codes."""

from __future__ import annotations

import pytest
from bitexte.checks import inline, markup
from bitexte.model import CodeKind, InlineCode, Origin, Segment, Translation, Unit
from published import unit


def codes(source: str, target: str) -> list[str]:
    return [finding.code for finding in markup.check([unit(source, target)])]


LINK = 'Lisez <a href="/cgv" title="Conditions">les <b>conditions</b></a>.<br/>Merci.'


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ('Read <a href="/terms" title="Terms">the <b>terms</b></a>.<br>Thanks.', []),
        ("Read the terms.<br/>Thanks.", ["M001"] * 4),
        ('Read <a href="/cgv">the <b>terms</b></a>. Thanks.', ["M001"]),
        ('Read <a href="/cgv">the <b>terms</a></b>.<br/>Thanks.', ["M003"]),
        ('Read <a href="/cgv">the <b>terms</ b></a>.<br/>Thanks.', ["M001"]),
        ('Read <a href="/cgv">the <b>terms</bold></a>.<br/>Thanks.', ["M001", "M002"]),
        ('Read <a href="/cgv">the <b>terms</b></a>.<br/><i>Thanks</i>.', ["M002", "M002"]),
    ],
)
def test_the_same_tags_stand_in_both_texts(target: str, expected: list[str]) -> None:
    assert codes(LINK, target) == expected


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a < b et c > d", "a < b and c > d"),
        ("Donnez <nom> et <fichier>", "Give <name> and <file>"),
        ("List<String>", "List<String>"),
        ("<em>Bonjour", "<em>Hello"),
    ],
)
def test_angles_that_are_no_mark_up_are_left_alone(source: str, target: str) -> None:
    assert codes(source, target) == []


@pytest.mark.parametrize(
    ("brought", "code"),
    [
        ("<script>alert(1)</script>", "M004"),
        ('<img src=x onerror="steal()">', "M004"),
        ("<iframe src=//x>", "M004"),
        ("javascript:alert(1)", "M004"),
        ("\u202egnp.exe", "M005"),
        ("\u2066x\u2069", "M005"),
        ("pay\u200bpal", "M006"),
        ("pay\u00adpal", "M006"),
    ],
)
def test_what_a_translation_brings_in_is_told(brought: str, code: str) -> None:
    assert code in codes("Le panier est vide.", f"The cart {brought} is empty.")
    assert code not in codes(f"Le panier {brought} est vide.", f"The cart {brought} is empty.")


def test_joiners_in_emoji_are_no_trick() -> None:
    assert codes("Merci", "Thanks 👩\u200d💻") == []


def bold(*places: int) -> tuple[InlineCode, ...]:
    kinds = (CodeKind.OPEN, CodeKind.CLOSE)
    return tuple(InlineCode("1", kind, place, "<b>") for kind, place in zip(kinds, places, strict=False))


def inline_codes(source: tuple[InlineCode, ...], target: tuple[InlineCode, ...]) -> list[str]:
    segment = Segment("a#1", 0, "Un mot gras", (0, 11), codes=source)
    found = inline.check([Unit(segment, (), Translation("A bold word", Origin.HUMAN, codes=target))])
    return [finding.code for finding in found]


def test_inline_codes_are_lost_doubled_or_turned_round() -> None:
    assert inline_codes(bold(7, 11), bold(2, 6)) == []
    assert inline_codes(bold(7, 11), bold(2)) == ["I001"]
    assert inline_codes(bold(7, 11), (*bold(2, 6), *bold(7))) == ["I002"]
    assert inline_codes(bold(7, 11), bold(2, 6)[::-1]) == ["I003"]


def test_pairs_that_cross_are_told_and_halves_of_pairs_are_not() -> None:
    a, b = InlineCode("a", CodeKind.OPEN, 0), InlineCode("b", CodeKind.OPEN, 1)
    a2, b2 = InlineCode("a", CodeKind.CLOSE, 9), InlineCode("b", CodeKind.CLOSE, 8)
    assert inline_codes((a, b, b2, a2), (a, b, a2, b2)) == ["I003"]
    assert inline_codes((a, b), (b, a)) == []


def test_the_finding_shows_the_code_as_its_file_has_it() -> None:
    segment = Segment("a#1", 0, "Un mot", (0, 6), codes=(InlineCode("x", CodeKind.ISOLATED, 2, "<img/>"),))
    (finding,) = inline.check([Unit(segment, (), Translation("A word", Origin.HUMAN))])
    assert finding.message == "<img/> is not in the translation"
