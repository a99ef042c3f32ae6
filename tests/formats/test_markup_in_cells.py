"""Mark-up inside cells and strings: tags, entities and list marks are counted cell by cell, before and behind."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import polib
import pytest
import regex
from bitexte import formats
from bitexte.errors import InputError
from bitexte.model import Block
from bitexte.text import xml
from documents import rebuilt
from format_marks import other
from office import workbook

_MARKS = regex.compile(r"<[^<>]+>|&#?\w+;|^\s*(?:[-*•]|\d+\.)\s", regex.MULTILINE)
_HTML = (
    '<p class="a">Une <b>théière</b>&nbsp;: <a href="/x?a=1&amp;b=2">voir</a></p>'
    "<ul><li>lavable</li><li>en fonte &amp; bois</li></ul>"
)
_LIST = "Contenu :\n- une théière\n- deux tasses\n"


def marks(text: str) -> Counter[str]:
    return Counter(found.group().strip().replace("&nbsp;", "&#160;") for found in _MARKS.finditer(text))


def cells(content: bytes, suffix: str) -> Iterator[str]:
    """The cells or strings of a file, in order, as another program reads them."""
    if suffix == ".csv":
        yield from (cell for row in csv.reader(io.StringIO(content.decode())) for cell in row)
    elif suffix == ".xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        yield from (str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    elif suffix == ".json":
        yield from json.loads(content).values()
    elif suffix == ".po":
        yield from (entry.msgstr or entry.msgid for entry in polib.pofile(content.decode()))
    else:
        root = xml.tree(content, suffix, InputError)
        yield from ("".join(map(str, element.itertext())) for element in root.iter("value", "string"))


def files() -> dict[str, bytes]:
    rows = io.StringIO()
    csv.writer(rows).writerows([["ref", "description"], ["A1", _HTML], ["A2", _LIST]])
    strings = "".join(f"<si><t>{_escaped(text)}</t></si>" for text in (_HTML, _LIST))
    sheet = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row></sheetData>'
    entries = [polib.POEntry(msgid=text, msgstr="") for text in (_HTML, _LIST)]
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "en"}
    catalogue.extend(entries)
    data = "".join(f'<data name="{n}"><value>{_escaped(text)}</value></data>' for n, text in enumerate((_HTML, _LIST)))
    return {
        "a.csv": rows.getvalue().encode(),
        "a.xlsx": workbook(sheet, strings),
        "a.json": json.dumps({"un": _HTML, "deux": _LIST}, ensure_ascii=False).encode(),
        "a.po": str(catalogue).encode(),
        "a.resx": f"<root>{data}</root>".encode(),
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def reworded(block: Block) -> Block:
    """Other words; entities that a reader takes for text stay, as an engine keeps them."""
    kept = [found.span() for found in regex.finditer(r"&\w+;", block.text)]
    made = other(block)
    for start, end in kept:
        made = replace(made, text=made.text[:start] + block.text[start:end] + made.text[end:])
    return made


@pytest.mark.parametrize("name", list(files()))
def test_each_cell_has_the_marks_that_it_had_and_other_words(name: str) -> None:
    content = files()[name]
    document = formats.parse(content, name)
    assert any(block.codes for block in document.blocks)
    before, after = (list(cells(one, Path(name).suffix)) for one in (content, rebuilt(document, reworded)))
    assert [marks(cell) for cell in after] == [marks(cell) for cell in before]
    assert sum(map(marks, before), Counter()).total() > 10
    changed = [one != two for one, two in zip(before, after, strict=True)]
    assert sum(changed) >= 2
