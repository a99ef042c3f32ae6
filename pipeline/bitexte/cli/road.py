"""The verbs of the road: run, translate, segment, show, config."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bitexte.cli import assembly, console
from bitexte.errors import InputError

if TYPE_CHECKING:
    from bitexte.config import Settings
    from bitexte.files import Source
    from bitexte.flow import Matched
    from bitexte.glossary import Glossary
    from bitexte.model import Bitext, Document, Finding
    from bitexte.packages import Package
    from bitexte.summary import Summary

Glossaries = Annotated[
    list[Path] | None,
    typer.Option("--glossary", "-g", help="A glossary, YAML or any format of `glossary import`; repeatable."),
]
PackageName = Annotated[str | None, typer.Option("--package", "-p", help="A model package: its name, file or folder.")]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processor cores to use. Default: all.")]
Srx = Annotated[str | None, typer.Option("--srx", help="Segmentation rules: an SRX 2.0 file. Default: our own.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class Stage(StrEnum):
    SEGMENTS = "segments"
    MATCHES = "matches"
    UNITS = "units"


def run(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Texts, or folders of texts. Default: seeds/.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder of the results.")] = None,
    glossary: Glossaries = None,
    package: PackageName = None,
    formats: Annotated[
        str | None,
        typer.Option("--formats", "-f", help="Comma-separated: txt, markdown, jsonl, tmx, po, html. Default: all."),
    ] = None,
    jobs: Jobs = None,
    srx: Srx = None,
    json: Json = False,
) -> None:
    """Translate French texts into aligned bilingual documents and translation memories.

    The findings go to stderr, the summary to stdout. Exit 1 if there are error findings, 2 if an input failed. A term
    that did not come out is a warning here: the draft waits for its reviewer.
    """
    from bitexte import files

    began = time.perf_counter()
    settings = assembly.settings(output=None if output is None else str(output), jobs=jobs, srx=srx)
    chosen = assembly.formats(formats, settings)
    sources = files.find_sources(paths or [settings.folder / source for source in settings.sources])
    folder = settings.folder / settings.output
    terms = assembly.glossary(settings, glossary or [], folder / assembly.CACHE)
    model = assembly.package(settings, package)
    failed: list[Source] = []
    done = _translated(settings, model, terms, _documents(sources, settings, failed), chosen)
    if failed and not done.documents:
        raise typer.Exit(console.UNUSABLE)
    if "tmx" in chosen:
        files.write_if_changed(folder / "fr.srx", _srx(settings))
    _summarised(done, time.perf_counter() - began, folder, json)
    if failed:
        raise typer.Exit(console.UNUSABLE)
    if done.errors:
        raise typer.Exit(console.FINDINGS)


def translate(
    glossary: Glossaries = None,
    package: PackageName = None,
    jobs: Jobs = None,
    srx: Srx = None,
) -> None:
    """Translate stdin to stdout, one line of English for each line of French.

    A filter of any size: a line comes out as soon as it can, an empty line stays empty. Without --glossary no term is
    asked for; terms that were asked for and missed are told on stderr.
    """
    from bitexte.cli import stream
    from bitexte.cli.termbases import load_glossary
    from bitexte.glossary import EMPTY

    settings = assembly.settings(jobs=jobs, srx=srx)
    terms = load_glossary(glossary) if glossary else EMPTY
    engine = assembly.engine(settings, assembly.package(settings, package), links=False)
    stream.translate(engine, assembly.rules(settings), terms)


def segment(
    file: Annotated[Path | None, typer.Argument(metavar="FILE|-", help="A French text; - for stdin.")] = None,
    srx: Srx = None,
    export_srx: Annotated[bool, typer.Option("--export-srx", help="Print the rules in use and stop.")] = False,
    json: Json = False,
) -> None:
    """Print the segments of a text, one a line; with --json an object each, text + tail rebuild their block."""
    from bitexte.segment import segment as cut

    settings = assembly.settings(srx=srx)
    if export_srx:
        console.result(_srx(settings).decode("utf-8").rstrip("\n"))
        return
    if file is None:
        raise InputError("no text named", hint="bitexte segment FILE, or - for stdin")
    for found in cut(assembly.document(file, settings), assembly.rules(settings)):
        if json:
            row = {"id": found.id, "block": found.block, "text": found.text, "tail": found.tail}
            console.result_json(row)
        else:
            console.result(found.text)


def show(
    file: Annotated[Path, typer.Argument(metavar="DOC", help="A French text.")],
    stage: Annotated[Stage, typer.Option(help="How far down the road.")] = Stage.UNITS,
    glossary: Glossaries = None,
    package: PackageName = None,
    json: Json = False,
) -> None:
    """Show what the road makes of one text: its segments, the terms in them, or the finished units."""
    from bitexte import flow
    from bitexte.memory import Memory

    settings = assembly.settings()
    document, terms = assembly.document(file, settings), assembly.glossary(settings, glossary or [])
    if stage is not Stage.UNITS:
        for row in _matched_rows(flow.match(assembly.rules(settings), terms, document), stage):
            console.result_json(row) if json else console.result("\t".join(map(str, row.values())))
        return
    road = assembly.road(settings, assembly.package(settings, package), terms, Memory.none())
    ((bitext, _),) = flow.bitexts(road, [document])
    for unit in bitext.units:
        if json:
            console.result_json(asdict(unit))
        else:
            console.result(f"{unit.segment.id}\n  {unit.segment.text}\n  {unit.translation.text}")
    _shown(bitext)


def config(json: Json = False) -> None:
    """Show the settings in force."""
    from dataclasses import fields

    settings = assembly.settings()
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    values["folder"] = str(Path(values["folder"]).resolve())
    if json:
        console.result_json(values)
        return
    for name, value in values.items():
        console.result(f"{name} = {list(value) if isinstance(value, tuple) else value!r}")


def _translated(
    settings: Settings, package: Package, terms: Glossary, documents: Iterable[Document], formats: Sequence[str]
) -> Summary:
    """Take the documents down the road into the output folder, which is locked meanwhile."""
    from bitexte import files, flow
    from bitexte.memory import Memory
    from bitexte.summary import Summary

    folder = settings.folder / settings.output
    done = Summary()

    def record(bitext: Bitext, summary: Summary) -> None:
        nonlocal done
        _shown(bitext)
        done += summary

    with Memory.open(folder / assembly.MEMORY) as memory:
        files.remove_unfinished(folder)
        flow.run(assembly.road(settings, package, terms, memory), documents, folder, formats, record)
    return done


def _documents(sources: Iterable[Source], settings: Settings, failed: list[Source]) -> Iterator[Document]:
    """The documents that can be read; one that cannot is told and does not stop the others."""
    from bitexte import files

    listed = list(sources)
    for source in console.watch(listed, "Translating", len(listed)):
        try:
            document = files.read_document(source.path, source.name, settings.largest)
        except InputError as error:
            console.complain(error)
            failed.append(source)
            continue
        for warning in document.warnings:
            console.say(f"{source.path}: warning: {warning}")
        yield document


def _shown(bitext: Bitext) -> None:
    for finding in bitext.findings:
        console.say(_line(finding))


def _line(finding: Finding) -> str:
    return f"{finding.segment}: {finding.severity}: {finding.check}: {finding.message}"


def _matched_rows(matched: Matched, stage: Stage) -> Iterator[dict[str, object]]:
    for found, matches in zip(matched.segments, matched.matches, strict=True):
        if stage is Stage.SEGMENTS:
            yield {"id": found.id, "text": found.text}
        for match in matches if stage is Stage.MATCHES else ():
            yield {"id": found.id, "term": match.term.id, "surface": match.surface, "target": match.term.target}


def _summarised(summary: Summary, seconds: float, folder: Path, json: bool) -> None:
    speed = round(summary.words / seconds)
    if json:
        console.result_json(asdict(summary) | {"seconds": round(seconds, 2), "words_per_second": speed})
        return
    rows = (
        ("documents", f"{summary.documents:,}"),
        ("segments", f"{summary.segments:,}"),
        ("words", f"{summary.words:,}"),
        ("cache hits", f"{summary.recalled:,}"),
        ("terms honoured", f"{summary.honoured:,} of {summary.terms:,}"),
        ("findings", f"{summary.errors:,} errors, {summary.warnings:,} warnings, {summary.notes:,} notes"),
        ("files written", f"{summary.written:,}"),
        ("words/s", f"{speed:,}"),
    )
    console.table(f"Results in {folder}", ("", ""), rows)


def _srx(settings: Settings) -> bytes:
    from bitexte import files, segment

    return files.read_bytes(settings.folder / settings.srx) if settings.srx else segment.default_srx()
