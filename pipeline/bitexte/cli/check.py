"""`bitexte check`: the quality checks on any bilingual file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bitexte.cli import console
from bitexte.errors import InputError
from bitexte.model import Finding, Severity, Unit

if TYPE_CHECKING:
    from bitexte.glossary import Glossary

_WINDOW = 1000  # units that are checked at a time

Bilingual = Annotated[Path, typer.Argument(metavar="FILE", help="A .tmx, .xlf, .xliff or .po, French to English.")]
Glossaries = Annotated[
    list[Path] | None,
    typer.Option("--glossary", "-g", help="A glossary; may be given several times. Default: glossary/*.yaml."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a finding.")]


def check(file: Bilingual, glossary: Glossaries = None, json: Json = False) -> None:
    """Check a bilingual file: terms, numbers, names, gaps. Exit 1 if there are errors.

    A finding is one line on stdout: segment, severity, check, message.
    """
    from bitexte.cli.termbases import load_glossary

    units = _units(file)
    found = Counter(_shown(finding, json) for finding in _findings(units, load_glossary(glossary or [])))
    counted = ", ".join(f"{found[severity]:,} {severity}s" for severity in reversed(Severity))
    console.say(f"{file}: {len(units):,} segments, {counted}")
    if found[Severity.ERROR]:
        raise typer.Exit(console.FINDINGS)


def _units(file: Path) -> tuple[Unit, ...]:
    from bitexte import files
    from bitexte.readers import BILINGUAL

    read = BILINGUAL.get(file.suffix.lower())
    if read is None:
        known = ", ".join(sorted(BILINGUAL))
        raise InputError("not a known bilingual format", where=str(file), hint=f"its name must end in {known}")
    return read(files.read_bytes(file), str(file))


def _findings(units: tuple[Unit, ...], glossary: Glossary) -> Iterator[Finding]:
    """Findings window by window: those of the terms need the matches, which are found on the way."""
    from bitexte import checks
    from bitexte.inflect import target_forms

    every = checks.every(target_forms)
    queue = iter(units)
    while window := [_matched(unit, glossary) for unit in islice(queue, _WINDOW)]:
        yield from checks.run(window, every)


def _matched(unit: Unit, glossary: Glossary) -> Unit:
    return replace(unit, matches=tuple(glossary.find(unit.segment.text)))


def _shown(finding: Finding, json: bool) -> Severity:
    """Print a finding; hand back its severity, for the count."""
    if json:
        start, end = finding.span or (None, None)
        console.result_json(
            {
                "segment": finding.segment,
                "severity": finding.severity,
                "check": finding.check,
                "message": finding.message,
                "side": finding.side,
                "start": start,
                "end": end,
            }
        )
    else:
        line = f"{finding.segment}: {finding.severity}: {finding.check}: {finding.message}"
        # The file is foreign: nothing in it is to break the line or to command the terminal.
        console.result("".join(character if character.isprintable() else " " for character in line))
    return finding.severity
