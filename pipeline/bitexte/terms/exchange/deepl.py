"""DeepL glossary: TSV of two columns, no header, one target a source, at most 1,024 bytes a term."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import losses, pairs, tables
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited

_NAME = "DeepL"
_MOST_BYTES = 1024


def serialize(terms: Sequence[Term], provenance: Provenance, *, raw: bool = False) -> Export:
    """Each source with its preferred target; the other targets are listed in the losses."""
    del provenance  # two columns and nothing else
    kept, lost = pairs.as_reimported(terms, pairs.pair_only, single=True)
    kept = list(pairs.at_most_bytes(kept, _MOST_BYTES, _NAME, lost))
    content = delimited.render([(row.source, row.target) for row in kept], "\t", quoted=False, raw=raw)
    return Export(
        "deepl.tsv", content, (*lost, *losses.forbidden(terms, _NAME), *losses.unsupported_fields(terms, _NAME))
    )


def parse(content: bytes, name: str) -> Import:
    """Pairs; DeepL's other form, a CSV file, is read as well."""
    return tables.parse(delimited.records(content, name, "\t", quoted=name.lower().endswith(".csv")), name)
