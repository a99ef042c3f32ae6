"""Azure Translator glossary (document translation): TSV of two columns, no header, one target a source."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import cells as records
from bitexte.terms.exchange import flat, losses
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited as table

_NAME = "Azure"


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Each source with its preferred target; the other targets are listed in the losses."""
    del provenance  # two columns and nothing else
    kept, lost = flat.settled(terms, flat.bare, single=True)
    content = table.render([(row.source, row.target) for row in kept], "\t", quoted=False)
    return Export("azure.tsv", content, (*lost, *losses.forbidden(terms, _NAME), *losses.unheld(terms, _NAME)))


def load(content: bytes, name: str) -> Import:
    """Pairs."""
    return records.read(table.records(content, name, "\t", quoted=False), name, False)
