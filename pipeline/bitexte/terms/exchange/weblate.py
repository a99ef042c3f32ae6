"""Weblate and translate-toolkit glossary: CSV with the header `source,target,context,developer_comments`.

A unit is known by its context and source: the second target of a source has the context `2`, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import Provenance, Term
from bitexte.terms.exchange import losses, pairs, tables
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited

_NAME = "Weblate"


def serialize(terms: Sequence[Term], provenance: Provenance, *, raw: bool = False) -> Export:
    """Every source with every allowed target; definition and notes are the developer's comment."""
    del provenance  # a row of it would become a term
    kept, lost = pairs.as_reimported(terms, pairs.pair_with_note)
    # Everything quoted: translate-toolkit guesses the dialect from the first kilobyte.
    body = ((row.source, row.target, context, row.note) for row, context in pairs.numbered(kept))
    content = delimited.render([("source", "target", "context", "developer_comments"), *body], every=True, raw=raw)
    unheld = losses.unsupported_fields(terms, _NAME, {"definition", "note", "notes"})
    return Export("weblate.csv", content, (*lost, *losses.forbidden(terms, _NAME), *unheld))


def parse(content: bytes, name: str) -> Import:
    """Pairs with their comments; contexts, locations and states are reported."""
    return tables.parse(delimited.records(content, name, ","), name, required=True)
