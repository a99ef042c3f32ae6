"""`bitexte show`: what the road makes of one document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bitexte import flow
from bitexte.cli import console, findings, options
from bitexte.flow import Matched


class Stage(StrEnum):
    SEGMENTS = "segments"
    MATCHES = "matches"
    UNITS = "units"


def show(
    file: Annotated[Path, typer.Argument(metavar="DOC", help="A French document.")],
    stage: Annotated[Stage, typer.Option(help="How far down the road.")] = Stage.UNITS,
    glossary: options.Glossaries = None,
    package: options.PackageName = None,
    engine: options.EngineName = None,
    json: options.Json = False,
) -> None:
    """Show what the road makes of one document: its segments, the terms in them, or the finished units."""
    with options.project(options.settings(package=package, engine=engine), glossary) as project:
        options.tell_remarks(project)
        document = options.document(file, project)
        if stage is not Stage.UNITS:
            for row in _rows(flow.matched(document, project.rules, project.glossary), stage):
                console.result_json(row) if json else console.result("\t".join(map(str, row.values())))
            return
        bitext = flow.translate_document(document, project)
    for unit in bitext.units:
        if json:
            console.result_json(asdict(unit))
        else:
            console.result(f"{unit.segment.number}\n  {unit.segment.text}\n  {unit.translation.text}")
    findings.tell_findings(bitext)


def _rows(matched: Matched, stage: Stage) -> Iterator[dict[str, object]]:
    for found, matches in zip(matched.segments, matched.matches, strict=True):
        if stage is Stage.SEGMENTS:
            yield {"id": found.number, "text": found.text}
        for match in matches if stage is Stage.MATCHES else ():
            yield {"id": found.number, "term": match.term.id, "surface": match.surface, "target": match.term.target}
