"""Cuts HTML, whole or broken, into tags, comments, template expressions and text, by offsets into the source.

Made after the tokenizer of the HTML Living Standard (section 13.2.5), with the marks of template languages beside it:
`{{ }}`, `{% %}`, `{# #}`, `<% %>`, `<? ?>` are neither text nor tags, inside attributes too.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from html import unescape
from typing import NamedTuple

import regex

from bitexte.formats.html.names import RAW, TEXT_ONLY, VOID

_EXPRESSION_LENGTH = 2000  # characters up to which the end of a template expression is looked for
_NEXT = regex.compile(r"<(?=[a-zA-Z/!?%])|\{(?=[{%#])")
_INSIDE = "|".join(
    rf"{opening}(?:(?!{closing}|{opening}).){{0,2000}}+{closing}"
    for opening, closing in ((r"\{\{", r"\}\}"), (r"\{%", r"%\}"), ("<%", "%>"), (r"<\?", r"\?>"))
)
_QUOTED = rf'"(?:{_INSIDE}|[^"])*+"|\'(?:{_INSIDE}|[^\'])*+\''
_TAG = regex.compile(rf"<(/?)([a-zA-Z][^\s/>]*+)((?:=\s*+(?:{_QUOTED})|{_INSIDE}|[^>])*+)>", regex.DOTALL)
_PLAIN_TAG = regex.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = regex.compile(
    rf"""
    (?:{_INSIDE}) | (?P<name>[^\s/>="'][^\s/>=]*+)
    (?: \s*+=\s*+ (?: (?P<quote>["'])(?P<quoted>(?:[^"'{{<]|{_INSIDE}|(?!(?P=quote)).)*+)(?P=quote)
        | (?P<bare>(?:{_INSIDE}|[^\s>])++) )
    )?+
    """,
    regex.VERBOSE | regex.DOTALL,
)
# An expression that stands for one value: as a literal it is part of the sentence.
PLACEHOLDER = regex.compile(r"\{\{\s*[\w.]+\s*\}\}")
_EXPRESSION = regex.compile(
    rf"\{{\{{\{{(?:(?!\}}\}}\}}|\{{\{{).){{0,2000}}+\}}\}}\}}|\{{#(?:(?!#\}}|\{{#).){{0,2000}}+#\}}|{_INSIDE}",
    regex.DOTALL,
)


_NEVER_CLOSED = (
    RAW
    | TEXT_ONLY
    | frozenset(
        [
            "div",
            "p",
            "span",
            "a",
            "b",
            "i",
            "em",
            "strong",
            "li",
            "ul",
            "ol",
            "td",
            "th",
            "tr",
            "table",
            "h1",
            "h2",
            "h3",
            "h4",
        ]
    )
)


class Kind(StrEnum):
    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    COMMENT = "comment"
    EXPRESSION = "expression"  # of a template language
    MARK = "mark"  # a doctype, a processing instruction, a section
    RAW = "raw"  # the content of a script, a style sheet and the like


class Part(NamedTuple):
    """A stretch of the source; `name` is a tag's, in lower case; `closed` tells `<br/>`."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    closed: bool = False


class Attribute(NamedTuple):
    """An attribute's name in lower case, and where its value stands without its quotes; `quote` is empty without."""

    name: str
    start: int
    end: int
    quote: str = ""


def parts(text: str, start: int, end: int, *, xml: bool) -> Iterator[Part]:
    """The parts of a stretch of source, without a gap. `xml`: names keep their case, `<script/>` is complete."""
    position, texts, tag, tagless = start, start, _TAG, False
    while found := _NEXT.search(text, position, end):
        at = found.start()
        part = _special(text, at, end)
        if part is None and text[at] == "<" and not tagless:
            matched = tag.match(text, at, end)
            if matched is None and tag is _TAG:
                tag = _PLAIN_TAG  # a quote is left open: from here on quotes count no longer
                matched = tag.match(text, at, end)
            tagless = matched is None  # no tag ends behind this point
            part = _tag(matched, xml) if matched else None
        if part is None:
            position = at + 1
            continue
        if texts < at:
            yield Part(Kind.TEXT, texts, at)
        yield part
        position = texts = part.end
        if part.kind is Kind.OPEN and not part.closed and part.name in RAW | TEXT_ONLY:
            texts = position = _content_end(text, part, end)
            if part.end < position:
                yield Part(Kind.TEXT if part.name in TEXT_ONLY else Kind.RAW, part.end, position)
    if texts < end:
        yield Part(Kind.TEXT, texts, end)


def _tag(matched: regex.Match[str], xml: bool) -> Part:
    name = matched[2].lower()
    if matched[1]:
        return Part(Kind.CLOSE, matched.start(), matched.end(), name)
    # Outside XML a slash closes what HTML does not know: SVG, components.
    closed = name in VOID or (matched[3].endswith("/") and (xml or name not in _NEVER_CLOSED))
    return Part(Kind.OPEN, matched.start(), matched.end(), name, closed)


def _special(text: str, at: int, end: int) -> Part | None:
    """A comment, a declaration or an expression that begins here; one without an end is none, but for a comment."""
    second = text[at + 1]
    if second.isalpha():
        return None
    if second == "/":
        if text[at + 2 : at + 3].isalpha():
            return None
        close = text.find(">", at, end)
        return Part(Kind.COMMENT, at, end if close < 0 else close + 1)
    if text.startswith("<!--", at):
        close = text.find("-->", at + 2, end)
        return Part(Kind.COMMENT, at, end if close < 0 else close + 3)
    for opening, closing, kind in _PAIRED:
        if text.startswith(opening, at):
            bounded = opening[0] == "{" or opening == "<%"
            close = text.find(closing, at + len(opening), min(end, at + _EXPRESSION_LENGTH) if bounded else end)
            if close >= 0:
                return Part(kind, at, close + len(closing))
            return None if bounded else Part(kind, at, end)
    return None


_PAIRED = (
    ("<![CDATA[", "]]>", Kind.MARK),
    ("<!", ">", Kind.MARK),
    ("<?xml", "?>", Kind.MARK),
    ("<?php", "?>", Kind.EXPRESSION),
    ("<?=", "?>", Kind.EXPRESSION),
    ("<?", ">", Kind.MARK),
    ("<%", "%>", Kind.EXPRESSION),
    ("{{{", "}}}", Kind.EXPRESSION),
    ("{{", "}}", Kind.EXPRESSION),
    ("{%", "%}", Kind.EXPRESSION),
    ("{#", "#}", Kind.EXPRESSION),
)


def _content_end(text: str, part: Part, end: int) -> int:
    """Where the content of a script or the like ends: at its closing tag."""
    if part.name == "plaintext":
        return end
    close = regex.compile(rf"(?i)</{part.name}(?=[\s/>])").search(text, part.end, end)
    return close.start() if close else end


def attributes(text: str, part: Part) -> list[Attribute]:
    """The attributes of an opening tag that have a value."""
    start = part.start + 1 + len(part.name)
    if part.end - start < 5:
        return []
    every: list[Attribute] = []
    for found in _ATTRIBUTE.finditer(text, start, part.end - 1):
        name, quote, quoted, bare = found.group("name", "quote", "quoted", "bare")
        if name is None:
            continue
        if quoted is not None:
            every.append(Attribute(name.lower(), *found.span("quoted"), quote))
        elif bare is not None:
            end = found.end("bare")
            slash = end == part.end - 1 and text[end - 1] == "/"
            every.append(Attribute(name.lower(), found.start("bare"), end - slash))
    return every


def expressions(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where template expressions stand in a stretch of text; a plain `{{ name }}` is text, a literal."""
    for found in _EXPRESSION.finditer(text, start, end):
        if not PLACEHOLDER.fullmatch(found.group()):
            yield found.span()


def decoded(raw: str) -> str:
    """Source text as it reads, its entities resolved."""
    return unescape(raw) if "&" in raw else raw
