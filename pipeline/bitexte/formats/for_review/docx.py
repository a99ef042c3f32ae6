"""Word for review: a table with a segment a row, edited with or without tracked changes, read as its final text.

A minimal package of WordprocessingML (ECMA-376 part 1, chapter 17). Id and source stand in locked content controls, the
state in a list to choose from; forms protection would switch off comments and spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bitexte.formats import xml_source
from bitexte.formats.for_review import rows
from bitexte.formats.office import opc
from bitexte.formats.signatures import CONTENT_TYPES, WORD
from bitexte.formats.units import Returned
from bitexte.formats.xml_source import Node, Source, escaped, escaped_attribute
from bitexte.formats.zipped import Archive, open_archive, packed
from bitexte.model import Bitext, Comment, Unit

_COLUMNS = {"id": 1500, "source": 5200, "target": 5200, "state": 1300, "comment": 2200}  # widths in twentieths of a pt
_LOCKED = frozenset(("id", "source"))
_REGIONS = {"fr": "fr-FR", "en": "en-GB"}  # Word knows no language without its country

_OFFICE = "http://schemas.openxmlformats.org/"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'<Types xmlns="{_OFFICE}package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_STYLES = (
    f'<w:styles xmlns:w="{_OFFICE}wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="20"/></w:rPr></w:rPrDefault>'
    '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    "</w:styles>"
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_BREAK = re.compile(r"(\r\n|[\n\r\t])")

# What holds other content and is no text itself; deleted and moved text is left out with all that is in it.
_DROPPED = frozenset(("w:del", "w:moveFrom", "w:sdtPr", "w:pPr", "w:rPr", "w:tbl", "mc:Fallback", "w:instrText"))
_MARKS = {"w:br": "\n", "w:cr": "\n", "w:tab": "\t", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
_WRAPPERS = frozenset(("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"))


def serialize_units(bitext: Bitext) -> bytes:
    """A document in landscape with one table, its header on every page."""
    links = {
        "_rels/.rels": ("officeDocument", "word/document.xml"),
        "word/_rels/document.xml.rels": ("styles", "styles.xml"),
    }
    parts = {
        CONTENT_TYPES: _TYPES,
        **{name: _relationship(*link) for name, link in links.items()},
        "word/document.xml": _document(bitext),
        "word/styles.xml": _STYLES,
    }
    return packed({name: (_DECLARATION + part).encode() for name, part in parts.items()})


def parse_returned(content: bytes, name: str) -> tuple[Returned, ...]:
    """The units of every table with our header: insertions kept, deletions left out. Raises InputError."""
    archive = open_archive(content, name)
    types = opc.content_types(archive)
    main = opc.required(opc.of_kind(types, *WORD), archive, "document in it")
    source = xml_source.read(archive.read(main), f"{name}/{main}")
    said = _comments(archive, opc.of_kind(types, "wordprocessingml.comments+xml"))
    tables = (node for node in source.root.walk() if node.name == "w:tbl")
    return rows.units(name, [line for node in tables for line in rows.lines(_table(source, node, name, said))])


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """As `parse_returned`, the units alone."""
    return tuple(each.unit for each in parse_returned(content, name))


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_OFFICE}package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


def _document(bitext: Bitext) -> str:
    widths = "".join(f'<w:gridCol w:w="{width}"/>' for width in _COLUMNS.values())
    head = "".join(_cell(name, _runs(name, "<w:b/>")) for name in _COLUMNS)
    languages = {"source": bitext.source_language, "target": bitext.target_language}
    spoken = {name: _REGIONS.get(tag, tag) for name, tag in languages.items()}
    states = f"States: {', '.join(rows.STATES)}."
    body = (_row(number, row, spoken) for number, row in enumerate(rows.rows(bitext)))
    return "".join(
        (
            f'<w:document xmlns:w="{_OFFICE}wordprocessingml/2006/main"><w:body>',
            f"<w:p>{_runs(rows.legal(bitext.document.name), '<w:b/>')}</w:p>",
            f"<w:p>{_runs(states, '')}</w:p>",
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(_COLUMNS.values())}" w:type="dxa"/>',
            f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>',
            f"<w:tblGrid>{widths}</w:tblGrid>",
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>",
            *body,
            '</w:tbl><w:p/><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>',
            '<w:pgMar w:top="720" w:right="720" w:bottom="720" w:left="720" w:header="360" w:footer="360" ',
            'w:gutter="0"/></w:sectPr></w:body></w:document>',
        )
    )


def _row(number: int, row: dict[str, str], languages: Mapping[str, str]) -> str:
    cells = []
    for place, name in enumerate(_COLUMNS, 1):
        language = f'<w:lang w:val="{languages[name]}"/>' if name in languages else "<w:noProof/>"
        look = '<w:noProof/><w:color w:val="707070"/><w:sz w:val="14"/>' if name == "id" else language
        runs = _runs(row[name], look)
        if name in _LOCKED:
            runs = _control(number * 10 + place, name, '<w:lock w:val="sdtContentLocked"/>', "", runs)
        elif name == "state":
            runs = _control(number * 10 + place, name, "", _choice(), runs)
        cells.append(_cell(name, runs))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(name: str, runs: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{_COLUMNS[name]}" w:type="dxa"/></w:tcPr><w:p>{runs}</w:p></w:tc>'


def _control(identity: int, title: str, lock: str, kind: str, runs: str) -> str:
    properties = f'<w:alias w:val="{title}"/><w:id w:val="{identity + 1}"/>{lock}{kind}'
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>"


def _choice() -> str:
    words = (escaped_attribute(word) for word in rows.STATES)
    items = "".join(f'<w:listItem w:displayText="{word}" w:value="{word}"/>' for word in words)
    return f"<w:dropDownList>{items}</w:dropDownList>"


def _runs(text: str, look: str) -> str:
    """A text as a run; line ends and tabs are elements of their own."""
    parts = []
    for number, part in enumerate(_BREAK.split(text)):
        if number % 2:
            parts.append("<w:tab/>" if part == "\t" else "<w:br/>")
        elif part:
            parts.append(f'<w:t xml:space="preserve">{escaped(part)}</w:t>')
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}{''.join(parts)}</w:r>" if parts else ""


def _comments(archive: Archive, parts: list[str]) -> dict[str, Comment]:
    """What was said in comments, with the author, by their ids."""
    found = {}
    for part in parts:
        source = xml_source.read(archive.read(part), f"{archive.name}/{part}")
        for node in source.root.all("w:comment"):
            text = _cell_text(source, node).strip()
            if text:
                found[source.get(node, "w:id") or ""] = Comment(text, source.get(node, "w:author") or "")
    return found


def _table(source: Source, table: Node, name: str, said: Mapping[str, Comment]) -> Iterator[rows.Row]:
    """The rows of a table with their places and comments; rows whose deletion is tracked are left out."""
    for number, row in enumerate(_inside(table, "w:tr"), 1):
        if row.first("w:trPr", "w:del") is not None:
            continue
        cells = [_cell_text(source, cell) for cell in _inside(row, "w:tc")]
        marks = (source.get(node, "w:id") or "" for node in row.walk() if node.name == "w:commentReference")
        yield f"{name}: row {number}", cells, tuple(said[mark] for mark in marks if mark in said)


def _inside(node: Node, wanted: str) -> Iterator[Node]:
    """The elements of that name in this one, or in what is only wrapped round them."""
    for child in node.children:
        if child.name == wanted:
            yield child
        elif child.name in _WRAPPERS:
            yield from _inside(child, wanted)


def _cell_text(source: Source, cell: Node) -> str:
    """The paragraphs of a cell, a line each; one whose end is deleted runs on into the next."""
    parts: list[str] = []
    for paragraph in _inside(cell, "w:p"):
        joined = paragraph.first("w:pPr", "w:rPr", "w:del") is not None
        parts += [*_texts(source, paragraph), "" if joined else "\n"]
    return "".join(parts).removesuffix("\n")


def _texts(source: Source, node: Node) -> Iterator[str]:
    for child in node.children:
        if child.name == "w:t":
            yield source.inner(child)
        elif child.name in _MARKS:
            yield _MARKS[child.name]
        elif child.name not in _DROPPED:
            yield from _texts(source, child)
