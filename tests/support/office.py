"""Office documents for tests: packed from strings, taken apart again, translated without an engine."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from bitexte.formats import xml_source
from bitexte.model import Block, Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_ODF = {
    "office": "office:1.0",
    "text": "text:1.0",
    "table": "table:1.0",
    "draw": "drawing:1.0",
    "style": "style:1.0",
    "svg": "svg-compatible:1.0",
    "fo": "xsl-fo-compatible:1.0",
    "presentation": "presentation:1.0",
}
_ODF_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}"' for name, urn in _ODF.items())
_ODF_LINKS = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:officeooo="http://openoffice.org/2009/office"'
OFFICE = "application/vnd.openxmlformats-officedocument."

# Runs, their properties and what Word sets again for itself may change with a text; all else may not.
_WITH_TEXT = {"r", "t", "rPr", "proofErr", "lastRenderedPageBreak", "span", "s", "softHyphen", "noBreakHyphen"}


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """An archive of these members in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2024, 2, 29, 1, 2, 4)), content, compress_type=stored)
    return buffer.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The members of an archive, all of them sound."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def package(kinds: Mapping[str, str], members: Mapping[str, str | bytes]) -> bytes:
    """An Office package: `kinds` are the content types of its parts."""
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in kinds.items())
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    return packed({"[Content_Types].xml": types, **members})


def relationships(*links: tuple[str, str, str]) -> str:
    """A part of relationships: id, last word of the type, target."""
    each = "".join(f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>' for name, kind, target in links)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{each}</Relationships>'


def word(body: str, kinds: Mapping[str, str] | None = None, members: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word document with this body; further parts as in `package`."""
    spaces = (
        f'xmlns:w="{W}" xmlns:r="{R}" xmlns:a="{A}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    )
    document = f"<w:document {spaces}><w:body>{body}</w:body></w:document>"
    main = f"{OFFICE}wordprocessingml.document.main+xml"
    return package({"word/document.xml": main, **(kinds or {})}, {"word/document.xml": document, **(members or {})})


def workbook(sheet: str, strings: str = "", members: Mapping[str, str | bytes] | None = None) -> bytes:
    """A workbook of one sheet, with the shared strings in `strings` (si elements); further members with their types."""
    kinds = {
        "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet.main+xml",
        "xl/worksheets/sheet1.xml": f"{OFFICE}spreadsheetml.worksheet+xml",
        "xl/sharedStrings.xml": f"{OFFICE}spreadsheetml.sharedStrings+xml",
    }
    kinds |= {name: f"{OFFICE}spreadsheetml.table+xml" for name in members or {} if "/tables/" in name}
    kinds |= {name: f"{OFFICE}spreadsheetml.comments+xml" for name in members or {} if "comments" in name}
    parts: dict[str, str | bytes] = {
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="Feuille" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(("r1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}" xmlns:r="{R}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{S}" uniqueCount="{strings.count("<si>")}">{strings}</sst>',
    }
    return package(kinds, {**parts, **(members or {})})


def slide(inner: str, attributes: str = "") -> str:
    """A slide of these shapes."""
    spaces = f'xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"'
    return f"<p:sld {spaces}{attributes}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:sld>"


def deck(*slides: str, layout: str = "") -> bytes:
    """A presentation of these slides."""
    main = f"{OFFICE}presentationml.presentation.main+xml"
    kinds = {"ppt/presentation.xml": main}
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(len(slides)))
    members = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{ids}</p:sldIdLst>'
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relationships(
            *((f"r{n}", "slide", f"slides/slide{n + 1}.xml") for n in range(len(slides)))
        ),
    }
    for number, content in enumerate(slides, start=1):
        kinds[f"ppt/slides/slide{number}.xml"] = f"{OFFICE}presentationml.slide+xml"
        members[f"ppt/slides/slide{number}.xml"] = content
    if layout:
        kinds["ppt/slideLayouts/slideLayout1.xml"] = f"{OFFICE}presentationml.slideLayout+xml"
        members["ppt/slideLayouts/slideLayout1.xml"] = layout
    return package(kinds, members)


def open_document(body: str, kind: str = "text", styles: str = "") -> bytes:
    """An OpenDocument file of this body: `kind` is text, spreadsheet or presentation."""
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    inner = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    document = f"<office:document-content {_ODF_SPACES} {_ODF_LINKS}>{automatic}{inner}</office:document-content>"
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": document})


def upper(block: Block) -> Block:
    """A block in capitals: another text of the same length, so that its codes keep their places.

    What codes stand for stays to the letter.
    """
    kept = {n for code in block.codes for n in range(code.offset, code.offset + len(code.equivalent))}
    text = "".join(
        sign.upper() if n not in kept and len(sign.upper()) == 1 else sign for n, sign in enumerate(block.text)
    )
    return replace(block, text=text)


def shape(document: Document) -> list[list[tuple[str, str, int, str]]]:
    """The codes of each block, without the mark-up they stand for."""
    return [[(code.id, code.kind, code.offset, code.equivalent) for code in block.codes] for block in document.blocks]


def structure(content: bytes) -> dict[str, Counter[str]]:
    """How often each element stands in each XML member, those left out that come and go with a text."""
    counted = {}
    for name, member in unpacked(content).items():
        if name.endswith((".xml", ".rels")) and member:
            root = xml_source.read(member, name, frozenset(("w:rPr", "a:rPr", "x:rPr"))).root
            names = Counter(node.name for node in root.walk())
            counted[name] = Counter({one: n for one, n in names.items() if one.rpartition(":")[2] not in _WITH_TEXT})
    return counted
