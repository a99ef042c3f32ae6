"""DeepL glossary: TSV of two columns, no header, one target a source, at most 1,024 bytes a term."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import cells as records
from bitexte.terms.exchange import flat, losses
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited as table

_NAME = "DeepL"
_MOST_BYTES = 1024


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Each source with its preferred target; the other targets are listed in the losses."""
    del provenance  # two columns and nothing else
    kept, lost = flat.settled(terms, flat.bare, single=True)
    kept = list(flat.within(kept, _MOST_BYTES, _NAME, lost))
    content = table.render([(row.source, row.target) for row in kept], "\t", quoted=False)
    return Export("deepl.tsv", content, (*lost, *losses.forbidden(terms, _NAME), *losses.unheld(terms, _NAME)))


def load(content: bytes, name: str) -> Import:
    """Pairs; DeepL's other form, a CSV file, is read as well."""
    return records.read(table.records(content, name, "\t", quoted=name.lower().endswith(".csv")), name, False)
