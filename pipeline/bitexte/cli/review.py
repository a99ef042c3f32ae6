"""`bitexte review`: human work comes home."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Annotated
from urllib.parse import quote

import typer

from bitexte import flow, formats
from bitexte.cli import console, options
from bitexte.disk.lock import editing
from bitexte.disk.outputs import Outputs
from bitexte.disk.read import read_bytes
from bitexte.disk.sources import find_sources
from bitexte.errors import ConfigError, InputError
from bitexte.formats.units import Returned
from bitexte.model import State
from bitexte.review import document as documents
from bitexte.review import drafts as record
from bitexte.review import open as opening
from bitexte.review import postedit
from bitexte.review.apply import Change
from bitexte.review.drafts import DraftDocument, Drafts
from bitexte.review.postedit import Figures
from bitexte.review.reviewed_files import ReviewedFiles
from bitexte.review.word_diff import word_diff
from bitexte.settings import Settings
from bitexte.text import delimited
from bitexte.text.characters import visible
from bitexte.text.cuts import Pieces

app = typer.Typer(
    name="review", help="Take reviewed files back, and see what is left.", no_args_is_help=True, add_completion=False
)


@app.command()
def apply(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Files that came back: the page's review file, TMX, XLIFF, PO, tables, JSON Lines, English documents.",
        ),
    ],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The output folder of the run.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    accept_unchanged: Annotated[
        bool, typer.Option("--accept-unchanged", help="The whole file was read: drafts left as they are count too.")
    ] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="Overwrite newer human work with the file's.")] = False,
    json: options.Json = False,
) -> None:
    """Take human work into the reviewed memory; the next `run` uses it first.

    A segment counts where its text was changed, or where the tool says that a person approved it.
    """
    settings = options.settings(output=str(output) if output else None)
    given = record.load(settings.folder / settings.output)
    reviewed = ReviewedFiles.of(settings)
    outputs = Outputs(settings.folder / settings.output)
    changes: list[Change] = []
    with editing(reviewed.memory):
        human = reviewed.load()
        for file in files:
            returned, cuts, told = _returned(file, given, settings)
            human, outcome = human.take(returned, cuts, given, accept_unchanged=accept_unchanged, theirs=theirs)
            for line in (*told, *outcome.told):
                console.say(f"{file}: {line}")
            _show(outcome.changes, json)
            count = f"{len(outcome.changes):,} taken, {outcome.unchanged:,} drafts came back unchanged"
            console.say(f"{file}: {count}" + (" (nothing is written: --dry-run)" if dry_run else ""))
            changes += outcome.changes
            if not (told or outcome.told or dry_run):
                outputs.adopt(file)
        if changes and not dry_run:
            reviewed.write(human, changes)
    if changes and not dry_run:
        console.say(f"{reviewed.memory}: {len(human.memory.entries):,} units; `bitexte run` uses them first")


@app.command()
def undo(json: options.Json = False) -> None:
    """Take the last `review apply` back."""
    reviewed = ReviewedFiles.of(options.settings())
    with editing(reviewed.memory):
        reviewed.undo()
    record = {"file": str(reviewed.memory), "change": "taken back"}
    console.result_of(f"{reviewed.memory}: as it was before the last apply", record, json=json)


@app.command("open")
def open_page(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Documents, or parts of their names. Default: all.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The output folder of the run.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    json: options.Json = False,
) -> None:
    """Serve the review page to this machine's browser, with a button that saves into the reviewed memory.

    Export, Document there makes the English document of what is saved.

    Nobody else reaches it: it listens on 127.0.0.1, under an address that cannot be guessed. Ctrl-C ends it.
    """
    settings = options.settings(output=str(output) if output else None)
    folder = settings.folder / settings.output
    given = record.load(folder)
    pages = opening.find(folder, given, names or ())
    finish = partial(finished, settings=settings, making=Lock())
    with opening.Server(opening.Desk(pages, given, ReviewedFiles.of(settings), finish)) as server:
        address = server.address + (quote(next(iter(pages.values())).name) if len(pages) == 1 else "")
        console.result_of(address, {"address": address}, json=json)
        console.finish()  # whoever reads it waits for it
        console.say("Save in the page takes the work into the reviewed memory; Ctrl-C here ends the server")
        if browser:
            typer.launch(address)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def finished(name: str, settings: Settings, making: Lock) -> bytes:
    """The English document of that name as `run` would write it now; nothing is written. Raises BitexteError."""
    folder = settings.folder / settings.output
    paths = [path for source in settings.sources if (path := settings.folder / source).exists()]
    inputs = find_sources(paths, formats.document_suffixes(), folder).inputs if paths else ()
    found = next((each.path for each in inputs if each.name == name), None)
    if found is None:
        raise InputError("its French text is not among the project's sources", where=name, hint="bitexte run FILE")
    with making, options.project(settings, None) as opened:
        project = replace(opened, memory_file=folder / options.MEMORY, cache_folder=folder / options.CACHE)
        with project:
            document = formats.load_document(found, name, project.options)
            return formats.rebuild(flow.translate_document(document, project))


@app.command()
def status(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The output folder of the run.")] = None,
    json: options.Json = False,
) -> None:
    """Show for each document of the last run how far its review has come, in segments."""
    settings = options.settings(output=str(output) if output else None)
    for given in record.load(settings.folder / settings.output).documents:
        done = sum(draft.state is not State.INITIAL for draft in given.drafts)
        if json:
            console.result_json({"document": given.name, "segments": len(given.drafts), "done": done})
        else:
            console.result(f"{given.name}\t{done:,} of {len(given.drafts):,} segments")


@app.command()
def report(
    json: options.Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Show how much reviewers changed: edits and segments left untouched, by what the drafts were.

    By document, engine, confidence, finding and term. Edits are counted in words and characters (Levenshtein).
    """
    if json and as_csv:
        raise ConfigError("--json and --csv are both asked for", hint="choose one")
    file = postedit.beside(ReviewedFiles.of(options.settings()).memory)
    rows = list(postedit.report(postedit.load(file).values()))
    if not rows:
        raise InputError("no draft has come home yet", where=str(file), hint="bitexte review apply FILE")
    if json:
        for kind, name, figures in rows:
            console.result_json({"by": kind, "name": name} | asdict(figures))
        return
    if as_csv:
        lines = [["by", "name", *(field.name for field in fields(Figures))]]
        lines += [[kind, name, *map(str, asdict(figures).values())] for kind, name, figures in rows]
        console.result(delimited.render(lines, line_end="\n").decode().rstrip("\n"))
        return
    header = ("", "segments", "untouched", "words", "words changed", "characters changed")
    for kind in dict.fromkeys(kind for kind, _, _ in rows):
        own = [(visible(name), *_shown(figures)) for each, name, figures in rows if each == kind]
        console.table("" if kind == "all" else f"by {kind}", header, own)


def _shown(figures: Figures) -> tuple[str, ...]:
    rates = (figures.left_untouched, figures.word_rate, figures.character_rate)
    untouched, words, characters = (f"{rate * 100:.1f} %" for rate in rates)
    return f"{figures.segments:,}", untouched, f"{figures.words:,}", words, characters


def _returned(
    file: Path, given: Drafts, settings: Settings
) -> tuple[Sequence[Returned], Sequence[Pieces], Sequence[str]]:
    """The units of a file, its segments cut by hand, and lines on what of it is neither: an English document of ours,
    else a file for review.
    """
    own = _document_of(file, given, settings)
    if own is None:
        return formats.load_returned(file), formats.load_cuts(file), []
    project = options.project(settings, None)
    returned, told = documents.edits(formats.parse(read_bytes(file), own.name, project.options), own)
    return returned, (), told


def _document_of(file: Path, given: Drafts, settings: Settings) -> DraftDocument | None:
    """The document whose rebuilt English a file is: by its place in the output folder, else by its name."""
    folder = settings.folder / settings.output
    by_path: dict[str, list[DraftDocument]] = {}
    for document in given.documents:
        by_path.setdefault(document.english, []).append(document)
    for path, parts in by_path.items():
        if file.resolve() == (folder / path).resolve():
            return record.joined(parts)
    named = [parts for path, parts in by_path.items() if Path(path).name == file.name]
    return record.joined(named[0]) if len(named) == 1 else None


def _show(changes: Sequence[Change], json: bool) -> None:
    for change in changes:
        target, number = change.entry.unit.translation.text, change.draft.segment.number
        if json:
            console.result_json(
                {
                    "id": change.draft.segment.id,
                    "number": number,
                    "draft": change.draft.target,
                    "target": target,
                    "state": change.entry.unit.state,
                }
            )
        else:
            # What comes back is foreign: nothing in it is to break the line or to command the terminal.
            console.result(
                visible(f"{number}: {word_diff(change.draft.target, target) if change.edited else 'approved'}")
            )
