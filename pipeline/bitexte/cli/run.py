"""`bitexte run`: French documents into English ones, with files to review."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from bitexte import flow, formats
from bitexte.cli import console, findings, options, tables
from bitexte.cli import count as counting
from bitexte.disk.outputs import Outputs
from bitexte.disk.sources import Input, find_sources
from bitexte.errors import ConfigError, InputError
from bitexte.memory import Memory
from bitexte.model import Document
from bitexte.project import Project
from bitexte.review import COLLECTIONS, RECORD
from bitexte.scale.ray import Cluster
from bitexte.scale.tables import ONLY_ROWS
from bitexte.settings import Settings
from bitexte.stages.figures import Summary, Times


def run(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Documents, or folders of them. Default: seeds/.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder of the results.")] = None,
    glossary: options.Glossaries = None,
    package: options.PackageName = None,
    engine: options.EngineName = None,
    wanted: Annotated[
        str | None,
        typer.Option("--formats", "-f", help="Files for review, comma-separated; `bitexte formats` lists them."),
    ] = None,
    jobs: options.Jobs = None,
    lexicon: options.Lexicon = None,
    srx: options.Srx = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", help="A column of a table to translate, by header or letter; repeatable."),
    ] = None,
    wrapped: Annotated[
        str | None, typer.Option("--wrapped", help="Lines of plain text are parts of paragraphs: auto, yes or no.")
    ] = None,
    hidden: Annotated[
        bool | None, typer.Option("--hidden", help="Translate hidden text, rows, sheets and slides too.")
    ] = None,
    only_empty: Annotated[
        bool | None, typer.Option("--only-empty", help="Of a catalogue, fill entries without a translation only.")
    ] = None,
    revisions: Annotated[
        str | None, typer.Option("--revisions", help="Tracked changes of Word documents: keep or accept.")
    ] = None,
    bilingual: Annotated[
        str | None,
        typer.Option("--bilingual", help="Write a copy with both languages too: no, interleaved, columns."),
    ] = None,
    xliff_units: Annotated[
        str | None, typer.Option("--xliff-units", help="XLIFF 2.1 has a unit for each block or segment.")
    ] = None,
    po_drafts: Annotated[
        str | None, typer.Option("--po-drafts", help="Drafts in a catalogue are fuzzy, or final: msgfmt compiles them.")
    ] = None,
    leverage: Annotated[
        bool, typer.Option("--leverage", help="Print first what the reviewed memory has for the words.")
    ] = False,
    added: tables.Added = None,
    on: tables.On = tables.Place.HERE,
    address: tables.Address = None,
    force: Annotated[bool, typer.Option("--force", help="Write over results that were changed by hand.")] = False,
    json: options.Json = False,
) -> None:
    """Translate French documents into English ones, with aligned files to review and a translation memory.

    The findings go to stderr, the summary to stdout. Exit 1 if there are error findings, 2 if an input failed. A term
    that did not come out is a warning here: the draft waits for its reviewer.
    """
    began = time.perf_counter()
    settings = options.settings(
        output=str(output) if output else None,
        package=package,
        engine=engine,
        jobs=jobs,
        lexicon=lexicon,
        srx=srx,
        columns=tuple(columns) if columns else None,
        wrapped=wrapped,
        hidden=hidden,
        only_empty=only_empty,
        revisions=revisions,
        bilingual=bilingual,
        xliff_units=xliff_units,
        po_drafts=po_drafts,
    )
    names = _formats(wanted, settings.formats)
    folder = settings.folder / settings.output
    outputs = Outputs(folder, force=force, tell=console.say)
    suffixes = (*formats.document_suffixes(), *(ONLY_ROWS if settings.columns else ()))
    sources = find_sources(paths or _default_sources(settings), suffixes, folder)
    rows, documents = tables.parted(sources.inputs, settings, added)
    abroad = tables.cluster(on, address, jobs)
    if sources.skipped:
        console.say(sources.skipped_summary)
    with options.project(settings, glossary) as opened:
        if leverage:
            counts = counting.counted(_readable(documents, opened), opened)
            counting.tell(counts, len(documents), json=json)
        project = replace(opened, memory_file=folder / options.MEMORY, cache_folder=folder / options.CACHE)
        times = Times()
        failed: list[Input] = []
        done = Summary()
        if rows:
            with project:
                done += tables.translate(rows, tables.additions(added), project, outputs, abroad, failed)
        if documents:
            done += _run(project, documents, outputs, names, times, failed, abroad)
    _tell_summary(done, time.perf_counter() - began, times, folder, project.glossary_files, json)
    if failed:
        raise typer.Exit(console.UNUSABLE)
    if done.errors:
        raise typer.Exit(console.FINDINGS)


def _default_sources(settings: Settings) -> list[Path]:
    """The sources of the settings; InputError where none of them is there."""
    paths = [settings.folder / source for source in settings.sources]
    if not any(path.exists() for path in paths):
        names = ", ".join(settings.sources)
        raise InputError(f"no text is named, and {names} is not here", hint="name files or folders: bitexte run FILE")
    return paths


def _run(
    project: Project,
    sources: Sequence[Input],
    outputs: Outputs,
    names: Sequence[str],
    times: Times,
    failed: list[Input],
    abroad: Cluster | None = None,
) -> Summary:
    """Translate into the output folder, which is locked meanwhile; inputs that fail are added to `failed`."""
    done = Summary()
    with project, ExitStack() as opened:
        options.tell_remarks(project)
        provenance = project.provenance  # resolves the package, before anything is written
        console.detail(f"engine: {provenance.engine}")
        opened.callback(_tell_memory, project.memory)
        outputs.clear_leftovers()
        if abroad is not None:
            tables.decode(sources, project, outputs, abroad)
        sizes = {source.name: _size(source) for source in sources}
        bar = opened.enter_context(console.Bar(sum(sizes.values())))
        documents = _documents(sources, project, failed, bar)
        first = next(times.reading(documents), None)
        if first is None:  # what an earlier run left is not touched
            raise typer.Exit(console.UNUSABLE)
        chosen = [row for row in COLLECTIONS if row.name in names]
        collections = [opened.enter_context(row.open(outputs, project)) for row in chosen]
        collections.append(opened.enter_context(RECORD(outputs, provenance)))
        own = [name for name in names if name not in {row.name for row in COLLECTIONS}]
        for bitext, summary in flow.run(chain([first], documents), project, outputs, own, collections, times=times):
            findings.tell_findings(bitext)
            console.detail(f"{bitext.document.name}: {len(bitext.units):,} segments, {summary.written:,} files written")
            _tell_layout(bitext.document, project.writing.bilingual)
            done += summary
            part = bitext.document.part
            size = sizes.get(part.name if part else bitext.document.name, 0)
            bar.advance(size / part.count if part else size, summary.words)
            del bitext  # the next one is made before the name is free
        outputs.write("fr.srx", project.srx)
    return done


def _size(source: Input) -> int:
    """The size of a file in bytes; 0 where it is gone, which its reader tells."""
    with suppress(OSError):
        return source.path.stat().st_size
    return 0


def _tell_layout(document: Document, bilingual: formats.Layout | None) -> None:
    """Say where a copy with both languages was asked for and cannot be had."""
    if bilingual and bilingual not in formats.layouts(document):
        known = " or ".join(formats.layouts(document))
        reason = f"only {known}" if known else "the page for review has both languages"
        console.say(f"{document.name}: no copy with both languages, {reason}")


def _tell_memory(memory: Memory) -> None:
    for line in memory.remarks:
        console.say(line)


def _documents(sources: Iterable[Input], project: Project, failed: list[Input], bar: console.Bar) -> Iterator[Document]:
    """The documents that can be read; one that cannot is told and does not stop the others."""
    for source in sources:
        try:
            for document in formats.load_documents(source.path, source.name, project.options):
                options.tell_warnings(document, str(source.path))
                yield document
        except InputError as error:
            console.complain(error)
            failed.append(source)
            bar.advance(_size(source))


def _readable(sources: Iterable[Input], project: Project) -> Iterator[Document]:
    """The documents that can be read; the run itself tells of the others."""
    for source in sources:
        with suppress(InputError):
            yield formats.load_document(source.path, source.name, project.options)


def _formats(wanted: str | None, default: Sequence[str]) -> tuple[str, ...]:
    """The names of a comma-separated list, each a format of review files or a collection; ConfigError if not."""
    chosen = [part.strip() for part in wanted.split(",") if part.strip()] if wanted else list(default)
    collections = {row.name for row in COLLECTIONS}
    for name in chosen:
        if name not in collections:
            formats.bilingual(name)
    if not chosen:
        raise ConfigError("no format is chosen", hint="bitexte formats")
    return tuple(dict.fromkeys(chosen))


def _tell_summary(
    summary: Summary, seconds: float, times: Times, folder: Path, glossaries: Sequence[Path], json: bool
) -> None:
    speed = round(summary.words / seconds)
    used = [str(path) for path in glossaries]
    for stage, took in times.seconds.items():
        console.detail(f"{stage}: {took:.2f} s")
    if json:
        # What no stage took: the loading of the program, the glossary and the record of the run.
        stages = {"start": seconds - sum(times.seconds.values())} | times.seconds
        figures = {"seconds": round(seconds, 2), "words_per_second": speed, "glossaries": used}
        console.result_json(
            asdict(summary) | figures | {"stages": {stage: round(took, 3) for stage, took in stages.items()}}
        )
        return
    if console.voice() is console.Voice.QUIET:  # the results are the files
        return
    rows = (
        ("documents", f"{summary.documents:,}"),
        ("segments", f"{summary.segments:,}"),
        ("words", f"{summary.words:,}"),
        ("cache hits", f"{summary.recalled:,}"),
        ("glossary", ", ".join(used) or "none in use"),
        ("terms honoured", f"{summary.honoured:,} of {summary.terms:,}"),
        ("findings", f"{summary.errors:,} errors, {summary.warnings:,} warnings, {summary.notes:,} notes"),
        ("files written", f"{summary.written:,}"),
        ("words/s", f"{speed:,}"),
    )
    console.table(f"Results in {folder}", ("", ""), rows)
