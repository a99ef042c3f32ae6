"""Export, import and export again: a fixed point for every format, over generated terms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Provenance, Status, Term
from bitexte.terms import exchange, termbase
from bitexte.terms.exchange import Export, Import, clean
from bitexte.terms.termbase import Entry
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

NAMES = [row.name for row in exchange.EXCHANGE]

PROVENANCE = Provenance(version="0.1", glossary="sha256:abc")
LOSSLESS = ("csv", "multiterm", "tbx", "tbx2", "xlsx")

# Quotes, separators, markup, formulas, comment signs, accents (composed and not), Arabic, emoji, no-break spaces.
LETTERS = "abcéŒœ XY-'’\"\\,;\t|#=+@<>&]{}%_\n\u00a0\u202f\u0301\u05d0\u0639\u200fé😀[].*^$"
words = st.text(LETTERS.replace("\t", "").replace("\n", ""), min_size=1, max_size=8)
prose = st.text(LETTERS, max_size=12)


@st.composite
def designations(draw: st.DrawFn) -> tuple[Designation, ...]:
    return tuple(
        Designation(
            text,
            draw(st.sampled_from(PartOfSpeech)),
            draw(st.sampled_from(Status)),
            draw(prose),
            tuple(draw(st.lists(words, max_size=2))),
        )
        for text in draw(st.lists(words, min_size=1, max_size=3))
    )


@st.composite
def termbases(draw: st.DrawFn) -> tuple[Term, ...]:
    """Terms that a termbase accepts, made of terms that it mostly does not."""
    wild = [
        Term(
            draw(st.sampled_from([f"t{number}", f"é {number}", "double", "file:id"])),
            draw(designations()),
            draw(designations()),
            draw(st.sampled_from(["", "commerce", "droit"])),
            draw(prose),
            draw(prose),
            draw(st.frozensets(st.sampled_from(Flag))),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    entries, _ = clean.agreed(Entry(term, "g", 1) for term in wild)
    assume(entries)
    return tuple(entry.term for entry in entries)


def parsed(export: Export, name: str) -> Import:
    """What an export is read as; examples without a pair, or that look reversed, are refused rightly."""
    try:
        return exchange.parse(export.content, f"g.{export.suffix}", name)
    except GlossaryError as error:
        assume(
            not any(
                reason in str(error)
                for reason in ("looks French", "no row", "empty", "no unit", "no PO", "no translated")
            )
        )
        raise


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(terms=termbases())
def test_exporting_what_was_imported_gives_the_same_file(name: str, terms: tuple[Term, ...]) -> None:
    first = exchange.serialize(name, terms, PROVENANCE)
    back = parsed(first, name)
    assert exchange.serialize(name, back.terms, PROVENANCE).content == first.content
    assert termbase.parse(termbase.dump(back.terms), "g.yaml") == back.terms


@pytest.mark.parametrize("name", LOSSLESS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(terms=termbases())
def test_a_lossless_format_gives_the_terms_back(name: str, terms: tuple[Term, ...]) -> None:
    terms = tuple(replace(term, id=f"t{number}") for number, term in enumerate(terms))
    export = exchange.serialize(name, terms, PROVENANCE)
    assert exchange.parse(export.content, f"g.{export.suffix}").terms == terms
    assert not [loss for loss in export.losses if not loss.startswith("caution")]
