"""The checks that follow an edit in the page find what those of a run find: every case of the checks' own tests."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import chromium
import published
import pytest
from bitexte import checks, formats
from bitexte.language import numbers as words
from bitexte.model import Bitext, Block, BlockKind, Document, Finding, Provenance, Unit
from bitexte.terms.matching.compliance import compliance
from playwright.sync_api import Page

CHECKS = ("amounts", "empty", "inline", "literals", "numbers", "placeholders", "terms", "typography")
ROOT = Path(__file__).resolve().parents[2]
Found = list[tuple[str, str]]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium.browser() as browser:
        yield browser.new_page()


def recorded(folder: Path) -> list[Unit]:
    """The units of the checks' tests for those that the page has."""
    record = folder / "units.pickle"
    tests = sorted((ROOT / "tests" / "checks").glob("test_*.py"))
    chosen = [str(test) for test in tests if test.name != "test_no_false_alarms.py"]
    # What only takes time is left out: texts of thousands of signs, and what is for checks that the page has not.
    wanted = "not stands_everything and not end_soon and not left_in_french"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "recorded_checks", "-p", "no:cacheprovider", "-k", wanted]
    environment = os.environ | {"RECORDED_CHECKS": str(record)}
    subprocess.run([*command, *chosen], cwd=ROOT, env=environment, check=True, timeout=600)
    loaded = pickle.loads(record.read_bytes())
    own = [unit for name, unit in loaded if name in CHECKS]
    return list(
        {(each.segment.text, each.translation, each.segment.codes, each.matches): each for each in own}.values()
    )


def in_python(units: Sequence[Unit]) -> list[Found]:
    """The codes of each unit, with the side that they stand on."""
    return [_codes(finding for name in CHECKS for finding in checks.CHECKS[name]([unit])) for unit in units]


def in_page(page: Page, units: Sequence[Unit], folder: Path) -> list[Found]:
    """The same by the page's script, from what the page holds."""
    numbered = [_numbered(unit, number) for number, unit in enumerate(units)]
    blocks = tuple(Block(BlockKind.PARAGRAPH, unit.segment.text) for unit in numbered)
    made = Bitext(Document("cases", "txt", blocks), tuple(numbered), provenance=Provenance("1"))
    (folder / "cases.html").write_bytes(formats.serialize(made, "page"))
    page.goto((folder / "cases.html").as_uri())
    found = page.evaluate(
        "bitexte.units.map((unit, number) => bitexte.found(number, unit.target).map(({code, side}) => [code, side]))"
    )
    return [sorted((code, side) for code, side in each) for each in found]


def _numbered(unit: Unit, number: int) -> Unit:
    decided = unit.compliance or compliance(unit.matches, unit.translation.text)
    return replace(unit, segment=replace(unit.segment, id=f"cases#{number}", block=number), compliance=decided)


def _codes(findings: Iterator[Finding]) -> Found:
    return sorted((finding.code, str(finding.side)) for finding in findings)


def differing(page: Page, units: Sequence[Unit], folder: Path) -> list[tuple[str, str, Found, Found]]:
    ours, theirs = in_python(units), in_page(page, units, folder)
    assert len(ours) == len(theirs) == len(units)
    return [
        (unit.segment.text[:200], unit.translation.text[:200], mine, other)
        for unit, mine, other in zip(units, ours, theirs, strict=True)
        if mine != other
    ]


def test_every_case_of_the_checks_tests_gives_the_same_codes_in_the_page(page: Page, tmp_path: Path) -> None:
    units = recorded(tmp_path)
    found = {code for each in in_python(units) for code, _ in each}
    assert len(units) > 500
    own = {code.code for code in checks.CODES.values() if code.check in CHECKS}
    assert found == own  # else a code of the page has no case
    assert differing(page, units, tmp_path) == []


def test_words_of_numbers_and_months_have_the_same_values_in_the_page(page: Page, tmp_path: Path) -> None:
    names = sorted({*words._VALUES, *words._MONTHS, *words._SCALES})
    units = [published.unit(f"il y a {value} fois", f"{name} times") for name, value in product(names, (2, 50, 1000))]
    assert differing(page, units, tmp_path) == []


@pytest.mark.parametrize(
    "currency", ["€", "$", "£", "¥", "EUR", "livres", "CAD", "Fr.", "p.c.", "kg", "m²", "km/h", "kilo-octets"]
)
def test_amounts_are_told_apart_alike(page: Page, tmp_path: Path, currency: str) -> None:
    others = ("€3", "3 euros", "$3", "3 dollars", "3 kg", "3 m²", "3 miles", "3 %", "3 KB", "3", "CA$3")
    units = [published.unit(f"Cela fait 3 {currency} ici", f"It is {other} here") for other in others]
    assert differing(page, units, tmp_path) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("12&#8239;500 colis", "12&#8239;500 parcels"),
        ("De 0:01:02.500 à 1:02,25", "From 0:01:02.50 to 1:02,25"),
        ("vingt-deux ou soixante-treize", "twenty-three or seventy-four"),
        ("deux cent mille et un", "two hundred thousand and two"),
    ],
)
def test_entities_times_and_numbers_in_words_are_read_alike(
    page: Page, tmp_path: Path, source: str, target: str
) -> None:
    assert differing(page, [published.unit(source, target)], tmp_path) == []


def test_published_translations_give_the_same_codes_in_the_page(page: Page, tmp_path: Path, shared: Path) -> None:
    units = [unit for own in published.units(shared, published.HELD_OUT, 25).values() for unit in own]
    assert differing(page, units, tmp_path) == []


def test_odd_texts_end_soon_in_the_page(page: Page, tmp_path: Path) -> None:
    texts = [
        "{" * 5000,
        "{a, plural, " * 500,
        "%" * 5000,
        "%(" * 3000,
        "1" * 5000,
        "-" * 9000,
        "a" * 9000,
        "1,2" * 3000,
        "(" * 500,
    ]
    in_page(page, [published.unit("Voir.", "See.")], tmp_path)
    for text in texts:
        milliseconds = page.evaluate(
            "(text) => { const began = performance.now(); bitexte.found(0, text); return performance.now() - began; }",
            text,
        )
        assert milliseconds < 2000, text[:10]


def test_the_page_names_a_severity_for_each_of_its_codes_as_a_draft_has_it() -> None:
    script = (ROOT / "pipeline/bitexte/assets/page/checks.js").read_text("utf-8")
    stated = dict(re.findall(r"\b([A-Z]\d{3}): \"(\w+)\"", script))
    own = {code.code: str(code.draft or code.severity) for code in checks.CODES.values() if code.check in CHECKS}
    assert stated == own
