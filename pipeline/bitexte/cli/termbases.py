"""The one place where the command line loads glossaries: YAML termbases, and the exchange formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bitexte.cli import assembly, console

if TYPE_CHECKING:
    from bitexte.glossary import Glossary

YAML_SUFFIXES = (".yaml", ".yml")
CACHE = Path("output") / assembly.CACHE


def glossary_files(paths: Sequence[Path]) -> list[Path]:
    """The files asked for, each once, or `glossary/*.yaml` of the project; the first is the strongest."""
    from bitexte import files

    asked: dict[Path, Path] = {}
    for path in paths:
        asked.setdefault(path.resolve(), path)
    return list(asked.values()) or files.default_glossaries()


def load_glossary(paths: Sequence[Path], cache: Path | None = None) -> Glossary:
    """Build the glossary of these files, the first the strongest; the project's own where none is named.

    Compiled glossaries are kept in the folder `cache`; where none is given, in the project's output folder if there is
    one: elsewhere nothing is written. What a foreign format cannot say is told on stderr. Raises GlossaryError or
    InputError.
    """
    from bitexte.glossary import Glossary

    return Glossary.build([(str(path), yaml_content(path)) for path in glossary_files(paths)], cache=cache or _cache())


def yaml_content(path: Path) -> bytes:
    """A glossary file as a YAML termbase, converted where it is in another format."""
    from bitexte import files

    content = files.read_bytes(path)
    if path.suffix.lower() in YAML_SUFFIXES:
        return content
    return _converted(content, path)


def _converted(content: bytes, path: Path) -> bytes:
    from bitexte import exchange, termbase

    outcome = exchange.read(content, str(path), format=None)
    for loss in outcome.losses:
        console.say(f"{path}: {loss}")
    return termbase.dump(outcome.terms)


def _cache() -> Path | None:
    return CACHE if CACHE.parent.is_dir() else None
