"""What in a translation can be put right without a person: blanks, quotation marks, hidden characters, figures' dress.

Only what a check finds is changed, and nothing in addresses, placeholders, tags and codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from bitexte.checks import markup, numbers, typography
from bitexte.text import literals
from bitexte.text.characters import BLANKS
from bitexte.text.markup import tags
from bitexte.text.placeholders import placeholders
from bitexte.text.spans import overlaps


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of a translation: the code of the finding that it answers, what stood there, what stands there now."""

    code: str
    before: str
    after: str


_Change = tuple[int, int, str, str]  # start, end, what comes there, code
_GUILLEMETS = regex.compile(rf"«[{BLANKS}]*([^«»]*?)[{BLANKS}]*»")
_DOTS = regex.compile(r"(?<!\.)\.{3}(?!\.)")


def fixed(source: str, target: str) -> tuple[str, list[Fix]]:
    """A translation with all that is sure put right, and each change; a second time there is none."""
    if not source.strip() or not target.strip():
        return target, []
    made: list[Fix] = []
    for changes in _STEPS:
        kept = [literal.span for literal in literals.find(target)]
        kept += [placeholder.span for placeholder in placeholders(target)]
        kept += [tag.span for tag in tags(target)]
        wanted = [change for change in changes(source, target) if not overlaps(_span(change), kept)]
        for start, end, put, code in sorted(wanted, reverse=True):
            made.append(Fix(code, target[start:end], put))
            target = target[:start] + put + target[end:]
    return target, made


def _span(change: _Change) -> tuple[int, int]:
    return change[0], max(change[1], change[0] + 1)


def _hidden(source: str, target: str) -> Iterator[_Change]:
    for code, pattern in ((markup.HIDDEN, markup.TURNING), (markup.INVISIBLE, markup.WIDTHLESS)):
        for match in pattern.finditer(target):
            if match.group() not in source:
                yield (*match.span(), "", code.code)


def _marks(source: str, target: str) -> Iterator[_Change]:
    for match in typography.FRENCH_MARK.finditer(target):
        if regex.search(rf"[{BLANKS}]{regex.escape(match['mark'])}", source):
            yield match.start(), match.start("mark"), "", typography.FRENCH_BLANK.code


def _quotes(source: str, target: str) -> Iterator[_Change]:
    """Pairs of guillemets alone: one without its partner is the affair of a person."""
    if "«" in source and len(regex.findall("[«»]", target)) == 2 * len(_GUILLEMETS.findall(target)):
        for match in _GUILLEMETS.finditer(target):
            yield match.start(), match.start(1), "“", typography.GUILLEMETS.code
            yield match.end(1), match.end(), "”", typography.GUILLEMETS.code


def _dots(source: str, target: str) -> Iterator[_Change]:
    if "…" in source and "..." not in source and "…" not in target:
        for match in _DOTS.finditer(target):
            yield (*match.span(), "…", typography.END.code)


def _blanks(source: str, target: str) -> Iterator[_Change]:
    if not typography.BLANK_RUN.search(source):
        for match in typography.BLANK_RUN.finditer(target):
            yield (*match.span(), " ", typography.DOUBLED.code)


def _edges(source: str, target: str) -> Iterator[_Change]:
    """The blanks, not the line breaks, that the source begins and ends with."""
    code = typography.OUTER_BLANK.code
    ours, theirs = source.lstrip(BLANKS), target.lstrip(BLANKS)
    if (source != ours) != (target != theirs):
        yield 0, len(target) - len(theirs), source[: len(source) - len(ours)], code
    ours, theirs = source.rstrip(BLANKS), target.rstrip(BLANKS)
    if (source != ours) != (target != theirs):
        yield len(theirs), len(target), source[len(ours) :], code


def _figures(source: str, target: str) -> Iterator[_Change]:
    for match in typography.FRENCH_GROUPS.finditer(target):
        if match.group() in source:
            yield (*match.span(), ",".join(match.group().split()), typography.GROUPS.code)
    for comma in numbers.DECIMAL_COMMA.finditer(target):
        if comma.group() in source:
            yield (*comma.span(), comma.group().replace(",", "."), numbers.COMMA.code)


_STEPS: tuple[Callable[[str, str], Iterator[_Change]], ...] = (
    _hidden,
    _quotes,
    _marks,
    _dots,
    _blanks,
    _figures,
    _edges,
)
