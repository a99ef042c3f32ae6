"""`bitexte eval`: metrics with values worked out by hand, lists of terms, and the command with a scripted engine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from bitexte import packages
from bitexte.cli import app
from bitexte.engine import ENGINES
from bitexte.errors import BitexteError, InputError
from bitexte.evaluation import quality as evaluation
from bitexte.evaluation import test_sets as termlists
from bitexte.evaluation.quality import Line, Ratio, TermScores, evaluate, terminology
from bitexte.model import Designation, Flag, Origin, Request, Term, TermMatch, Translation
from bitexte.packages import Package
from bitexte.packages.package import Metadata, Source
from typer.testing import CliRunner, Result

BASKET = Term("panier", (Designation("panier"),), (Designation("basket"), Designation("shopping cart")))
PLATFORM = Term("plateforme", (Designation("plateforme"),), (Designation("platform"),))
E_PLATFORM = Term("e", (Designation("plateforme de commerce"),), (Designation("e-commerce platform"),))
EBAY = Term("eBay", (Designation("eBay"),), (Designation("eBay"),), flags=frozenset({Flag.KEEP, Flag.EXACT_CASE}))


def scored(*cases: tuple[Sequence[Term], str, str]) -> TermScores:
    """The metrics of (terms of the source, reference, output) for each line."""
    lines = [Line("…", reference, tuple(terms)) for terms, reference, _ in cases]
    return terminology(lines, [output for _, _, output in cases])


def test_exact_wants_the_preferred_target_and_lemma_any_form_of_any() -> None:
    found = scored(
        ([BASKET], "", "The Basket."),
        ([BASKET], "", "two baskets"),
        ([BASKET], "", "the shopping-carts"),
        ([BASKET], "", "the bag"),
    )
    assert (found.exact, found.lemma) == (Ratio(1, 4), Ratio(3, 4))


def test_hyphens_are_free_for_the_lemma_and_fixed_for_the_exact_target() -> None:
    found = scored(([E_PLATFORM], "", "an ecommerce platform"))
    assert (found.exact, found.lemma) == (Ratio(0, 1), Ratio(1, 1))


def test_case_counts_only_where_the_term_fixes_it() -> None:
    found = scored(([EBAY], "", "on ebay"), ([EBAY], "", "on eBay"), ([PLATFORM], "", "PLATFORM"))
    assert found.exact == found.lemma == Ratio(2, 3)


def test_a_term_that_stands_twice_needs_two_places() -> None:
    found = scored(([BASKET, BASKET], "", "one basket"), ([BASKET, BASKET], "", "a basket, a basket"))
    assert found.exact == found.lemma == Ratio(3, 4)


def test_a_place_serves_one_term_only() -> None:
    found = scored(([E_PLATFORM, PLATFORM], "", "the e-commerce platform"))
    assert found.exact == found.lemma == Ratio(1, 2)


def test_over_generation_counts_places_beyond_the_source() -> None:
    found = scored(
        ([BASKET], "", "basket, baskets and a shopping cart"),
        ([E_PLATFORM, PLATFORM], "", "the e-commerce platform and the platform"),
        ([], "", "basket"),
    )
    assert found.extra == Ratio(2, 3)


def test_false_application_is_a_target_without_source_and_reference() -> None:
    found = scored(
        ([BASKET], "x", "the basket"),
        ([PLATFORM], "x", "the platform"),
        ([], "x", "a basket"),
        ([], "the baskets", "a basket"),
        ([], "x", "EBAY"),
    )
    assert found.false == Ratio(1, 8)


def test_a_target_inside_that_of_a_term_of_the_line_is_no_false_application() -> None:
    found = scored(([E_PLATFORM], "x", "the e-commerce platform"), ([PLATFORM], "x", "the platform"))
    assert found.false == Ratio(0, 2)
    assert scored(([E_PLATFORM], "x", "platform"), ([PLATFORM], "x", "platform")).false == Ratio(1, 2)


def test_a_term_is_consistent_where_one_target_renders_every_occurrence() -> None:
    found = scored(
        ([BASKET], "", "the basket"),
        ([BASKET], "", "some baskets"),
        ([PLATFORM], "", "the platform"),
        ([PLATFORM], "", "the site"),
        ([EBAY], "", "eBay"),
    )
    assert found.consistent == Ratio(1, 2)
    mixed = scored(([BASKET], "", "the basket"), ([BASKET], "", "the shopping carts"))
    assert (mixed.lemma, mixed.consistent) == (Ratio(2, 2), Ratio(0, 1))


def test_bleu_is_that_of_the_formula_on_each_set_of_lines() -> None:
    lines = [Line("a", "the cat is on the mat now", (BASKET,)), Line("b", "yes no yes no yes")]
    scores = evaluate(lines, ["the cat is on the mat", "yes no yes no yes"])
    # Every n-gram is right, 6 words stand for 7: the brevity penalty exp(1 - 7/6) alone counts.
    assert scores.with_terms.bleu == pytest.approx(84.648, abs=0.001)
    assert scores.without_terms.bleu == pytest.approx(100)
    # 11 words for 12.
    assert scores.every.bleu == pytest.approx(91.310, abs=0.001)
    assert (scores.every.lines, scores.with_terms.lines, scores.without_terms.lines) == (2, 1, 1)


def test_an_empty_set_of_lines_has_no_score() -> None:
    scores = evaluate([Line("a", "b")], ["b"])
    assert (scores.with_terms.bleu, scores.terminology.exact.percent) == (None, None)


def test_the_signature_says_how_scores_are_computed() -> None:
    assert {"nrefs:1", "tok:13a", "case:mixed"} <= set(evaluation.signatures()["BLEU"].split("|"))


def rows(*lines: object) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


PANIER = {"source": "panier", "target": "basket"}


@pytest.mark.parametrize(
    "content",
    [
        rows({"terms": []}, {"terms": [PANIER]}),
        rows({"terms": {}}, {"terms": {"panier": "basket"}}),
        rows({"line": 2, "terms": [PANIER, PANIER]}),
        rows({"line": 2, **PANIER}),
    ],
)
def test_every_way_to_list_terms_says_the_same(content: str) -> None:
    first, second = termlists.parse(content, "t.jsonl", 2)
    assert first == ()
    assert [(term.source, term.target) for term in second] == [("panier", "basket")]


@pytest.mark.parametrize(
    ("content", "where", "message"),
    [
        (rows({"terms": []}), "t.jsonl", "1 objects for 2 source lines"),
        ("", "t.jsonl", "0 objects"),
        (rows({"terms": []}) + "{\n", "t.jsonl:2", "not valid JSON"),
        (rows({"terms": []}, []), "t.jsonl:2", "no JSON object"),
        (rows({"terms": []}, {"terms": "panier"}), "t.jsonl:2", "must be a list"),
        (rows({"terms": ["panier"]}), "t.jsonl:1", "must be an object"),
        (rows({"terms": [{"source": "panier"}]}), "t.jsonl:1", '"target"'),
        (rows({"terms": [{"source": " ", "target": "x"}]}), "t.jsonl:1", '"source"'),
        (rows({"line": 3, **PANIER}), "t.jsonl:1", "none of the 2"),
        (rows({"line": "1", **PANIER}), "t.jsonl:1", "must be a number"),
        (rows({"line": 1, **PANIER}, {"terms": []}), "t.jsonl:2", 'no "line"'),
        (rows(PANIER), "t.jsonl:1", "neither"),
    ],
)
def test_a_flaw_in_a_list_of_terms_is_told_with_its_line(content: str, where: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        termlists.parse(content, "t.jsonl", 2)
    assert raised.value.where == where


def test_terms_of_a_list_are_found_as_written_else_inflected_the_longest_first() -> None:
    (terms,) = termlists.parse(rows({"terms": {"panier": "basket", "panier moyen": "average basket"}}), "t", 1)
    found = termlists.find(terms, "Les paniers et le Panier moyen du panier.")
    assert [(match.surface, match.term.target) for match in found] == [
        ("Panier moyen", "average basket"),
        ("panier", "basket"),
    ]
    assert [match.surface for match in termlists.find(terms, "Les paniers.")] == ["paniers"]


class Scripted:
    """Says of each request what it was asked: known sentences by heart, terms only where they are asked for."""

    signature = "scripted"

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        self.asked += requests
        return [Translation(self._said(request.text, request.matches), Origin.MACHINE) for request in requests]

    def _said(self, text: str, matches: Sequence[TermMatch]) -> str:
        if matches:
            return f"The {matches[0].term.target} is full."
        return {"Le panier est plein.": "The bag is full.", "Il pleut.": "It is raining."}.get(text, "Nothing")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Scripted:
    made = Scripted()
    metadata = Metadata("1.0", "1.9", "fr", "French", "en", "English")
    package = Package("scripted", tmp_path, tmp_path / "x", metadata, "", "c" * 64, Source.PATH)
    monkeypatch.setattr(packages, "resolve", lambda *_: package)
    monkeypatch.setitem(ENGINES, "package", lambda *_: made)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.fr").write_text("Le panier est plein. Il pleut.\n\nIl pleut.\n", encoding="utf-8")
    (tmp_path / "r.en").write_text("The basket is full. It is raining.\n\nIt is raining.\n", encoding="utf-8")
    (tmp_path / "g.yaml").write_text("source: fr\ntarget: en\nterms:\n  - fr: panier\n    en: basket\n", "utf-8")
    return made


def bitexte(*options: str) -> Result:
    return CliRunner().invoke(app, ["eval", "--source", "s.fr", "--reference", "r.en", *options])


def scores_of(*options: str) -> dict[str, dict[str, dict[str, object]]]:
    outcome = bitexte("--json", *options)
    assert outcome.exit_code == 0, outcome.output
    return dict(json.loads(outcome.stdout))


def test_a_package_is_scored_without_and_with_the_glossary(engine: Scripted) -> None:
    scores = scores_of("--glossary", "g.yaml")
    assert scores["without"]["terms"]["exact"] == {"count": 0, "of": 1, "percent": 0.0}
    assert scores["with"]["terms"]["exact"] == {"count": 1, "of": 1, "percent": 100.0}
    assert scores["with"]["all"] == {"lines": 3, "bleu": pytest.approx(100), "chrf": pytest.approx(100)}
    assert scores["with"]["with_terms"]["lines"] == 1
    assert scores["without"]["all"]["bleu"] != pytest.approx(100)


def test_what_both_passes_share_is_translated_once(engine: Scripted) -> None:
    scores_of("--glossary", "g.yaml")
    assert len(engine.asked) == len(set(engine.asked)) == 3


def test_the_signature_names_data_package_glossary_and_versions(engine: Scripted) -> None:
    signature = scores_of("--glossary", "g.yaml")["signature"]
    named = {key: signature[key] for key in ("source", "reference", "lines", "package", "package_sha256", "beam")}
    assert named == {
        "source": "s.fr",
        "reference": "r.en",
        "lines": 3,
        "package": "scripted",
        "package_sha256": "c" * 64,
        "beam": 4,
    }
    assert len(str(signature["glossary_sha256"])) == 64
    assert "tok:13a" in str(signature["BLEU"])


def test_terms_of_a_list_hold_for_their_line_only(engine: Scripted, tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text(rows({"line": 1, **PANIER}, {"line": 3, **PANIER}), encoding="utf-8")
    outcome = bitexte("--json", "--terms", "t.jsonl")
    assert json.loads(outcome.stdout)["with"]["terms"]["exact"]["of"] == 1
    assert "1 lines do not hold all their terms (lines 3)" in outcome.stderr


def test_without_terms_there_is_one_column(engine: Scripted) -> None:
    assert scores_of()["with"] is None
    outcome = bitexte()
    assert outcome.exit_code == 0
    assert "BLEU, all lines (3)" in outcome.stdout
    assert "terms, exact" not in outcome.stdout
    assert "BLEU nrefs:1" in outcome.stdout


def test_the_table_holds_both_columns_and_the_signature(engine: Scripted) -> None:
    outcome = bitexte("--glossary", "g.yaml")
    assert "0.0% (0/1)" in outcome.stdout
    assert "100.0% (1/1)" in outcome.stdout
    assert "|lines:3|" in outcome.stdout


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("r.en", "one line\n", "r.en: has 1 lines for the 3 of s.fr"),
        ("r.en", "", "r.en: holds no text"),
        ("s.fr", "\n\n\n", "s.fr: holds no text"),
        ("s.fr", "a\0b\n", "s.fr:1: holds NUL"),
    ],
)
def test_files_that_cannot_be_compared_are_refused(
    engine: Scripted, tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    error = bitexte().exception
    assert isinstance(error, BitexteError)
    assert message in str(error)


def test_a_glossary_and_a_list_of_terms_exclude_each_other(engine: Scripted) -> None:
    assert isinstance(bitexte("--glossary", "g.yaml", "--terms", "t.jsonl").exception, InputError)


def test_a_file_that_is_not_there_is_named(engine: Scripted, tmp_path: Path) -> None:
    (tmp_path / "s.fr").unlink()
    assert "s.fr: there is no such file" in str(bitexte().exception)
