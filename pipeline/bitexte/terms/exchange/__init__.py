"""Glossary import and export: a module a format, rules of each consumer, losses named and never silent."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.errors import GlossaryError
from bitexte.model import Provenance, Term
from bitexte.terms.exchange import (
    amazon,
    azure,
    deepl,
    google,
    memoq,
    omegat,
    po,
    tbx,
    tbx2,
    termbank,
    tmx,
    weblate,
    xlsx,
)
from bitexte.terms.exchange import clean as sound
from bitexte.terms.exchange import csv as native
from bitexte.terms.exchange import detect as sniff
from bitexte.terms.exchange.outcome import Export, Exporter, Import, Importer

__all__ = ["EXPORTERS", "IMPORTERS", "Export", "Exporter", "Import", "Importer", "read", "write"]

EXPORTERS: dict[str, Exporter] = {
    "amazon": amazon.export,
    "azure": azure.export,
    "csv": native.export,
    "deepl": deepl.export,
    "google": google.export,
    "memoq": memoq.export,
    "omegat": omegat.export,
    "po": po.export,
    "tbx": tbx.export,
    "tbx2": tbx2.export,
    "tmx": tmx.export,
    "weblate": weblate.export,
    "xlsx": xlsx.export,
}

IMPORTERS: dict[str, Importer] = {
    "amazon": amazon.load,
    "azure": azure.load,
    "csv": native.load,
    "deepl": deepl.load,
    "google": google.load,
    "memoq": memoq.load,
    "omegat": omegat.load,
    "po": po.load,
    "tbx": termbank.load,
    "tbx2": termbank.load,
    "tmx": tmx.load,
    "weblate": weblate.load,
    "xlsx": xlsx.load,
}


def write(format: str, terms: Sequence[Term], provenance: Provenance) -> Export:  # noqa: A002
    """The terms in a format of EXPORTERS. Raises GlossaryError where there is none to write, or no such format."""
    if format not in EXPORTERS:
        raise _unknown(format)
    kept, mended = sound.sound(terms)
    if not kept:
        raise GlossaryError("the glossary has no term to export")
    export = EXPORTERS[format](kept, provenance)
    return Export(export.suffix, export.content, (*mended, *export.losses))


def read(content: bytes, name: str, format: str | None = None) -> Import:  # noqa: A002
    """The terms of a file called `name`, whose format is told by its name and its first bytes if it is not given.

    Raises GlossaryError, with `name` and the line, for what cannot be read.
    """
    if format is not None and format not in IMPORTERS:
        raise _unknown(format)
    known = format or sniff.format_of(content, name)
    if known is None:
        raise GlossaryError("the format of the file is unknown", where=name, hint=f"--format {'|'.join(IMPORTERS)}")
    return IMPORTERS[known](content, name)


def _unknown(name: str) -> GlossaryError:
    return GlossaryError(f"there is no glossary format '{name}'", hint=f"one of {', '.join(EXPORTERS)}")
