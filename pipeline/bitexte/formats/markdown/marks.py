"""The inline marks of Markdown as codes: emphasis, links, code spans, tags, by offsets into the source.

Emphasis is found by the delimiter algorithm of CommonMark 0.31 (appendix "Phase 2"), links by its bracket stack. Beside
it: strikethrough, footnote marks, highlights, mathematics, and the marks of template languages and MDX.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import unescape

import regex

from bitexte.formats.html.blocks import attribute_texts
from bitexte.formats.html.names import FIGURE, KEPT
from bitexte.formats.html.tokens import PLACEHOLDER, Kind, Part, attributes
from bitexte.formats.html.tokens import parts as html_parts
from bitexte.formats.splice import Found, Slot, Token, assembled, plain_block, readable
from bitexte.model import BlockKind, CodeKind, Span

_EXPRESSION = r"\{\{(?:(?!\}\}|\{\{).){1,2000}+\}\}|\{%(?:(?!%\}|\{%).){1,2000}+%\}"
_SPECIAL = regex.compile(
    rf"""
    (?P<escape>\\[!-/:-@\[-`{{-~]) | (?P<break>\\\n|[ ]{{2,}}\n) | (?P<soft>[ ]?\n)
    | (?P<ticks>`++) | (?P<auto><(?:[a-zA-Z][\w+.-]{{1,31}}:[^\s<>]*|[\w.+-]+@[\w.-]+)>) | (?P<tag><(?=[a-zA-Z/!?]))
    | (?P<expression>{_EXPRESSION}) | (?P<attributes>\{{[:#.][^{{}}\n]*\}})
    | (?P<image>!\[) | (?P<note>\[\^[^\]\s]+\]) | (?P<open>\[) | (?P<close>\])
    | (?P<math>\$(?=\S)[^$\n]{{1,300}}(?<=\S)\$(?!\d)) | (?P<run>\*++|_++|~{{1,2}}(?!~)|(?<!=)==(?!=))
    | (?P<brace>\{{)
    """,
    regex.VERBOSE | regex.DOTALL,
)
_TARGET = regex.compile(
    rf"""
    \(\s*+ (?P<destination><[^<>\n]*>|(?:{_EXPRESSION}|\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*+\))*+)
    (?:\s++(?P<quote>["'(])(?P<title>(?:\\.|(?!["')]).|(?!(?P=quote)|\)).)*+)["')])?+ \s*+\)
    """,
    regex.VERBOSE | regex.DOTALL,
)
_BRACES = regex.compile(r"[{}]")
_LONGEST_EXPRESSION = 2000
_LABEL = regex.compile(r"\[(?P<label>(?:\\.|[^\[\]\\])*+)\]", regex.DOTALL)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link into the same page: `start` to `end` is the name of the heading."""

    start: int
    end: int
    name: str


@dataclass(slots=True)
class Inline:
    """What a stretch of inline Markdown holds: its tokens, and the texts inside its codes."""

    tokens: list[Token] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    extra: list[Slot] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    """A token, or a run of delimiters (`run` is its character), or an opening bracket (`run` is `[` or `!`)."""

    start: int
    end: int
    text: str = ""
    code: CodeKind | None = None
    partner: int = 0
    run: str = ""
    length: int = 0
    opens: bool = False
    closes: bool = False
    stands: bool = False
    figure: bool = False


def _braces(text: str) -> dict[int, int]:
    """Where each brace opens that is closed, and the end of its partner."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for brace in _BRACES.finditer(text):
        if brace.group() == "{":
            waiting.append(brace.start())
        elif waiting:
            found[waiting.pop()] = brace.end()
    return found


class _Parser:
    """Reads one stretch; offsets are those of the stretch until the end."""

    def __init__(self, text: str, labels: frozenset[str], *, mdx: bool) -> None:
        self.text, self.labels, self.mdx = text, labels, mdx
        self.braces = _braces(text)
        self.nodes: list[_Node] = []
        self.texts: list[tuple[int, int, str, BlockKind]] = []  # inside codes: start, end, style, kind
        self.tags: list[Part] = []
        self.anchors: list[Span] = []
        self.shortcuts: list[tuple[int, str]] = []  # a bracket's end, and the label that it needs from now on
        self.pairs = 0

    def parse(self) -> None:
        position = 0
        while match := _SPECIAL.search(self.text, position):
            self._plain(position, match.start())
            step = getattr(self, f"_{match.lastgroup}")
            position = step(match)
        self._plain(position, len(self.text))
        self._emphasis(0)

    def _plain(self, start: int, end: int) -> None:
        if start < end:
            raw = self.text[start:end]
            self.nodes.append(_Node(start, end, unescape(raw) if "&" in raw else raw))

    def _code(self, start: int, end: int, equivalent: str = "", *, stands: bool = False, figure: bool = False) -> int:
        self.nodes.append(_Node(start, end, equivalent, CodeKind.ISOLATED, stands=stands, figure=figure))
        return end

    def _escape(self, match: regex.Match[str]) -> int:
        self.nodes.append(_Node(match.start(), match.end(), match.group()[1]))
        return match.end()

    def _break(self, match: regex.Match[str]) -> int:
        return self._code(match.start(), match.end(), "\n")

    def _soft(self, match: regex.Match[str]) -> int:
        self.nodes.append(_Node(match.start(), match.end(), " "))
        return match.end()

    def _ticks(self, match: regex.Match[str]) -> int:
        run = match.group()
        close = regex.compile(rf"(?<!`){run}(?!`)").search(self.text, match.end())
        if close is None:
            self._plain(match.start(), match.end())
            return match.end()
        return self._code(match.start(), close.end(), stands=True)

    def _auto(self, match: regex.Match[str]) -> int:
        return self._code(match.start(), match.end(), stands=True)

    def _tag(self, match: regex.Match[str]) -> int:
        start = match.start()
        part = next(html_parts(self.text, start, len(self.text), xml=self.mdx))
        if part.kind is Kind.TEXT:
            self._plain(start, start + 1)
            return start + 1
        if part.kind is Kind.OPEN and part.name in KEPT and not part.closed:
            close = self.text.find(f"</{part.name}>", part.end)
            if close >= 0:
                return self._code(start, close + len(part.name) + 3, stands=True)
        if part.kind is Kind.OPEN:
            self.tags.append(part)
        if part.kind is Kind.OPEN and part.name == "br":
            return self._code(start, part.end, "\n")
        if part.kind is Kind.OPEN and not part.closed:
            self.nodes.append(_Node(start, part.end, part.name, CodeKind.OPEN, -1))
        elif part.kind is Kind.CLOSE:
            self._close_tag(part)
        else:
            self._code(start, part.end, figure=part.name in FIGURE)
        return part.end

    def _close_tag(self, part: Part) -> None:
        for node in reversed(self.nodes[-500:]):
            if node.code is CodeKind.OPEN and node.partner == -1 and node.text == part.name:
                self.pairs += 1
                node.partner = self.pairs
                node.text = ""
                self.nodes.append(_Node(part.start, part.end, "", CodeKind.CLOSE, self.pairs))
                return
        self._code(part.start, part.end)

    def _expression(self, match: regex.Match[str]) -> int:
        raw = match.group()
        if PLACEHOLDER.fullmatch(raw):
            self.nodes.append(_Node(match.start(), match.end(), raw))
            return match.end()
        return self._code(match.start(), match.end(), stands=raw.startswith("{{"))

    def _attributes(self, match: regex.Match[str]) -> int:
        return self._code(match.start(), match.end())

    def _brace(self, match: regex.Match[str]) -> int:
        """An expression of MDX, to its closing brace."""
        start = match.start()
        end = self.braces.get(start, 0)
        if self.mdx and 0 < end - start <= _LONGEST_EXPRESSION:
            return self._code(start, end, stands=not self.text.startswith("{/*", start))
        end = start + 1
        while self.text.startswith("{", end) and end not in self.braces:
            end += 1
        self._plain(start, end)
        return end

    def _math(self, match: regex.Match[str]) -> int:
        return self._code(match.start(), match.end(), stands=True)

    def _note(self, match: regex.Match[str]) -> int:
        return self._code(match.start(), match.end())

    def _image(self, match: regex.Match[str]) -> int:
        self.nodes.append(_Node(match.start(), match.end(), "![", run="!"))
        return match.end()

    def _open(self, match: regex.Match[str]) -> int:
        self.nodes.append(_Node(match.start(), match.end(), "[", run="["))
        return match.end()

    def _run(self, match: regex.Match[str]) -> int:
        start, end = match.span()
        before = self.text[start - 1] if start else " "
        after = self.text[end] if end < len(self.text) else " "
        left = not after.isspace() and (not _punctuation(after) or before.isspace() or _punctuation(before))
        right = not before.isspace() and (not _punctuation(before) or after.isspace() or _punctuation(after))
        opens, closes = left, right
        if self.text[start] == "_":
            opens = left and (not right or _punctuation(before))
            closes = right and (not left or _punctuation(after))
        self.nodes.append(_Node(start, end, run=self.text[start], length=end - start, opens=opens, closes=closes))
        return end

    def _close(self, match: regex.Match[str]) -> int:
        opening = next(
            (
                i
                for i in range(len(self.nodes) - 1, max(-1, len(self.nodes) - 2000), -1)
                if self.nodes[i].run in ("[", "!")
            ),
            None,
        )
        end = self._target(opening, match.start()) if opening is not None else None
        if opening is None or end is None:
            if opening is not None:
                self.nodes[opening].run = ""
            self._plain(match.start(), match.end())
            return match.end()
        if self.nodes[opening].run == "!":
            start = self.nodes[opening].start
            if match.start() > self.nodes[opening].end:
                self.texts.append((self.nodes[opening].end, match.start(), "md-alt", BlockKind.CAPTION))
            del self.nodes[opening:]
            return self._code(start, end, figure=True)
        self._emphasis(opening + 1)
        self.pairs += 1
        node = self.nodes[opening]
        node.text, node.run, node.code, node.partner = "", "", CodeKind.OPEN, self.pairs
        for earlier in self.nodes[:opening]:
            if earlier.run == "[":  # no links within links
                earlier.run = ""
        self.nodes.append(_Node(match.start(), end, "", CodeKind.CLOSE, self.pairs))
        return end

    def _target(self, opening: int, close: int) -> int | None:
        """Where the target of a link ends whose text ends at `close`; None where there is none."""
        node = self.nodes[opening]
        if target := _TARGET.match(self.text, close + 1):
            if target["title"]:
                self.texts.append((*target.span("title"), f"md-title{target['quote']}", BlockKind.CAPTION))
            if target["destination"].startswith("#"):
                self.anchors.append((target.start("destination") + 1, target.end("destination")))
            return target.end()
        own = self.text[node.end : close]
        if label := _LABEL.match(self.text, close + 1):
            if label["label"] and normalized(label["label"]) in self.labels:
                return label.end()
            if not label["label"] and normalized(own) in self.labels:
                self.shortcuts.append((label.start() + 1, own))
                return label.end()
        if normalized(own) in self.labels and self.text[close + 1 : close + 2] != ":":
            self.shortcuts.append((close + 1, own))
            return close + 1
        return None

    def _emphasis(self, bottom: int) -> None:
        """Pairs the runs from node `bottom` on; what is left of them is text."""
        index = bottom
        lowest: dict[tuple[str, bool, int], int] = {}
        while index < len(self.nodes):
            closer = self.nodes[index]
            if not (closer.run and closer.run in "*_~=" and closer.closes and closer.length):
                index += 1
                continue
            key = (closer.run, closer.opens, closer.length % 3)
            opening = self._opener(closer, index, max(bottom, lowest.get(key, bottom)))
            if opening is None:
                lowest[key] = index
                index += 1
                continue
            index = self._paired(opening, index)
        for node in self.nodes[bottom:]:
            if node.run and node.run in "*_~=":
                node.text, node.run = self.text[node.start : node.end], ""

    def _opener(self, closer: _Node, index: int, lowest: int) -> int | None:
        for at in range(index - 1, lowest - 1, -1):
            node = self.nodes[at]
            if node.run == closer.run and node.opens and node.length:
                if node.run in "~=" and node.length != closer.length:
                    continue
                mixed = (node.closes or closer.opens) and (node.length + closer.length) % 3 == 0
                if node.run in "*_" and mixed and (node.length % 3 or closer.length % 3):
                    continue
                return at
        return None

    def _paired(self, opening: int, closing: int) -> int:
        """Makes codes of two runs, as far as they go; the index to go on at."""
        opener, closer = self.nodes[opening], self.nodes[closing]
        used = 2 if opener.length >= 2 and closer.length >= 2 else 1
        self.pairs += 1
        for node in self.nodes[opening + 1 : closing]:
            if node.run and node.run in "*_~=":
                node.text, node.run, node.length = self.text[node.start : node.end], "", 0
        opener.end -= used
        opener.length -= used
        closer.start += used
        closer.length -= used
        first = _Node(opener.end, opener.end + used, "", CodeKind.OPEN, self.pairs)
        last = _Node(closer.start - used, closer.start, "", CodeKind.CLOSE, self.pairs)
        self.nodes[closing:closing] = [last]
        self.nodes[opening + 1 : opening + 1] = [first]
        return closing + 2 if closer.length else closing + 3


def inline(source: str, lines: Sequence[Span], labels: frozenset[str], *, mdx: bool = False) -> Inline:
    """The inline Markdown on these lines, given by their spans in the source without what stands before them."""
    text = "\n".join(source[start:end] for start, end in lines)
    parser = _Parser(text, labels, mdx=mdx)
    parser.parse()
    place = _place_of(lines)
    result = Inline()
    for node in parser.nodes:
        if node.start == node.end:
            continue
        breaks = text[node.end - 1] == "\n" and node.end < len(text)
        start, end = place(node.start), place(node.end) if breaks else place(node.end - 1) + 1
        if node.partner == -1:
            node.text, node.partner = "", 0
        code = node.code if node.partner or node.code is None else CodeKind.ISOLATED
        piece = readable(node.text).replace("\u00ad", "") if code is None else node.text
        result.tokens.append(Token(start, end, piece, code, node.partner, node.stands, node.figure))
    for start, end, style, kind in parser.texts:
        span = (place(start), place(end - 1) + 1)
        piece = readable(unescape(_ESCAPED.sub(r"\1", text[start:end]))).replace("\n", " ")
        one = assembled([Token(*span, piece)], source, plain_block(kind), style)
        if one is not None and one.block is not None and any(map(str.isalpha, one.block.text)):
            result.found.append(one)
    for tag in parser.tags:
        moved = Part(tag.kind, place(tag.start), place(tag.end - 1) + 1, tag.name, tag.closed)
        found, extra = tag_texts(source, moved)
        result.found += found
        result.extra += extra
    result.anchors = [Anchor(place(start), place(end - 1) + 1, text[start:end]) for start, end in parser.anchors]
    for end, label in parser.shortcuts:
        at = place(end - 1) + 1
        result.extra.append(Slot(at - 1, at, replacement=f"][{label}]" if source[at - 1] == "]" else f"[{label}"))
    return result


_ESCAPED = regex.compile(r"\\([!-/:-@\[-`{-~])")
_COMPONENT_TEXTS = frozenset(["title", "label", "caption", "description", "text", "summary", "alt", "placeholder"])


def tag_texts(source: str, part: Part) -> tuple[list[Found], list[Slot]]:
    """The texts in the attributes of a tag; a component of MDX (with a capital) has some more."""
    every = attributes(source, part)
    found, extra = attribute_texts(source, part, every)
    if source[part.start + 1].isupper():
        taken = {one.start for one in found}
        for one in every:
            if one.name in _COMPONENT_TEXTS and one.quote and one.start not in taken:
                block = plain_block(BlockKind.MESSAGE, notes=(f"{part.name} {one.name}",))
                token = Token(one.start, one.end, readable(unescape(source[one.start : one.end])))
                value = assembled([token], source, block, f"attribute{one.quote}")
                if value is not None and value.block is not None and any(map(str.isalpha, value.block.text)):
                    found.append(value)
    return found, extra


def normalized(label: str) -> str:
    """A link label as it is compared: without case, blanks as one."""
    return " ".join(label.split()).casefold()


def _place_of(lines: Sequence[Span]) -> Callable[[int], int]:
    """Offsets of the joined lines to offsets of the source."""
    starts: list[int] = []
    position = 0
    for start, end in lines:
        starts.append(position)
        position += end - start + 1

    def place(offset: int) -> int:
        index = bisect_right(starts, offset) - 1
        return lines[index][0] + offset - starts[index]

    return place


def _punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
