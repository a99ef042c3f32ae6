"""Excel: texts of cells, comments, drawings, charts, validation messages, print headers. Never formulas or numbers.

ECMA-376 part 1, chapter 18. A shared string is one block, wherever it is used; where only some of its cells are
translated, those get a new string.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bitexte.errors import InputError
from bitexte.formats import xml_source
from bitexte.formats.office import drawing, opc
from bitexte.formats.office.cell_names import column_letters
from bitexte.formats.office.pieces import plain_recipe
from bitexte.formats.options import Options
from bitexte.formats.signatures import EXCEL
from bitexte.formats.spots import Blocks, Spot, cell_notes, contents, edits, has_words
from bitexte.formats.xlsx import names, sheets, strings
from bitexte.formats.xlsx.names import Compared, Table, TypedList
from bitexte.formats.xlsx.sheets import Cell, Sheet
from bitexte.formats.xlsx.strings import SharedStrings
from bitexte.formats.xlsx.surroundings import Surroundings
from bitexte.formats.xml_source import Edit, Node, Source
from bitexte.formats.zipped import Archive, open_archive, rewritten
from bitexte.model import Block, BlockKind, Document, Remark, Span


@dataclass(frozen=True, slots=True)
class Split:
    """A shared string that some of its cells keep: the others get one of their own. `cells` are parts and spans."""

    block: int
    string: Span
    cells: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The workbook as it was, and where its texts stand. `headers` are the columns of each table, by their blocks."""

    content: bytes
    spots: tuple[tuple[Spot, ...], ...]
    strings: str = ""  # the part of the shared strings
    splits: tuple[Split, ...] = ()
    headers: tuple[tuple[int | str, ...], ...] = ()
    lists: tuple[tuple[tuple[int | str, ...], TypedList], ...] = ()


def parse(content: bytes, name: str, options: Options) -> Document:
    """The texts of a workbook, sheet by sheet. Raises InputError, also for columns that are asked for and not there."""
    archive = open_archive(content, name)
    types = opc.content_types(archive)
    reading = _Reading(archive, types, options)
    reading.read()
    return reading.document(name)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The workbook with each text in English; names that must stay equal or apart do so."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    archive = open_archive(skeleton.content, document.name)
    agreed = _agreed(document.blocks, list(targets), skeleton)
    changed = edits(document.blocks, skeleton.spots, agreed)
    if skeleton.splits:
        _split(archive, document.blocks, agreed, skeleton, changed)
    return rewritten(archive, contents(archive, changed))


class _Reading:
    """A workbook while it is read."""

    def __init__(self, archive: Archive, types: dict[str, str], options: Options) -> None:
        self.archive = archive
        self.types = types
        self.options = options
        self.blocks = Blocks()
        self.main = opc.required(opc.of_kind(types, *EXCEL), archive, "workbook in it")
        self.strings = self._strings()
        self.shared: dict[int, int] = {}  # number of a shared string -> block
        self.kept: set[int] = set()  # shared strings that some cell keeps
        self.used: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))  # cells that do not: string, span
        self.by_text: dict[str, int] = {}  # text of a cell -> block
        self.surroundings = Surroundings(archive, self.blocks, self.by_text)
        self.texts: dict[int, str] = {}
        self.splits: list[Split] = []
        self.headers: list[tuple[int | str, ...]] = []
        self.lists: list[tuple[tuple[int | str, ...], TypedList]] = []
        self.found_columns: set[str] = set()
        self.hidden_sheets = self.hidden_cells = self.compared_cells = self.worded_formulas = 0

    def read(self) -> None:
        listed = list(sheets.workbook_sheets(self.archive, self.main))
        self.hidden_sheets = 0 if self.options.hidden else sum(hidden for _, _, hidden in listed)
        every = [sheets.read_sheet(self.archive, name, part) for name, part, _ in listed]
        compared = names.compared(self.archive, self.types, self.main, every)
        self.worded_formulas = compared.formulas
        shown = [
            sheet for sheet, (_, _, hidden) in zip(every, listed, strict=True) if self.options.hidden or not hidden
        ]
        tables = {sheet.part: list(names.tables(self.archive, sheet)) for sheet in shown}
        self._keep_hidden([sheet for sheet in every if sheet not in shown])
        for sheet in shown:
            self._cells(sheet, compared, tables[sheet.part])
            if not self.options.columns:
                self.surroundings.read(sheet)
        self._check_columns()
        for sheet in shown:
            self._equal(sheet, tables[sheet.part])
        self._caches()
        self._split_kept()

    def document(self, name: str) -> Document:
        counts = {
            "hidden-sheets": self.hidden_sheets,
            "hidden-cells": self.hidden_cells,
            "compared-cells": self.compared_cells,
            "formula-texts": self.worded_formulas,
        }
        remarks = [Remark(code, str(count)) for code, count in counts.items() if count]
        remarks += [Remark("macros")] if any(kind.endswith("vbaProject") for kind in self.types.values()) else []
        skeleton = Skeleton(
            self.archive.content,
            tuple(map(tuple, self.blocks.spots)),
            self.strings.part if self.strings else "",
            tuple(self.splits),
            tuple(self.headers),
            tuple(self.lists),
        )
        return Document(name, "xlsx", tuple(self.blocks.blocks), skeleton, (*remarks, *self.blocks.remarks))

    def _strings(self) -> SharedStrings | None:
        found = opc.of_kind(self.types, "sharedStrings+xml")
        if not found:
            return None
        return strings.shared_strings(self.archive.read(found[0]), f"{self.archive.name}/{found[0]}", found[0])

    def _keep_hidden(self, hidden: list[Sheet]) -> None:
        for sheet in hidden:
            self.kept.update(cell.shared for cell in sheets.cells(sheet) if not cell.inline)

    def _cells(self, sheet: Sheet, compared: Compared, tables: list[Table]) -> None:
        """Put the texts of a sheet's cells; those that stay are remembered."""
        heads: dict[int, str] = {}
        head_row = 0
        named = {(table.row, table.column + n) for table in tables for n in range(len(table.names))}
        count = len(self.strings.spans) if self.strings else 0
        for cell in sheets.cells(sheet):
            sheets.check(sheet, cell, count, self.archive.name)
            text = self._text(sheet, cell)
            if not head_row:
                head_row = cell.row
            if cell.row == head_row:
                heads[cell.column] = text.strip()
            header = (cell.row, cell.column) in named
            if not has_words(text) or self._stays(cell, text, head_row, heads, compared, header=header):
                if not cell.inline:
                    self.kept.add(cell.shared)
                continue
            self._put(sheet, cell, text, heads.get(cell.column, "") if cell.row != head_row else "")

    def _stays(
        self, cell: Cell, text: str, head_row: int, heads: dict[int, str], compared: Compared, *, header: bool
    ) -> bool:
        """Whether the text of a cell is left as it is."""
        folded = text.strip().casefold()
        if cell.hidden and not self.options.hidden:
            self.hidden_cells += 1
            return True
        if self.options.columns:
            letters, head = column_letters(cell.column), heads.get(cell.column, "").casefold()
            chosen = {one for one in self.options.columns if one.upper() == letters or one.strip().casefold() == head}
            self.found_columns |= chosen
            if not chosen or cell.row == head_row:
                return True
        if folded in compared.literals or (header and folded in compared.names):
            self.compared_cells += 1
            return True
        return False

    def _put(self, sheet: Sheet, cell: Cell, text: str, head: str) -> None:
        if not cell.inline:
            self.used[sheet.part].extend((cell.shared, *cell.value))
            if cell.shared in self.shared:
                return
        notes = cell_notes((), head)
        place = f"{sheet.name}!{column_letters(cell.column)}{cell.row}"
        shape = Block(BlockKind.TABLE_CELL, "", notes=notes, key=place)
        known = self.strings.plain(cell.shared) if self.strings and not cell.inline else None
        if known:
            part = self.strings.part if self.strings else ""
            made = strings.plain_block(*known, shape)
        else:
            source, node, part = self._element(sheet, cell)
            made = strings.block(source, node, shape)
        if made is None:
            return
        number = self.blocks.add(made[0], Spot(part, made[1]))
        self.by_text.setdefault(text.strip(), number)
        if not cell.inline:
            self.shared[cell.shared] = number

    def _element(self, sheet: Sheet, cell: Cell) -> tuple[Source, Node, str]:
        if cell.inline or self.strings is None:
            node = xml_source.scan(sheet.source.text, *cell.value, sheet.source.root.scope, sheet.part)
            return sheet.source, node, sheet.part
        return self.strings.source, self.strings.node(cell.shared), self.strings.part

    def _text(self, sheet: Sheet, cell: Cell) -> str:
        if cell.inline:
            source, node, _ = self._element(sheet, cell)
            return strings.plain(source, node)
        if cell.shared not in self.texts:
            known = self.strings.plain(cell.shared) if self.strings else None
            if known is None:
                source, node, _ = self._element(sheet, cell)
                known = strings.plain(source, node), (0, 0)
            self.texts[cell.shared] = known[0]
        return self.texts[cell.shared]

    def _equal(self, sheet: Sheet, tables: list[Table]) -> None:
        """Tie names of table columns, filters and lists to the blocks of their cells."""
        for table in tables:
            columns: list[int | str] = []
            for name, span in table.names:
                number = self.by_text.get(name.strip())
                columns.append(name if number is None else number)
                if number is not None:
                    self._follow(number, table.part, "column", span)
            self.headers.append(tuple(columns))
            for text, span in names.filters(table.source):
                self._follow_text(text, table.part, "attribute", span)
        for text, span in names.filters(sheet.source):
            self._follow_text(text, sheet.part, "attribute", span)
        for typed in names.typed_lists(sheet) if not self.options.columns else ():
            numbers: list[int | str] = []
            for text, span in typed.items:
                number = self.by_text.get(text)
                kept = number is None and (text in self._kept_texts() or not has_words(text))
                if number is None and not kept:
                    number = self.blocks.value(sheet.part, span, text, "option", (sheet.name, "list"))
                elif number is not None:
                    self._follow(number, sheet.part, "option", span)
                numbers.append(text if number is None else number)
            self.lists.append((tuple(numbers), typed))

    def _kept_texts(self) -> set[str]:
        return {self.texts[number].strip() for number in self.kept if number in self.texts}

    def _caches(self) -> None:
        """What pivot tables and charts keep of cells becomes what the cells become."""
        for part, text, span in names.cached(self.archive, self.types):
            self._follow_text(text, part, "attribute", span)
        for part in opc.of_kind(self.types, "drawingml.chart+xml", "chartex+xml"):
            source = self._source(part)
            for node in drawing.cached(source.root):
                self._follow_text(source.inner(node), part, "content", (node.open_end, node.close_start))

    def _follow_text(self, text: str, part: str, dialect: str, span: Span) -> None:
        number = self.by_text.get(text.strip())
        if number is not None:
            self._follow(number, part, dialect, span)

    def _follow(self, number: int, part: str, dialect: str, span: Span) -> None:
        self.blocks.spots[number].append(Spot(part, plain_recipe(dialect, span)))

    def _split_kept(self) -> None:
        """Give the cells that are translated a string of their own where another cell keeps the one they share."""
        both = self.kept & self.shared.keys()
        cells: defaultdict[int, list[tuple[str, Span]]] = defaultdict(list)
        for part, flat in self.used.items() if both else ():
            for shared, start, end in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
                if shared in both:
                    cells[shared].append((part, (start, end)))
        for shared in sorted(both):
            number = self.shared[shared]
            assert self.strings is not None
            own, *others = self.blocks.spots[number]
            self.blocks.spots[number] = others
            self.splits.append(Split(number, self.strings.spans[shared], tuple(cells[shared])))
            self.blocks.spots[number].append(replace(own, member=f"{own.member}#new"))

    def _check_columns(self) -> None:
        missing = [name for name in self.options.columns if name not in self.found_columns]
        if missing:
            hint = "give the header of a column as it stands in the first row, or its letter"
            raise InputError(f"has no column {missing[0]!r} with text", where=self.archive.name, hint=hint)

    def _source(self, part: str) -> Source:
        return xml_source.read(self.archive.read(part), f"{self.archive.name}/{part}")


def _agreed(blocks: Sequence[Block], targets: list[Block], skeleton: Skeleton) -> list[Block]:
    """The targets, with names of columns apart and lists that Excel takes; else they stay French."""
    for columns in skeleton.headers:
        taken = {name.casefold() for name in columns if isinstance(name, str)}
        for number in columns:
            if isinstance(number, str):
                continue
            text = name = targets[number].text
            again = 1
            while name.casefold() in taken:
                again += 1
                name = f"{text} {again}"
            taken.add(name.casefold())
            if name != text:
                targets[number] = replace(targets[number], text=name)
    for items, typed in skeleton.lists:
        if not typed.fits([one if isinstance(one, str) else targets[one].text for one in items]):
            for number in items:
                if isinstance(number, int):
                    targets[number] = blocks[number]
    return targets


def _split(
    archive: Archive,
    blocks: Sequence[Block],
    targets: Sequence[Block],
    skeleton: Skeleton,
    changed: defaultdict[str, list[Edit]],
) -> None:
    """Append the new strings to the table and point their cells to them."""
    new = changed.pop(f"{skeleton.strings}#new", [])
    source = xml_source.read(archive.read(skeleton.strings), skeleton.strings, frozenset(("x:sst",)))
    count = len(strings.shared_strings(archive.read(skeleton.strings), skeleton.strings, skeleton.strings).spans)
    by_start = {edit.start: edit for edit in new}
    added: list[str | Span] = []
    for split in skeleton.splits:
        if targets[split.block] == blocks[split.block]:
            continue
        start, end = split.string
        edit = next(edit for at, edit in by_start.items() if start <= at < end)
        added.append(xml_source.spliced(source.text, [edit], split.string))
        for part, span in split.cells:
            changed[part].append(Edit(*span, (str(count),)))
        count += 1
    if added:
        changed[skeleton.strings].append(Edit(source.root.close_start, source.root.close_start, tuple(added)))
        unique = source.attribute_spans(source.root).get("uniqueCount")
        if unique:
            changed[skeleton.strings].append(Edit(*unique, (str(count),)))
