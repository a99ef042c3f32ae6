"""Azure Translator glossary (document translation): TSV of two columns, no header, one target a source."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import losses, pairs, tables
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited

_NAME = "Azure"


def serialize(terms: Sequence[Term], provenance: Provenance, *, raw: bool = False) -> Export:
    """Each source with its preferred target; the other targets are listed in the losses."""
    del provenance  # two columns and nothing else
    kept, lost = pairs.as_reimported(terms, pairs.pair_only, single=True)
    content = delimited.render([(row.source, row.target) for row in kept], "\t", quoted=False, raw=raw)
    return Export(
        "azure.tsv", content, (*lost, *losses.forbidden(terms, _NAME), *losses.unsupported_fields(terms, _NAME))
    )


def parse(content: bytes, name: str) -> Import:
    """Pairs."""
    return tables.parse(delimited.records(content, name, "\t", quoted=False), name)
