"""The worksheets of a person's workbook, read row by row as records (SpreadsheetML, ECMA-376, part 1, chapter 18)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lxml import etree

from bitexte import limits
from bitexte.errors import GlossaryError, InputError
from bitexte.formats.office import opc
from bitexte.formats.office.cell_names import column_number
from bitexte.formats.office.opc import Relationship
from bitexte.formats.zipped import OLE, ZIP, Archive, open_archive
from bitexte.text import delimited, xml
from bitexte.text.delimited import Record

_DAY_ZERO = datetime(1899, 12, 30)  # Excel's, which takes 1900 for a leap year
_DATE_FORMATS = frozenset((*range(14, 23), *range(45, 48)))  # numbers of the built-in formats of dates and times
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its name, and the part that holds its cells."""

    title: str
    part: str


@dataclass(frozen=True, slots=True)
class Text:
    """What a cell shows, the text that is struck through apart."""

    text: str
    struck: str = ""


@dataclass(frozen=True, slots=True)
class Styles:
    """Numbers of the cell formats whose font is struck through, and of those of dates."""

    struck: frozenset[int] = field(default_factory=frozenset)
    dates: frozenset[int] = field(default_factory=frozenset)


@dataclass(slots=True)
class Workbook:
    """A workbook whose parts are read whole, up to a bound on all of them together."""

    archive: Archive
    strings: Sequence[Text] = ()
    styles: Styles = Styles()
    size: int = 0  # bytes of the parts read so far

    @classmethod
    def open(cls, content: bytes, name: str) -> Workbook:
        """The workbook in these bytes. Raises GlossaryError for what is none, is damaged or unpacks without measure."""
        if not content.startswith((ZIP, OLE)):
            raise GlossaryError("this is no Excel workbook", where=name, hint="save it as .xlsx")
        try:
            archive = open_archive(content, name)
        except InputError as error:
            raise _as_glossary_error(error) from error
        if "[Content_Types].xml" not in archive:
            raise GlossaryError("this is no Excel workbook", where=name, hint="save it as .xlsx")
        book = cls(archive)
        book.strings, book.styles = book._strings(), book._styles()
        return book

    @property
    def name(self) -> str:
        return self.archive.name

    def sheets(self) -> list[Sheet]:
        """The worksheets in their order. Raises GlossaryError where there is none."""
        book = self._book()
        relations = self.relations(book)
        found: list[Sheet] = []
        for one in self.elements(book, "sheet"):
            relation = next((str(value) for name, value in one.items() if str(name).endswith("}id")), "")
            link = relations.get(relation)
            if link is not None and link.kind == "worksheet":
                found.append(Sheet(one.get("name") or link.target, link.target))
        if not found:
            raise GlossaryError("the workbook has no sheet", where=self.name)
        return found

    def records(self, sheet: Sheet, lost: list[str]) -> Iterator[Record]:
        """The rows of a sheet that hold a text; what could not be read is added to `lost`."""
        comments = self._comments(sheet)
        name = f"{self.name}#{sheet.title}"
        for count, row in enumerate(self.elements(sheet.part, "row"), 1):
            if count > limits.TABLE_ROWS:
                raise GlossaryError(
                    f"more than {limits.TABLE_ROWS:,} rows", where=name, hint="split the sheet, a termbase each"
                )
            number = _number(row.get("r"))
            number = number if number > 0 else count
            texts: dict[int, Text] = {}
            notes: list[str] = []
            formulas = wide = False
            for place, cell in enumerate(row):
                reference = cell.get("r") or ""
                column = _column(reference, place)
                if not 0 <= column < limits.WORKBOOK_COLUMNS:
                    wide = True
                    continue
                texts[column] = self._cell(cell)
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

    def elements(self, part: str, *names: str) -> Iterator[etree._Element]:
        """The elements of these names in a part; none where there is no such part."""
        content = self._read(part)
        if content.strip():
            yield from xml.elements(content, f"{self.name}#{part}", names, GlossaryError)

    def relations(self, part: str) -> dict[str, Relationship]:
        """What a part refers to, by the ids of the relationships."""
        try:
            return opc.relationships(self.archive, part)
        except InputError as error:
            raise _as_glossary_error(error) from error

    def _read(self, part: str) -> bytes:
        """The content of a part, nothing where there is none. Raises GlossaryError where it is damaged or too large."""
        if part not in self.archive:
            return b""
        self.size += self.archive.by_name[part].unfolded
        if self.size > limits.WORKBOOK_BYTES:
            raise GlossaryError(
                f"the workbook unpacks to more than {limits.WORKBOOK_BYTES:,} bytes",
                where=self.name,
                hint="save only the sheet of the terms",
            )
        try:
            return self.archive.read(part)
        except InputError as error:
            raise _as_glossary_error(error) from error

    def _book(self) -> str:
        """The name of the workbook part."""
        books = [link.target for link in self.relations("").values() if link.kind == "officeDocument"]
        return books[0] if books else "xl/workbook.xml"

    def _related(self, kind: str) -> str:
        """The name of the part of that kind; the usual one where the workbook does not say it."""
        book = self._book()
        usual = f"{book.rpartition('/')[0]}/{kind}.xml".lstrip("/")
        return next((link.target for link in self.relations(book).values() if link.kind == kind), usual)

    def _strings(self) -> list[Text]:
        found: list[Text] = []
        for one in self.elements(self._related("sharedStrings"), "si"):
            found.append(_rich(one))
            if len(found) > limits.WORKBOOK_STRINGS:
                raise GlossaryError(
                    f"more than {limits.WORKBOOK_STRINGS:,} texts", where=self.name, hint="save fewer sheets"
                )
        return found

    def _styles(self) -> Styles:
        dates, fonts = set(_DATE_FORMATS), set[int]()
        struck: set[int] = set()
        dated: set[int] = set()
        for part in self.elements(self._related("styles"), "numFmts", "fonts", "cellXfs"):
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
        return Styles(frozenset(struck), frozenset(dated))

    def _cell(self, cell: etree._Element) -> Text:
        kind, style = cell.get("t") or "n", _number(cell.get("s") or "0")
        value = next((xml.text(child) for child in cell if xml.local(child) == "v"), "")
        if kind == "inlineStr":
            text = next((_rich(child) for child in cell if xml.local(child) == "is"), Text(""))
        elif kind == "s":
            number = _number(value)
            text = self.strings[number] if 0 <= number < len(self.strings) else Text("")
        elif not value:
            formula = next((xml.text(child) for child in cell if xml.local(child) == "f"), "")
            text = Text(f"={formula}" if formula else "")
        elif kind == "n":
            text = Text(_figure(value, is_date=style in self.styles.dates))
        elif kind == "b":
            text = Text("true" if value.strip() == "1" else "false")
        else:
            text = Text(_decoded(value))
        return Text("", text.text + text.struck) if style in self.styles.struck else text

    def _comments(self, sheet: Sheet) -> Mapping[str, list[str]]:
        """The comments of a sheet by their cell; of threads what was said, one message after the other."""
        related = self.relations(sheet.part).values()
        threads: dict[str, list[str]] = {}
        for part in sorted(link.target for link in related if link.kind == "threadedComment"):
            for one in self.elements(part, "threadedComment"):
                said = "".join(xml.text(child) for child in one if xml.local(child) == "text")
                threads.setdefault(one.get("ref") or "", []).append(said.strip())
        notes: dict[str, list[str]] = {}
        for part in sorted(link.target for link in related if link.kind == "comments"):
            for one in self.elements(part, "comment"):
                texts = [_rich(child) for child in one if xml.local(child) == "text"]
                said = "".join(text.text + text.struck for text in texts).strip()
                if said and (one.get("ref") or "") not in threads:
                    notes.setdefault(one.get("ref") or "", []).append(said)
        return {**notes, **threads}


def _as_glossary_error(error: InputError) -> GlossaryError:
    return GlossaryError(error.message, where=error.where, hint=error.hint)


def _rich(element: etree._Element) -> Text:
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
    return Text(_decoded("".join(shown)), _decoded("".join(struck)))


def _is_struck(element: etree._Element) -> bool:
    """Whether the font of a run, or a font itself, is struck through."""
    marks = element.iterdescendants("{*}strike", "{*}dstrike")
    return any(one.get("val") not in ("0", "false") for one in marks)


def _decoded(text: str) -> str:
    """Excel writes control characters as _x000D_."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else -1


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
    return column_number(letters[0]) - 1 if letters else place
