"""CSV for review (RFC 4180, UTF-8): a segment a row, safe to open in a spreadsheet program.

A cell that such a program would run begins with an apostrophe, which the reader takes away again.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from bitexte.errors import GlossaryError, InputError
from bitexte.formats.for_review import rows
from bitexte.formats.options import Writing
from bitexte.formats.units import Returned
from bitexte.model import Bitext, Unit
from bitexte.text import delimited


def serialize_chosen(bitext: Bitext, writing: Writing) -> bytes:
    """A header and a row a unit."""
    body = (list(row.values()) for row in rows.rows(bitext))
    mark = codecs.BOM_UTF8 if writing.csv_mark else b""
    return mark + delimited.render([rows.COLUMNS, *body], line_end="\r\n")


def parse_returned(content: bytes, name: str) -> tuple[Returned, ...]:
    """The units of a table of ours that came back, whatever program saved it. Raises InputError."""
    try:
        found = list(rows.lines(_table(content, name)))
    except GlossaryError as error:
        raise InputError(error.message, where=error.where, hint=error.hint) from error
    return rows.units(name, found)


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """As `parse_returned`, the units alone."""
    return tuple(each.unit for each in parse_returned(content, name))


def _table(content: bytes, name: str) -> Iterator[rows.Row]:
    for record in delimited.records(content, name, is_header=rows.header):
        yield f"{name}:{record.line}", [delimited.unguarded(cell) for cell in record.cells], ()
