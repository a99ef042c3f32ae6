"""Glossary import and export: a module a format, rules of each consumer, losses named and never silent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from typing import cast

from bitexte.errors import GlossaryError
from bitexte.model import Provenance, Term
from bitexte.terms.exchange import clean, detect, losses
from bitexte.terms.exchange.outcome import Export, Import

__all__ = ["EXCHANGE", "Export", "Format", "Import", "format_of", "parse", "serialize"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of glossaries: its module in this folder, and whether its cells may be run by a spreadsheet program."""

    name: str
    title: str
    module: str
    table: bool = True
    writer: str = "serialize"


EXCHANGE = (
    Format("amazon", "Amazon Translate custom terminology (CSV)", "amazon"),
    Format("azure", "Azure Translator glossary (TSV)", "azure"),
    Format("csv", "our own table; reads any table of a person (CSV, TSV)", "csv"),
    Format("deepl", "DeepL glossary (TSV)", "deepl"),
    Format("google", "Google Cloud Translation glossary (CSV)", "google"),
    Format("memoq", "memoQ term base (CSV)", "memoq"),
    Format("multiterm", "Trados MultiTerm (XML)", "multiterm", table=False),
    Format("omegat", "OmegaT glossary (tab-separated .txt)", "omegat"),
    Format("po", "PO glossary of Poedit, Weblate, gettext", "po", table=False),
    Format("tbx", "TBX-Basic, version 3", "tbx", table=False),
    Format("tbx2", "TBX-Basic, version 2 (martif)", "tbx", table=False, writer="serialize_version_2"),
    Format("tmx", "TMX 1.4b", "tmx", table=False),
    Format("weblate", "Weblate and translate-toolkit glossary (CSV)", "weblate"),
    Format("xlsx", "Excel workbook; reads all sheets of a person's too", "xlsx", table=False),
)
_BY_NAME = {row.name: row for row in EXCHANGE}


def serialize(
    format: str,  # noqa: A002
    terms: Sequence[Term],
    provenance: Provenance,
    *,
    raw: bool = False,
) -> Export:
    """The terms in a format of EXCHANGE. Raises GlossaryError where there is none to write, or no such format.

    Cells that a spreadsheet program would run as formulas get an apostrophe, unless they are wanted `raw`.
    """
    row = _row(format)
    kept, mended = clean.cleaned(terms)
    if not kept:
        raise GlossaryError("the glossary has no term to export")
    write = cast("Callable[..., Export]", getattr(_module(row), row.writer))
    export = write(kept, provenance, raw=raw) if row.table else write(kept, provenance)
    cautions = losses.formulas(kept, raw=raw) if row.table else ()
    return replace(export, losses=(*mended, *export.losses, *cautions))


def parse(content: bytes, name: str, format: str | None = None) -> Import:  # noqa: A002
    """The entries of a file called `name`, whose format is told by its content and its name if it is not given.

    Raises GlossaryError, with `name` and the line, for what cannot be read.
    """
    known = format or format_of(content, name)
    if known is None:
        raise GlossaryError(
            "is no glossary format", where=name, hint=f"give a table, TBX, TMX, PO, or --format {'|'.join(_BY_NAME)}"
        )
    read = cast("Callable[[bytes, str], Import]", _module(_row(known)).parse)
    return read(content, name)


def format_of(content: bytes, name: str) -> str | None:
    """The name of the row of EXCHANGE for this file, or None."""
    return detect.format_of(content, name)


def _row(name: str) -> Format:
    if name not in _BY_NAME:
        raise GlossaryError(f"there is no glossary format '{name}'", hint=f"one of {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def _module(row: Format) -> ModuleType:
    return import_module(f"{__name__}.{row.module}")
