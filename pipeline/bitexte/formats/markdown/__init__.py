"""Markdown (CommonMark, tables, footnotes, front matter) and its kin: MDX, Hugo, Jekyll, kramdown.

The source's own marks, wrapping and blank lines stay; a paragraph that changes is wrapped as wide as it was. Code,
addresses, shortcodes, components and comments stay; link texts, titles and image descriptions are translated. A link to
a heading of the same page follows the heading's new name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import regex

from bitexte.formats.html import bilingual
from bitexte.formats.html.blocks import scan
from bitexte.formats.html.selectors import selectors
from bitexte.formats.html.styles import STYLES as HTML
from bitexte.formats.html.tokens import Kind
from bitexte.formats.html.tokens import parts as html_parts
from bitexte.formats.markdown.blocks import Region, find_blocks
from bitexte.formats.markdown.front_matter import STYLES as FRONT_MATTER
from bitexte.formats.markdown.front_matter import front_matter
from bitexte.formats.markdown.marks import Anchor, Inline, inline, tag_texts
from bitexte.formats.options import Layout, Options
from bitexte.formats.splice import (
    Found,
    Piece,
    Slot,
    Source,
    Style,
    Token,
    assembled,
    compose,
    ordered,
    plain_block,
    readable,
    wrapped,
)
from bitexte.model import Block, BlockKind, CodeKind, Document, Remark
from bitexte.text import literals
from bitexte.text.encoding import Charset, exact

_ID = regex.compile(r"\{\s*#[^{}]+\}\s*$|\{/\*\s*[\w-]+\s*\*/\}\s*$|<a\s+(?:id|name)=")
_PARAMETER = regex.compile(
    r"""(?<![\w-])(?:alt|caption|title|label|description|summary|text)\s*=\s*(?P<quote>["“])(?P<value>(?:\\.|[^"”\\])*)["”]"""
)
_DEFINITION_TITLE = regex.compile(r"""^[ \t>]*\[[^\]]+\]:\s*\S+\s+(?P<quote>["'(])(?P<title>.+)["')]\s*$""")
_FOREIGN_ANCHOR = regex.compile(r"\]\((?!#|https?:)[^()\s#]*#[^()\s]+")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`headings` are the blocks that a link in `anchors` may go to by their text; those with an id of their own not."""

    source: Source
    charset: Charset
    headings: tuple[int, ...]
    anchors: tuple[Anchor, ...]


def parse(content: bytes, name: str, options: Options) -> Document:
    """The document of a Markdown file. Raises InputError where it is no text."""
    text, charset, guessed = exact(content, name)
    mdx = name.lower().endswith(".mdx")
    front = front_matter(text, name)
    blocks = find_blocks(text, name, front.end, mdx=mdx)
    found, extra, anchors = list(front.found), list(front.extra), list[Anchor]()
    warnings = [*((Remark("encoding", guessed),) if guessed else ()), *front.warnings]
    for region in blocks.regions:
        read = inline(text, region.lines, blocks.labels, mdx=mdx)
        found += [*_region(text, region, read), *read.found]
        extra += read.extra
        anchors += read.anchors
    for start, end in blocks.html:
        page = scan(text, name, selectors(options.keep_selectors), start=start, end=end)
        found += page.found
        extra += page.extra
        warnings += page.warnings
    found += _others(text, blocks.shortcodes, blocks.components, blocks.titles, blocks.definitions)
    source, numbered = ordered(text, found, extra)
    headings = tuple(
        slot.block
        for slot in source.slots
        if slot.style == "md" and numbered[slot.block].kind is BlockKind.HEADING and not _has_id(text, slot)
    )
    if _FOREIGN_ANCHOR.search(text, front.end):
        warnings.append(Remark("foreign-anchors"))
    skeleton = Skeleton(source, charset, headings, tuple(anchors))
    return Document(name, "markdown", numbered, skeleton, tuple(dict.fromkeys(warnings)))


def _region(text: str, region: Region, read: Inline) -> Iterator[Found]:
    style = "md|" if region.kind is BlockKind.TABLE_CELL else "md"
    one = assembled(read.tokens, text, plain_block(region.kind, region.level), style)
    if one is not None and one.block is not None and any(map(str.isalnum, one.block.text)):
        yield one


def _has_id(text: str, slot: Slot) -> bool:
    """Whether the heading's line names its anchor itself."""
    end = text.find("\n", slot.end)
    start = text.rfind("\n", 0, slot.start) + 1
    return _ID.search(text[start : end if end >= 0 else len(text)]) is not None


def _others(
    text: str,
    shortcodes: Sequence[tuple[int, int]],
    components: Sequence[tuple[int, int]],
    titles: Sequence[tuple[int, int]],
    definitions: Sequence[tuple[int, int]],
) -> Iterator[Found]:
    """The texts in shortcodes, tags, titles of admonitions and of link definitions."""
    for start, end in shortcodes:
        for parameter in _PARAMETER.finditer(text, start, end):
            yield from _plain(text, *parameter.span("value"), 'md-title"', BlockKind.CAPTION)
    for start, end in components:
        for part in html_parts(text, start, end, xml=True):
            if part.kind is Kind.OPEN:
                yield from tag_texts(text, part)[0]
    for start, end in titles:
        yield from _plain(text, start, end, "md", BlockKind.HEADING)
    for start, end in definitions:
        if title := _DEFINITION_TITLE.match(text[start:end]):
            span = (start + title.start("title"), start + title.end("title"))
            yield from _plain(text, *span, f"md-title{title['quote']}", BlockKind.CAPTION)


def _plain(text: str, start: int, end: int, style: str, kind: BlockKind) -> Iterator[Found]:
    value = readable(text[start:end]).replace('\\"', '"')
    one = assembled([Token(start, end, value)], text, plain_block(kind), style)
    if one is not None and one.block is not None and any(map(str.isalpha, one.block.text)):
        yield one


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The page with the targets in the places of its blocks."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    moved = _moved_anchors(document.blocks, targets, skeleton)
    source = skeleton.source
    if moved:
        source = Source(source.text, tuple(sorted((*source.slots, *moved), key=lambda slot: (slot.start, -slot.end))))
    return skeleton.charset.encode(compose(source, document.blocks, targets, STYLES))


def rebuild_bilingual(document: Document, targets: Sequence[Block], _layout: Layout) -> bytes:
    """The French page with the English below each text: in a paragraph of its own, or behind a line break."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    text, blocks = skeleton.source.text, document.blocks
    in_html = bilingual.pair(text, Layout.INTERLEAVED)
    end = "\r\n" if "\r\n" in text else "\n"

    def pair(slot: Slot, french: str, english: str) -> str:
        if slot.style not in ("md", "md|"):
            return in_html(slot, french, english)
        line = text[text.rfind("\n", 0, slot.start) + 1 : slot.start]
        if blocks[slot.block].kind is not BlockKind.PARAGRAPH or line.strip(" \t>"):
            # No mark of a list, a heading or a table is written again.
            return f"{french}<br/>{' '.join(english.split())}"
        return f"{french}{end}{line.rstrip()}{end}{line}{english}"

    return skeleton.charset.encode(compose(skeleton.source, blocks, targets, STYLES, pair=pair))


def _moved_anchors(blocks: Sequence[Block], targets: Sequence[Block], skeleton: Skeleton) -> list[Slot]:
    """The names of headings that were translated, where links go to them."""
    before = _slugs(blocks[number].text for number in skeleton.headings)
    after = _slugs(targets[number].text for number in skeleton.headings)
    names = {old: new for old, new in zip(before, after, strict=True) if old != new}
    return [
        Slot(anchor.start, anchor.end, replacement=names[anchor.name])
        for anchor in skeleton.anchors
        if anchor.name in names
    ]


def _slugs(headings: Iterator[str]) -> list[str]:
    """The anchors that GitHub and most site generators give to headings, in order."""
    seen: Counter[str] = Counter()
    every: list[str] = []
    for heading in headings:
        slug = regex.sub(r"[^\p{L}\p{N}\p{M}_ -]", "", heading.lower().replace("\n", " ")).strip().replace(" ", "-")
        every.append(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return every


_BEGINS_BLOCK = regex.compile(
    r"(?:[-+*](?=\s|$)|[>|]|#{1,6}(?=\s|$)|\d{1,9}[.)](?=\s|$)|={2,}|-{2,}|~~~|```|:::|:(?=\s)|\[\^)"
)
_MARK = regex.compile(
    r"""
    \\(?=[!-/:-@\[-`{-~]) | ` | \*(?=\S) | (?<=\S)\* | (?<!\w)_(?=\S) | (?<=\S)_(?!\w) | <(?=[A-Za-z/!?])
    | \[(?=[^\]]{0,999}\][(\[:]) | &(?=\#?\w+;) | ~~
    """,
    regex.VERBOSE,
)
_SENTENCE_END = regex.compile(r"(?<=[.!?…][»”\"')\]]?) +(?=[\p{Lu}“\"«(\[*_`])")


def _escaped(text: str) -> str:
    """Text in which nothing reads as a mark; addresses stay as they are."""
    result, last = "", 0
    for literal in literals.find(text):
        if literal.kind == "address":
            result += _MARK.sub(lambda match: "\\" + match.group(), text[last : literal.span[0]]) + literal.text
            last = literal.span[1]
    return result + _MARK.sub(lambda match: "\\" + match.group(), text[last:])


def _text(pieces: Sequence[Piece], original: str) -> str:
    written = [piece if piece.code else replace(piece, text=_escaped(piece.text)) for piece in _tidy(pieces)]
    if written and written[0].code is None and _BEGINS_BLOCK.match(written[0].text):
        written[0] = replace(written[0], text=_defused(written[0].text))
    lines = original.splitlines()
    if len(lines) < 2:
        return "".join(piece.text for piece in written)
    indent = regex.match(r"[ \t]*(?:>[ \t]?)*[ \t]*", lines[1]).group()  # type: ignore[union-attr]  # matches always
    end = "\r\n" if "\r\n" in original else "\n"
    if _line_a_sentence(lines):
        broken = [
            piece if piece.code else replace(piece, text=_SENTENCE_END.sub(f"{end}{indent}", piece.text))
            for piece in written
        ]
        return "".join(piece.text for piece in broken)
    width = max(map(len, lines))
    return wrapped(written, width, indent, end=end, begins=lambda word: bool(word) and not _BEGINS_BLOCK.match(word))


def _line_a_sentence(lines: Sequence[str]) -> bool:
    """Whether the source breaks its lines behind sentences."""
    ends = sum(line.rstrip().endswith((".", "!", "?", "…", ":", ";")) for line in lines[:-1])
    return ends >= 0.7 * (len(lines) - 1)


def _defused(text: str) -> str:
    """A text that does not begin a list, a heading or a quotation."""
    number = regex.match(r"\d+", text)
    at = number.end() if number else 0
    return f"{text[:at]}\\{text[at:]}"


def _tidy(pieces: Sequence[Piece]) -> list[Piece]:
    """Blanks outside of emphasis, and asterisks where underscores would stand within a word."""
    tidy = list(pieces)
    for index, piece in enumerate(tidy[:-1]):
        after = tidy[index + 1]
        if piece.code is CodeKind.OPEN and _is_emphasis(piece) and after.code is None and after.text[:1] == " ":
            tidy[index + 1] = replace(after, text=after.text.lstrip(" "))
            tidy[index] = replace(piece, text=" " + piece.text)
        if after.code is CodeKind.CLOSE and _is_emphasis(after) and piece.code is None and piece.text[-1:] == " ":
            tidy[index] = replace(piece, text=tidy[index].text.rstrip(" "))
            tidy[index + 1] = replace(after, text=after.text + " ")
    whole = "".join(piece.text for piece in tidy)
    if any(_is_emphasis(piece) and "_" in piece.text for piece in tidy) and regex.search(r"\w_+\w", whole):
        tidy = [replace(one, text=one.text.replace("_", "*")) if _is_emphasis(one) else one for one in tidy]
    return tidy


def _is_emphasis(piece: Piece) -> bool:
    return piece.code is not None and bool(piece.text.strip(" ")) and not piece.text.strip("*_~= ")


def _cell(pieces: Sequence[Piece], _original: str) -> str:
    written = "".join(piece.text if piece.code else _escaped(piece.text) for piece in _tidy(pieces))
    return regex.sub(r"(?<!\\)\|", r"\\|", written)


def _alt(pieces: Sequence[Piece], _original: str) -> str:
    return "".join(piece.text for piece in pieces).replace("[", "\\[").replace("]", "\\]")


def _title(quote: str) -> Style:
    def written(pieces: Sequence[Piece], _original: str) -> str:
        text = "".join(piece.text for piece in pieces)
        return (
            text.replace(quote, f"\\{quote}").replace(")", "\\)") if quote == "(" else text.replace(quote, f"\\{quote}")
        )

    return written


STYLES: Mapping[str, Style] = {
    **HTML,
    **FRONT_MATTER,
    "md": _text,
    "md|": _cell,
    "md-alt": _alt,
    'md-title"': _title('"'),
    "md-title'": _title("'"),
    "md-title(": _title("("),
}
