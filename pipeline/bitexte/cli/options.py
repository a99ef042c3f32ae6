"""The options that commands share, each with one help text, and what they stand for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bitexte import formats
from bitexte.checks.reported import in_words
from bitexte.cli import console
from bitexte.disk.read import MB
from bitexte.errors import InputError
from bitexte.model import Document
from bitexte.project import Project, default_glossaries, load_settings
from bitexte.settings import FILES, Settings, sound

CACHE = Path(".cache")  # in the output folder
MEMORY = CACHE / "memory.sqlite"

Glossaries = Annotated[
    list[Path] | None,
    typer.Option(
        "--glossary",
        "-g",
        help="A glossary, YAML or any format of `glossary import`; repeatable, the first is the strongest. "
        "Default: glossary/*.yaml.",
    ),
]
PackageName = Annotated[str | None, typer.Option("--package", "-p", help="A model package: its name, file or folder.")]
EngineName = Annotated[
    str | None,
    typer.Option(
        "--engine",
        help="package (default); local: the language model of the settings; or echo: gives the French text back.",
    ),
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processor cores to use. Default: all.")]
Lexicon = Annotated[
    bool | None,
    typer.Option("--lexicon/--no-lexicon", help="Ask the package's lexicon about rare words. Default: yes."),
]
Srx = Annotated[str | None, typer.Option("--srx", help="Segmentation rules: an SRX 2.0 file. Default: our own.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
GlossaryFiles = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Default: glossary/*.yaml")]


def settings(**options: object) -> Settings:
    """The settings of the folder we stand in, with a command's options over them; None leaves a setting as it is."""
    chosen = {name: value for name, value in options.items() if value is not None}
    return sound(replace(load_settings(Path()), **chosen))  # type: ignore[arg-type]


def project(
    chosen: Settings, glossaries: Sequence[Path] | None, *, default: bool = True, links: bool = True
) -> Project:
    """The project of these settings and glossaries; `default`: the project's own where none is named.

    Compiled glossaries are kept in the output folder if there is one: elsewhere nothing is written.
    """
    files = glossary_files(chosen, glossaries) if glossaries or default else []
    console.detail(f"settings: {settings_file(chosen) or 'none, the defaults hold'}")
    console.detail(f"glossaries: {', '.join(map(str, files)) or 'none'}")
    folder = chosen.folder / chosen.output
    cache = folder / CACHE if folder.is_dir() else None
    return replace(Project.open(settings=chosen, glossary=files), cache_folder=cache, links=links)


def settings_file(chosen: Settings) -> Path | None:
    """The file that settings of this folder are read from, if there is one."""
    return next((path for name in FILES if (path := chosen.folder / name).is_file()), None)


def glossary_files(chosen: Settings, named: Sequence[Path] | None) -> list[Path]:
    """The files named, each once, or the project's own; the first is the strongest."""
    asked: dict[Path, Path] = {}
    for path in named or ():
        asked.setdefault(path.resolve(), path)
    return list(asked.values()) or default_glossaries(chosen)


def tell_remarks(project: Project) -> None:
    """Tell what the glossary's files could not say."""
    for remark in project.glossary.remarks:
        console.say(remark)


def document(file: Path, project: Project) -> Document:
    """A French document, or plain text from standard input for `-`; its reader's warnings are told."""
    given = str(file) == "-"
    read = _stdin(project) if given else formats.load_document(file, options=project.options)
    tell_warnings(read, "stdin" if given else str(file))
    return read


def tell_warnings(document: Document, name: str) -> None:
    """Tell what the reader of a document has to say."""
    for warning in document.warnings:
        console.say(f"{name}: warning: {in_words(warning)}")


def _stdin(project: Project) -> Document:
    largest = project.settings.largest
    content = sys.stdin.buffer.read(largest * MB + 1)
    if len(content) > largest * MB:
        raise InputError(f"has more than the {largest} MB that are read whole", where="stdin", hint="split it")
    return formats.parse(content, "stdin")
