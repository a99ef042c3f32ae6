"""`bitexte update`: a new version of a translated document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bitexte import formats, results
from bitexte.cli import console, findings, options
from bitexte.cli.align import read
from bitexte.disk.outputs import Outputs
from bitexte.errors import InputError
from bitexte.model import Document
from bitexte.review import COLLECTIONS, RECORD
from bitexte.review.update import Update, updated
from bitexte.stages.figures import summary
from bitexte.text.characters import visible


def update(
    old_french: Annotated[Path, typer.Argument(metavar="OLD.fr", help="The French document as it was translated.")],
    old_english: Annotated[Path, typer.Argument(metavar="OLD.en", help="Its English translation.")],
    new_french: Annotated[Path, typer.Argument(metavar="NEW.fr", help="The French document as it is now.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder of the results.")] = None,
    glossary: options.Glossaries = None,
    package: options.PackageName = None,
    engine: options.EngineName = None,
    srx: options.Srx = None,
    force: Annotated[bool, typer.Option("--force", help="Write over results that were changed by hand.")] = False,
    json: options.Json = False,
) -> None:
    """Translate a new version of a document: unchanged blocks keep their English, changed ones come as drafts.

    Blocks that moved take their English along. The differences of the French go to stdout, by block. The results are
    written as `run` does, in the format of the old English document, and `review apply` takes them back.
    """
    settings = options.settings(output=str(output) if output else None, package=package, engine=engine, srx=srx)
    folder = settings.folder / settings.output
    outputs = Outputs(folder, force=force, tell=console.say)
    with options.project(settings, glossary) as opened:
        project = replace(opened, memory_file=folder / options.MEMORY, cache_folder=folder / options.CACHE)
        with project:
            old, english, new = (read(path, project) for path in (old_french, old_english, new_french))
            _same_format(english, new, old_english)
            made = updated(old, english, new, project)
            outputs.clear_leftovers()
            collections = {row.name for row in COLLECTIONS}
            names = [name for name in settings.formats if name not in collections]
            with RECORD(outputs, project.provenance) as record:
                written = results.write_files(made.bitext, outputs, names, project.writing)
                record.add(made.bitext)
    findings.tell_findings(made.bitext)
    _tell(made, json)
    for path in written:
        console.say(f"written: {path}")
    if summary(made.bitext, 0, 0).errors:
        raise typer.Exit(console.FINDINGS)


def _same_format(english: Document, new: Document, path: Path) -> None:
    if english.format != new.format:
        title = next(row.title for row in formats.DOCUMENTS if row.name == new.format)
        raise InputError("is not of the new document's format", where=str(path), hint=f"save it as {title} first")


def _tell(made: Update, json: bool) -> None:
    if json:
        rows = [{"block": number + 1, "french": difference} for number, difference in made.changes]
        figures = {"blocks": len(made.bitext.document.blocks), "kept": made.kept, "moved": made.moved}
        console.result_json(figures | {"changed": rows, "codes": [number + 1 for number in made.linked]})
        return
    for number, difference in made.changes:
        console.result(visible(f"block {number + 1}: {' '.join(difference.split())}"))
    for number in made.linked:
        console.say(f"block {number + 1}: not all its codes are those of the old English, some are the new French ones")
    console.say(f"{made.kept:,} blocks kept, {made.moved:,} of them moved; {len(made.changes):,} are drafts")
