"""The blocks of a Markdown source: which stretches of which lines are a heading, a paragraph, a cell, HTML.

markdown-it finds the blocks (CommonMark and tables); lines that it does not know (front matter is cut off before,
shortcodes, components, admonitions, footnotes, definitions) are shown to it in a form that it knows. What it finds is
looked up in the real lines, and left alone where it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex
from markdown_it import MarkdownIt
from markdown_it.token import Token as MarkdownToken

from bitexte import limits
from bitexte.errors import InputError
from bitexte.model import BlockKind, Span

_LINE = regex.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_PREFIX = r"(?P<prefix>[ \t]*(?:>[ \t]?)*[ \t]*)"
_SHORTCODES = regex.compile(
    rf"{_PREFIX}(?:(?:\{{\{{[<%#](?:(?!\}}\}}).)*\}}\}}|\{{%(?:(?!%\}}).)*%\}}|\{{\{{[^{{}}]*\}}\}})\s*)+$"
)
_ATTRIBUTES = regex.compile(rf"{_PREFIX}\{{:[^{{}}]*\}}\s*$")
_ADMONITION = regex.compile(
    rf"{_PREFIX}:::+\s*(?:(?P<kind>[\w-]+)\s*(?:\[(?P<label>[^\]]*)\]|(?P<title>[^\[\]{{}}]+))?)?\s*(?:\{{[^}}]*\}})?\s*$"
)
_ADMONITION_MKDOCS = regex.compile(rf"{_PREFIX}(?:!!!|\?\?\?\+?)\s+[\w-]+(?:\s+\"(?P<title>[^\"]*)\")?\s*$")
_ALERT = regex.compile(r"[ \t]*>[ \t]*\[!\w+\][ \t]*$")
_NOTE = regex.compile(r"(?P<prefix>[ ]{0,3})\[\^[^\]\s]+\]:(?=[ \t]|$)")
_DEFINITION = regex.compile(r"(?P<prefix>[ ]{0,3}):(?=[ \t]+\S)")
_COMMENT = regex.compile(rf"{_PREFIX}\{{/\*.*\*/\}}\s*$")
_COMPONENT = regex.compile(rf"{_PREFIX}(?:</?[A-Z][\w.]*(?:\s[^<>]*?)?/?>\s*)+$")
_TAG_ALONE = regex.compile(rf"{_PREFIX}<(?:[a-zA-Z][^<>]*\smarkdown=[\"']?(?:1|block|span)[\"']?[^<>]*)>\s*$")
_COMPONENT_OPENS = regex.compile(rf"{_PREFIX}<[A-Z][\w.]*(?:\s[^<>]*)?$")
_MODULE = regex.compile(r"(?:import|export)\s")
_MATH = regex.compile(rf"{_PREFIX}\$\$")
_FENCE = regex.compile(rf"{_PREFIX}(?:[-+*]\s+|\d+[.)]\s+)*(?P<fence>`{{3,}}|~{{3,}})")
_TASK = regex.compile(r"\[[ xX]\][ \t]+")


@dataclass(frozen=True, slots=True)
class Region:
    """A text: its lines by their spans in the source, without what stands before and behind them."""

    kind: BlockKind
    lines: tuple[Span, ...]
    level: int = 0


@dataclass(slots=True)
class Blocks:
    """What was found: regions of inline Markdown, stretches of HTML, shortcodes and tags alone on their lines."""

    regions: list[Region] = field(default_factory=list)
    html: list[Span] = field(default_factory=list)
    shortcodes: list[Span] = field(default_factory=list)
    components: list[Span] = field(default_factory=list)
    labels: frozenset[str] = frozenset()
    titles: list[Span] = field(default_factory=list)  # of admonitions: plain text
    definitions: list[Span] = field(default_factory=list)  # lines of link definitions


def find_blocks(text: str, name: str, start: int, *, mdx: bool) -> Blocks:
    """The blocks of a source from `start` on. Raises InputError for one nested too deep."""
    lines = [match.span() for match in _LINE.finditer(text, start) if match.end() > match.start()]
    found = Blocks()
    shown = _Shown(found, mdx=mdx)
    for line in lines:
        start_of_line, end = _content(text, line)
        shown.add(text[start_of_line:end], start_of_line)
    parser = MarkdownIt("commonmark", {"maxNesting": limits.MARKDOWN_DEPTH}).enable("table").disable("inline")
    if mdx:
        parser.disable("html_block")
        parser.disable("code")
    environment: dict[str, object] = {}
    try:
        tokens = parser.parse("".join(f"{line}\n" for line in shown.lines), environment)
    except RecursionError as error:
        raise InputError("lists or quotes nested too deep", where=name) from error
    references = environment.get("references")
    if isinstance(references, dict):
        found.labels = frozenset(" ".join(str(label).split()).casefold() for label in references)
        for reference in references.values():
            first, last = reference["map"]
            found.definitions += [_content(text, lines[number]) for number in range(first, min(last, len(lines)))]
    _walk(text, lines, tokens, found)
    return found


def _content(text: str, line: Span) -> Span:
    """A line without its end."""
    start, end = line
    return start, end - (len(text[start:end]) - len(text[start:end].rstrip("\r\n")))


class _Shown:
    """The lines as markdown-it gets them, as many as there are."""

    def __init__(self, found: Blocks, *, mdx: bool) -> None:
        self.found, self.mdx = found, mdx
        self.lines: list[str] = []
        self.fence = ""
        self.waits = ""  # for what ends a stretch of lines that is not shown; "blank" for a blank line
        self.begun = 0

    def add(self, content: str, start: int) -> None:
        """Takes the next line, which begins at `start` in the source."""
        if self.waits:
            self.lines.append("")
            self._waiting(content, start)
        elif self._fenced(content):
            self.lines.append(content)
        elif waits := self._opens(content):
            self.waits, self.begun = waits, start
            self.lines.append("")
        else:
            self.lines.append(_shown_line(content, start, self.found, mdx=self.mdx))

    def _waiting(self, content: str, start: int) -> None:
        ended = not content.strip() if self.waits == "blank" else content.rstrip().endswith(self.waits)
        if ended:
            if self.waits == ">":
                self.found.components.append((self.begun, start + len(content)))
            self.waits = ""

    def _fenced(self, content: str) -> bool:
        """Whether a line belongs to a fenced block of code."""
        if opening := _FENCE.match(content):
            mark = opening["fence"]
            if not self.fence:
                self.fence = mark
            elif mark.startswith(self.fence) and not content[opening.end() :].strip():
                self.fence = ""
                return True
        return bool(self.fence)

    def _opens(self, content: str) -> str:
        """What ends the stretch of lines that begins here, empty where none does."""
        after_blank = not self.lines or not self.lines[-1].strip()
        if self.mdx and after_blank and _MODULE.match(content):
            return "blank"
        if self.mdx and _COMPONENT_OPENS.match(content):
            return ">"
        math = _MATH.match(content)
        return "$$" if math and not content[math.end() :].rstrip().endswith("$$") else ""


def _shown_line(content: str, start: int, found: Blocks, *, mdx: bool) -> str:
    if note := _NOTE.match(content):
        return f"{note['prefix']}- {content[note.end() :].strip()}"
    if definition := _DEFINITION.match(content):
        return f"# {content[definition.end() :].strip()}"  # a block of one line
    if _ALERT.match(content):
        return ">"
    for pattern, spans in (
        (_SHORTCODES, found.shortcodes),
        (_COMPONENT, found.components),
        (_TAG_ALONE, found.components),
        (_ATTRIBUTES, None),
        (_COMMENT if mdx else None, None),
        (_ADMONITION, found.titles),
        (_ADMONITION_MKDOCS, found.titles),
    ):
        matched = pattern.match(content) if pattern is not None else None
        if matched is None:
            continue
        if spans is found.titles:
            groups = matched.groupdict()
            group = "label" if groups.get("label") else "title"
            if groups.get(group):
                spans.append((start + matched.start(group), start + matched.end(group)))
        elif spans is not None:
            spans.append((start + matched.end("prefix"), start + len(content)))
        return ">" * matched["prefix"].count(">")
    return content


def _walk(text: str, lines: Sequence[Span], tokens: Sequence[MarkdownToken], found: Blocks) -> None:
    opened: list[MarkdownToken] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            if token.type == "tr_open" and token.map:
                found.regions += _cells(text, _content(text, lines[token.map[0]]))
        elif token.nesting < 0:
            opened.pop()
        elif token.type == "html_block" and token.map:
            first, last = token.map[0], min(token.map[1], len(lines))
            found.html.append((lines[first][0], lines[last - 1][1]))
        elif token.type == "inline" and token.map and not any(one.type == "tr_open" for one in opened):
            region = _region(text, lines, token, opened)
            if region is not None:
                found.regions.append(region)


def _region(text: str, lines: Sequence[Span], token: MarkdownToken, opened: Sequence[MarkdownToken]) -> Region | None:
    """The lines of a heading or paragraph in the source; None where they cannot be found there."""
    assert token.map is not None
    spans: list[Span] = []
    for number, piece in enumerate(token.content.split("\n"), start=token.map[0]):
        wanted = piece.strip(" \t")
        if not wanted:
            continue
        start, end = _content(text, lines[number])
        at = text.rfind(wanted, start, end)
        if at < 0:
            return None
        spans.append((at, min(at + len(piece.lstrip(" \t")), end)))
    names = [one.type for one in opened]
    level = int(opened[-1].tag[1]) if names and names[-1] == "heading_open" else 0
    if _DEFINITION.match(text, *lines[token.map[0]]):
        kind, level = BlockKind.LIST_ITEM, 0
    elif level:
        kind = BlockKind.HEADING
    else:
        kind = BlockKind.LIST_ITEM if "list_item_open" in names else BlockKind.PARAGRAPH
    if spans and kind is BlockKind.LIST_ITEM and (task := _TASK.match(text, *spans[0])):
        spans[0] = (task.end(), spans[0][1])
    return Region(kind, tuple(spans), level) if spans else None


def _cells(text: str, line: Span) -> Iterator[Region]:
    """The cells of a table's row: bars part them, but for those behind a backslash."""
    start, end = line
    first = start
    for position in [*(bar for bar in range(start, end) if text[bar] == "|" and text[bar - 1] != "\\"), end]:
        cell = text[first:position]
        inner = cell.strip(" \t>") if first == start else cell.strip(" \t")
        if inner:
            at = first + cell.index(inner)
            yield Region(BlockKind.TABLE_CELL, ((at, at + len(inner)),))
        first = position + 1
