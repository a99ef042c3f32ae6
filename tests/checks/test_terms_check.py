"""Term compliance of a translation, the check on terms."""

from __future__ import annotations

import pytest
from bitexte.checks import terms
from bitexte.model import (
    Designation,
    Finding,
    Flag,
    Origin,
    PartOfSpeech,
    Segment,
    Severity,
    Side,
    Status,
    Term,
    TermMatch,
    Translation,
    Unit,
)
from bitexte.terms.matching.compliance import compliance


def term(source: str, *targets: str, forbidden: tuple[str, ...] = (), flags: tuple[Flag, ...] = ()) -> Term:
    admitted = tuple(Designation(target) for target in targets)
    deprecated = tuple(Designation(target, status=Status.DEPRECATED) for target in forbidden)
    return Term(source, (Designation(source),), admitted + deprecated, flags=frozenset(flags))


PLATFORM = term("plateforme", "platform", forbidden=("plateform",))
E_PLATFORM = term("plateforme de commerce électronique", "e-commerce platform")
QUARTER = term("premier trimestre", "first quarter", "Q1", forbidden=("first trimester",))
MARKETPLACE = term("place de marché", "marketplace", "market place", forbidden=("market",))
LIVE = term("diffusion en direct", "live streaming")
E_COMMERCE = term("commerce électronique", "e-commerce", forbidden=("ecommerce",))
ALIEXPRESS = term("AliExpress", "AliExpress", flags=(Flag.KEEP,))
EBAY = term("eBay", "eBay", flags=(Flag.KEEP, Flag.EXACT_CASE))


def found(source: str, target: str, *concepts: Term) -> list[Finding]:
    """The findings where the concepts stand in the source under their headwords, the longest first."""
    matches: list[TermMatch] = []
    for concept in sorted(concepts, key=lambda each: -len(each.source)):
        start = source.find(concept.source)
        while start >= 0:
            span = (start, start + len(concept.source))
            if not any(span[0] < match.span[1] and match.span[0] < span[1] for match in matches):
                matches.append(TermMatch(concept, span, concept.source))
            start = source.find(concept.source, span[1])
    assert {match.term.id for match in matches} == {concept.id for concept in concepts}
    segment = Segment("a#0", 0, source, (0, len(source)))
    decided = compliance(matches, target)
    unit = Unit(segment, tuple(matches), Translation(target, Origin.HUMAN), compliance=decided)
    return list(terms.check([unit]))


@pytest.mark.parametrize(
    ("concept", "target"),
    [
        (PLATFORM, "The Platform."),
        (PLATFORM, "Several platforms"),
        (PLATFORM, "the platform’s users"),
        (LIVE, "livestreaming"),
        (LIVE, "LIVE-STREAMING"),
        (LIVE, "live\u00a0streaming"),
        (E_COMMERCE, "E\u2011commerce is growing"),
        (QUARTER, "in Q1"),
        (MARKETPLACE, "the market place"),
        (ALIEXPRESS, "Aliexpress’s users"),
        (EBAY, "on eBay"),
    ],
)
def test_a_term_in_any_form_is_honoured(concept: Term, target: str) -> None:
    assert found(f"x {concept.source} y", target, concept) == []


@pytest.mark.parametrize(
    ("concept", "target"),
    [
        (PLATFORM, "the site"),
        (PLATFORM, "the platformer"),
        (LIVE, "streaming live"),
        (ALIEXPRESS, "Alibaba"),
        (EBAY, "on ebay"),
        (QUARTER, "the quarter"),
    ],
)
def test_a_missing_term_is_an_error_at_its_place_in_the_source(concept: Term, target: str) -> None:
    (finding,) = found(f"x {concept.source} y", target, concept)
    assert (finding.severity, finding.side) == (Severity.ERROR, Side.SOURCE)
    assert finding.span == (2, 2 + len(concept.source))
    assert concept.target in finding.message


def test_a_forbidden_target_is_one_error_at_its_place_in_the_target() -> None:
    (finding,) = found("Au premier trimestre", "In the First Trimesters of it", QUARTER)
    assert (finding.severity, finding.side, finding.span) == (Severity.ERROR, Side.TARGET, (7, 23))
    assert 'use "first quarter"' in finding.message


def test_a_forbidden_target_is_an_error_beside_the_right_one_too() -> None:
    findings = found("Au premier trimestre", "In the first quarter, the first trimester", QUARTER)
    assert [finding.severity for finding in findings] == [Severity.ERROR]


def test_a_forbidden_word_inside_a_right_one_is_none() -> None:
    assert found("la place de marché", "the market place", MARKETPLACE) == []


def test_a_forbidden_spelling_is_not_excused_by_free_hyphens() -> None:
    (finding,) = found("le commerce électronique", "ecommerce", E_COMMERCE)
    assert (finding.severity, finding.side) == (Severity.ERROR, Side.TARGET)


def test_a_forbidden_word_of_one_term_may_be_the_right_one_of_another() -> None:
    market = term("marché", "market")
    assert found("la place de marché et le marché", "the marketplace and the market", MARKETPLACE, market) == []


def test_a_forbidden_target_counts_only_where_its_concept_stands() -> None:
    assert found("Sur la plateforme", "On the platform in the first trimester", PLATFORM) == []


def test_a_place_in_the_target_counts_for_the_longest_term_only() -> None:
    source = "La plateforme de commerce électronique et la plateforme"
    assert found(source, "The platform and the e-commerce platform", E_PLATFORM, PLATFORM) == []
    (finding,) = found(source, "The e-commerce platform", E_PLATFORM, PLATFORM)
    assert (finding.severity, finding.span) == (Severity.ERROR, (45, 55))


def test_a_term_rendered_less_often_than_it_stands_is_a_warning() -> None:
    (finding,) = found("La plateforme, une plateforme", "The platform, which", PLATFORM)
    assert (finding.severity, finding.side, finding.span) == (Severity.WARNING, Side.SOURCE, (19, 29))


def test_a_term_rendered_more_often_than_it_stands_is_a_note_in_the_target() -> None:
    (finding,) = found("La plateforme", "The platform platform", PLATFORM)
    assert (finding.severity, finding.side, finding.span) == (Severity.NOTE, Side.TARGET, (13, 21))


def test_two_terms_with_one_target_each_need_a_place() -> None:
    shop, store = term("magasin", "store"), term("boutique", "store")
    assert found("le magasin et la boutique", "the store and the store", shop, store) == []
    (finding,) = found("le magasin et la boutique", "the store", shop, store)
    assert finding.severity is Severity.ERROR


def test_a_term_with_little_choice_is_served_first() -> None:
    buyer, shopper = term("acheteur", "shopper", "buyer"), term("client", "shopper")
    assert found("un acheteur, un client", "a shopper, a buyer", buyer, shopper) == []


def test_forms_given_by_hand_count() -> None:
    noun = Designation("player in the market", forms=("players in the market",))
    concept = Term("a", (Designation("acteur du marché"),), (noun,))
    assert found("un acteur du marché", "players in the market", concept) == []


def test_verbs_are_found_in_all_their_forms() -> None:
    verb = Designation("ship", PartOfSpeech.VERB)
    concept = Term("a", (Designation("expédié", PartOfSpeech.VERB),), (verb,))
    assert found("colis expédié", "parcel shipped", concept) == []


def test_an_empty_translation_is_left_to_its_own_check() -> None:
    assert found("La plateforme", " ", PLATFORM) == []


@pytest.mark.parametrize("target", ["C++", "(re)sale", ".*", "a|b", "e\u0301te\u0301", "שלום"])
def test_terms_with_odd_characters_are_taken_literally(target: str) -> None:
    concept = term("truc", target)
    assert found("un truc", f"x {target} y", concept) == []
    assert len(found("un truc", "x y", concept)) == 1
