"""Terms: which there are (termbase), where they stand in a text (matching), how they travel to others (exchange)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

from bitexte.disk.read import read_bytes
from bitexte.model import Provenance
from bitexte.terms import exchange, termbase
from bitexte.terms.exchange.outcome import Export
from bitexte.terms.matching import EMPTY, Glossary, cache
from bitexte.terms.termbase import Entry
from bitexte.version import __version__

__all__ = ["EMPTY", "Glossary", "compiled", "export_glossary", "load_entries", "load_glossary"]

YAML = (".yaml", ".yml")


def load_glossary(files: Sequence[Path], cache_folder: Path | None = None) -> Glossary:
    """The terms of these files, the first the strongest, compiled: YAML termbases and every exchange format alike.

    Compiled glossaries are kept in `cache_folder`, which may be deleted at any time. `remarks` of the result say what
    a foreign format could not say. Raises GlossaryError or InputError.
    """
    return compiled([(str(path), read_bytes(path)) for path in files], cache_folder)


def compiled(contents: Sequence[tuple[str, bytes]], cache_folder: Path | None = None) -> Glossary:
    """As `load_glossary`, of files given as (name, content)."""
    if not contents:
        return EMPTY
    place = cache.place(cache_folder, contents) if cache_folder is not None else None
    if place is not None and (kept := cache.load(place)) is not None:
        return Glossary(*kept)
    remarks: list[str] = []
    read = [(name, entries(content, name, remarks)) for name, content in contents]
    glossary = Glossary(termbase.merge(read), remarks=tuple(remarks))
    if place is not None and not remarks:
        cache.save(place, glossary.terms, glossary.index)
    return glossary


def load_entries(path: Path, remarks: list[str], *, unfinished: bool = False) -> list[Entry]:
    """The entries of a glossary file in any format, each with its place; what was lost is added to `remarks`."""
    return entries(read_bytes(path), str(path), remarks, unfinished=unfinished)


def entries(content: bytes, name: str, remarks: list[str], *, unfinished: bool = False) -> list[Entry]:
    """As `load_entries`, of the content of a file of that name."""
    if PurePath(name).suffix.lower() in YAML:
        return termbase.read(content, name, unfinished=unfinished)
    found = exchange.parse(content, name)
    remarks += [f"{name}: {loss}" for loss in found.losses]
    return list(found.entries)


def export_glossary(glossary: Glossary, format: str) -> Export:  # noqa: A002
    """A glossary in a format of the table EXCHANGE, with a line for each thing that format cannot hold.

    Raises GlossaryError.
    """
    made_by = Provenance(__version__, glossary=f"sha256:{glossary.checksum}")
    return exchange.serialize(format, glossary.terms, made_by)
