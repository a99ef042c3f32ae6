"""Where targets stand in a text, and who gets which place."""

from __future__ import annotations

import pytest
from bitexte.language import target_forms
from bitexte.model import Designation, Flag, Term, TermMatch
from bitexte.terms.matching.targets import Renderings, folded, shared_out


def term(source: str, *targets: str, flags: tuple[Flag, ...] = ()) -> Term:
    return Term(source, (Designation(source),), tuple(map(Designation, targets)), flags=frozenset(flags))


def claimed(text: str, *terms: Term) -> list[str | None]:
    matches = [TermMatch(each, (0, 1), each.source) for each in terms]
    return [text[span[0] : span[1]] if span else None for span in Renderings(target_forms).claim(matches, text)]


@pytest.mark.parametrize("text", ["live streaming", "Live\u00a0streaming", "live\u2011streaming", "LIVESTREAMING"])
def test_hyphens_blanks_and_case_are_free(text: str) -> None:
    assert claimed(f"the {text}.", term("direct", "live streaming")) == [text]


def test_folding_leaves_offsets_alone() -> None:
    text = "l’e‑commerce\u202f: « d’ici »"
    assert len(folded(text)) == len(text)


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
    assert shared_out([[(0, 4)], [(3, 6)], [(4, 5)], []]) == ((0, 4), None, (4, 5), None)
