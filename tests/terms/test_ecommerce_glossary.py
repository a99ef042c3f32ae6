"""The glossary that ships with the project: complete for the seeds, and sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte.language import target_forms
from bitexte.model import Flag, Term
from bitexte.terms import Glossary, load_glossary, termbase
from bitexte.terms.termbase import advice

FILE = Path(__file__).resolve().parents[2] / "glossary" / "ecommerce.yaml"

IN_THE_SEEDS = """
aliexpress alibaba alibaba-group-holding-ltd amazon auchan carrefour covid-19 ebay jdn latvijas-pasts pinduoduo
similarweb yili-lingerie adoption-rate affordable-price appetite big-data brands business buyer buzz consumer
coronavirus customer digital-project digital-transformation digitalization dual-circulation e-commerce
e-commerce-giant e-commerce-platform e-commerce-research-center ecosystem established-player export-sector factory
first-quarter foreign-brand foreign-customer foreign-market foreign-trade general-manager global-demand influencer
internet-economy-institute live-shopping live-streaming local-market local-media local-player lockdown logistics
logistics-company market-player marketplace media-channel megatrend merchant ministry-of-commerce national-pavilion
olympic-games online-retailer outbound-wholesale-portal outbound-wholesale-site pandemic physical-store platform
pop-up-store prerequisite press-release product-turnover quality-of-service retail seller shopping-site social-media
technical-partner traction traffic transaction-volume triple-digit-growth underwear user vice-president year-on-year
"""


@pytest.fixture(scope="module")
def concepts() -> tuple[Term, ...]:
    return termbase.parse(FILE.read_bytes(), FILE.name)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary([FILE])


def test_every_concept_is_defined_without_its_own_name(concepts: tuple[Term, ...]) -> None:
    assert len(concepts) >= 100
    circular = [concept.id for concept in concepts if concept.definition.lower().startswith(concept.target.lower())]
    assert [concept.id for concept in concepts if not concept.definition] == circular == []


def test_no_forbidden_target_is_a_form_of_an_allowed_one(concepts: tuple[Term, ...]) -> None:
    for concept in concepts:
        allowed = {form.casefold() for target in concept.allowed for form in target_forms(target)}
        assert not allowed & {target.text.casefold() for target in concept.forbidden}, concept.id


def test_names_that_are_french_words_too_need_their_capital(glossary: Glossary) -> None:
    assert [match.surface for match in glossary.find("Au carrefour, devant le Carrefour")] == ["Carrefour"]


def test_the_terms_of_the_seeds_are_found_in_them(glossary: Glossary, seeds: Path) -> None:
    lines = [line for file in seeds.glob("*.txt") for line in file.read_text("utf-8").splitlines()]
    found = {match.term.id for line in lines for match in glossary.find(line)}
    assert set(IN_THE_SEEDS.split()) <= found


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("les places de marché", "marketplace"),
        ("ses plates-formes", "platform"),
        ("des MÉGA-TENDANCES", "megatrend"),
        ("la directrice générale", "general-manager"),
        ("le président-directeur général", "chairman-and-ceo"),
        ("une galerie marchande", "shopping-arcade"),
        ("des pop up stores", "pop-up-store"),
        ("un réseau social", "social-network"),
        ("la Covid-19", "covid-19"),
        ("d’une année sur l’autre", "year-on-year"),
    ],
)
def test_other_wordings_lead_to_the_same_concept(glossary: Glossary, text: str, concept: str) -> None:
    assert [match.term.id for match in glossary.find(text)] == [concept]


def test_names_stay_as_they_are(concepts: tuple[Term, ...]) -> None:
    kept = {concept.source for concept in concepts if Flag.KEEP in concept.flags}
    assert {"AliExpress", "Pinduoduo", "SimilarWeb", "Latvijas Pasts", "Yili Lingerie", "JDN"} <= kept


def test_the_second_domain_is_sound_and_lies_where_no_run_takes_it_unasked() -> None:
    file = FILE.parent / "examples" / "law.yaml"
    entries = termbase.read(file.read_bytes(), file.name)
    assert len(entries) >= 25
    assert list(advice.remarks(entries)) == []
    assert [entry.term.id for entry in entries if not entry.term.definition and entry.term.allowed] == []
    assert file not in set(FILE.parent.glob("*.yaml"))
