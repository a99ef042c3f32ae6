"""Google Cloud Translation glossary: CSV of equivalent term sets under the header `fr,en,pos,description`."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import cells as records
from bitexte.terms.exchange import flat, losses
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.terms.exchange.pairs import Row
from bitexte.text import delimited as table

_NAME = "Google"
_MOST_BYTES = 1024  # of a term


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Each source with its preferred target; definition and notes are the description."""
    del provenance  # the file has its four columns and nothing else
    kept, lost = flat.settled(terms, _keep, single=True)
    kept = list(flat.within(kept, _MOST_BYTES, _NAME, lost))
    body = ((row.source, row.target, row.part_of_speech, row.note) for row in kept)
    content = table.render([("fr", "en", "pos", "description"), *body])
    unheld = losses.unheld(terms, _NAME, {"pos", "definition", "note", "notes"})
    return Export("google.csv", content, (*lost, *losses.forbidden(terms, _NAME), *unheld))


def load(content: bytes, name: str) -> Import:
    """Term sets under a header of language codes, or a unidirectional glossary: two columns without a header."""
    return records.read(table.records(content, name, ","), name)


def _keep(row: Row) -> Row:
    return Row(row.source, row.target, row.part_of_speech, note=row.note)
