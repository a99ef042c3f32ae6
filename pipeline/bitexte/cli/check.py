"""`bitexte check`: the quality checks on any bilingual file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from bitexte import checks, flow, formats
from bitexte.cli import console, findings, options
from bitexte.model import Finding, Severity
from bitexte.text.characters import visible

Bilingual = Annotated[Path, typer.Argument(metavar="FILE", help="A .tmx, .xlf, .xliff or .po, French to English.")]


def check(file: Bilingual, glossary: options.Glossaries = None, json: options.Json = False) -> None:
    """Check a bilingual file: terms, numbers, names, gaps. Exit 1 if there are errors.

    A finding is one line on stdout: segment, severity, check, message.
    """
    with options.project(options.settings(), glossary) as project:
        options.tell_remarks(project)
        units = formats.load_units(file)
        numbers = {unit.segment.id: unit.segment.number for unit in units}
        found: Counter[Severity] = Counter()
        for finding in flow.check(units, project.glossary, project.settings):
            _tell(finding, numbers, json)
            found[finding.severity] += 1
    counted = ", ".join(f"{found[severity]:,} {severity}s" for severity in reversed(Severity))
    console.say(f"{file}: {len(units):,} segments, {counted}")
    if found[Severity.ERROR]:
        raise typer.Exit(console.FINDINGS)


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
