"""Amazon Translate custom terminology: CSV with a header of language codes, one target a source, 200 bytes a term.

Amazon finds terms by exact case; the limits stand in its developer guide ("Guidelines and quotas").
"""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import cells as records
from bitexte.terms.exchange import flat, losses
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited as table

_NAME = "Amazon"
_MOST_BYTES = 200


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Each source with its preferred target; the other targets are listed in the losses."""
    del provenance  # the file has language columns and nothing else
    kept, lost = flat.settled(terms, flat.bare, single=True)
    kept = list(flat.within(kept, _MOST_BYTES, _NAME, lost))
    content = table.render([("fr", "en"), *((row.source, row.target) for row in kept)])
    return Export("amazon.csv", content, (*lost, *losses.forbidden(terms, _NAME), *losses.unheld(terms, _NAME)))


def load(content: bytes, name: str) -> Import:
    """Pairs under the header `fr,en`; columns of other languages are reported."""
    return records.read(table.records(content, name, ","), name, True)
