"""Glossaries as Excel workbooks: our own table written, every sheet of a person's workbook read.

Written: the columns of csv.py, every cell stored as text, nothing lost. Read (ECMA-376, transitional and strict): all
sheets with a header; the name of a sheet is the domain, text struck through is forbidden, comments are notes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.formats.zipped import timeless
from bitexte.model import Provenance, Term
from bitexte.terms.exchange import clean, columns, tables
from bitexte.terms.exchange import csv as table
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.terms.exchange.worksheets import Workbook
from bitexte.text import delimited
from bitexte.text.delimited import Record

if TYPE_CHECKING:
    import openpyxl
    from openpyxl.cell import Cell

_WIDTHS = {"definition": 60, "note": 40, "source": 30, "target": 30, "French": 30, "English": 30, "context 1": 80}
# Sheets that are named by no one: their names are no domains.
_UNNAMED = re.compile(r"(?:sheet|feuil(?:le)?|tabelle|hoja|foglio|blad|planilha|worksheet)[ _-]?\d*", re.IGNORECASE)
_GENERAL = frozenset(
    {"glossary", "glossaire", "terms", "termes", "terminology", "terminologie", "termbase", "lexique", "export", "data"}
)


def serialize(terms: Sequence[Term], provenance: Provenance) -> Export:
    """All fields of the terms on the sheet `glossary`, the header frozen."""
    lost: list[str] = []
    made = f"bitexte {provenance.version} {provenance.glossary}".strip()
    return Export("xlsx", workbook(table.HEADER, table.rows(terms), made, lost), tuple(lost))


def workbook(header: Sequence[str], rows: Iterable[Sequence[str]], made: str, lost: list[str]) -> bytes:
    """A workbook of one sheet `glossary` whose cells are all texts; what had to be cut is added to `lost`."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "bitexte"
    book.properties.description = made
    book.properties.created = datetime(1980, 1, 1)
    _fill(book, header, rows, lost)
    file = io.BytesIO()
    book.save(file)
    return timeless(file.getvalue())


def parse(content: bytes, name: str) -> Import:
    """The terms of every sheet that has a header; the others are named. Raises GlossaryError where none has one."""
    book = Workbook.open(content, name)
    lost: list[str] = []
    found: list[Import] = []
    unread: list[str] = []
    for sheet in book.sheets():
        records = book.records(sheet, lost)
        first = [record for _, record in zip(range(limits.ROWS_ABOVE_HEADER), records, strict=False)]
        if columns.find_header(first) is None:
            unread.append(sheet.title)
            continue
        place = f"{name}#{sheet.title}"
        found.append(
            tables.parse(_chained(first, records), place, required=True, apart=True, domain=_domain(sheet.title))
        )
        lost += [f"sheet '{sheet.title}', {message}" for message in found[-1].losses]
    if not found:
        raise GlossaryError(
            f"no sheet has a header that names a French and an English column: {', '.join(unread)[:80]}",
            where=name,
            hint=columns.REMEDY,
        )
    entries, mended = clean.agreed(entry for one in found for entry in one.entries)
    skipped = [f"the sheet '{title}' is not read: it has no header" for title in unread]
    return Import(entries, (*skipped, *lost, *mended))


def _fill(book: openpyxl.Workbook, header: Sequence[str], rows: Iterable[Sequence[str]], lost: list[str]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet("glossary")
    sheet.freeze_panes = "A2"
    for number, title in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(title, 14)
    wrap, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)

    def text_cell(text: str, font: Font | None = None) -> Cell:
        cell = WriteOnlyCell(sheet, text[: limits.CELL_CHARACTERS])
        cell.data_type = "s"  # text, also where it begins with = + - @
        cell.alignment = wrap
        if delimited.is_formula(text):
            cell.quotePrefix = True  # and it stays text when a person edits it
        if font:
            cell.font = font
        return cell

    sheet.append([text_cell(title, bold) for title in header])
    for row in rows:
        lost += [
            f"{row[0]}: a text is cut to {limits.CELL_CHARACTERS:,} characters"
            for text in row
            if len(text) > limits.CELL_CHARACTERS
        ]
        sheet.append([text_cell(text) if text else None for text in row])


def _chained(first: Sequence[Record], rest: Iterator[Record]) -> Iterator[Record]:
    yield from first
    yield from rest


def _domain(title: str) -> str:
    name = clean.one_line(title)
    return "" if _UNNAMED.fullmatch(name) or name.lower() in _GENERAL else name
