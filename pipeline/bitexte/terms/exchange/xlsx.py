"""Bitexte's own table as an Excel worksheet: the columns of native.py, every cell stored as text, nothing lost."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bitexte.errors import GlossaryError
from bitexte.model import Provenance, Term
from bitexte.terms.exchange import cells as records
from bitexte.terms.exchange import columns
from bitexte.terms.exchange import csv as native
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text.delimited import MOST_ROWS, Record

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_MOST_UNPACKED = 256 * 1024 * 1024  # bytes; a termbase of 250,000 rows has about 100 MB
_MOST_COLUMNS = 64
_LONGEST_CELL = 32_767  # characters, Excel's limit
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip archive can tell: outputs carry no clock
_DOCTYPE = tuple("<!DOCTYPE".encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
_WIDTHS = {"definition": 60, "note": 40, "source": 30, "target": 30}


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """All fields of the terms on the sheet `glossary`, the header frozen."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "bitexte"
    book.properties.description = f"bitexte {provenance.version} {provenance.glossary}".strip()
    book.properties.created = datetime(*_EPOCH[:3])
    lost: list[str] = []
    _fill(book, native.cells(terms), lost)
    file = io.BytesIO()
    book.save(file)
    return Export("xlsx", _timeless(file.getvalue()), tuple(lost))


def load(content: bytes, name: str) -> Import:
    """The terms of the first worksheet whose first row names a source and a target column."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    _check_archive(content, name)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet, others = _sheet(book, name)
        lost = [f"the sheet '{title}' is not read" for title in others]
        found = records.read(_records(sheet, name, lost), f"{name}#{sheet.title}", header=True)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ) as error:
        raise GlossaryError(f"the workbook is damaged: {error}", where=name) from error
    except SyntaxError as error:  # both ElementTree's and lxml's errors of malformed XML
        raise GlossaryError(f"the workbook holds malformed XML: {error.msg}", where=name) from error
    return Import(found.terms, (*lost, *found.losses))


def _fill(book: Workbook, rows: Iterable[Sequence[str]], lost: list[str]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet("glossary")
    sheet.freeze_panes = "A2"
    for number, title in enumerate(native.HEADER, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(title, 14)
    wrap, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)

    def text_cell(text: str, font: Font | None = None) -> Cell:
        cell = WriteOnlyCell(sheet, text[:_LONGEST_CELL])
        cell.data_type = "s"  # text, also where it begins with = + - @
        cell.alignment = wrap
        if font:
            cell.font = font
        return cell

    sheet.append([text_cell(title, bold) for title in native.HEADER])
    for row in rows:
        lost += [
            f"{row[0]}: a text is cut to {_LONGEST_CELL:,} characters" for text in row if len(text) > _LONGEST_CELL
        ]
        sheet.append([text_cell(text) if text else None for text in row])


def _timeless(content: bytes) -> bytes:
    """The same archive without the time of its making."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            part = old.read(entry)
            if entry == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", part)
            stamped = zipfile.ZipInfo(entry, _EPOCH)
            stamped.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(stamped, part)
    return file.getvalue()


def _check_archive(content: bytes, name: str) -> None:
    """Refuse what is no workbook, unpacks to too much, or declares a document type (entities) in its XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > _MOST_UNPACKED:
                raise GlossaryError(
                    f"the workbook unpacks to {size:,} bytes, more than {_MOST_UNPACKED:,}",
                    where=name,
                    hint="save only the sheet of the terms",
                )
            if "[Content_Types].xml" not in archive.namelist():
                raise GlossaryError("this is no Excel workbook", where=name, hint="save it as .xlsx")
            for entry in archive.namelist():
                if entry.endswith((".xml", ".rels")) and _declares_type(archive, entry):
                    raise GlossaryError(f"{entry} declares a document type, which may hold entities", where=name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise GlossaryError(f"this is no Excel workbook: {error}", where=name, hint="save it as .xlsx") from error


def _declares_type(archive: zipfile.ZipFile, entry: str) -> bool:
    # A document type stands before the root element: the first 64 KiB are more than any honest prolog has.
    with archive.open(entry) as part:
        prolog = part.read(64 * 1024)
    return any(mark in prolog for mark in _DOCTYPE)


def _sheet(book: Workbook, name: str) -> tuple[Worksheet, list[str]]:
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # the sizes a file declares may lie
        first = next(sheet.iter_rows(max_row=1, max_col=_MOST_COLUMNS, values_only=True), ())
        if columns.header([_text(value) for value in first]):
            return sheet, [other for other in book.sheetnames if other != sheet.title]
    raise GlossaryError(
        f"no sheet has a header with a source and a target column: {', '.join(book.sheetnames)}",
        where=name,
        hint="the first row of the sheet begins source, target",
    )


def _records(sheet: Worksheet, name: str, lost: list[str]) -> Iterator[Record]:
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
        if number > MOST_ROWS:
            raise GlossaryError(f"more than {MOST_ROWS:,} rows", where=name, hint="split the sheet, a termbase each")
        if any(cell.data_type == "f" for cell in row):
            lost.append(f"row {number}: a formula is read as its text")
        cells = [_text(cell.value) for cell in row]
        if any(cell.strip() for cell in cells):
            yield Record(number, number, tuple(cells))


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
