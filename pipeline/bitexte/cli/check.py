"""`bitexte check`: the quality checks on any bilingual file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bitexte import checks, flow, formats
from bitexte.cli import console, findings, options
from bitexte.cli.reports import REPORTS
from bitexte.model import Finding, Severity
from bitexte.text.characters import visible

Bilingual = Annotated[
    Path, typer.Argument(metavar="FILE", help="A TMX, XLIFF, PO or JSON Lines file, French to English.")
]


class Form(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    JUNIT = "junit"


FormOption = Annotated[Form, typer.Option("--format", help="For people, or for other programs: code scanning, tests.")]


def check(
    file: Bilingual,
    glossary: options.Glossaries = None,
    json: options.Json = False,
    form: FormOption = Form.TEXT,
) -> None:
    """Check a bilingual file: terms, numbers, placeholders, tags, gaps. Exit 1 if there are errors.

    A finding is one line on stdout: segment, severity, code, check, message. docs/checks.md lists the codes.
    """
    with options.project(options.settings(), glossary) as project:
        options.tell_remarks(project)
        units = formats.load_units(file)
        numbers = {unit.segment.id: unit.segment.number for unit in units}
        found = list(flow.check(units, project.glossary, project.settings))
    if form in REPORTS:
        console.result(REPORTS[form](file, found, numbers))
    else:
        for finding in found:
            _tell(finding, numbers, json or form is Form.JSON)
    console.say(f"{file}: {len(units):,} segments, {_counted(found)}")
    if any(finding.severity is Severity.ERROR for finding in found):
        raise typer.Exit(console.FINDINGS)


def _counted(found: Sequence[Finding]) -> str:
    """How many there are of each severity, and of each code."""
    severities = Counter(finding.severity for finding in found)
    codes = Counter(finding.code for finding in found)
    by_severity = ", ".join(f"{severities[severity]:,} {severity}s" for severity in reversed(Severity))
    by_code = ", ".join(f"{code} {count:,}" for code, count in sorted(codes.items()))
    return f"{by_severity} ({by_code})" if by_code else by_severity


def _tell(finding: Finding, numbers: dict[str, str], json: bool) -> None:
    if json:
        start, end = finding.span or (None, None)
        console.result_json(
            {
                "segment": finding.segment,
                "severity": finding.severity,
                "code": finding.code,
                "check": checks.CODES[finding.code].check,
                "message": finding.message,
                "side": finding.side,
                "start": start,
                "end": end,
            }
        )
        return
    line = findings.finding_line(finding, numbers)
    # The file is foreign: nothing in it is to break the line or to command the terminal.
    console.result(visible(line))
