"""Where targets stand in a text, and who gets which place."""

from __future__ import annotations

import pytest
from bitexte.model import Compliance, Designation, Flag, Span, Status, Term, TermMatch
from bitexte.terms.matching.compliance import compliance
from bitexte.text.characters import even
from bitexte.text.spans import assigned


def term(source: str, *targets: str, forbidden: str = "", flags: tuple[Flag, ...] = ()) -> Term:
    wrong = (Designation(forbidden, status=Status.DEPRECATED),) if forbidden else ()
    return Term(source, (Designation(source),), (*map(Designation, targets), *wrong), flags=frozenset(flags))


def claimed(text: str, *terms: Term) -> list[str | None]:
    return [words(text, rendering.span) for rendering in decided(text, *terms).renderings]


def decided(text: str, *terms: Term) -> Compliance:
    return compliance([TermMatch(each, (0, 1), each.source) for each in terms], text)


def words(text: str, span: Span | None) -> str | None:
    return text[span[0] : span[1]] if span else None


@pytest.mark.parametrize("text", ["live streaming", "Live\u00a0streaming", "live\u2011streaming", "LIVESTREAMING"])
def test_hyphens_blanks_and_case_are_free(text: str) -> None:
    assert claimed(f"the {text}.", term("direct", "live streaming")) == [text]


def test_folding_leaves_offsets_alone() -> None:
    text = "l’e‑commerce\u202f: « d’ici »"
    assert len(even(text)) == len(text)


def test_a_term_with_its_own_case_may_still_begin_a_sentence() -> None:
    ebay = term("eBay", "eBay", flags=(Flag.KEEP, Flag.EXACT_CASE))
    assert claimed("EBay and ebay", ebay, ebay) == ["EBay", None]


def test_a_place_is_given_away_once_and_the_longest_first() -> None:
    platform, shop = term("plateforme", "platform"), term("plateforme de vente", "sales platform")
    assert claimed("a sales platform", platform, shop) == [None, "sales platform"]
    assert claimed("a platform", platform, platform) == ["platform", None]


def test_of_two_terms_the_one_with_the_least_choice_gets_the_place_they_share() -> None:
    assert claimed("a buyer and a customer", term("acheteur", "buyer", "customer"), term("client", "buyer")) == [
        "customer",
        "buyer",
    ]


def test_nobody_shares_a_character_with_another() -> None:
    assert assigned([[(0, 4)], [(3, 6)], [(4, 5)], []]) == ((0, 4), None, (4, 5), None)


def test_a_forbidden_wording_is_no_rendering_though_it_reads_as_one_with_free_hyphens() -> None:
    market = term("place de marché", "marketplace", forbidden="market place")
    text = "The market place rises"
    found = decided(text, market)
    assert [rendering.span for rendering in found.renderings] == [None]
    assert [(words(text, each.span), each.designation.text) for each in found.forbidden] == [
        ("market place", "market place")
    ]


def test_a_forbidden_wording_inside_the_right_one_is_none() -> None:
    text = "The market place rises"
    found = decided(text, term("place de marché", "market place", forbidden="market"))
    assert (found.forbidden, words(text, found.renderings[0].span)) == ((), "market place")


def test_each_rendering_names_its_target_and_what_is_left_over_is_surplus() -> None:
    basket = term("panier", "basket", "cart")
    text = "Carts, a basket, a cart"
    found = decided(text, basket, basket)
    assert [rendering.designation and rendering.designation.text for rendering in found.renderings] == [
        "basket",
        "cart",
    ]
    assert [(words(text, each.span), each.match) for each in found.surplus] == [("cart", 0)]


def test_the_forms_that_count_are_plain_texts() -> None:
    found = decided("", term("panier", "basket", forbidden="bag"))
    assert (found.allowed_forms, found.forbidden_forms) == ((("basket", "baskets"),), (("bag", "bags"),))


def test_without_terms_there_is_nothing_to_comply_with() -> None:
    assert decided("the basket") == Compliance()
