"""The cells of an OpenDocument spreadsheet: texts alone; what formulas compare stays, lists follow their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bitexte import limits
from bitexte.errors import InputError
from bitexte.formats.odf.story import PARAGRAPHS, Story
from bitexte.formats.office.cell_names import column_letters
from bitexte.formats.office.pieces import plain_recipe
from bitexte.formats.spots import Spot, cell_notes, has_words
from bitexte.formats.xml_source import Node
from bitexte.model import Block, BlockKind

_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
_QUOTED = re.compile(r"(?:&quot;|\")([^\"]*?)(?:&quot;|\")")


@dataclass(slots=True)
class Sheets:
    """The reader of a spreadsheet's tables; counts go into remarks about the whole document."""

    story: Story
    hidden_sheets: int = 0
    hidden_cells: int = 0
    compared_cells: int = 0
    worded_formulas: int = 0
    _compared: set[str] = field(default_factory=set)
    _by_text: dict[str, int] = field(default_factory=dict)
    _found: set[str] = field(default_factory=set)

    def read(self, body: Node) -> None:
        """Put the texts of all sheets, then the lists and filters that follow them."""
        self._formulas(body)
        for table in body.all("table:table"):
            style = self._get(table, "table:style-name")
            if self.story.looks.hidden("table", style) and not self.story.options.hidden:
                self.hidden_sheets += 1
            else:
                self._sheet(table)
        missing = [name for name in self.story.options.columns if name not in self._found]
        if missing:
            hint = "give the header of a column as it stands in the first row, or its letter"
            raise InputError(f"has no column {missing[0]!r} with text", where=self.story.member, hint=hint)
        if not self.story.options.columns:
            for node in body.all("table:content-validations"):
                self._validations(node)
            self._filters(body)

    def _get(self, node: Node, name: str) -> str:
        return self.story.source.get(node, name) or ""

    def _formulas(self, body: Node) -> None:
        for node in body.walk():
            formula = self._get(node, "table:formula") or self._get(node, "table:expression")
            texts = [text.replace('""', '"') for text in _LITERAL.findall(formula)]
            self.worded_formulas += any(has_words(text) for text in texts)
            self._compared.update(text.strip().casefold() for text in texts)
        self._compared.discard("")

    def _sheet(self, table: Node) -> None:
        hidden = self._hidden_columns(table)
        heads: dict[int, str] = {}
        name = self._get(table, "table:name")
        row_number = 0
        for node in self._rows(table):
            row_number += 1
            concealed = self._get(node, "table:visibility") in ("collapse", "filter")
            column = 1
            for cell in node.all("table:table-cell", "table:covered-table-cell"):
                said = self.story.source.inner(cell).strip() if not heads or row_number == 1 else ""
                if row_number == 1 and said:
                    heads[column] = said
                self._cell(cell, name, column, row_number, heads, hidden=concealed or column in hidden)
                column += _repeated(self._get(cell, "table:number-columns-repeated"))
            row_number += _repeated(self._get(node, "table:number-rows-repeated")) - 1
        for node in table.all("table:shapes"):
            self.story.read(node, Block(BlockKind.PARAGRAPH, "", notes=(name,)))

    def _hidden_columns(self, table: Node) -> set[int]:
        hidden: set[int] = set()
        column = 1
        for node in table.walk():
            if node.name == "table:table-column":
                number = _repeated(self._get(node, "table:number-columns-repeated"))
                if self._get(node, "table:visibility") in ("collapse", "filter"):
                    hidden.update(range(column, min(column + number, limits.SHEET_COLUMNS)))
                column += number
            elif node.name == "table:table-row":
                break
        return hidden

    def _rows(self, node: Node) -> Iterator[Node]:
        for child in node.children:
            if child.name == "table:table-row":
                yield child
            elif child.name in ("table:table-rows", "table:table-row-group", "table:table-header-rows"):
                yield from self._rows(child)

    def _cell(self, cell: Node, sheet: str, column: int, row: int, heads: dict[int, str], *, hidden: bool) -> None:
        if hidden and not self.story.options.hidden:
            self.hidden_cells += any(child.name in PARAGRAPHS for child in cell.children)
            return
        if not self._chosen(column, row, heads):
            return
        head = heads.get(column, "") if row > 1 else ""
        notes = cell_notes((), head)
        letters = column_letters(column)
        shape = Block(BlockKind.TABLE_CELL, "", notes=notes, key=f"{sheet}!{letters}{row}")
        texts = [child for child in cell.children if child.name in PARAGRAPHS]
        kind = self._get(cell, "office:value-type")
        own = kind in ("", "string") and not self._get(cell, "table:formula")
        if own and any(self.story.source.inner(one).strip().casefold() in self._compared for one in texts):
            self.compared_cells += 1
            own = False
        for child in cell.children:
            if child in texts and own:
                self._text(cell, child, shape, alone=len(texts) == 1)
            elif child not in texts and not self.story.options.columns:
                self.story.read(child, Block(BlockKind.PARAGRAPH, "", notes=(sheet,)))

    def _text(self, cell: Node, node: Node, shape: Block, *, alone: bool) -> None:
        said = self.story.source.inner(node).strip()
        if not has_words(said):
            return
        numbers = self.story.read(node, shape)
        if not numbers:
            return
        self._by_text.setdefault(said, numbers[0])
        span = self.story.source.attribute_spans(cell).get("office:string-value")
        if span and alone:
            self._follow(numbers[0], "attribute", span)

    def _follow(self, number: int, dialect: str, span: tuple[int, int]) -> None:
        spot = Spot(self.story.member, plain_recipe(dialect, span))
        self.story.blocks.spots[number].append(spot)

    def _chosen(self, column: int, row: int, heads: dict[int, str]) -> bool:
        columns = self.story.options.columns
        if not columns:
            return True
        letters, head = column_letters(column), heads.get(column, "").casefold()
        chosen = {one for one in columns if one.upper() == letters or one.strip().casefold() == head}
        self._found |= chosen
        return bool(chosen) and row > 1

    def _validations(self, node: Node) -> None:
        """Lists follow the cells they fill; titles and messages are texts."""
        for validation in node.all("table:content-validation"):
            span = self.story.source.attribute_spans(validation).get("table:condition")
            if span and "cell-content-is-in-list" in self._get(validation, "table:condition"):
                for found in _QUOTED.finditer(self.story.source.text, *span):
                    self._option(found[1], found.span(1))
            for message in validation.all("table:help-message", "table:error-message"):
                notes = ("message",)
                self.story.blocks.attribute(self.story.member, self.story.source, message, "table:title", notes)
                self.story.read(message, Block(BlockKind.PARAGRAPH, "", notes=notes))

    def _option(self, text: str, span: tuple[int, int]) -> None:
        number = self._by_text.get(text)
        if number is not None:
            self._follow(number, "option", span)
        elif has_words(text) and text.casefold() not in self._compared:
            self.story.blocks.value(self.story.member, span, text, "option", ("list",))

    def _filters(self, body: Node) -> None:
        for node in body.walk():
            if node.name == "table:filter-condition":
                number = self._by_text.get(self._get(node, "table:value"))
                span = self.story.source.attribute_spans(node).get("table:value")
                if number is not None and span:
                    self._follow(number, "attribute", span)


def _repeated(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 9 and int(value) > 0 else 1
