"""`bitexte align`: a memory of an old French document and its translation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bitexte import formats
from bitexte.cli import console, options
from bitexte.disk.lock import editing
from bitexte.disk.read import read_bytes
from bitexte.disk.replace import write_if_changed
from bitexte.errors import ConfigError, InputError
from bitexte.formats import tmx
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.model import Document, State
from bitexte.project import Project
from bitexte.review.align_documents import CERTAIN, Aligned, aligned


def align(
    french: Annotated[Path, typer.Argument(metavar="FR", help="A French document.")],
    english: Annotated[Path, typer.Argument(metavar="EN", help="Its English translation, in any format.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The memory that takes the pairs.")] = Path(
        "glossary/aligned.tmx"
    ),
    certain: Annotated[
        float, typer.Option("--certain", min=0.0, max=1.0, help="Pairs below this certainty are drafts.")
    ] = CERTAIN,
    package: options.PackageName = None,
    engine: options.EngineName = None,
    srx: options.Srx = None,
    json: options.Json = False,
) -> None:
    """Pair the sentences of two documents, by their lengths, what they share, and a translation of the French.

    The pairs go into a memory that is never taken for reviewed work unasked; `bitexte memory import` takes the certain
    ones. `--engine echo` does without the model: faster, less sure.
    """
    if output.suffix.lower() != ".tmx":
        raise ConfigError("is no TMX file by its name", where=str(output), hint="its name must end in .tmx")
    settings = options.settings(package=package, engine=engine, srx=srx)
    with options.project(settings, None, default=False, links=False) as project:
        documents = read(french, project), read(english, project)
        found = aligned(*documents, project, certain)
    if not found.pairs:
        raise InputError("no sentences could be paired", where=str(english), hint="is it the translation?")
    with editing(output):
        memory = ReviewedMemory.load([output]).merged(found.pairs)
        content = tmx.serialize_reviewed(memory.entries, settings.french, settings.english)
        write_if_changed(output, content, keep_links=True)
    _tell(found, output, json)


def read(path: Path, project: Project) -> Document:
    """A document of either language. Raises InputError."""
    document = formats.parse(read_bytes(path, project.settings.largest), path.name, project.options)
    if not any(block.text.strip() for block in document.blocks):
        raise InputError("holds no text", where=str(path))
    return document


def _tell(found: Aligned, output: Path, json: bool) -> None:
    if json:
        for each in found.pairs:
            texts = {"source": each.unit.segment.text, "target": each.unit.translation.text}
            console.result_json(texts | {"draft": each.unit.state is State.INITIAL})
    counted = f"{len(found.pairs):,} pairs, {found.uncertain:,} of them uncertain"
    alone = f"{found.alone[0]:,} French and {found.alone[1]:,} English sentences stand alone"
    (console.say if json else console.result)(f"{output}: {counted}; {alone}")
