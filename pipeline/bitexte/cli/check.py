"""`bitexte check`: the quality checks on any bilingual file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bitexte import checks, formats
from bitexte.checks import fixes
from bitexte.cli import console, findings, options
from bitexte.cli.reports import REPORTS
from bitexte.disk.lock import editing
from bitexte.disk.read import read_bytes
from bitexte.disk.replace import write_if_changed
from bitexte.errors import InputError
from bitexte.formats import corrections
from bitexte.model import Finding, Severity
from bitexte.project import Project
from bitexte.stages import checking
from bitexte.text.characters import visible

Bilingual = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="TMX, XLIFF, PO or JSON Lines files, French to English.")
]


Fixed = Annotated[bool, typer.Option("--fix", help="Put right in the file what needs no person, and tell it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="With --fix: tell the changes, and write nothing.")]


Consistency = Annotated[
    bool,
    typer.Option("--consistency", help="Tell words that the glossary lacks and that are rendered in several ways."),
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
    files: Bilingual,
    glossary: options.Glossaries = None,
    json: options.Json = False,
    form: FormOption = Form.TEXT,
    fix: Fixed = False,
    dry_run: DryRun = False,
    consistency: Consistency = False,
) -> None:
    """Check bilingual files: terms, numbers, placeholders, tags, gaps. Exit 1 if there are errors.

    A finding is one line on stdout: segment, severity, code, check, message. docs/checks.md lists the codes. --fix
    mends blanks, quotation marks, points of suspension, hidden characters and figures in French dress; what it changed
    goes to stderr, and the findings are those that are left.
    """
    if dry_run and not fix:
        raise InputError("--dry-run tells what --fix would change", hint="add --fix")
    if len(files) > 1 and form in (Form.SARIF, Form.JUNIT):
        raise InputError(f"a {form} report is of one file", hint="run it for each file")
    failed = False
    with options.project(options.settings(), glossary) as project:
        options.tell_remarks(project)
        for file in files:
            if fix:
                _fix(file, dry_run=dry_run)
            failed |= _check(file, project, Form.JSON if json else form, consistency=consistency)
    if failed:
        raise typer.Exit(console.FINDINGS)


def _check(file: Path, project: Project, form: Form, *, consistency: bool) -> bool:
    """Tell what is found in a file; whether there are errors."""
    units = formats.load_units(file)
    numbers = {unit.segment.id: unit.segment.number for unit in units}
    found = list(checking.check(units, project.glossary, project.settings, consistency=consistency))
    if form in REPORTS:
        console.result(REPORTS[form](file, found, numbers))
    else:
        for finding in found:
            _tell(finding, numbers, form is Form.JSON)
    console.say(f"{file}: {len(units):,} segments, {_counted(found)}")
    return any(finding.severity is Severity.ERROR for finding in found)


def _fix(file: Path, *, dry_run: bool) -> None:
    """Write the file with its safe changes, whole or not at all, and tell each."""
    with editing(file):
        units = formats.load_units(file)
        results = [fixes.fixed(unit.segment.text, unit.translation.text) for unit in units]
        plain = [
            (unit.translation.text, []) if unit.translation.codes else result
            for unit, result in zip(units, results, strict=True)
        ]
        wanted = [(unit.translation.text, text) for unit, (text, _) in zip(units, plain, strict=True)]
        content, made = corrections.corrected(read_bytes(file), str(file), wanted)
        for number in sorted(made):
            for each in plain[number][1]:
                where = units[number].segment.number or units[number].segment.id
                console.say(f"{where}: {each.code}: {_quoted(each.before)} becomes {_quoted(each.after)}")
        left = sum(bool(told) for _, told in results) - len(made)
        if not dry_run:
            write_if_changed(file, content, keep_links=True)
        done = "would be changed" if dry_run else "changed"
        console.say(f"{file}: {len(made):,} translations {done}" + (f", {left:,} left to a person" if left else ""))


def _quoted(text: str) -> str:
    """A stretch of a translation with what is not seen in it by its number."""
    return '"' + "".join(each if each.isprintable() else f"U+{ord(each):04X}" for each in text) + '"'


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
