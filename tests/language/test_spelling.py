"""British and American English: words by the table, dates in their order, nothing that is a name or a term."""

from __future__ import annotations

import pytest
from bitexte.language.spelling import in_variant


def changed(text: str, tag: str, source: str = "", kept: tuple[tuple[int, int], ...] = ()) -> str:
    for (start, end), wording in reversed(in_variant(text, tag, source, kept)):
        text = text[:start] + wording + text[end:]
    return text


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("The color of the catalog.", "The colour of the catalogue."),
        ("Organized by the center, ANALYZED here.", "Organised by the centre, ANALYSED here."),
        ("Traveling (skillful) counselors fulfill it.", "Travelling (skilful) counsellors fulfil it."),
        ("On July 14, 2024 it opened.", "On 14 July 2024 it opened."),
        ("By March 3 at the latest.", "By 3 March at the latest."),
    ],
)
def test_both_ways(american: str, british: str) -> None:
    assert changed(american, "en-GB") == british
    assert changed(british, "en-US") == american
    assert changed(british, "en-GB") == british
    assert changed(american, "en-US") == american
    assert changed(american, "en") == american


@pytest.mark.parametrize(
    "text",
    [
        "We met at Rockefeller Center.",  # a name
        "From 14 to 16 July 2024, on 3 and 4 May.",
        "Between July 14 and 16.",
        "In May 5% of them left; version April 2.1; March 7th-grade",
        "The meter runs, the check failed, a tire.",  # the source speaks of no metre, cheque or tyre
    ],
)
def test_what_is_no_variant_stays(text: str) -> None:
    assert changed(text, "en-GB") == text


def test_the_source_decides_between_two_words_that_british_parts() -> None:
    assert changed("3 meters", "en-GB", "3 mètres") == "3 metres"
    assert changed("two checks", "en-GB", "deux chèques") == "two cheques"
    assert changed("3 metres and two cheques", "en-US", "3 mètres") == "3 meters and two checks"
    assert changed("the color picker", "en-GB", "le color picker") == "the color picker"  # the source has it so


def test_a_term_stays_as_the_glossary_has_it() -> None:
    assert changed("catalog color", "en-GB", kept=((0, 7),)) == "catalog colour"


def test_canadian_english_is_left_as_it_is() -> None:
    assert in_variant("The color of the centre", "en-CA") == []


def test_odd_texts_end_soon() -> None:
    assert in_variant("14 " * 50_000, "en-US") == []
    assert in_variant("May " * 50_000, "en-GB") == []
    assert len(in_variant("color " * 20_000, "en-GB")) == 20_000
    assert in_variant("a Color " * 20_000, "en-GB") == []
