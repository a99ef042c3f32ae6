"""A new Word document of paragraphs alone, for texts whose format cannot be written (ECMA-376 part 1, chapter 17)."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.formats.signatures import CONTENT_TYPES
from bitexte.formats.xml_source import escaped
from bitexte.formats.zipped import packed
from bitexte.model import Block, BlockKind

_OFFICE = "http://schemas.openxmlformats.org/"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'<Types xmlns="{_OFFICE}package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_LINKS = (
    f'<Relationships xmlns="{_OFFICE}package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_SPACE = '<w:spacing w:after="120"/>'
_HANGING = '<w:ind w:left="360" w:hanging="360"/>'
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"/>'
)


def document(blocks: Sequence[Block], language: str) -> bytes:
    """A document with a paragraph for each block, in this language; items of lists have a bullet."""
    tag = language if "-" in language else f"{language}-GB"  # Word knows no language without its country
    content = "".join(_paragraph(block, tag) for block in blocks)
    body = f"<w:body>{content}{_PAGE}</w:sectPr></w:body>"
    parts = {
        CONTENT_TYPES: _TYPES,
        "_rels/.rels": _LINKS,
        "word/document.xml": f'<w:document xmlns:w="{_OFFICE}wordprocessingml/2006/main">{body}</w:document>',
    }
    return packed({name: (_DECLARATION + part).encode() for name, part in parts.items()})


def _paragraph(block: Block, tag: str) -> str:
    item = block.kind is BlockKind.LIST_ITEM
    bullet = "<w:t>•</w:t><w:tab/>" if item else ""
    look = f'<w:rPr><w:lang w:val="{tag}"/></w:rPr>'
    text = f'<w:t xml:space="preserve">{escaped(block.text)}</w:t>'
    return f"<w:p><w:pPr>{_SPACE}{_HANGING if item else ''}</w:pPr><w:r>{look}{bullet}{text}</w:r></w:p>"
