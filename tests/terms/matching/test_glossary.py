"""The glossary as a whole: gold, priorities, cache, checksum, borders; word forms; the command line."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bitexte import language as inflect
from bitexte.errors import GlossaryError
from bitexte.model import Designation, PartOfSpeech, Term
from bitexte.terms import compiled, termbase
from bitexte.terms import extraction as extract
from bitexte.terms.matching import EMPTY, Glossary
from bitexte.text.identifiers import slug
from hypothesis import given, settings
from hypothesis import strategies as st

NOUN, VERB, ADJECTIVE = PartOfSpeech.NOUN, PartOfSpeech.VERB, PartOfSpeech.ADJECTIVE
PARTS = {
    "n": NOUN,
    "adj": ADJECTIVE,
    "adv": PartOfSpeech.ADVERB,
    "v": VERB,
    "pn": PartOfSpeech.PROPER_NOUN,
    "acr": NOUN,
}


def _term(french: str, english: str = "x", part: PartOfSpeech = NOUN) -> Term:
    return Term(slug(french), (Designation(french, part),), (Designation(english, part),))


def _file(name: str, *pairs: tuple[str, str], domain: str = "") -> tuple[str, bytes]:
    entries = "".join(f'  - fr: "{french}"\n    en: "{english}"\n' for french, english in pairs)
    return name, f'domain: "{domain}"\nterms:\n{entries}'.encode()


def test_the_handmade_gold_is_met(shared: Path) -> None:
    with (shared / "gold/terms/glossary.tsv").open(encoding="utf-8") as file:
        rows = [
            (row["term"].split(";"), PARTS[row["pos"]], row["target"]) for row in csv.DictReader(file, delimiter="\t")
        ]
    glossary = Glossary(
        [
            Term(f"t{number}", tuple(Designation(text, part) for text in texts), (Designation(target, part),))
            for number, (texts, part, target) in enumerate(rows)
        ]
    )
    hits = misses = false = 0
    with (shared / "gold/terms/matching_dev.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found = [match.surface for match in glossary.find(row["sentence"].replace("\\n", "\n"))
                     if match.term.source == row["term"]]  # fmt: skip
            if row["label"] == "0":
                false += bool(found)
            elif row["surface"].replace("\\n", "\n") in found:
                hits += 1
            else:
                misses += 1
    assert hits / (hits + false) >= 0.99
    assert hits / (hits + misses) >= 0.97


def test_the_earlier_file_wins_where_both_hold_the_term() -> None:
    files = [_file("a.yaml", ("panier", "basket"), domain="retail"), _file("b.yaml", ("panier", "cart"), domain="web")]
    assert compiled(files).find("les paniers")[0].term.target == "basket"
    assert compiled(files[::-1]).find("les paniers")[0].term.target == "cart"


def test_a_headword_wins_over_an_inflected_form_of_another_term() -> None:
    glossary = Glossary([_term("réseau social", "social network"), _term("réseaux sociaux", "social media")])
    assert [match.term.target for match in glossary.find("réseaux sociaux, réseau social")] == [
        "social media",
        "social network",
    ]


def test_a_term_preferred_in_two_files_of_one_domain_is_refused_with_both_lines() -> None:
    files = [
        _file("a.yaml", ("panier", "basket"), domain="x"),
        _file("b.yaml", ("lot", "y"), ("panier", "z"), domain="x"),
    ]
    with pytest.raises(GlossaryError) as caught:
        compiled(files)
    assert caught.value.where == "b.yaml:5"
    assert "a.yaml:3" in str(caught.value)


def test_ids_stay_unique_across_files() -> None:
    glossary = compiled([_file("a.yaml", ("panier", "x"), domain="a"), _file("b.yaml", ("panier", "y"), domain="b")])
    assert [term.id for term in glossary.terms] == ["panier", "b:panier"]


def test_the_checksum_changes_with_the_terms_only() -> None:
    name, content = _file("a.yaml", ("panier", "basket"))
    checksum = compiled([(name, content)]).checksum
    assert compiled([(name, b"# a comment\n" + content)]).checksum == checksum
    assert compiled([(name, content.replace(b"basket", b"cart"))]).checksum != checksum


def test_a_cached_glossary_finds_the_same_without_the_lexicon(tmp_path: Path) -> None:
    files = [_file("a.yaml", ("place de marché", "marketplace"), ("R&D", "R&D"), ("œuvre", "work"))]
    text = "Les places de marchés, la R&D et l'ŒUVRE."
    fresh = compiled(files, tmp_path)
    again = compiled(files, tmp_path)
    assert again.find(text) == fresh.find(text)
    assert len(again.find(text)) == 3
    assert (again.terms, again.checksum) == (fresh.terms, fresh.checksum)
    script = (
        "import sys; from pathlib import Path; from bitexte.terms import compiled\n"
        f"g = compiled([('a.yaml', {files[0][1]!r})], Path({str(tmp_path)!r}))\n"
        "assert len(g.find('la place de marché')) == 1; print('simplemma' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"0" * 64 + b"\n{}"])
def test_a_damaged_cache_is_built_again(tmp_path: Path, damage: bytes) -> None:
    files = [_file("a.yaml", ("panier", "basket"))]
    compiled(files, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(damage)
    assert len(compiled(files, tmp_path).find("un panier")) == 1
    assert kept.stat().st_size > 100


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert compiled([_file("a.yaml", ("panier", "basket"))], tmp_path / "file" / "cache").find("panier")


def test_the_empty_glossary_finds_nothing() -> None:
    assert EMPTY.find("un panier") == ()
    assert EMPTY.terms == ()


def test_overlapping_terms_give_way_to_the_longest_then_the_leftmost() -> None:
    glossary = Glossary([_term(text) for text in ("prix", "prix de vente", "vente", "vente en gros", "gros")])
    assert [match.surface for match in glossary.find("le prix de vente en gros")] == ["prix de vente", "gros"]
    assert [match.surface for match in glossary.find("la vente en gros")] == ["vente en gros"]


def test_a_rejected_longer_hit_frees_the_shorter_one() -> None:
    glossary = Glossary([_term("prix de vente"), _term("prix")])
    assert [match.surface for match in glossary.find("le prix, de vente en vente")] == ["prix"]


def test_exact_case_exact_form_and_given_forms_are_obeyed() -> None:
    text = b"""terms:
  - {fr: Poste, en: Poste, case: exact}
  - {fr: avis, en: notice, match: exact}
  - {fr: lot, en: batch, match: exact}
  - fr: {term: kit, forms: [kitx]}
    en: kit
  - {fr: Orange, translate: no}
"""
    glossary = compiled([("a.yaml", text)])
    found = [
        match.surface for match in glossary.find("la poste, la Poste, un lot, des lots, kitx, kits, orange, Orange")
    ]
    assert found == ["Poste", "lot", "kitx", "kits", "Orange"]


def test_a_surface_is_the_text_at_its_span_in_any_normal_form() -> None:
    glossary = Glossary([_term("marché"), _term("œuvre")])
    for text in (
        "un marché…",
        "l'œuvre\u00ad d'un marche\u0301.",
        "MARCHÉ",
        "\u200bmarché\u200b",
        "🎉 marché 🎉",
        "ﬁn marché",
    ):
        for match in glossary.find(text):
            assert text[slice(*match.span)] == match.surface
        assert any(match.term.source == "marché" for match in glossary.find(text))


_GLOSSARY = Glossary(
    [_term(text) for text in ("place de marché", "e-commerce", "TVA", "C++", "chiffre d'affaires", "œil")]
)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("place de marché e-commerce TVAC+'’\u00ad\u0301\u200b\n.œil sxyeu-"), max_size=80))
def test_matches_never_overlap_and_lie_in_the_text(text: str) -> None:
    last = 0
    for match in _GLOSSARY.find(text):
        assert last <= match.span[0] < match.span[1] <= len(text)
        assert text[slice(*match.span)] == match.surface
        last = match.span[1]


@pytest.mark.parametrize(
    ("french", "surface", "target", "expected"),
    [
        ("panier", "paniers", "basket", "baskets"),
        ("panier", "panier", "basket", "basket"),
        ("bijou", "bijoux", "jewel", "jewels"),
        ("appel d'offres", "appels d'offres", "call for tenders", "calls for tenders"),
        ("appel d'offres", "appel d'offres", "call for tenders", "call for tenders"),
        ("mégadonnées", "mégadonnées", "big data", "big data"),
        ("prix", "prix", "price", "price"),
        ("logiciel", "logiciels", "software", "software"),
        ("entreprise", "Entreprises", "company", "companies"),
    ],
)
def test_the_target_takes_the_number_of_the_surface(french: str, surface: str, target: str, expected: str) -> None:
    assert inflect.inflected_target(_term(french, target), surface) == expected


def test_english_forms_hold_what_a_translator_may_write() -> None:
    assert inflect.english_forms("call for tenders", NOUN) >= {"call for tenders", "calls for tenders"}
    assert inflect.english_forms("place an order", VERB) >= {"placing an order", "placed an order", "places an order"}
    assert inflect.english_forms("digitisation", NOUN) >= {"digitisation", "digitization"}
    assert inflect.english_forms("e-commerce", NOUN) >= {"e-commerce"}
    assert "big datas" not in inflect.english_forms("big data", NOUN)
    assert inflect.target_forms(Designation("index", forms=("indices",))) == {"index", "indices"}


def test_french_forms_hold_plurals_feminines_and_conjugations() -> None:
    assert inflect.french_forms("cheval", NOUN) == {"cheval", "chevaux"}
    assert inflect.french_forms("festival", NOUN) == {"festival", "festivals"}
    assert inflect.french_forms("transfrontalier", ADJECTIVE) >= {"transfrontalière", "transfrontalières"}
    assert inflect.french_forms("mettre en ligne", VERB) >= {"mis en ligne", "mettons en ligne", "mises en ligne"}
    assert "panière" not in inflect.french_forms("panier", NOUN)


def test_candidates_come_best_first_and_leave_known_terms_out() -> None:
    texts = [
        "Le bon de réduction est valable.",
        "Deux bons de réduction par panier.",
        "Un panier, un bon de réduction.",
    ] * 2
    found = extract.candidates(texts, Glossary([_term("panier")]), limit=10, least=2)
    assert found[0].text == "bon de réduction"
    assert found[0].frequency == 6
    assert "panier" not in [candidate.text for candidate in found]


def test_the_stub_is_a_termbase_that_lacks_nothing_but_its_english_terms() -> None:
    stub = extract.stub(extract.candidates(["Le bon: « #1 » d'achat"] * 3, EMPTY, limit=5, least=1))
    entries = termbase.read(stub.encode(), "stub.yaml", unfinished=True)
    assert entries
    assert all(not entry.term.targets for entry in entries)
    with pytest.raises(GlossaryError, match="en: is empty"):
        termbase.parse(stub.encode(), "stub.yaml")


_COMMAND = """
import sys
from bitexte.cli.glossary import app
from bitexte.errors import BitexteError
try:
    app(sys.argv[1:])
except BitexteError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
"""


def _run(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _COMMAND, *arguments]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, text=True, check=False, env=environment
    )  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "shop.yaml").write_bytes(
        _file("", ("place de marché", "marketplace"), ("panier", "basket"))[1]
    )
    return tmp_path


def test_match_prints_one_json_object_a_match(project: Path) -> None:
    done = _run(project, "match", "-", "--json", stdin="Les paniers. Deux places de marchés.\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["term"], row["source"], row["surface"], row["start"], row["end"]) for row in rows] == [
        ("panier", "panier", "paniers", 4, 11),
        ("place-de-marche", "place de marché", "places de marchés", 5, 22),
    ]
    assert [row["segment"] for row in rows] == ["stdin#1.1", "stdin#1.2"]


def test_add_then_list_then_check(project: Path) -> None:
    assert _run(project, "add", "bon d'achat", "voucher", "--definition", "A: b").returncode == 0
    assert "bon-d-achat\tbon d'achat\tvoucher" in _run(project, "list").stdout
    assert _run(project, "check").returncode == 0
    clash = _run(project, "add", "panier", "cart")
    assert clash.returncode == 2
    assert "preferred in two concepts" in clash.stderr
    assert len(clash.stderr.splitlines()) == 1


def test_check_exits_1_on_findings_and_2_on_a_malformed_file(project: Path) -> None:
    path = project / "glossary" / "shop.yaml"
    path.write_text("terms:\n  - fr: panier\n    en:\n", encoding="utf-8")
    assert _run(project, "check").returncode == 1
    path.write_text("terms:\n  - fr: [panier\n", encoding="utf-8")
    assert _run(project, "check").returncode == 2
