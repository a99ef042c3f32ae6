"""Texts that must stay equal: a table's header cells and its columns, lists and the cells they fill, caches of pivots.

Excel compares them: a column of another name than its header cell makes it repair the file, a formula that counts
"Oui" finds none once the cells say Yes. So a text that a formula compares or refers to stays French, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bitexte.formats import xml_source
from bitexte.formats.office import opc
from bitexte.formats.office.cell_names import area
from bitexte.formats.spots import has_words
from bitexte.formats.xlsx.sheets import Sheet, formulas, literals
from bitexte.formats.xml_source import Node, Source
from bitexte.formats.zipped import Archive
from bitexte.model import Span

_LONGEST_LIST = 255  # characters that Excel takes in a list typed in a validation
_BRACKETED = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a sheet: the row and the first column of its header, and the span of each column's name."""

    part: str
    source: Source
    row: int
    column: int
    names: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class TypedList:
    """A drop-down list typed in a validation: the span of each item, by the text of it."""

    part: str
    items: tuple[tuple[str, Span], ...]

    def fits(self, texts: list[str]) -> bool:
        """Whether Excel takes these items as a list."""
        return sum(len(text) + 1 for text in texts) <= _LONGEST_LIST and not any("," in text for text in texts)


@dataclass(frozen=True, slots=True)
class Compared:
    """Texts that formulas compare cells with, and names that formulas or pivot tables refer to, without case."""

    literals: frozenset[str]
    names: frozenset[str]
    formulas: int = 0  # that hold a text with words


def tables(archive: Archive, sheet: Sheet) -> Iterator[Table]:
    """The tables of a sheet."""
    for link in opc.relationships(archive, sheet.part).values():
        if link.kind != "table" or link.target not in archive:
            continue
        source = xml_source.read(archive.read(link.target), f"{archive.name}/{link.target}")
        column, row, _, _ = area(source.get(source.root, "ref") or "")
        headed = source.get(source.root, "headerRowCount") != "0"
        listed = source.root.first("x:tableColumns")
        names = tuple(
            (_unbroken(source.get(node, "name") or ""), source.attribute_spans(node)["name"])
            for node in (listed.children if listed and headed else ())
            if "name" in source.attribute_spans(node)
        )
        yield Table(link.target, source, row, column, names)


def typed_lists(sheet: Sheet) -> Iterator[TypedList]:
    """The drop-down lists of a sheet that are typed in the validation itself."""
    for node in sheet.source.root.walk():
        if node.name == "x:dataValidation" and sheet.source.get(node, "type") == "list":
            formula = node.first("x:formula1")
            if formula is not None and not formula.children:
                items = tuple(_items(sheet.source, formula))
                if items:
                    yield TypedList(sheet.part, items)


def compared(archive: Archive, types: dict[str, str], main: str, sheets: list[Sheet]) -> Compared:
    """What formulas anywhere in the workbook compare with or refer to."""
    texts: set[str] = set()
    names: set[str] = set()
    worded = 0
    for formula in _formulas(archive, types, main, sheets):
        worded += any(has_words(text) for text in literals(formula))
        texts.update(text.strip("*?<>= ").casefold() for text in literals(formula))
        names.update(name.strip("@# ").casefold() for name in _BRACKETED.findall(formula))
    for part in opc.of_kind(types, "pivotCacheDefinition+xml"):
        source = xml_source.read(archive.read(part), f"{archive.name}/{part}")
        names.update((source.get(n, "name") or "").casefold() for n in source.root.walk() if n.name == "x:cacheField")
    return Compared(frozenset(texts - {""}), frozenset(names), worded)


def cached(archive: Archive, types: dict[str, str]) -> Iterator[tuple[str, str, Span]]:
    """The texts that pivot tables keep of cells: part, text and span of the attribute."""
    for part in opc.of_kind(types, "pivotCacheDefinition+xml"):
        source = xml_source.read(archive.read(part), f"{archive.name}/{part}")
        for node in source.root.walk():
            if node.name == "x:s":
                span = source.attribute_spans(node).get("v")
                if span:
                    yield part, source.get(node, "v") or "", span


def filters(source: Source) -> Iterator[tuple[str, Span]]:
    """The texts that rows are filtered by, and the words of totals: they follow their cells."""
    for node in source.root.walk():
        attribute = {"x:filter": "val", "x:tableColumn": "totalsRowLabel"}.get(node.name)
        span = source.attribute_spans(node).get(attribute) if attribute else None
        if attribute and span:
            yield source.get(node, attribute) or "", span


def _formulas(archive: Archive, types: dict[str, str], main: str, sheets: list[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        yield from formulas(sheet)
        for node in sheet.source.root.walk():
            typed = node.name == "x:formula1" and next(_items(sheet.source, node), None) is not None
            if node.name in ("x:formula", "x:formula1", "x:formula2", "xm:f") and not typed:
                yield sheet.source.inner(node)
    for part in (main, *opc.of_kind(types, "spreadsheetml.table+xml")):
        source = xml_source.read(archive.read(part), f"{archive.name}/{part}")
        for node in source.root.walk():
            if node.name in ("x:definedName", "x:calculatedColumnFormula", "x:totalsRowFormula"):
                yield source.inner(node)


def _items(source: Source, formula: Node) -> Iterator[tuple[str, Span]]:
    """The items of a typed list with their spans; none where the formula is no such list."""
    raw = source.text[formula.open_end : formula.close_start]
    quoted = re.fullmatch(r"\s*(\"|&quot;)([^\"]*?)(\"|&quot;)\s*", raw)
    if quoted is None or "&quot;" in quoted[2]:
        return
    at = formula.open_end + quoted.start(2)
    for item in quoted[2].split(","):
        text = xml_source.unescaped(item).strip()
        lead = len(item) - len(item.lstrip())
        if text:
            yield text, (at + lead, at + lead + len(item.strip()))
        at += len(item) + 1


def _unbroken(name: str) -> str:
    """The name of a table's column with its line breaks as its header cell has them."""
    return re.sub("(?i)_x000a_", "\n", name)
