"""OmegaT glossary: UTF-8 text, tab, three columns (source, target, comment), no header, in a file named .txt.

OmegaT reads neither `.tsv` files nor lines that begin with `#`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import clean, losses, pairs, tables
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited

_NAME = "OmegaT"


def serialize(terms: Sequence[Term], provenance: Provenance, *, raw: bool = False) -> Export:
    """Every source with every allowed target; domain, definition and notes are the comment."""
    del provenance  # a comment line would be lost when OmegaT appends to the file
    kept, lost = pairs.as_reimported(terms, _keep)
    lost += [
        f"'{row.source}' is left out: OmegaT takes a line that begins with # for a comment" for row in _hidden(kept)
    ]
    content = delimited.render(
        [(row.source, row.target, row.note)[: 3 if row.note else 2] for row in kept if not row.source.startswith("#")],
        "\t",
        quoted=False,
        raw=raw,
    )
    unheld = losses.unsupported_fields(terms, _NAME, {"domain", "definition", "note", "notes"})
    return Export("omegat.txt", content, (*lost, *losses.forbidden(terms, _NAME), *unheld))


def parse(content: bytes, name: str) -> Import:
    """Pairs with their comments; lines that begin with # are comments as for OmegaT."""
    lines = delimited.records(content, name, "\t", quoted=False)
    return tables.parse((one for one in lines if not one.cells[0].startswith("#")), name, headless=_COLUMNS)


_COLUMNS = ("source", "target", "note")


def _keep(row: pairs.Row) -> pairs.Row:
    comment = " — ".join(text for text in (row.domain, row.note) if text)
    return replace(pairs.pair_only(row), note=clean.one_line(comment))


def _hidden(kept: Sequence[pairs.Row]) -> list[pairs.Row]:
    return [row for row in kept if row.source.startswith("#")]
