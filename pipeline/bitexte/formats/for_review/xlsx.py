"""Excel for review: a sheet with a segment a row, every cell a text, and a sheet that says how it was made.

Written by openpyxl, read by the reader of workbooks that documents have, so also as other programs save it.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from bitexte import limits
from bitexte.errors import InputError
from bitexte.formats import xml_source
from bitexte.formats.for_review import rows
from bitexte.formats.office import opc
from bitexte.formats.signatures import EXCEL
from bitexte.formats.units import Returned
from bitexte.formats.xlsx import sheets, strings
from bitexte.formats.xlsx.sheets import Sheet
from bitexte.formats.xlsx.strings import SharedStrings
from bitexte.formats.zipped import Archive, open_archive, timeless
from bitexte.model import Bitext, Unit
from bitexte.text import delimited

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_WIDTHS = {"id": 16, "number": 8, "where": 18, "source": 60, "target": 60, "findings": 40, "comment": 40}
# Excel's notation for characters that XML does not keep, and for the underscore that could begin one.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TO_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|\r")


def serialize_units(bitext: Bitext) -> bytes:
    """A workbook of the sheets `review` and `overview`.

    A target longer than a cell can be is left out, and its row says so.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "bitexte"
    book.properties.created = datetime(1980, 1, 1)
    _review(book, bitext)
    _overview(book, bitext)
    file = io.BytesIO()
    book.save(file)
    return timeless(file.getvalue())


def parse_returned(content: bytes, name: str) -> tuple[Returned, ...]:
    """The units of every sheet with our header, whatever program saved it. Raises InputError."""
    archive = open_archive(content, name)
    types = opc.content_types(archive)
    main = opc.required(opc.of_kind(types, *EXCEL), archive, "workbook in it")
    shared = _shared(archive, types)
    found = [
        line
        for title, part, _ in sheets.workbook_sheets(archive, main)
        for line in rows.lines(_table(sheets.read_sheet(archive, title, part), shared, name))
    ]
    return rows.units(name, found)


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """As `parse_returned`, the units alone."""
    return tuple(each.unit for each in parse_returned(content, name))


def _review(book: Workbook, bitext: Bitext) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet = book.create_sheet("review")
    sheet.freeze_panes = "A2"
    for number, title in enumerate(rows.COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(title, 12)
    last = len(bitext.units) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows.COLUMNS))}{last}"
    choice = DataValidation(type="list", formula1=f'"{",".join(rows.STATES)}"', allow_blank=True)
    state = get_column_letter(rows.COLUMNS.index("state") + 1)
    choice.add(f"{state}2:{state}{max(last, 2)}")
    sheet.data_validations.append(choice)
    sheet.append([_cell(sheet, title, bold=True) for title in rows.COLUMNS])
    for row in rows.rows(bitext):
        sheet.append([_cell(sheet, text) if text else None for text in _fitting(row).values()])


def _overview(book: Workbook, bitext: Bitext) -> None:
    made = bitext.provenance
    told = {
        "document": bitext.document.name,
        "segments": f"{len(bitext.units):,}",
        "findings": f"{len(bitext.findings):,}",
        "made by": f"Bitexte {made.version}",
        "engine": made.engine,
        "package": made.package,
        "glossary": made.glossary,
        "states": ", ".join(rows.STATES),
    }
    sheet = book.create_sheet("overview")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 80
    for title, text in told.items():
        sheet.append([_cell(sheet, title, bold=True), _cell(sheet, rows.legal(text))])


def _cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, _escaped(text))
    cell.data_type = "s"  # text, also where it begins with = + - @
    cell.number_format = "@"  # and so is what a person types in its place
    wrapped, heavy = _looks()
    cell.alignment = wrapped
    if bold:
        cell.font = heavy
    if delimited.is_formula(text):
        cell.quotePrefix = True
    return cell


@cache
def _looks() -> tuple[Alignment, Font]:
    """How texts stand in their cells, and the letters of titles: made once, for each costs as much as a cell."""
    from openpyxl.styles import Alignment, Font

    return Alignment(wrap_text=True, vertical="top"), Font(bold=True)


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _fitting(row: dict[str, str]) -> dict[str, str]:
    """The row within Excel's limit; a source that is cut is not that of the segment when it comes back."""
    long = [name for name, text in row.items() if len(_escaped(text).encode("utf-16-le")) > 2 * limits.CELL_CHARACTERS]
    if not long:
        return row
    cut = {name: "" if name == "target" else f"{row[name][:1000]}…" for name in long}
    told = f"too long for a cell: {', '.join(long)}; review it in another format"
    return {**row, **cut, "findings": f"{row['findings'][:1000]}\n{told}".strip()}


def _shared(archive: Archive, types: dict[str, str]) -> SharedStrings | None:
    found = opc.of_kind(types, "sharedStrings+xml")
    if not found:
        return None
    return strings.shared_strings(archive.read(found[0]), f"{archive.name}/{found[0]}", found[0])


def _table(sheet: Sheet, shared: SharedStrings | None, name: str) -> Iterator[rows.Row]:
    """The rows of a sheet that hold a text, each with its place."""
    texts: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for cell in sheets.cells(sheet):
        sheets.check(sheet, cell, len(shared.spans) if shared else 0, name)
        if cell.column > limits.REVIEW_COLUMNS:
            continue
        if len(texts) > limits.TABLE_ROWS:
            raise InputError(f"more than {limits.TABLE_ROWS:,} rows", where=name, hint="is it a table of one document?")
        if cell.inline or shared is None:
            node = xml_source.scan(sheet.source.text, *cell.value, sheet.source.root.scope, sheet.part)
            text = strings.plain(sheet.source, node)
        else:
            plain = shared.plain(cell.shared)
            text = plain[0] if plain else strings.plain(shared.source, shared.node(cell.shared))
        texts[cell.row][cell.column] = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    for row, found in texts.items():
        yield f"{name}: {sheet.name}, row {row}", [found.get(column, "") for column in range(1, max(found) + 1)], ()
