"""`bitexte formats`: what is read and what is written."""

from __future__ import annotations

from bitexte.cli import console, options
from bitexte.formats import BILINGUAL, DOCUMENTS
from bitexte.review import COLLECTIONS


def formats(json: options.Json = False) -> None:
    """List the formats: documents that are translated, files for review, files of a whole run."""
    rows = [("document", row.name, " ".join(row.suffixes), row.title) for row in DOCUMENTS]
    rows += [("review", row.name, row.suffix, row.title) for row in BILINGUAL if row.suffix]
    rows += [("run", row.name, "", row.title) for row in COLLECTIONS]
    if json:
        for kind, name, suffixes, title in rows:
            console.result_json({"kind": kind, "name": name, "suffixes": suffixes.split(), "title": title})
        return
    for row in rows:
        console.result("\t".join(row))
