"""What stands round the cells of a sheet: messages, print headers, comments, drawings, charts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bitexte.formats import xml_source
from bitexte.formats.office import drawing, opc, runs
from bitexte.formats.office.pieces import Piece, Role, plain_recipe
from bitexte.formats.spots import Blocks, Spot, has_words
from bitexte.formats.xlsx import strings
from bitexte.formats.xlsx.sheets import Sheet
from bitexte.formats.xml_source import Node, Source
from bitexte.formats.zipped import Archive
from bitexte.model import Block, BlockKind, Span

# ECMA-376 part 1, 18.3.1.46: what stands for something else in a print header.
_MARGIN_CODE = re.compile(
    r"(&amp;(?:\"[^\"]*\"|&quot;.*?&quot;|K(?:[0-9A-Fa-f]{6}|[0-9]{2}[+-][0-9]{3})|[0-9]+|[A-Za-z]|&amp;))"
)
_MARGIN_WORDS = ("P", "N", "D", "T", "F", "A", "Z")  # page, pages, date, time, file, sheet, folder
_SECTION = re.compile("&amp;[LCR]")
_MESSAGES = ("promptTitle", "prompt", "errorTitle", "error")
# What Excel puts before the copy of a threaded comment, for programs that know none.
_THREADED = "[Threaded comment]"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Puts them into `blocks`; `by_text` has the block of each text that is said again elsewhere."""

    archive: Archive
    blocks: Blocks
    by_text: dict[str, int]

    def read(self, sheet: Sheet) -> None:
        """Put what stands round the cells of a sheet: messages, print headers, comments, drawings, charts."""
        notes = (sheet.name,)
        for node in sheet.source.root.walk():
            if node.name in ("x:dataValidation", "x14:dataValidation"):
                for name in _MESSAGES:
                    self.blocks.attribute(sheet.part, sheet.source, node, name, (*notes, "message"))
            elif node.name == "x:hyperlink":
                self.blocks.attribute(sheet.part, sheet.source, node, "tooltip", (*notes, "tooltip"))
            elif node.name == "x:headerFooter":
                for child in node.children:
                    self._margin(sheet, child)
        self._linked(sheet, notes)

    def _linked(self, sheet: Sheet, notes: tuple[str, ...]) -> None:
        """Put the comments and drawings of a sheet; threads come before the copies of them."""
        links = opc.relationships(self.archive, sheet.part).values()
        for link in sorted(links, key=lambda one: (one.kind != "threadedComment", one.target)):
            if link.target not in self.archive:
                continue
            if link.kind == "threadedComment":
                self._threads(link.target, self._source(link.target), notes)
            elif link.kind == "comments":
                self._comments(link.target, self._source(link.target), notes)
            elif link.kind == "drawing":
                self._drawing(link.target, notes)

    def _margin(self, sheet: Sheet, node: Node) -> None:
        """Put the words of a print header or footer, each third of it by itself."""
        raw = sheet.source.text[node.open_end : node.close_start]
        pieces: list[Piece] = []
        start = at = node.open_end
        for number, part in enumerate((*_MARGIN_CODE.split(raw), "&amp;L")):
            if _SECTION.fullmatch(part):
                self._margin_part(sheet, pieces, (start, at))
                pieces, start = [], at + len(part)
            elif part == "&amp;&amp;":
                pieces.append(Piece(Role.TEXT, text="&"))
            elif number % 2:
                stands_for_words = part[5:] in _MARGIN_WORDS
                pieces.append(Piece(Role.CODE, (part,), content=xml_source.unescaped(part), word=stands_for_words))
            elif part:
                pieces.append(Piece(Role.TEXT, text=xml_source.unescaped(part)))
            at += len(part)

    def _margin_part(self, sheet: Sheet, pieces: list[Piece], span: Span) -> None:
        shape = Block(BlockKind.PARAGRAPH, "", notes=(sheet.name, "print header"))
        made = runs.assembled(pieces, shape, "margin", span)
        if made and has_words(made[0].text):
            self.blocks.add(made[0], Spot(sheet.part, made[1]))

    def _threads(self, part: str, source: Source, notes: tuple[str, ...]) -> None:
        for node in source.root.walk():
            if node.name == "tc:text" and has_words(source.inner(node)):
                text = source.inner(node)
                number = self.blocks.value(
                    part, (node.open_end, node.close_start), text, "content", (*notes, "comment")
                )
                self.by_text.setdefault(f"{_THREADED}{text}", number)

    def _comments(self, part: str, source: Source, notes: tuple[str, ...]) -> None:
        for node in source.root.walk():
            if node.name != "x:text":
                continue
            said = strings.plain(source, node)
            if said.lstrip().startswith(_THREADED):
                self._copies(part, source, node)
                continue
            reference = ""
            made = strings.block(source, node, Block(BlockKind.PARAGRAPH, "", notes=(*notes, "comment"), key=reference))
            if made:
                self.blocks.add(made[0], Spot(part, made[1]))

    def _copies(self, part: str, source: Source, node: Node) -> None:
        """The legacy copy of a threaded comment says what the thread says."""
        for key, number in self.by_text.items():
            said = xml_source.escaped(key.removeprefix(_THREADED))
            at = source.text.find(said, node.start, node.end) if key.startswith(_THREADED) else -1
            if at >= 0:
                recipe = plain_recipe("cell", (at, at + len(said)))
                self.blocks.spots[number].append(Spot(part, recipe))

    def _drawing(self, part: str, notes: tuple[str, ...]) -> None:
        source = self._source(part)
        for node in source.root.walk():
            if node.name == "a:p":
                drawing.put_paragraph(self.blocks, part, source, node, Block(BlockKind.PARAGRAPH, "", notes=notes))
        drawing.alternatives(self.blocks, part, source, source.root, notes)
        links = opc.relationships(self.archive, part).values()
        for link in links:
            if link.target not in self.archive:
                continue
            if link.kind in ("chart", "chartEx"):
                self._chart(link.target, (*notes, "chart"))
            elif link.kind == "diagramData":
                pictures = [(one.target, self._source(one.target)) for one in links if one.kind == "diagramDrawing"]
                drawing.diagram(self.blocks, pictures[:1], link.target, self._source(link.target), notes)

    def _chart(self, part: str, notes: tuple[str, ...]) -> None:
        """Put the titles of a chart; what it keeps of cells follows them, in `_caches`."""
        source = self._source(part)
        for node in source.root.walk():
            if node.name == "a:p":
                drawing.put_paragraph(self.blocks, part, source, node, Block(BlockKind.CAPTION, "", notes=notes))

    def _source(self, part: str) -> Source:
        return xml_source.read(self.archive.read(part), f"{self.archive.name}/{part}")
