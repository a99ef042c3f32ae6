"""The termbase: what is read, what is refused and where, and what a write-back leaves alone."""

from __future__ import annotations

import pytest
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms import termbase
from bitexte.terms.termbase import advice
from hypothesis import given, settings
from hypothesis import strategies as st

FULL = """\
# the shop's words
domain: e-commerce   # for all
source: fr
target: en
licence: CC0-1.0
description: "Words: of the shop"
terms:
  # basket and cart
  - fr: panier   # the usual word
    en: basket

  - id: online-marketplace
    fr: [place de marché, marketplace]
    en:
      - marketplace
      - e-marketplace
      - {term: market place, status: deprecated, note: one word}
    definition: A site where many sellers meet their buyers.
    domain: retail
  - fr: {term: expédier, pos: verb, forms: [expédies]}
    en: {term: ship, pos: v}
    case: exact
    match: exact
  - fr: AliExpress
    translate: no
    pos: pn
# the end
"""


def _parse(text: str) -> tuple[Term, ...]:
    return termbase.parse(text.encode(), "shop.yaml")


def _terms(*entries: str) -> str:
    return "terms:\n" + "".join(f"  - {entry}\n" for entry in entries)


def test_every_field_of_the_schema_arrives_in_the_term() -> None:
    basket, market, ship, brand = _parse(FULL)
    assert (basket.id, basket.source, basket.target, basket.domain) == ("panier", "panier", "basket", "e-commerce")
    assert (market.id, market.domain) == ("online-marketplace", "retail")
    assert [source.text for source in market.sources] == ["place de marché", "marketplace"]
    assert [target.status for target in market.targets] == [Status.PREFERRED, Status.ADMITTED, Status.DEPRECATED]
    assert market.forbidden == (Designation("market place", status=Status.DEPRECATED, note="one word"),)
    assert ship.sources[0].part_of_speech is ship.targets[0].part_of_speech is PartOfSpeech.VERB
    assert ship.sources[0].forms == ("expédies",)
    assert ship.flags == {Flag.EXACT_CASE, Flag.EXACT_FORM}
    assert (brand.target, *brand.flags) == ("AliExpress", Flag.KEEP)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("- a\n- b\n", 1, "fields"),
        ("domain: x\n", 1, "terms"),
        ("terms: yes\n", 1, "list"),
        ("source: de\nterms: []\n", 1, "source"),
        (_terms("fr: a b\n    en: c", "fr: d e"), 4, "“en” is missing"),
        (_terms("en: c"), 2, "“fr” is missing"),
        (_terms("fr: ''\n    en: c"), 2, "fr: is empty"),
        (_terms("fr: panier\n    en: '  '"), 3, "en: is empty"),
        (_terms("fr: panier\n    en: []"), 3, "en: is empty"),
        (_terms("fr: panier\n    en: [[basket]]"), 3, "fields"),
        (_terms("fr: panier\n    eng: basket"), 3, "unknown field “eng”"),
        (_terms("fr: panier\n    en: basket\n    pso: noun"), 4, "did you mean “pos”"),
        (_terms("fr: panier\n    en: basket\n    pos: nuon"), 4, "did you mean “noun”"),
        (_terms("fr: panier\n    en: no"), 3, "YAML word"),
        (_terms("fr: panier\n    en: basket\n    en: cart"), 4, "stands twice"),
        (_terms("fr: panier\n    en: [basket, basket]"), 3, "stands twice"),
        (_terms("fr: panier\n    en: [basket, {term: basket, status: deprecated}]"), 3, "both usable and forbidden"),
        ("terms:\n  - en: {term: cart, status: admitted}\n", 2, "“fr” is missing"),
        (_terms("id: x\n    fr: a b\n    en: c", "id: x\n    fr: d e\n    en: f"), 5, "taken"),
        (_terms("id: 'a b'\n    fr: a b\n    en: c"), 2, "must be letters"),
        (_terms("fr: panier\n    en: basket", "fr: panier\n    en: cart"), 4, "preferred in two concepts"),
        (_terms("fr: panier\n    en: basket\n    translate: no"), 3, "contradicts"),
        (_terms("fr: " + "x" * 10_000 + "\n    en: basket"), 2, "10000 characters"),
        (_terms("fr: '...'\n    en: basket"), 2, "no letter"),
        (_terms('fr: "pan\\u0007ier"\n    en: basket'), 2, "U+0007"),
        (_terms("fr: &a panier\n    en: *a"), 2, "anchors"),
        (_terms("fr: !!python/object:os.system panier\n    en: b"), 2, "tag"),
        (_terms("fr: panier\n\ten: basket"), 3, "tabs"),
        (_terms("fr: [panier\n    en: basket"), 3, "not YAML"),
        ("terms: " + "[" * 2000 + "]" * 2000, 1, "deeply"),
        ("terms: []\n---\nterms: []\n", 3, "second document"),
    ],
)
def test_a_malformed_termbase_is_refused_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        _parse(text)
    assert caught.value.where == f"shop.yaml:{line}"
    assert words in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [(b"terms:\n  - fr: caf\xe9\n", 2, "UTF-8"), (b"terms:\n\n  - fr: a\x00b\n", 3, "U+0000")],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(content: bytes, line: int, words: str) -> None:
    with pytest.raises(GlossaryError, match=words.replace("+", r"\+")) as caught:
        termbase.parse(content, "shop.yaml")
    assert caught.value.where == f"shop.yaml:{line}"


def test_a_contradiction_between_two_entries_names_both_lines() -> None:
    with pytest.raises(GlossaryError) as caught:
        _parse(_terms("fr: panier\n    en: basket", "fr: panier\n    en: [cart, {term: basket, status: deprecated}]"))
    assert caught.value.where == "shop.yaml:4"
    assert "shop.yaml:2" in str(caught.value)


def test_the_same_term_may_stand_in_two_domains() -> None:
    assert len(_parse(_terms("fr: panier\n    en: basket", "fr: panier\n    en: cart\n    domain: web"))) == 2


def test_numbers_and_quoted_yaml_words_are_terms() -> None:
    terms = _parse(_terms("fr: 404\n    en: '404'", 'fr: "non"\n    en: "no"', "fr: 3.14\n    en: pi"))
    assert [(term.source, term.target) for term in terms] == [("404", "404"), ("non", "no"), ("3.14", "pi")]


def test_regex_signs_other_scripts_and_decomposed_accents_are_plain_text() -> None:
    terms = _parse(
        _terms("fr: 'a.*b|(c)+'\n    en: x", "fr: 'سوق'\n    en: market", "fr: 'marche\u0301'\n    en: market")
    )
    assert [term.source for term in terms] == ["a.*b|(c)+", "سوق", "marché"]


def test_dump_and_parse_are_inverse_and_stable() -> None:
    terms = _parse(FULL)
    assert termbase.parse(termbase.dump(terms), "x") == terms
    assert termbase.dump(termbase.parse(termbase.dump(terms), "x")) == termbase.dump(terms)


_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(
    lambda text: not termbase.unfit_because(" ".join(text.split())) and text == " ".join(text.split())
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_WORDS, _WORDS, _WORDS), min_size=1, max_size=4, unique_by=lambda row: row[0]))
def test_any_text_survives_dump_and_append(rows: list[tuple[str, str, str]]) -> None:
    import unicodedata

    plain = [tuple(unicodedata.normalize("NFC", word) for word in row) for row in rows]
    terms = [
        Term(f"t{number}", (Designation(french),), (Designation(english),), domain=f"d{number}", note=note)
        for number, (french, english, note) in enumerate(plain)
    ]
    expected = tuple(termbase.parse(termbase.dump(terms), "x"))
    assert [(term.source, term.target) for term in expected] == [(term.source, term.target) for term in terms]
    assert termbase.parse(termbase.append(b"terms:\n", terms), "x") == expected


NEW = Term("bon-d-achat", (Designation("bon d'achat"),), (Designation("voucher"),), domain="e-commerce", note="a: b")


def test_append_leaves_every_other_byte_alone() -> None:
    extended = termbase.append(FULL.encode(), [NEW]).decode()
    added = '  - fr: bon d\'achat\n    en: voucher\n    note: "a: b"\n'
    assert added in extended
    assert extended.replace(added, "") == FULL
    assert termbase.parse(extended.encode(), "x") == (*_parse(FULL), NEW)


@pytest.mark.parametrize(
    "text",
    [
        "terms:",
        "terms: []\n",
        "terms: null  # none yet\nsource: fr\n",
        "terms:\nsource: fr\n",
        "terms:\n- fr: panier\n  en: basket",
        "terms:\r\n  - fr: panier\r\n    en: basket\r\n",
        "terms:\n  - fr: panier\n    en: basket\n    definition: |\n      Two\n      lines\n\n# end\n",
        "terms:\n  - {fr: panier, en: basket} # c\nsource: fr\n",
        "\ufeffterms:\n  - fr: panier\n    en:\n    - basket\n    - cart\n",
    ],
)
def test_append_finds_its_place_in_any_layout(text: str) -> None:
    before = termbase.parse(text.encode(), "x")
    extended = termbase.append(text.encode(), [NEW])
    assert [term.source for term in termbase.parse(extended, "x")] == [*(term.source for term in before), "bon d'achat"]
    for line in text.splitlines():
        assert line.removesuffix(" []").removesuffix(" null  # none yet") in extended.decode()
    assert (b"\r\n" in extended) == ("\r\n" in text)


def test_append_refuses_a_contradicting_term_and_a_bracketed_list() -> None:
    with pytest.raises(GlossaryError, match="brackets"):
        termbase.append(b"terms: [{fr: panier, en: basket}]\n", [NEW])


def test_check_tells_what_is_missing_and_what_contradicts() -> None:
    text = _terms(
        "fr: panier\n    en:", "fr: c\n    en: C", "fr: lot\n    en: batch",
        "fr: {term: lot, status: admitted}\n    en: [set, {term: batch, status: deprecated}]",
    )  # fmt: skip
    remarks = list(advice.remarks(termbase.read(text.encode(), "shop.yaml", unfinished=True)))
    assert [(remark.where, str(remark.severity)) for remark in remarks] == [
        ("shop.yaml:2", "error"),
        ("shop.yaml:4", "warning"),
        ("shop.yaml:6", "error"),
    ]
