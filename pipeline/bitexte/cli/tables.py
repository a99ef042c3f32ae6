"""Tables whose rows are translated into columns of their own: in this process or on Ray."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bitexte.cli import console
from bitexte.disk.outputs import Outputs
from bitexte.disk.read import MB
from bitexte.disk.sources import Input
from bitexte.errors import ConfigError, InputError
from bitexte.project import Project
from bitexte.scale.ray import Cluster
from bitexte.scale.tables import ONLY_ROWS, TABLES, Over, here, job, translate_table
from bitexte.settings import Settings
from bitexte.stages.figures import Summary

_TOLD = 20  # rows that could not be translated, of one table, that are told one by one


class Place(StrEnum):
    HERE = "here"
    RAY = "ray"


Added = Annotated[
    str | None,
    typer.Option(
        "--add",
        help="Columns to add to tables, which are read row by row then: english, terms, score, findings, "
        "comma-separated. Parquet and JSON Lines are always read so.",
    ),
]
On = Annotated[Place, typer.Option("--on", help="Where it runs: here, or on Ray (the extra `ray`).")]
Address = Annotated[str | None, typer.Option("--address", help="The Ray cluster; without one Ray starts here.")]


def additions(given: str | None) -> tuple[str, ...]:
    """The columns of a comma-separated list; the English where none is given."""
    return tuple(part.strip() for part in given.split(",") if part.strip()) if given else ("english",)


def parted(inputs: Iterable[Input], settings: Settings, added: str | None) -> tuple[list[Input], list[Input]]:
    """The tables to be read row by row, and the documents."""
    tables: list[Input] = []
    documents: list[Input] = []
    for source in inputs:
        suffix = source.path.suffix.lower()
        rows = suffix in ONLY_ROWS or (suffix in TABLES and (added is not None or _is_large(source.path, settings)))
        (tables if rows else documents).append(source)
    return tables, documents


def cluster(place: Place, address: str | None, jobs: int | None) -> Cluster | None:
    """The cluster that works, None where this process does. Raises ConfigError."""
    if address is not None and place is Place.HERE:
        raise ConfigError("--address is of a Ray cluster", hint="add --on ray")
    return Cluster(address, jobs, console.say) if place is Place.RAY else None


def translate(
    tables: Sequence[Input],
    added: Sequence[str],
    project: Project,
    outputs: Outputs,
    abroad: Cluster | None,
    failed: list[Input],
) -> Summary:
    """Translate tables; one that fails is told and added to `failed`, and does not stop the others."""
    done, over = Summary(), abroad.finish if abroad else here
    for source in tables:
        try:
            done += _translated(source, added, project, outputs, over)
        except InputError as error:
            console.complain(error)
            failed.append(source)
    return done


def decode(sources: Sequence[Input], project: Project, outputs: Outputs, abroad: Cluster) -> None:
    """Fill the project's memory with what these documents need."""
    with console.Bar(len(sources), "Decoding") as bar:
        for files in abroad.decode(sources, project, outputs):
            bar.advance(files)


def _translated(source: Input, added: Sequence[str], project: Project, outputs: Outputs, over: Over) -> Summary:
    work = job(source.path, project.settings.columns, added, project, outputs, source.name)
    done, faults = Summary(documents=1, written=1), 0
    with console.Bar(work.rows, source.name) as bar:
        for part in translate_table(work, outputs, over):
            done += part.figures
            bar.advance(part.rows, part.figures.words)
            for fault in part.faults[: max(0, _TOLD - faults)]:
                console.say(f"{source.path}: row {part.first + fault.row}: left as it is: {fault.message}")
            faults += len(part.faults)
    if faults > _TOLD:
        console.say(f"{source.path}: {faults - _TOLD:,} rows more were left as they are")
    return done


def _is_large(path: Path, settings: Settings) -> bool:
    return path.is_file() and path.stat().st_size > settings.largest * MB and bool(settings.columns)
