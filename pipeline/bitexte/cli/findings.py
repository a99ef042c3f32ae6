"""Findings, a line each."""

from __future__ import annotations

from bitexte.checks import CODES
from bitexte.cli import console
from bitexte.model import Bitext, Finding


def tell_findings(bitext: Bitext) -> None:
    """Tell what a reviewer should look at, a line a finding."""
    numbers = {unit.segment.id: unit.segment.number for unit in bitext.units}
    for finding in bitext.findings:
        console.say(finding_line(finding, numbers))


def finding_line(finding: Finding, numbers: dict[str, str]) -> str:
    """A finding on one line, its segment by the number that people see."""
    check = CODES[finding.code].check
    return f"{numbers[finding.segment]}: {finding.severity}: {finding.code} {check}: {finding.message}"
