"""Amazon Translate custom terminology: CSV with a header of language codes, one target a source, 200 bytes a term.

Amazon finds terms by exact case; the limits stand in its developer guide ("Guidelines and quotas").
"""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import losses, pairs, tables
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited

_NAME = "Amazon"
_MOST_BYTES = 200


def serialize(terms: Sequence[Term], provenance: Provenance, *, raw: bool = False) -> Export:
    """Each source with its preferred target; the other targets are listed in the losses."""
    del provenance  # the file has language columns and nothing else
    kept, lost = pairs.as_reimported(terms, pairs.pair_only, single=True)
    kept = list(pairs.at_most_bytes(kept, _MOST_BYTES, _NAME, lost))
    content = delimited.render([("fr", "en"), *((row.source, row.target) for row in kept)], raw=raw)
    return Export(
        "amazon.csv", content, (*lost, *losses.forbidden(terms, _NAME), *losses.unsupported_fields(terms, _NAME))
    )


def parse(content: bytes, name: str) -> Import:
    """Pairs under the header `fr,en`; columns of other languages are reported."""
    return tables.parse(delimited.records(content, name, ","), name, required=True)
