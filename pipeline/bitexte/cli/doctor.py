"""`bitexte doctor`: what this installation is made of, what is in use, and what is wrong with it."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from bitexte import flow
from bitexte.cli import console, options
from bitexte.disk import places
from bitexte.errors import BitexteError
from bitexte.model import Block, BlockKind, Document
from bitexte.project import Project
from bitexte.version import __version__

LIBRARIES = ("ctranslate2", "sentencepiece", "argostranslate", "lxml", "openpyxl", "regex")
SENTENCES = ("Le colis est arrivé ce matin.", "La boutique ouvre à neuf heures.", "Nous répondons à vos questions.")
ROUNDS = 8
SLOW = 5.0  # sentences a second: below it something is amiss


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing looked at: what, what it is, and whether it is as it should be."""

    name: str
    value: str
    sound: bool = True


def doctor(json: options.Json = False) -> None:
    """Look at the installation: versions, processor, memory, package, glossaries, caches, speed.

    Exit 1 if something is not as it should be. Nothing is written, and no network is used.
    """
    facts = list(_facts())
    if json:
        console.result_json([asdict(fact) for fact in facts])
    else:
        width = max(len(fact.name) for fact in facts)
        for fact in facts:
            console.result(f"{'ok' if fact.sound else '!!'}  {fact.name:<{width}}  {fact.value}")
    if not all(fact.sound for fact in facts):
        raise typer.Exit(console.FINDINGS)


def _facts() -> Iterator[Fact]:
    yield Fact("bitexte", __version__)
    yield Fact("python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for name in LIBRARIES:
        yield _library(name)
    yield Fact("cores", str(os.cpu_count() or 1))
    yield from _memory()
    yield from _told("settings", _settings)
    yield from _told("package", _package)
    yield from _told("glossary", _glossary)
    yield from _told("speed", _speed)
    for name, folder in (("packages", places.packages_folder), ("cache", places.cache_folder)):
        yield from _told(name, partial(_folder, folder))


def _told(name: str, look: Callable[[], str]) -> Iterator[Fact]:
    """What a look gives, or the error that it ended with."""
    try:
        yield Fact(name, look())
    except (BitexteError, OSError) as error:
        yield Fact(name, str(error), sound=False)


def _library(name: str) -> Fact:
    try:
        return Fact(name, version(name))
    except PackageNotFoundError:
        return Fact(name, "is not installed", sound=False)


def _memory() -> Iterator[Fact]:
    """Memory, where the system tells it."""
    if sys.platform != "win32" and "SC_PHYS_PAGES" in os.sysconf_names:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        yield Fact("memory", f"{whole / 1e9:.1f} GB")


def _settings() -> str:
    chosen = options.settings()
    return f"{options.settings_file(chosen) or 'none: defaults'}, output in {chosen.output}/"


def _project() -> Project:
    return options.project(options.settings(), None, links=False)


def _package() -> str:
    package = _project().package
    lexicon = f", lexicon of {package.lexicon.count:,}" if package.lexicon else ""
    terms = "knows terms" if package.annotation else "black box"
    return f"{package.name} {package.version} ({package.source}), {terms}{lexicon}"


def _glossary() -> str:
    project = _project()
    if not project.glossary_files:
        return "no glossary in use"
    names = ", ".join(map(str, project.glossary_files))
    return f"{len(project.glossary.terms)} concepts of {names}"


def _speed() -> str:
    """The time of a first sentence, then of some sentences at once, on all cores."""
    project = Project.open(settings=options.settings())
    began = time.perf_counter()
    flow.translate_document(_document(SENTENCES[:1]), project)
    ready = time.perf_counter()
    flow.translate_document(_document(SENTENCES * ROUNDS), project)
    rate = len(SENTENCES) * ROUNDS / (time.perf_counter() - ready)
    text = f"first sentence after {ready - began:.1f} s, then {rate:.0f} sentences/s"
    if rate < SLOW:
        raise BitexteError(f"{text}: slow", hint="close other programs, or look at `jobs` in the settings")
    return text


def _document(lines: tuple[str, ...]) -> Document:
    return Document("doctor", "txt", tuple(Block(BlockKind.PARAGRAPH, line) for line in lines))


def _folder(place: Callable[[], Path]) -> str:
    """A folder and the size of its files; 0 where it is not there."""
    folder = place()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return f"{folder}: {size / 1e6:,.0f} MB"
