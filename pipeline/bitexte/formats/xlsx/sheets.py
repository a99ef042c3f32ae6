"""The cells of a worksheet, read as a stream: a sheet of a hundred thousand rows is never a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bitexte.errors import InputError
from bitexte.formats import xml_source
from bitexte.formats.office import opc
from bitexte.formats.office.cell_names import column_letters, column_number
from bitexte.formats.xml_source import Source, unescaped
from bitexte.formats.zipped import Archive
from bitexte.model import Span

_CELLS = frozenset(("x:sheetData",))
_COLUMN = re.compile(r"""\sr\s*=\s*["']([A-Z]+)""")
_ROW = re.compile(r"""\sr\s*=\s*["']([0-9]+)""")
_TYPE = re.compile(r"""\st\s*=\s*["'](s|inlineStr)["']""")
_HIDDEN = re.compile(r"""\shidden\s*=\s*["'](?:1|true)["']""")
# A text in a formula stands between quotes, doubled inside.
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: `cells` is the span of what stands in its sheetData, `hidden` the numbers of hidden columns."""

    name: str
    part: str
    source: Source
    cells: Span
    prefix: str
    hidden: frozenset[int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a text of its own: the number of its shared string, or the span of its inline string's element.

    Rows and columns count from 1. `value` is the span of the number in the sheet.
    """

    column: int
    row: int
    hidden: bool
    shared: int
    value: Span
    inline: bool = False


def workbook_sheets(archive: Archive, main: str) -> Iterator[tuple[str, str, bool]]:
    """Name, part and whether it is hidden, for each worksheet in the workbook's order."""
    source = xml_source.read(archive.read(main), f"{archive.name}/{main}")
    links = opc.relationships(archive, main)
    listed = source.root.first("x:sheets")
    for node in listed.children if listed else ():
        link = links.get(source.get(node, "r:id") or "")
        if link is not None and link.kind == "worksheet" and link.target in archive:
            hidden = source.get(node, "state") in ("hidden", "veryHidden")
            yield source.get(node, "name") or "", link.target, hidden


def read_sheet(archive: Archive, name: str, part: str) -> Sheet:
    """A worksheet whose cells are not yet looked at."""
    source = xml_source.read(archive.read(part), f"{archive.name}/{part}", _CELLS)
    table = source.root.first("x:sheetData")
    hidden: set[int] = set()
    columns = source.root.first("x:cols")
    for node in columns.children if columns else ():
        if source.get(node, "hidden") in ("1", "true"):
            first, last = _number(source.get(node, "min")), _number(source.get(node, "max"))
            hidden.update(range(first, min(last, 16_384) + 1))
    span = (table.open_end, table.close_start) if table else (0, 0)
    prefix = source.label(table).removesuffix("sheetData") if table else ""
    return Sheet(name, part, source, span, prefix, frozenset(hidden))


def cells(sheet: Sheet) -> Iterator[Cell]:
    """The cells that hold a text, in their order; results of formulas are none."""
    prefix = re.escape(sheet.prefix)
    pattern = re.compile(
        rf"<{prefix}(?:row(?=[\s>])([^<>]*)>|c(?=[\s>])([^<>]*?)(?:/>|>(.*?)</{prefix}c\s*>))", re.DOTALL
    )
    value = re.compile(rf"<{prefix}v(?:\s[^<>]*)?>\s*([0-9]+)\s*</{prefix}v")
    inline = re.compile(rf"<{prefix}is(?:\s[^<>]*)?>.*</{prefix}is\s*>", re.DOTALL)
    text = sheet.source.text
    row, hidden, column = 0, False, 0
    for found in pattern.finditer(text, *sheet.cells):
        if found[2] is None:
            number = _ROW.search(found[1])
            row = int(number[1]) if number else row + 1
            hidden = _HIDDEN.search(found[1]) is not None
            column = 0
            continue
        letters = _COLUMN.search(found[2])
        column = column_number(letters[1]) if letters else column + 1
        kind = _TYPE.search(found[2])
        if kind is None or found[3] is None:
            continue
        pattern_of_kind = value if kind[1] == "s" else inline
        inner = pattern_of_kind.search(text, found.start(3), found.end(3))
        if inner is None:
            continue
        concealed = hidden or column in sheet.hidden
        if kind[1] == "s":
            yield Cell(column, row, concealed, int(inner[1]), inner.span(1))
        else:
            yield Cell(column, row, concealed, -1, inner.span(), inline=True)


def formulas(sheet: Sheet) -> Iterator[str]:
    """The formulas in the cells of a sheet that hold a text or a reference to a table."""
    prefix = re.escape(sheet.prefix)
    pattern = re.compile(rf"<{prefix}f(?:\s[^<>]*)?(?<!/)>([^<]*)</{prefix}f")
    for found in pattern.finditer(sheet.source.text, *sheet.cells):
        if '"' in found[1] or "&quot;" in found[1] or "[" in found[1]:
            yield unescaped(found[1])


def literals(formula: str) -> list[str]:
    """The texts between quotes in a formula."""
    return [found.replace('""', '"') for found in _LITERAL.findall(formula)]


def _number(value: str | None) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 10 else 0


def check(sheet: Sheet, cell: Cell, count: int, name: str) -> None:
    """InputError where a cell points to a shared string that is not there."""
    if not cell.inline and cell.shared >= count:
        place = f"{sheet.name}!{column_letters(cell.column)}{cell.row}"
        raise InputError(f"cell {place} has no text in the table of strings", where=name, hint="open and save it again")
