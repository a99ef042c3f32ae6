"""Finds the texts of an HTML source, as slots: blocks between block-level tags, attributes, and texts inside codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from bitexte import limits
from bitexte.errors import InputError
from bitexte.formats.html import names
from bitexte.formats.html.selectors import Selector
from bitexte.formats.html.tokens import PLACEHOLDER, Attribute, Kind, Part, attributes, decoded, expressions, parts
from bitexte.formats.splice import Found, Inside, Slot, Token, assembled, plain_block, readable
from bitexte.language.closed_classes import COMMONEST
from bitexte.language.tags import is_french
from bitexte.model import BlockKind, CodeKind, Remark

_WORD = regex.compile(r"\p{L}+['’]?")
_CODE_SIGNS = regex.compile(r"[{}<>=;\\|$\[\]]")
_A = regex.compile(r"(?i)<a\s")
_VALUES = ("{{", "<%=", "<?=")  # expressions that put words on the page; others begin or end a part of it
_NO_WORDS = regex.compile(PLACEHOLDER.pattern + r"|\\[nrt]")
_LINE = regex.compile(r"[^\r\n]+")
_CONDITION = regex.compile(r"<!--\s*\[if[^\]]*\]>(?=.*\w)", regex.DOTALL)


@dataclass(slots=True)
class _Run:
    """The text that is being read: it ends at the next block-level tag."""

    tokens: list[Token] = field(default_factory=list)
    opened: list[tuple[str, int]] = field(default_factory=list)  # names of open inline tags and their pair


@dataclass(slots=True)
class _Element:
    name: str
    start: int
    kept: bool  # translate="no", or code
    foreign: bool  # in another language than French
    kind: BlockKind
    level: int
    lines: bool  # white space counts: every line is a block
    outer: _Run | None = None  # the run that goes on when this element ends
    block: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What was found in a stretch of HTML."""

    found: tuple[Found, ...]
    extra: tuple[Slot, ...]
    warnings: tuple[Remark, ...]


def scan(
    text: str,
    name: str,
    selectors: tuple[Selector, ...] = (),
    *,
    start: int = 0,
    end: int | None = None,
    xml: bool = False,
    kind: BlockKind = BlockKind.PARAGRAPH,
    key: str = "",
) -> Page:
    """The texts between `start` and `end`. Raises InputError for elements nested too deep."""
    return _Scanner(text, name, selectors, xml, kind, key).scanned(start, len(text) if end is None else end)


class _Scanner:
    """Walks the parts of a source once; holds the elements that are open."""

    def __init__(
        self, text: str, name: str, selectors: tuple[Selector, ...], xml: bool, kind: BlockKind, key: str
    ) -> None:
        self.text, self.name, self.selectors, self.xml, self.key = text, name, selectors, xml, key
        self.found: list[Found] = []
        self.extra: list[Slot] = []
        self.warnings: dict[Remark, None] = {}
        self.run = _Run()
        self.root = _Element("", 0, False, False, kind, 0, False)
        self.stack: list[_Element] = [self.root]
        self.open: Counter[str] = Counter()
        self.pairs = 0

    def scanned(self, start: int, end: int) -> Page:
        steps = {
            Kind.TEXT: self._words,
            Kind.OPEN: self._opening,
            Kind.CLOSE: self._closing,
            Kind.COMMENT: self._comment,
            Kind.EXPRESSION: self._expression,
        }
        for part in parts(self.text, start, end, xml=self.xml):
            steps.get(part.kind, self._code)(part)
        while len(self.stack) > 1:
            self._leave(end, end)
        self._flush()
        return Page(tuple(self.found), tuple(self.extra), tuple(self.warnings))

    @property
    def top(self) -> _Element:
        return self.stack[-1]

    @property
    def silent(self) -> bool:
        return self.top.kept or self.top.foreign

    def _words(self, part: Part) -> None:
        if self.silent:
            return
        if not self.top.lines:
            self._text(part.start, part.end)
            return
        for line in _LINE.finditer(self.text, part.start, part.end):
            if line.start() > part.start:
                self._flush()
            self._text(line.start(), line.end())
        if self.text[part.end - 1] in "\r\n":
            self._flush()

    def _text(self, start: int, end: int) -> None:
        self.run.tokens += text_tokens(self.text, start, end)

    def _code(self, part: Part) -> None:
        if not self.silent:
            self.run.tokens.append(Token(part.start, part.end, "", CodeKind.ISOLATED))

    def _expression(self, part: Part) -> None:
        raw = self.text[part.start : part.end]
        if not self.silent and PLACEHOLDER.fullmatch(raw):
            self.run.tokens.append(Token(part.start, part.end, raw))
        elif not self.silent:
            stands = raw.startswith(_VALUES)
            self.run.tokens.append(Token(part.start, part.end, "", CodeKind.ISOLATED, stands=stands))

    def _comment(self, part: Part) -> None:
        if _CONDITION.match(self.text, part.start, part.end) and self.text.startswith("<!--", part.start):
            self.warnings[Remark("conditional-comment")] = None
        self._code(part)

    def _opening(self, part: Part) -> None:
        self._end_implied(part)
        every = attributes(self.text, part)
        element = self._element(part, every)
        if every and not (element.kept or element.foreign):
            self._attributes(part, every)
        if part.name in names.BLOCK:
            self._flush()
        if part.closed:
            self._void(part)
            return
        if len(self.stack) > limits.HTML_DEPTH:
            line = self.text.count("\n", 0, part.start) + 1
            raise InputError(
                f"more than {limits.HTML_DEPTH} elements within one another",
                where=f"{self.name}:{line}",
                hint="are end tags left out?",
            )
        self._enter(part, element)

    def _enter(self, part: Part, element: _Element) -> None:
        before = self.silent
        now = element.kept or element.foreign
        if part.name in names.ISLAND or before != now:
            element.outer, self.run = self.run, _Run()
        elif not element.block and not now:
            self.pairs += 1
            self.run.opened.append((part.name, self.pairs))
            self.run.tokens.append(Token(part.start, part.end, "", CodeKind.OPEN, self.pairs))
        self.stack.append(element)
        self.open[part.name] += 1

    def _void(self, part: Part) -> None:
        if part.name == "br" and not self.silent:
            if self.top.lines:
                self._flush()
            else:
                self.run.tokens.append(Token(part.start, part.end, "\n", CodeKind.ISOLATED))
        elif part.name in names.FIGURE and not self.silent:
            self.run.tokens.append(Token(part.start, part.end, "", CodeKind.ISOLATED, figure=True))
        elif part.name == "hr" or part.name not in names.BLOCK:
            self._code(part)

    def _element(self, part: Part, every: Sequence[Attribute]) -> _Element:
        """The element that begins here, with what it inherits and what its attributes change."""
        outer = self.top
        values = {one.name: decoded(self.text[one.start : one.end]) for one in every}
        kept, foreign = outer.kept or part.name in names.KEPT, outer.foreign
        classes = values.get("class", "").split()
        if "notranslate" in classes or values.get("translate", "").lower() == "no":
            kept = True
        elif values.get("translate", "").lower() in ("yes", "") and "translate" in values:
            kept = False
        if language := values.get("lang") or values.get("xml:lang"):
            foreign = not is_french(language) and part.name not in ("html", "body")
        if self.selectors and any(selector.matches(part.name, values) for selector in self.selectors):
            kept = True
        lines = outer.lines or part.name in ("pre", "textarea")
        if part.name == "pre" and not outer.lines:
            kept = kept or self._is_code(part, classes)
        kind = names.KINDS.get(part.name, outer.kind)
        level = int(part.name[1]) if kind is BlockKind.HEADING and part.name[1:].isdigit() else outer.level
        block = part.name in names.BLOCK
        return _Element(part.name, part.start, kept, foreign, kind, level, lines, None, block)

    def _is_code(self, part: Part, classes: list[str]) -> bool:
        """Whether a `pre` holds no French prose."""
        close = regex.compile(rf"(?i)</{part.name}\s*>").search(self.text, part.end, part.end + 20_000)
        inner = self.text[part.end : close.start() if close else part.end + 2000]
        if "<code" in inner or any(one.startswith(names.CODE_CLASSES) for one in classes):
            return True
        words = [word.lower().replace("’", "'") for word in _WORD.findall(decoded(inner))]
        prose = sum(word in COMMONEST or not word.isascii() for word in words)
        signs = len(_CODE_SIGNS.findall(decoded(inner)))
        return prose * 10 < len(words) or signs * 25 > len(inner)

    def _attributes(self, part: Part, every: Sequence[Attribute]) -> None:
        found, extra = attribute_texts(self.text, part, every, self.name, self.selectors, self.key)
        self.found += found
        self.extra += extra
        if part.name == "script" and any("ld+json" in self.text[one.start : one.end] for one in every):
            self.warnings[Remark("json-ld")] = None

    def _end_implied(self, part: Part) -> None:
        ending = names.ENDS.get(part.name)
        if ending is None or not any(self.open[name] for name in ending[0]):
            return
        closing, limits = ending
        depth = len(self.stack) - 1
        lowest = depth + 1
        while depth > 0 and self.stack[depth].name not in limits:
            if self.stack[depth].name in closing:
                lowest = depth
            depth -= 1
        while len(self.stack) > lowest:
            self._leave(part.start, part.start)

    def _closing(self, part: Part) -> None:
        block = part.name in names.BLOCK
        if not self.open[part.name] or not self._reaches(part.name, block):
            if block:
                self._flush()
            self._code(part)
            return
        while self.top.name != part.name:
            self._leave(part.start, part.start)
        self._leave(part.start, part.end)

    def _reaches(self, name: str, block: bool) -> bool:
        """Whether an end tag closes an open element: that of an inline element does not reach across a block."""
        for element in reversed(self.stack):
            if element.name == name:
                return True
            if element.block and not block and element.name:
                return False
        return False

    def _leave(self, start: int, end: int) -> None:
        """Closes the innermost element; `start` to `end` is its end tag, or nothing."""
        element = self.stack.pop()
        self.open[element.name] -= 1
        if element.outer is not None:
            self._flush(element)
            self.run = element.outer
            if element.block:
                self._flush()
            elif not self.silent:
                island = element.name in names.ISLAND
                figure = island and element.name in names.FIGURE
                code = Token(element.start, end, "", CodeKind.ISOLATED, stands=not island, figure=figure)
                self.run.tokens.append(code)
        elif element.block:
            self._flush(element)
        elif not (element.kept or element.foreign):
            self._pair(element.name, start, end)

    def _pair(self, name: str, start: int, end: int) -> None:
        opened = self.run.opened
        index = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == name), None)
        if index is None:
            if start < end:
                self.run.tokens.append(Token(start, end, "", CodeKind.ISOLATED))
            return
        _, pair = opened.pop(index)
        if start < end:
            self.run.tokens.append(Token(start, end, "", CodeKind.CLOSE, pair))

    def _flush(self, element: _Element | None = None) -> None:
        """Ends the run: its text becomes a block, or one for each link where it is a row of links."""
        run, self.run = self.run, _Run()
        owner = element or self.top
        if owner.kept or owner.foreign or not run.tokens:
            return
        block = plain_block(owner.kind, owner.level, key=self.key)
        for tokens in _links(self.text, run.tokens):
            self._add(assembled(tokens, self.text, block, "text", collapse=not owner.lines))

    def _add(self, found: Found | None) -> None:
        if found is not None and found.block is not None and has_words(found.block.text):
            self.found.append(found)


def attribute_texts(
    text: str,
    part: Part,
    every: Sequence[Attribute],
    name: str = "",
    selectors: tuple[Selector, ...] = (),
    key: str = "",
) -> tuple[list[Found], list[Slot]]:
    """The attributes of a tag that are texts, and those that name the language of the page."""
    found: list[Found] = []
    extra: list[Slot] = []
    values = {one.name: text[one.start : one.end] for one in every} if part.name in ("meta", "input") else {}
    described = (values.get("name") or values.get("property") or values.get("http-equiv") or "").lower()
    for one in every:
        raw = text[one.start : one.end]
        if one.name in ("lang", "xml:lang") and is_french(raw):
            extra.append(Slot(one.start, one.end, replacement="en"))
        elif one.name == "srcdoc":
            inner = readable(decoded(raw))
            page = scan(inner, name, selectors, key=key)
            inside = Inside(inner, page.found, page.extra)
            found.append(Found(one.start, one.end, f"attribute{one.quote}", inside=inside))
        elif kind := _attribute_kind(part.name, one.name, values):
            block = plain_block(kind, notes=(described if part.name == "meta" else f"{part.name} {one.name}",), key=key)
            tokens = text_tokens(text, one.start, one.end)
            value = assembled(tokens, text, block, f"attribute{one.quote}")
            if value is not None and value.block is not None and has_words(value.block.text):
                found.append(value)
        elif described in names.LANGUAGES and one.name == "content" and is_french(raw):
            extra.append(Slot(one.start, one.end, replacement=names.LANGUAGES[described]))
    return found, extra


def has_words(text: str) -> bool:
    """Whether a text holds more than signs and placeholders."""
    return any(map(str.isalnum, _NO_WORDS.sub("", text)))


def text_tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """A stretch of text as tokens: its entities resolved, without soft hyphens; template expressions are codes."""
    for opening, closing in expressions(text, start, end):
        if start < opening:
            yield _text_token(text, start, opening)
        stands = text.startswith(_VALUES, opening)
        yield Token(opening, closing, "", CodeKind.ISOLATED, stands=stands)
        start = closing
    if start < end:
        yield _text_token(text, start, end)


def _text_token(text: str, start: int, end: int) -> Token:
    return Token(start, end, readable(decoded(text[start:end])).replace("\u00ad", ""))


def _attribute_kind(element: str, attribute: str, values: Mapping[str, str]) -> BlockKind | None:
    """What kind of text an attribute is, None where it is none; `values` are those of a meta or input element."""
    if kind := names.ATTRIBUTES.get(attribute):
        return kind
    if element in names.ATTRIBUTES_OF.get(attribute, ()):
        return BlockKind.MESSAGE
    if element == "input" and attribute == "value" and values.get("type", "").lower() in names.BUTTONS:
        return BlockKind.MESSAGE
    if element == "meta" and attribute == "content":
        described = {values.get("name", "").lower(), values.get("property", "").lower()}
        return BlockKind.CAPTION if described & names.DESCRIPTIONS else None
    return None


def _links(text: str, tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens of each link where links are all there is; else all tokens in one."""
    pairs: list[tuple[int, int]] = []
    opening = 0
    inside = 0
    for index, token in enumerate(tokens):
        if inside:
            if token.partner == inside:
                pairs.append((opening, index))
                inside = 0
        elif token.code is CodeKind.OPEN and _A.match(text, token.start):
            opening, inside = index, token.partner
        elif token.code is None and any(map(str.isalnum, token.text)):
            break
    else:
        if not inside and len(pairs) > 1:
            yield from (tokens[first : last + 1] for first, last in pairs)
            return
    yield tokens
