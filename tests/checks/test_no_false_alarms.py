"""Good published translations raise few findings, and errors seeded into them are found: on texts of the held-out half.

benchmarks/checks.py gives the same figures by code, on more units.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import published
import pytest
import seeded
from bitexte.checks import CODES, run
from bitexte.model import Severity, Unit

EACH = 60  # units of a source; some 1,600 in all
MOST = {Severity.ERROR: 0.002, Severity.WARNING: 0.02, Severity.NOTE: 0.05}


@pytest.fixture(scope="module")
def documents(shared: Path) -> dict[str, list[Unit]]:
    return published.units(shared, published.HELD_OUT, EACH)


def test_good_translations_raise_few_findings_of_each_severity(documents: dict[str, list[Unit]]) -> None:
    found: defaultdict[Severity, set[str]] = defaultdict(set)
    for units in documents.values():
        for finding in run(units):
            found[finding.severity].add(finding.segment)
    total = sum(map(len, documents.values()))
    # A small sample strays: an error more or less is a fifth of the bound here.
    bounds = {severity: share * total + 3 for severity, share in MOST.items()}
    assert {severity: len(segments) for severity, segments in found.items() if len(segments) > bounds[severity]} == {}


def test_seeded_errors_are_found_at_their_severity(documents: dict[str, list[Unit]]) -> None:
    good = [unit for units in documents.values() for unit in units]
    asked, missed = 0, []
    for code, unit in seeded.seeded(good, 15):
        asked += 1
        if not any(each.code == code and each.severity is CODES[code].severity for each in run([unit])):
            missed.append((code, unit.segment.text, unit.translation.text))
    assert asked >= 450
    assert len(missed) <= 0.05 * asked, missed
