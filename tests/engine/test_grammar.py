"""The words about a term: said once, with its article, its capital and its number."""

from __future__ import annotations

import pytest
from bitexte.engine import ModelEngine
from bitexte.engine.decoder import Model
from bitexte.language import inflected_target
from bitexte.model import Designation, Flag, Honour, Request, Term, TermMatch
from scripted_decoder import Scripted


def term(source: str, target: str, *flags: Flag) -> Term:
    return Term(source, (Designation(source),), (Designation(target),), flags=frozenset(flags))


MARKET = term("place de marché", "marketplace")
LIVE = term("live shopping", "live shopping")
ORDER = term("commande", "order")
STOCK = term("rupture de stock", "out of stock")
EBAY = term("eBay", "eBay", Flag.KEEP, Flag.EXACT_CASE)


def translated(source: str, answer: str, *terms: Term) -> str:
    """The answer of a model for a source, with what the engine makes of it."""
    found = []
    for each in terms:
        start = source.lower().index(each.source.lower())
        end = start + len(each.source)
        found.append(TermMatch(each, (start, end), source[start:end]))
    (made,) = ModelEngine(Model(Scripted({source: [answer]}))).translate([Request(source, tuple(found))])
    assert [use.honour for use in made.uses] == [Honour.FREE] * len(terms)
    assert all(use.span and use.span[1] <= len(made.text) for use in made.uses)
    return made.text


@pytest.mark.parametrize(
    ("source", "answer", "term", "made"),
    [
        ("La place de marché ouvre", "The marketplace marketplace opens", MARKET, "The marketplace opens"),
        ("Voir la place de marché", "See the marketplaces marketplace", MARKET, "See the marketplaces"),
        ("Voir le live shopping", "See live shopping shopping", LIVE, "See live shopping"),
        ("Voir le live shopping", "See live live shopping", LIVE, "See live shopping"),
        ("Voir le live shopping ici", "See live shopping live shopping here", LIVE, "See live shopping here"),
        ("Voir la place de marché", "See the marketplace, marketplace of all", MARKET, None),
    ],
)
def test_a_term_is_said_once(source: str, answer: str, term: Term, made: str | None) -> None:
    assert translated(source, answer, term) == (made or answer)


@pytest.mark.parametrize(
    ("answer", "made"),
    [
        ("He is a official and an driver.", "He is an official and a driver."),
        ("A early success", "An early success"),
        ("An hour, a historic day, an unimportant, a unit, a European", None),
        ("Plan a and plan b, vitamin a is in an egg", None),
        ("See a.an egg and A is", None),
        ("A la carte and à early", None),
    ],
)
def test_a_and_an_go_by_the_sound_that_follows(answer: str, made: str | None) -> None:
    assert translated("Voici une phrase", answer) == (made or answer)


@pytest.mark.parametrize(
    ("source", "answer", "term", "made"),
    [
        ("Le live shopping est utile", "The live shopping is useful", LIVE, "Live shopping is useful"),
        ("Nous aimons le live shopping", "We like the live shopping", LIVE, "We like live shopping"),
        ("Un live shopping est prévu", "A live shopping is planned", LIVE, "Live shopping is planned"),
        ("Une commande arrive", "A order arrives", ORDER, "An order arrives"),
        ("Voici une place de marché", "Here is a marketplaces", MARKET, "Here is a marketplace"),
        ("Voici une place de marché", "Here is an marketplace", MARKET, "Here is a marketplace"),
        ("Le live shopping de la marque est utile", "The live shopping of the brand is useful", LIVE, None),
        ("La plateforme de live shopping est là", "The live shopping platform is here", LIVE, None),
        ("Une plateforme de live shopping", "A live shopping platform", LIVE, None),
        ("La commande est là", "The order is here", ORDER, None),
    ],
)
def test_a_term_takes_the_article_that_it_can_take(source: str, answer: str, term: Term, made: str | None) -> None:
    assert translated(source, answer, term) == (made or answer)


@pytest.mark.parametrize(
    ("source", "answer", "term", "made"),
    [
        ("Rupture de stock", "out of stock", STOCK, "Out of stock"),
        ("rupture de stock", "Out of stock", STOCK, "out of stock"),
        ("« Rupture de stock »", '"out of stock"', STOCK, "“Out of stock”"),
        ("eBay", "eBay", EBAY, "eBay"),
        ("commande reçue", "Order received", ORDER, "Order received"),
    ],
)
def test_a_term_that_stands_alone_has_the_capital_of_the_source(
    source: str, answer: str, term: Term, made: str
) -> None:
    given = source.replace("« ", '"').replace(" »", '"')
    found = TermMatch(
        term, (source.index(term.source[1:]) - 1, source.index(term.source[1:]) - 1 + len(term.source)), ""
    )
    (translation,) = ModelEngine(Model(Scripted({given: [answer]}))).translate([Request(source, (found,))])
    assert translation.text == made


@pytest.mark.parametrize(
    ("source", "surface", "before", "target"),
    [
        ("taux", "taux", "Le ", "rate"),
        ("taux", "Taux", "", "rate"),
        ("taux", "taux", "Les ", "rates"),
        ("taux", "taux", "avec deux nouveaux ", "rates"),
        ("taux", "taux", "avec de bons résultats, le ", "rate"),
        ("taux de rebond", "taux de rebond", "nos ", "rates"),
        ("taux moyen", "taux moyens", "Pour ", "rates"),
        ("colis", "colis", "un ", "rate"),
        ("colis", "colis", "12 ", "rates"),
        ("prérequis", "prérequis", "un ", "rate"),
        ("panier", "paniers", "", "rates"),
        ("panier", "panier", "les ", "rate"),
        ("frais", "frais", "les ", "rate"),
    ],
)
def test_the_number_of_a_noun_of_one_form_shows_in_what_stands_before_it(
    source: str, surface: str, before: str, target: str
) -> None:
    assert inflected_target(term(source, "rate"), surface, before) == target


def test_messieurs_are_messrs() -> None:
    assert translated("MM. Durand et Petit", "MM. Durand and Petit") == "Messrs Durand and Petit"
    assert translated("Avec MM. Roux et Blanc.", "With MM. Roux and Blanc.") == "With Messrs Roux and Blanc."
    assert translated("Le film MM. est sorti", "The film MM. is out") == "The film MM. is out"
