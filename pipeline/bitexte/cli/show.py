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
from bitexte.engine.hints import hints
from bitexte.project import Project
from bitexte.stages.matching import Matched, matched


class Stage(StrEnum):
    SEGMENTS = "segments"
    MATCHES = "matches"
    HINTS = "hints"
    UNITS = "units"


def show(
    file: Annotated[Path, typer.Argument(metavar="DOC", help="A French document.")],
    stage: Annotated[Stage, typer.Option(help="How far down the road.")] = Stage.UNITS,
    glossary: options.Glossaries = None,
    package: options.PackageName = None,
    engine: options.EngineName = None,
    json: options.Json = False,
) -> None:
    """Show what the road makes of one document: segments, terms in them, hints of the package's lexicon, or units.

    A hint is given to the model where its own draft holds none of the renderings.
    """
    with options.project(options.settings(package=package, engine=engine), glossary) as project:
        options.tell_remarks(project)
        document = options.document(file, project)
        if stage is not Stage.UNITS:
            found = matched(document, project.rules, project.glossary)
            for row in _hints(found, project) if stage is Stage.HINTS else _rows(found, stage):
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


def _hints(matched: Matched, project: Project) -> Iterator[dict[str, object]]:
    """The rare words and names that the package's lexicon knows, outside the terms."""
    lexicon = project.package.lexicon if project.settings.lexicon else None
    for found, matches in zip(matched.segments, matched.matches, strict=True):
        taken = [match.span for match in matches]
        for (start, end), known in hints(found.text, lexicon, taken) if lexicon else ():
            yield {"id": found.number, "surface": found.text[start:end], "renderings": ", ".join(known)}
