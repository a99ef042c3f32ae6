"""Glossaries as Excel workbooks: our own table written, every sheet of a person's workbook read.

Written: the columns of csv.py, every cell stored as text, nothing lost. Read (ECMA-376, transitional and strict): all
sheets with a header; the name of a sheet is the domain, text struck through is forbidden, comments are notes.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lxml import etree

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.formats.zipped import timeless
from bitexte.model import Provenance, Term
from bitexte.terms.exchange import cells, clean, columns
from bitexte.terms.exchange import csv as table
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited, xml
from bitexte.text.delimited import Record

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

_DAY_ZERO = datetime(1899, 12, 30)  # Excel's, which takes 1900 for a leap year
_DATE_FORMATS = frozenset((*range(14, 23), *range(45, 48)))  # numbers of the built-in formats of dates and times
_WIDTHS = {"definition": 60, "note": 40, "source": 30, "target": 30, "French": 30, "English": 30, "context 1": 80}
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    OverflowError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)
# Sheets that are named by no one: their names are no domains.
_UNNAMED = re.compile(r"(?:sheet|feuil(?:le)?|tabelle|hoja|foglio|blad|planilha|worksheet)[ _-]?\d*", re.IGNORECASE)
_GENERAL = frozenset(
    {"glossary", "glossaire", "terms", "termes", "terminology", "terminologie", "termbase", "lexique", "export", "data"}
)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def serialize(terms: Sequence[Term], provenance: Provenance) -> Export:
    """All fields of the terms on the sheet `glossary`, the header frozen."""
    lost: list[str] = []
    made = f"bitexte {provenance.version} {provenance.glossary}".strip()
    return Export("xlsx", workbook(table.HEADER, table.rows(terms), made, lost), tuple(lost))


def workbook(header: Sequence[str], rows: Iterable[Sequence[str]], made: str, lost: list[str]) -> bytes:
    """A workbook of one sheet `glossary` whose cells are all texts; what had to be cut is added to `lost`."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "bitexte"
    book.properties.description = made
    book.properties.created = datetime(1980, 1, 1)
    _fill(book, header, rows, lost)
    file = io.BytesIO()
    book.save(file)
    return timeless(file.getvalue())


def parse(content: bytes, name: str) -> Import:
    """The terms of every sheet that has a header; the others are named. Raises GlossaryError where none has one."""
    archive = _open(content, name)
    strings, styles = _strings(archive), _styles(archive)
    lost: list[str] = []
    found: list[Import] = []
    unread: list[str] = []
    for sheet in _sheets(archive):
        records = _records(archive, sheet, strings, styles, lost)
        first = [record for _, record in zip(range(limits.ROWS_ABOVE_HEADER), records, strict=False)]
        if columns.find_header(first) is None:
            unread.append(sheet.title)
            continue
        place = f"{name}#{sheet.title}"
        found.append(
            cells.parse(_chained(first, records), place, required=True, apart=True, domain=_domain(sheet.title))
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


def _fill(book: Workbook, header: Sequence[str], rows: Iterable[Sequence[str]], lost: list[str]) -> None:
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


@dataclass(slots=True)
class _Archive:
    """The parts of a workbook, each read whole up to a bound on all of them together."""

    name: str
    file: zipfile.ZipFile
    members: frozenset[str]
    size: int = 0

    def part(self, path: str) -> bytes | None:
        """The content of a part, None where there is none. Raises GlossaryError where it is damaged or too large."""
        if path not in self.members:
            return None
        try:
            entry = self.file.getinfo(path)
            if entry.file_size > limits.ARCHIVE_RATIO_FROM and entry.file_size > limits.WORKBOOK_RATIO * max(
                entry.compress_size, 1
            ):
                raise GlossaryError(
                    f"{path} unpacks to {entry.file_size:,} bytes from {entry.compress_size:,}", where=self.name
                )
            with self.file.open(entry) as part:
                content = part.read(limits.WORKBOOK_BYTES - self.size + 1)
        except _DAMAGE as error:
            raise GlossaryError(f"the workbook is damaged: {_line(error)}", where=self.name) from error
        self.size += len(content)
        if self.size > limits.WORKBOOK_BYTES:
            raise GlossaryError(
                f"the workbook unpacks to more than {limits.WORKBOOK_BYTES:,} bytes",
                where=self.name,
                hint="save only the sheet of the terms",
            )
        return content

    def elements(self, path: str, *names: str) -> Iterator[etree._Element]:
        """The elements of these names in a part; none where there is no such part."""
        content = self.part(path)
        if content is not None and content.strip():
            yield from xml.elements(content, f"{self.name}#{path}", names, GlossaryError)

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """(last word of the type, path) of what a part refers to, by the id of the relation."""
        folder, _, file = path.rpartition("/")
        found: dict[str, tuple[str, str]] = {}
        for one in self.elements(f"{folder}/_rels/{file}.rels".lstrip("/"), "Relationship"):
            target = one.get("Target") or ""
            full = target.lstrip("/") if target.startswith("/") else _resolved(folder, target)
            found[one.get("Id") or ""] = ((one.get("Type") or "").rpartition("/")[2], full)
        return found


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class _Text:
    """What a cell shows, the text that is struck through apart."""

    text: str
    struck: str = ""


@dataclass(frozen=True, slots=True)
class _Styles:
    """Numbers of the cell formats whose font is struck through, and of those of dates."""

    struck: frozenset[int] = field(default_factory=frozenset)
    dates: frozenset[int] = field(default_factory=frozenset)


def _open(content: bytes, name: str) -> _Archive:
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
        members = file.namelist()
    except _DAMAGE as error:
        raise GlossaryError(
            f"this is no Excel workbook: {_line(error)}", where=name, hint="save it as .xlsx"
        ) from error
    if len(members) > limits.WORKBOOK_MEMBERS:
        raise GlossaryError(f"the workbook has {len(members):,} parts", where=name, hint="save it again")
    if "[Content_Types].xml" not in members:
        raise GlossaryError("this is no Excel workbook", where=name, hint="save it as .xlsx")
    return _Archive(name, file, frozenset(members))


def _line(error: Exception) -> str:
    return " ".join(f"{error}".split())[:120] or type(error).__name__


def _resolved(folder: str, target: str) -> str:
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _book(archive: _Archive) -> str:
    """The path of the workbook part."""
    books = [path for kind, path in archive.relations("").values() if kind == "officeDocument"]
    return books[0] if books else "xl/workbook.xml"


def _related(archive: _Archive, kind: str) -> str:
    """The path of the part of that kind; the usual one where the workbook does not say it."""
    book = _book(archive)
    usual = f"{book.rpartition('/')[0]}/{kind}.xml".lstrip("/")
    return next((path for one, path in archive.relations(book).values() if one == kind), usual)


def _sheets(archive: _Archive) -> list[_Sheet]:
    book = _book(archive)
    relations = archive.relations(book)
    found: list[_Sheet] = []
    for one in archive.elements(book, "sheet"):
        relation = next((str(value) for name, value in one.items() if str(name).endswith("}id")), "")
        kind, path = relations.get(relation, ("", ""))
        if kind == "worksheet":
            found.append(_Sheet(one.get("name") or path, path))
    if not found:
        raise GlossaryError("the workbook has no sheet", where=archive.name)
    return found


def _strings(archive: _Archive) -> list[_Text]:
    path = _related(archive, "sharedStrings")
    found: list[_Text] = []
    for one in archive.elements(path, "si"):
        found.append(_rich(one))
        if len(found) > limits.WORKBOOK_STRINGS:
            raise GlossaryError(
                f"more than {limits.WORKBOOK_STRINGS:,} texts", where=archive.name, hint="save fewer sheets"
            )
    return found


def _rich(element: etree._Element) -> _Text:
    """The text of a string of one or several runs, without the reading aids of East Asian writing."""
    shown: list[str] = []
    struck: list[str] = []
    for child in element:
        name = xml.local(child)
        if name == "t":
            shown.append(xml.text(child))
        elif name == "r":
            text = "".join(xml.text(one) for one in child if xml.local(one) == "t")
            (struck if _is_struck(child) else shown).append(text)
    return _Text(_decoded("".join(shown)), _decoded("".join(struck)))


def _is_struck(element: etree._Element) -> bool:
    """Whether the font of a run, or a font itself, is struck through."""
    marks = element.iterdescendants("{*}strike", "{*}dstrike")
    return any(one.get("val") not in ("0", "false") for one in marks)


def _decoded(text: str) -> str:
    """Excel writes control characters as _x000D_."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _styles(archive: _Archive) -> _Styles:
    path = _related(archive, "styles")
    dates, fonts = set(_DATE_FORMATS), set[int]()
    struck: set[int] = set()
    dated: set[int] = set()
    for part in archive.elements(path, "numFmts", "fonts", "cellXfs"):
        kind = xml.local(part)
        for number, one in enumerate(part):
            if kind == "numFmts" and re.search(
                r"[ymdh]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", one.get("formatCode") or "")
            ):
                dates.add(_number(one.get("numFmtId")))
            elif kind == "fonts" and _is_struck(one):
                fonts.add(number)
            elif kind == "cellXfs":
                struck |= {number} if _number(one.get("fontId")) in fonts else set()
                dated |= {number} if _number(one.get("numFmtId")) in dates else set()
    return _Styles(frozenset(struck), frozenset(dated))


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


def _records(
    archive: _Archive, sheet: _Sheet, strings: Sequence[_Text], styles: _Styles, lost: list[str]
) -> Iterator[Record]:
    comments = _comments(archive, sheet)
    name = f"{archive.name}#{sheet.title}"
    for count, row in enumerate(archive.elements(sheet.path, "row"), 1):
        if count > limits.TABLE_ROWS:
            raise GlossaryError(
                f"more than {limits.TABLE_ROWS:,} rows", where=name, hint="split the sheet, a termbase each"
            )
        number = _number(row.get("r"))
        number = number if number > 0 else count
        texts: dict[int, _Text] = {}
        notes: list[str] = []
        formulas = wide = False
        for place, cell in enumerate(row):
            reference = cell.get("r") or ""
            column = _column(reference, place)
            if not 0 <= column < limits.WORKBOOK_COLUMNS:
                wide = True
                continue
            texts[column] = _cell(cell, strings, styles)
            notes += comments.get(reference, ())
            formulas = formulas or any(xml.local(child) == "f" for child in cell)
        if formulas:
            lost.append(f"sheet '{sheet.title}', row {number}: a formula is read as its text")
        if wide:
            lost.append(
                f"sheet '{sheet.title}', row {number}: cells beyond column {limits.WORKBOOK_COLUMNS} are not read"
            )
        # Texts stand here as a text table would guard them: what reads the cells takes the guard away.
        shown = tuple(
            delimited.guarded(texts[column].text) if column in texts else ""
            for column in range(max(texts, default=-1) + 1)
        )
        struck = tuple((column, one.struck) for column, one in texts.items() if one.struck.strip())
        if struck or any(text.strip() for text in shown):
            yield Record(number, number, shown, struck, tuple(notes))


def _cell(cell: etree._Element, strings: Sequence[_Text], styles: _Styles) -> _Text:
    kind, style = cell.get("t") or "n", _number(cell.get("s") or "0")
    value = next((xml.text(child) for child in cell if xml.local(child) == "v"), "")
    if kind == "inlineStr":
        text = next((_rich(child) for child in cell if xml.local(child) == "is"), _Text(""))
    elif kind == "s":
        number = _number(value)
        text = strings[number] if 0 <= number < len(strings) else _Text("")
    elif not value:
        formula = next((xml.text(child) for child in cell if xml.local(child) == "f"), "")
        text = _Text(f"={formula}" if formula else "")
    elif kind == "n":
        text = _Text(_figure(value, is_date=style in styles.dates))
    elif kind == "b":
        text = _Text("true" if value.strip() == "1" else "false")
    else:
        text = _Text(_decoded(value))
    return _Text("", text.text + text.struck) if style in styles.struck else text


def _figure(value: str, *, is_date: bool) -> str:
    """A number as its cell shows it, more or less: 12.0 is 12, a date is written as ISO 8601 has it."""
    try:
        number = float(value)
        if is_date and 0 < number < 2_958_466:  # the year 9999
            return (_DAY_ZERO + timedelta(days=number)).isoformat(sep=" ").removesuffix(" 00:00:00")
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else value
    except (ValueError, OverflowError):
        return value


def _column(reference: str, place: int) -> int:
    """The number of a column from 0: B7 is 1; cells without a reference stand one after the other."""
    letters = re.match(r"[A-Z]{1,3}", reference)
    if letters is None:
        return place
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _comments(archive: _Archive, sheet: _Sheet) -> Mapping[str, list[str]]:
    """The comments of a sheet by their cell; of threads what was said, one message after the other."""
    related = archive.relations(sheet.path).values()
    threads: dict[str, list[str]] = {}
    for path in sorted(path for kind, path in related if kind == "threadedComment"):
        for one in archive.elements(path, "threadedComment"):
            said = "".join(xml.text(child) for child in one if xml.local(child) == "text")
            threads.setdefault(one.get("ref") or "", []).append(said.strip())
    notes: dict[str, list[str]] = {}
    for path in sorted(path for kind, path in related if kind == "comments"):
        for one in archive.elements(path, "comment"):
            texts = [_rich(child) for child in one if xml.local(child) == "text"]
            said = "".join(text.text + text.struck for text in texts).strip()
            if said and (one.get("ref") or "") not in threads:
                notes.setdefault(one.get("ref") or "", []).append(said)
    return {**notes, **threads}


def _chained(first: Sequence[Record], rest: Iterator[Record]) -> Iterator[Record]:
    yield from first
    yield from rest


def _domain(title: str) -> str:
    name = clean.one_line(title)
    return "" if _UNNAMED.fullmatch(name) or name.lower() in _GENERAL else name
