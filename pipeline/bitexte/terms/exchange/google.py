"""Google Cloud Translation glossary: CSV of equivalent term sets under the header `fr,en,pos,description`."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import losses, pairs, tables
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited

_NAME = "Google"
_MOST_BYTES = 1024  # of a term


def serialize(terms: Sequence[Term], provenance: Provenance, *, raw: bool = False) -> Export:
    """Each source with its preferred target; definition and notes are the description."""
    del provenance  # the file has its four columns and nothing else
    kept, lost = pairs.as_reimported(terms, _keep, single=True)
    kept = list(pairs.at_most_bytes(kept, _MOST_BYTES, _NAME, lost))
    body = ((row.source, row.target, row.part_of_speech, row.note) for row in kept)
    content = delimited.render([("fr", "en", "pos", "description"), *body], raw=raw)
    unheld = losses.unsupported_fields(terms, _NAME, {"pos", "definition", "note", "notes"})
    return Export("google.csv", content, (*lost, *losses.forbidden(terms, _NAME), *unheld))


def parse(content: bytes, name: str) -> Import:
    """Term sets under a header of language codes, or a unidirectional glossary: two columns without a header."""
    return tables.parse(delimited.records(content, name, ","), name)


def _keep(row: pairs.Row) -> pairs.Row:
    return pairs.Row(row.source, row.target, row.part_of_speech, note=row.note)
