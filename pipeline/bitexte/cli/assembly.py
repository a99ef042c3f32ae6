"""Puts together what a command works with, from the settings and its options."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bitexte import __version__
from bitexte.cli import console
from bitexte.config import Settings
from bitexte.errors import ConfigError, InputError

if TYPE_CHECKING:
    from bitexte.engines import Engine
    from bitexte.engines.argos import Tokenizer
    from bitexte.flow import Road
    from bitexte.glossary import Glossary
    from bitexte.memory import Memory
    from bitexte.model import Document, Match, Provenance
    from bitexte.packages import Package
    from bitexte.segment import Rules

CACHE = Path(".cache")  # in the output folder
MEMORY = CACHE / "memory.sqlite"


def settings(**options: object) -> Settings:
    """The project's settings, with the command's options over them; None leaves a setting as it is."""
    from bitexte import config

    chosen = {name: value for name, value in options.items() if value is not None}
    return replace(config.load(Path()), **chosen)  # type: ignore[arg-type]


def document(file: Path, settings: Settings) -> Document:
    """A French text, or plain text from standard input for `-`; its reader's warnings are told on stderr."""
    from bitexte import files

    given = str(file) == "-"
    read = _stdin(settings.largest) if given else files.read_document(file, largest=settings.largest)
    for warning in read.warnings:
        console.say(f"{'stdin' if given else file}: warning: {warning}")
    return read


def _stdin(largest: int) -> Document:
    from bitexte.files import MB
    from bitexte.readers import txt

    content = sys.stdin.buffer.read(largest * MB + 1)
    if len(content) > largest * MB:
        raise InputError(f"has more than the {largest} MB that are read whole", where="stdin", hint="split it")
    return txt.read(content, "stdin")


def rules(settings: Settings) -> Rules:
    """The segmentation rules: the project's SRX file, else our own."""
    from bitexte import files, segment

    if settings.srx is None:
        return segment.default_rules()
    path = settings.folder / settings.srx
    return segment.Rules.parse(files.read_bytes(path), str(path))


def package(settings: Settings, wanted: str | None) -> Package:
    from bitexte.packages import resolve

    return resolve(wanted, settings.package, settings.folder)


def engine(settings: Settings, package: Package, *, links: bool) -> Engine:
    """The engine of a package: annotation where it was trained for it, the black-box road for all others."""
    from bitexte.engines.argos import ArgosDecoder, Search
    from bitexte.inflect import target_forms
    from bitexte.renderings import Renderings
    from bitexte.sentence import Tags
    from bitexte.terminology import LONGEST, Translator

    tags = package.annotation
    signature = f"{package.name} {package.version} {package.checksum[:16]}"
    search = Search(settings.beam, settings.batch_pieces, settings.jobs)
    decoder = ArgosDecoder(package.model, tokenizer(package), signature, search, package.metadata.target_prefix)
    return Translator(
        decoder,
        Renderings(target_forms),
        _inflected,
        Tags(tags.open, tags.separator, tags.close) if tags else None,
        links=links,
        longest=package.metadata.longest or LONGEST,
    )


def tokenizer(package: Package) -> Tokenizer:
    """SentencePiece, or what Argos Translate itself uses for its older packages."""
    from bitexte.engines.argos import SentencePieces
    from bitexte.packages import argos

    if package.tokenizer.name == "bpe.model":
        return argos.bpe_tokenizer(package)
    return SentencePieces(package.tokenizer)


def road(settings: Settings, package: Package, glossary: Glossary, memory: Memory) -> Road:
    from bitexte import checks
    from bitexte.flow import Road
    from bitexte.inflect import target_forms

    made = engine(settings, package, links=True)
    return Road(
        rules(settings), glossary, made, memory, checks.every(target_forms), provenance(made, package, glossary)
    )


def provenance(engine: Engine, package: Package, glossary: Glossary) -> Provenance:
    from bitexte.model import Provenance

    return Provenance(
        version=__version__,
        engine=engine.signature,
        package=f"{package.name} {package.version} sha256:{package.checksum}",
        glossary=f"sha256:{glossary.checksum}" if glossary.terms else "",
    )


def formats(wanted: str | None, settings: Settings) -> tuple[str, ...]:
    """The output formats of a comma-separated list; ConfigError names an unknown one."""
    import difflib

    from bitexte.writers import WRITERS

    chosen = tuple(part.strip() for part in wanted.split(",") if part.strip()) if wanted else settings.formats
    for name in chosen:
        if name not in WRITERS:
            close = difflib.get_close_matches(name, WRITERS, n=1)
            hint = f"did you mean {close[0]}?" if close else "formats: " + ", ".join(sorted(WRITERS))
            raise ConfigError(f"unknown format {name!r}", hint=hint)
    if not chosen:
        raise ConfigError("no format is chosen", hint="formats: " + ", ".join(sorted(WRITERS)))
    return tuple(dict.fromkeys(chosen))


def glossary(settings: Settings, paths: Sequence[Path], cache: Path | None = None) -> Glossary:
    """The glossaries named, else the project's own; `cache` as for `load_glossary`."""
    from bitexte import files
    from bitexte.cli.termbases import load_glossary

    return load_glossary(list(paths) or files.default_glossaries(settings), cache)


def _inflected(match: Match) -> str:
    from bitexte.inflect import inflected_target

    return inflected_target(match.term, match.surface)
