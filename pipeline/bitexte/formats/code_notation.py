"""Inline codes as other programs write them, and back.

A code is written as its number in its segment (text/codes.numbered): `<g id="1">` of XLIFF 1.2, `<pc id="1">` of 2.x,
`<bpt i="1">` of TMX, `<g1>` of OmegaT's PO files, `⟦1⟧` of tables. What a code stands for in the text (a line break) is
left out of what is written, and comes back with the code by `restored`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, Self

import regex

from bitexte.model import CodeKind, InlineCode
from bitexte.text.characters import NO_XML
from bitexte.text.codes import numbered, pairs


class Coded(NamedTuple):
    """A text with its codes, in the order they stand."""

    text: str
    codes: tuple[InlineCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """How codes are written; `{n}` is the code's number, `{content}` its own mark-up, escaped.

    `begin` and `end` are the halves of a pair that no partner in the same text, or one that it crosses, has. `stands`
    is a code alone that stands for a text, where it is written otherwise.
    """

    open: str
    close: str
    alone: str
    begin: str
    end: str
    stands: str = ""
    markup: bool = True  # the text is escaped, for it stands in XML


XLIFF_1 = Style(
    '<g id="{n}">',
    "</g>",
    '<x id="{n}" equiv-text="{content}"/>',
    '<bx id="{n}" equiv-text="{content}"/>',
    '<ex id="{n}" equiv-text="{content}"/>',
)
XLIFF_2 = Style(
    '<pc id="{n}" dispStart="{content}">',
    "</pc>",
    '<ph id="{n}" disp="{content}"/>',
    '<sc id="{n}" disp="{content}"/>',
    '<ec startRef="{n}" disp="{content}"/>',
)
TMX = Style(
    '<bpt i="{n}" x="{n}">{content}</bpt>',
    '<ept i="{n}">{content}</ept>',
    '<ph x="{n}">{content}</ph>',
    '<it pos="begin" x="{n}">{content}</it>',
    '<it pos="end" x="{n}">{content}</it>',
    '<ph x="{n}" type="x-text">{content}</ph>',
)
OMEGAT = Style("<g{n}>", "</g{n}>", "<x{n}/>", "<b{n}/>", "<e{n}/>", markup=False)
_MARKS = {CodeKind.OPEN: "⟦{n}⟧", CodeKind.CLOSE: "⟦/{n}⟧", CodeKind.ISOLATED: "⟦{n}/⟧"}

_OMEGAT = regex.compile(r"<(?:(?P<open>g)|(?P<close>/g)|(?P<alone>x)|(?P<begin>b)|(?P<end>e))(?P<n>\d+)/?>")
_MARK = regex.compile(r"\\(?P<own>⟦)(?=/?\d)|⟦(?:(?P<close>/)(?P<n>\d+)|(?P<n>\d+)(?P<alone>/)|(?P<open>)(?P<n>\d+))⟧")
_OWN_MARK = regex.compile(r"⟦(?=/?\d)")
# What XML cannot hold.
_FORBIDDEN = regex.compile(f"[{NO_XML}]")


def written(text: str, codes: Sequence[InlineCode], style: Style, numbers: Mapping[str, str] | None = None) -> str:
    """A text with its codes in this style; `numbers` are those of the segment, by the codes' ids."""
    known = numbers or {name: str(number) for name, number in numbered(codes).items()}
    partners = pairs(codes)
    closing = set(partners.values())
    plain = escaped if style.markup else str
    made, last = "", 0
    for number, code in enumerate(codes):
        if code.kind is CodeKind.ISOLATED:
            template = (code.equivalent and style.stands) or style.alone
        elif code.kind is CodeKind.OPEN:
            template = style.open if number in partners else style.begin
        else:
            template = style.close if number in closing else style.end
        content = code.equivalent if template == style.stands else code.content or code.equivalent
        made += plain(text[last : code.offset])
        made += template.replace("{n}", known.get(code.id, code.id)).replace("{content}", escaped(content))
        last = max(last, code.offset + len(code.equivalent))
    return made + plain(text[last:])


def escaped(text: str) -> str:
    """A text as XML holds it, in elements and in attributes; U+FFFD for what it cannot hold."""
    legal = _FORBIDDEN.sub("\ufffd", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return legal.replace('"', "&quot;").replace("\r", "&#13;")


def from_omegat(text: str) -> Coded:
    """A text with `<g1>…</g1>`, `<x2/>`, `<b3/>`, `<e3/>`."""
    return _from_marks(text, _OMEGAT)


def marked(text: str, codes: Sequence[InlineCode], numbers: Mapping[str, str] | None = None) -> str:
    """A text with its codes as `⟦1⟧…⟦/1⟧` and `⟦2/⟧`, for people; what a code stands for in the text follows it.

    A text that has such a mark of its own has a backslash before it. `numbers` are those of the segment.
    """
    known = numbers or {name: str(number) for name, number in numbered(codes).items()}
    made, last = "", 0
    for code in codes:
        made += _OWN_MARK.sub(r"\\⟦", text[last : code.offset])
        made += _MARKS[code.kind].replace("{n}", known.get(code.id, code.id))
        last = max(last, code.offset)
    return made + _OWN_MARK.sub(r"\\⟦", text[last:])


def from_marks(text: str) -> Coded:
    """What `marked` made of a text, and what a person made of that."""
    return _from_marks(text, _MARK)


def _from_marks(text: str, pattern: regex.Pattern[str]) -> Coded:
    made, last = "", 0
    codes = []
    for found in pattern.finditer(text):
        made += text[last : found.start()]
        last = found.end()
        named = found.groupdict()
        if named.get("own"):
            made += "⟦"
            continue
        kind = CodeKind.ISOLATED
        if named.get("open") is not None or named.get("begin") is not None:
            kind = CodeKind.OPEN
        elif named.get("close") is not None or named.get("end") is not None:
            kind = CodeKind.CLOSE
        codes.append(InlineCode(found["n"], kind, len(made)))
    return Coded(made + text[last:], tuple(codes))


def restored(read: Coded, wanted: Sequence[InlineCode]) -> Coded:
    """What was read, with the codes of the segment (`wanted`) in the place of their numbers, and what they stand for.

    Numbers that the segment has no code for, and codes read twice, are left out; text/codes.lost tells what is missing.
    Some formats leave what a code stands for in the text: it is not put in twice.
    """
    numbers = {str(number): name for name, number in numbered(wanted).items()}
    by_name = {(code.id, code.kind): code for code in wanted}
    text, last, codes = "", 0, []
    for mark in read.codes:
        code = by_name.pop((numbers.get(mark.id.rpartition(".")[2], ""), mark.kind), None)
        text += read.text[last : mark.offset]
        stands = mark.equivalent
        if code is not None and not stands and read.text.startswith(code.equivalent, mark.offset):
            stands = code.equivalent
        last = max(last, mark.offset + len(stands))
        if code is not None:
            codes.append(replace(code, offset=len(text)))
            text += code.equivalent
    return Coded(text + read.text[last:], tuple(codes))


class Element(Protocol):
    """What lxml's elements and those of formats/xliff/markup have in common."""

    @property
    def text(self) -> str | None: ...

    @property
    def tail(self) -> str | None: ...

    @property
    def tag(self) -> object: ...

    def get(self, name: str, default: str) -> str: ...

    def __iter__(self) -> Iterator[Self]: ...


_PAIRS = frozenset({"g", "pc"})
_TRANSPARENT = frozenset({"mrk", "hi"})
_ALONE = frozenset({"x", "ph", "it", "ut", "cp", "sm", "em"})
_OPENING = frozenset({"bx", "sc", "bpt"})
_CLOSING = frozenset({"ex", "ec", "ept"})


def from_elements(element: Element) -> Coded:
    """The text of a `source`, `target` or `seg` and its codes, whose ids are those of the elements.

    A code that is all that parts two words stands for a blank.
    """
    builder = _Builder()
    builder.add(element)
    return Coded(builder.text, tuple(builder.codes))


class _Builder:
    def __init__(self) -> None:
        self.text = ""
        self.codes: list[InlineCode] = []

    def add(self, element: Element, depth: int = 0) -> None:
        self.text += element.text or ""
        for child in element:
            self._child(child, depth)
            tail = child.tail or ""
            if self._parts_words(child, tail):
                self.codes[-1] = replace(self.codes[-1], equivalent=" ")
                self.text += " "
            self.text += tail

    def _parts_words(self, child: Element, tail: str) -> bool:
        """Whether a code that stands alone (an image, a line break) is all that parts two words."""
        if str(child.tag).rpartition("}")[2] not in _ALONE or not self.codes:
            return False
        alone = self.codes[-1].kind is CodeKind.ISOLATED and self.codes[-1].offset == len(self.text)
        return alone and self.text[-1:].isalnum() and tail[:1].isalnum()

    def _child(self, child: Element, depth: int) -> None:
        label = str(child.tag).rpartition("}")[2]
        if label in _TRANSPARENT or (label in _PAIRS and depth > 200):
            self.add(child, depth + 1)
        elif label in _PAIRS:
            self._code(child, CodeKind.OPEN)
            self.add(child, depth + 1)
            self._code(child, CodeKind.CLOSE)
        elif label in _OPENING or (label == "it" and child.get("pos", "") in {"begin", "open"}):
            self._code(child, CodeKind.OPEN)
        elif label in _CLOSING or label == "it":
            self._code(child, CodeKind.CLOSE)
        elif label in _ALONE:
            self._code(child, CodeKind.ISOLATED)

    def _code(self, child: Element, kind: CodeKind) -> None:
        name = next((child.get(key, "") for key in _NAMES if child.get(key, "")), str(len(self.codes) + 1))
        content = child.text or ""
        stands = content if child.get("type", "") == _STANDS and kind is CodeKind.ISOLATED else ""
        self.codes.append(InlineCode(name, kind, len(self.text), "" if stands else content, stands))
        self.text += stands


_STANDS = "x-text"  # the type of a code of ours whose content is the text that it stands for
# The attributes that name a code or its pair, the surest first: `i` of TMX, `rid` and `startRef` of closing halves.
_NAMES = ("i", "rid", "startRef", "id", "x")
