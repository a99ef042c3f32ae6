"""`bitexte memory`: what people have translated, kept, looked up, taken in and given out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bitexte.cli import console, options
from bitexte.disk.lock import editing
from bitexte.disk.read import reading
from bitexte.disk.replace import write_if_changed
from bitexte.errors import ConfigError, InputError
from bitexte.formats import tmx
from bitexte.formats.units import Approval, Returned, Standing
from bitexte.memory import Memory, Stats, cleaning
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.model import MemoryMatch, State
from bitexte.review.reviewed_files import ReviewedFiles
from bitexte.settings import Settings
from bitexte.text.characters import visible

_ORDER = list(State)
_SHOWN = 10  # similar units of other memories
app = typer.Typer(
    name="memory", help="The reviewed memory, and the store of drafts.", no_args_is_help=True, add_completion=False
)


@app.command()
def stats(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The output folder of the run.")] = None,
    json: options.Json = False,
) -> None:
    """Show what the store of machine drafts and each file of the reviewed memory hold."""
    settings = options.settings(output=str(output) if output else None)
    store = settings.folder / settings.output / options.MEMORY
    held = _stats(store)
    if json:
        console.result_json({"file": str(store), "kind": "machine", "entries": held.entries, "bytes": held.size})
    else:
        console.result(f"{store}\tdrafts\t{held.entries:,} entries, {held.size:,} bytes")
    for file in _reviewed_files(settings):
        entries = ReviewedMemory.load([file]).entries
        states = Counter(str(entry.unit.state) for entry in entries)
        documents = len({_document(entry) for entry in entries})
        if json:
            row = {"file": str(file), "kind": "reviewed", "entries": len(entries), "documents": documents}
            console.result_json(row | {"states": dict(sorted(states.items()))})
        else:
            told = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items())) or "empty"
            console.result(f"{file}\treviewed\t{len(entries):,} units of {documents:,} documents: {told}")


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE.tmx", help="The memory to write.")],
    document: Annotated[str | None, typer.Option("--document", "-d", help="Units of this document only.")] = None,
    state: Annotated[str | None, typer.Option("--state", help="Units that have come so far, or further.")] = None,
    author: Annotated[str | None, typer.Option("--author", help="Units whose last author has this name.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="Units changed on this day or later.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
    json: options.Json = False,
) -> None:
    """Write the reviewed memory, or some of it, as TMX."""
    settings = options.settings()
    _need_tmx(file)
    if file.exists() and not force:
        raise ConfigError("is there already", where=str(file), hint="--force writes over it")
    entries = ReviewedMemory.load(_reviewed_files(settings)).entries
    least, day = _state(state), _day(since)
    chosen = [
        entry
        for entry in entries
        if document in (None, _document(entry))
        and author in (None, entry.author)
        and _ORDER.index(entry.unit.state) >= least
        and entry.date[:8] >= day
    ]
    if not chosen:
        known = ", ".join(sorted({_document(entry) for entry in entries})[:5])
        hint = f"documents: {known}" if known else "bitexte review apply FILE"
        raise InputError("the reviewed memory has nothing to export", where=document or "", hint=hint)
    write_if_changed(file, tmx.serialize_reviewed(chosen, settings.french, settings.english), keep_links=True)
    console.result_of(f"{file}: {len(chosen):,} units", {"file": str(file), "units": len(chosen)}, json=json)


def _state(word: str | None) -> int:
    if word is not None and word not in {str(each) for each in State}:
        raise ConfigError(f"unknown state {word!r}", hint="states: " + ", ".join(State))
    return _ORDER.index(State(word)) if word else 0


def _day(text: str | None) -> str:
    """A day as TMX writes it, empty for none."""
    if text is None:
        return ""
    try:
        return date.fromisoformat(text).strftime("%Y%m%d")
    except ValueError as error:
        raise ConfigError(f"{text!r} is no day", hint="--since 2026-01-31") from error


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A text, French or English.")],
    json: options.Json = False,
) -> None:
    """Look a text up in the reviewed memory: the same, similar ones (70 in a hundred or more), and where it stands.

    Similar ones of the memories in `references` too, each 5 in a hundred less.

    Exit 1 if nothing is found.
    """
    if not text.strip():
        raise ConfigError("there is no text to look up", hint='bitexte memory search "le vendeur"')
    settings = options.settings()
    memory = ReviewedMemory.load(_reviewed_files(settings))
    with options.project(settings, None, default=False) as project:
        references = [("reference", match) for match in project.references.similar(text, limit=_SHOWN)]
    exact = [("exact", match) for match in memory.exact(text)]
    similar = [("fuzzy", match) for match in memory.fuzzy(text) if match.source != text]
    inside = [("concordance", match) for match in memory.concordance(text)]
    shown: set[tuple[str, str, str]] = set()
    for kind, match in (*exact, *similar, *references, *inside):
        if (match.file, match.source, match.target) not in shown:
            shown.add((match.file, match.source, match.target))
            _show(kind, match, json)
    if not shown:
        raise typer.Exit(console.FINDINGS)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.tmx", help="A memory of human work, French and English.")],
    theirs: Annotated[
        bool, typer.Option("--theirs", help="Overwrite units of the same segment with the file's.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, and write nothing.")] = False,
    json: options.Json = False,
) -> None:
    """Take a translation memory into the reviewed memory: its units are recalled as human work.

    Units without a translation, marked as a machine's, or known already are skipped and counted.
    """
    _need_tmx(file)
    with reading(file) as opened:
        found = tmx.parse_returned(opened, str(file))
    settings = options.settings()
    reviewed = ReviewedFiles.of(settings)
    with editing(reviewed.memory):
        human = reviewed.load()
        memory = human.memory
        taken, skipped = _sifted(found, file, memory, theirs=theirs)
        merged = memory.merged(taken)
        if taken and not dry_run:
            reviewed.write(replace(human, memory=merged))
    for reason, number in sorted(skipped.items()):
        console.say(f"{file}: {number:,} skipped: {reason}")
    told = " (nothing is written: --dry-run)" if dry_run else f"; {reviewed.memory} has {len(merged.entries):,}"
    record = {"file": str(file), "units": len(found), "taken": len(taken), "skipped": dict(sorted(skipped.items()))}
    console.result_of(f"{file}: {len(taken):,} of {len(found):,} units taken{told}", record, json=json)


@app.command()
def clean(
    remove: Annotated[
        list[str] | None, typer.Option("--remove", help="Take the units of this reason out; repeatable.")
    ] = None,
    keep: Annotated[list[str] | None, typer.Option("--keep", help="The id of a unit that stays; repeatable.")] = None,
    json: options.Json = False,
) -> None:
    """List units of the reviewed memory to look at, each with its reason; with --remove take them out.

    Reasons: duplicate, empty, identical (source and target), language, length. `review undo` takes a removal back. Exit
    1 if units are listed and none was removed.
    """
    settings = options.settings()
    wanted, kept = _reasons(remove or ()), set(keep or ())
    reviewed = ReviewedFiles.of(settings)
    with editing(reviewed.memory):
        human = reviewed.load()
        entries = human.memory.entries
        found = [each for each in cleaning.suspects(entries) if each.entry.unit.segment.id not in kept]
        gone = {id(each.entry) for each in found if each.reason in wanted}
        if gone:
            left = [entry for entry in entries if id(entry) not in gone]
            reviewed.write(replace(human, memory=ReviewedMemory(left)))
    for reason, entry in found:
        if not wanted or reason in wanted:
            _tell_suspect(reason, entry, json)
    if gone:
        console.say(
            f"{reviewed.memory}: {len(gone):,} of {len(entries):,} units removed; bitexte review undo takes it back"
        )
    elif found:
        raise typer.Exit(console.FINDINGS)


def _reasons(wanted: Sequence[str]) -> set[str]:
    for reason in wanted:
        if reason not in cleaning.REASONS:
            hint = "reasons: " + ", ".join(cleaning.REASONS)
            raise ConfigError(f"unknown reason {reason!r}", hint=hint)
    return set(wanted)


def _tell_suspect(reason: str, entry: Returned, json: bool) -> None:
    texts = {"source": entry.unit.segment.text, "target": entry.unit.translation.text}
    if json:
        console.result_json({"reason": reason, "id": entry.unit.segment.id} | texts)
    else:
        console.result(visible("\t".join((reason, entry.unit.segment.id, *map(_line, texts.values())))))


def _line(text: str) -> str:
    return " ".join(text.split())


def _sifted(
    found: Sequence[Returned], file: Path, memory: ReviewedMemory, *, theirs: bool
) -> tuple[list[Returned], Counter[str]]:
    """The units that are taken, and how many were skipped for which reason."""
    taken: dict[str, Returned] = {}
    skipped: Counter[str] = Counter()
    for entry in (_named(each, file) for each in found):
        identity = entry.unit.segment.id
        known = taken.get(identity) or memory.of_segment(identity)
        if reason := _reason(entry, known, theirs=theirs):
            skipped[reason] += 1
        else:
            taken[identity] = entry
    return list(taken.values()), skipped


def _reason(entry: Returned, known: Returned | None, *, theirs: bool) -> str:
    """Why a unit is not taken, empty where it is."""
    if not entry.unit.segment.text.strip() or not entry.unit.translation.text.strip():
        return "no text on one side"
    if entry.author == tmx.MACHINE:
        return "the work of a machine"
    if known is None:
        return ""
    if known.unit.translation.text == entry.unit.translation.text:
        return "known already"
    return "" if theirs else "another translation of the same segment is known (--theirs takes the file's)"


def _named(entry: Returned, file: Path) -> Returned:
    """The unit as human work; one that names no segment of ours goes by its file and its texts, wherever it stands."""
    unit, segment = entry.unit, entry.unit.segment
    identity = segment.id
    if identity.startswith(f"{file}#"):
        texts = "\0".join((segment.text, unit.translation.text))
        identity = f"{file.name}#{hashlib.sha256(texts.encode('utf-8', 'replace')).hexdigest()[:10]}"
    state = max(unit.state, State.TRANSLATED, key=list(State).index)
    kept = replace(unit, segment=replace(segment, id=identity, number=identity), state=state)
    return replace(entry, unit=kept, standing=Standing(Approval.APPROVED, state, entry.author))


def _stats(store: Path) -> Stats:
    """What the store holds; one that is not there is not made."""
    if not store.exists():
        return Stats(0, 0)
    with Memory.open(store) as memory:
        return memory.stats()


def _reviewed_files(settings: Settings) -> list[Path]:
    return [settings.folder / name for name in settings.reviewed]


def _document(entry: Returned) -> str:
    return entry.unit.segment.id.rpartition("#")[0]


def _need_tmx(file: Path) -> None:
    if file.suffix.lower() != ".tmx":
        raise ConfigError("is no TMX file by its name", where=str(file), hint="its name must end in .tmx")


def _show(kind: str, match: MemoryMatch, json: bool) -> None:
    if json:
        row = {"kind": kind, "similarity": match.similarity, "source": match.source, "target": match.target}
        console.result_json(row | {"state": match.state, "author": match.author, "segment": match.file})
    else:
        label = f"{match.similarity} %" if kind in ("fuzzy", "reference") else kind
        console.result("\t".join((label, match.source, match.target, match.state, match.file)))
