"""DrawingML texts: paragraphs of slides and SmartArt, titles and cached strings of charts, words beside pictures.

ECMA-376 part 1, chapter 21. Run properties that no eye sees (language, spelling marks) make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bitexte.formats.office import runs
from bitexte.formats.office.pieces import Head, Piece, Recipe, Role, equivalent
from bitexte.formats.spots import Blocks, Spot, has_words
from bitexte.formats.xml_source import Edit, Node, Source, unescaped
from bitexte.model import Block, BlockKind

# Attributes of run properties that cannot be seen.
_UNSEEN = re.compile(r'\s(?:lang|altLang|dirty|err|smtClean|noProof|smtId|bmk|kumimoji)\s*=\s*(?:"[^"]*"|\'[^\']*\')')
_EMPTY = re.compile(r"<(\w+:)?rPr\s*(?:/>|>\s*</(?:\w+:)?rPr>)")
_BLANKS_SHOW = re.compile(r'\s(?:u|strike)="(?!no)|highlight')
_VERTICAL_TAB = re.compile("(_x000[Bb]_)")
_LANGUAGE = re.compile(
    r"""<(?:\w+:)?(?:rPr|endParaRPr|defRPr)\b[^<>]*?\s(?:lang|altLang)=["'](fr(?:-[A-Za-z]{2})?)["']"""
)
# Elements whose alternative text is a person's; their `name` is the program's.
DESCRIBED = ("p:cNvPr", "wp:docPr", "pic:cNvPr", "xdr:cNvPr", "dsp:cNvPr", "a:cNvPr", "wps:cNvPr")


def paragraph(source: Source, node: Node, block: Block) -> tuple[Block, Recipe] | None:
    """The block of an `a:p` and its recipe, None where it has no text."""
    prefix = source.label(node).removesuffix("p")
    properties, end = node.first("a:pPr"), node.first("a:endParaRPr")
    span = (properties.end if properties else node.open_end, end.start if end else node.close_start)
    pieces = [piece for child in node.children for piece in _pieces(source, child)]
    return runs.assembled(runs.templates_whole(pieces, "drawing", prefix), block, "drawing", span, prefix)


def languages(text: str, language: str) -> list[Edit]:
    """The edits that say `language` wherever a run's properties say French."""
    return [Edit(*found.span(1), (language,)) for found in _LANGUAGE.finditer(text)]


def alternatives(blocks: Blocks, member: str, source: Source, top: Node, notes: tuple[str, ...]) -> None:
    """Put the alternative texts of pictures and shapes, and what a link says when it is pointed at."""
    for node in top.walk():
        if node.name in DESCRIBED:
            for name in ("title", "descr"):
                blocks.attribute(member, source, node, name, (*notes, "alternative text"))
        elif node.name in ("a:hlinkClick", "a:hlinkHover", "a:hlinkMouseOver"):
            blocks.attribute(member, source, node, "tooltip", (*notes, "tooltip"))


def chart(blocks: Blocks, member: str, source: Source, notes: tuple[str, ...]) -> list[int]:
    """Put the texts of a chart: titles, labels, the cached names of series and categories. Their numbers."""
    first = len(blocks.blocks)
    for node in source.root.walk():
        if node.name == "a:p":
            put_paragraph(blocks, member, source, node, Block(BlockKind.CAPTION, "", notes=notes))
    numbers = set(range(first, len(blocks.blocks)))
    for node in cached(source.root):
        text = source.inner(node)
        if has_words(text) and not node.children:
            span = (node.open_end, node.close_start)
            numbers.add(blocks.value(member, span, text, "content", notes, BlockKind.CAPTION))
    return sorted(numbers)


def diagram(
    blocks: Blocks, pictures: list[tuple[str, Source]], member: str, source: Source, notes: tuple[str, ...]
) -> None:
    """Put the texts of a SmartArt; the pictures of it hold the same ones in an order of their own."""
    found: dict[str, int] = {}
    for node in source.root.walk():
        if node.name == "a:p":
            number = put_paragraph(blocks, member, source, node, Block(BlockKind.LIST_ITEM, "", notes=notes))
            if number is not None:
                found.setdefault(blocks.blocks[number].text, number)
    for picture, drawn in pictures:
        for node in drawn.root.walk():
            if node.name == "a:p" and (made := paragraph(drawn, node, Block(BlockKind.LIST_ITEM, "", notes=notes))):
                spot = Spot(picture, made[1])
                known = found.get(made[0].text)
                if known is None or not blocks.again(known, made[0], spot):
                    blocks.add(made[0], spot)


def put_paragraph(blocks: Blocks, member: str, source: Source, node: Node, block: Block) -> int | None:
    """Put an `a:p`; its number, None where it has no text."""
    made = paragraph(source, node, block)
    return blocks.add(made[0], Spot(member, made[1])) if made else None


def cached(root: Node) -> Iterator[Node]:
    """The strings that a chart keeps of its data; numbers are kept elsewhere."""
    for node in root.walk():
        if node.name in ("c:strCache", "c:strLit", "c:multiLvlStrCache"):
            yield from (inner for inner in node.walk() if inner.name == "c:v")
        elif node.name == "c:tx":
            yield from node.all("c:v")
        elif node.name == "cx:strDim":
            yield from (inner for inner in node.walk() if inner.name == "cx:pt")
        elif node.name == "cx:txData":
            yield from node.all("cx:v")


def _pieces(source: Source, node: Node) -> Iterator[Piece]:
    parts = ((node.start, node.end),)
    if node.name == "a:r":
        yield from _run(source, node)
    elif node.name == "a:br":
        yield Piece(Role.CODE, parts, equivalent="\n", content=source.raw(node))
    elif node.name not in ("a:pPr", "a:endParaRPr"):
        text = node.first("a:t") if node.name == "a:fld" else None
        shown = equivalent(source.inner(text)) if text else ""
        yield Piece(Role.CODE, parts, content=source.raw(node), equivalent=shown, word=True)


def _run(source: Source, node: Node) -> Iterator[Piece]:
    properties, text = node.first("a:rPr"), node.first("a:t")
    if text is None:
        return
    raw = source.raw(properties) if properties else ""
    look = _EMPTY.sub("", _UNSEEN.sub("", raw))
    opening = (node.start, node.open_end)
    before = (opening, (properties.start, properties.end)) if properties else (opening,)
    head = Head(before, source.text[node.close_start : node.end])
    shows = _BLANKS_SHOW.search(raw) is not None
    label = source.label(text)
    for number, part in enumerate(_VERTICAL_TAB.split(unescaped(source.text[text.open_end : text.close_start]))):
        if number % 2:
            parts = (*before, f"<{label}>{part}</{label}>", head.after)
            yield Piece(Role.CODE, parts, equivalent="\n", content=part)
        elif part:
            yield Piece(Role.TEXT, text=part, head=head, look=look, blank_shows=shows, content=look)
