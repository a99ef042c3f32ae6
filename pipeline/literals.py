"""What no translation may change: addresses, placeholders and codes to the letter, numbers in their value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from pipeline.model import Span

_KEPT = regex.compile(
    r"""
    (?P<address>(?:https?|ftp)://[^\s<>"«»]+|www\.[^\s<>"«»]+)
    | (?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<placeholder>
        %\(\w+\)[sdifr] | %\d+\$[sdif] | (?<![\w%])%[sdif](?!\w)
        | \$\{[\w.]+\} | \{\{\s*[\w.]+\s*\}\} | (?<![\w{])\{\w*\}(?!\})
      )
    | (?P<handle>(?<![\w&@#])[@\#]\p{L}\w+)
    | (?P<code>(?<![\w.@/-])(?=[\w-]*\d)(?=(?:[\w-]*[A-Z]){2})[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![\w@/-]))
    """,
    regex.VERBOSE,
)
_ENDS = ".,;:!?)]}'’"
_BLANK = "[ \u00a0\u202f\u2009]"
_NUMBER = regex.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:(?P<mark>[ \u00a0\u202f\u2009.])\d{3}(?:(?P=mark)\d{3})*)(?:,\d+)?|\d+,\d+)"
    r"(?![\d]|[.,/-]\d)"
)
_ANY_NUMBER = regex.compile(r"(?<![\w.,/:-])\d+(?:[.,]\d+)*(?![\w/:]|[.,-]\d)")
_CLOCK = regex.compile(rf"(?<![\w:])([01]?\d|2[0-4]){_BLANK}?h{_BLANK}?([0-5]\d)(?!\w)")
_ADDRESS_LIKE = regex.compile(r"(?:https?|ftp)\s*:\s*/{1,2}\s*[^\s<>\"]+|www\.[^\s<>\"]+")
_MAIL_LIKE = regex.compile(r"[^\s@<>\"]+\s?@\s?[^\s@<>\"]+\.\w+")


@dataclass(frozen=True, slots=True)
class Literal:
    """A stretch of text to keep to the letter; `kind` is address, mail, placeholder, handle or code."""

    text: str
    kind: str
    span: Span


def kept(text: str) -> Iterator[Literal]:
    """The literals of a text. Punctuation after an address is not part of it."""
    for match in _KEPT.finditer(text):
        kind = match.lastgroup or ""
        literal = match.group().rstrip(_ENDS) if kind == "address" else match.group()
        yield Literal(literal, kind, (match.start(), match.start() + len(literal)))


def wordless(text: str) -> bool:
    """Whether nothing is left to translate but literals, numbers, signs."""
    bare = _KEPT.sub(" ", text)
    return not any(character.isalpha() for character in _CLOCK.sub(" ", bare))


def english_numbers(text: str, source: str | None = None) -> str:
    """French figures in English dress: 3,35 is 3.35, 1 000 is 1,000, 15h58 is 15:58.

    With `source`, only figures that stand in it are touched: what the engine has turned already is right.
    """
    french = {match.group() for match in _NUMBER.finditer(source)} if source is not None else None

    def dressed(match: regex.Match[str]) -> str:
        figure = match.group()
        if french is not None and _plain(figure) not in {_plain(known) for known in french}:
            return figure
        return english_figure(figure)

    return _CLOCK.sub(r"\1:\2", _NUMBER.sub(dressed, text))


def english_figure(figure: str) -> str:
    """One French figure as English writes it; 1 000,5 is 1,000.5."""
    whole, comma, decimals = figure.partition(",")
    groups = regex.split(rf"{_BLANK}|\.", whole)
    return ",".join(groups) + ("." + decimals if comma else "")


def restored(source: str, target: str) -> tuple[str, tuple[str, ...]]:
    """The target with the source's literals and figures put right, and those that are lost all the same.

    Only sure repairs are made: a garbled address in the place of the one address, a wrong figure for the one missing.
    """
    target, lost = _restored_literals(source, target)
    target, missing = _restored_figures(source, english_numbers(target, source))
    return target, (*lost, *missing)


def figures(text: str) -> list[str]:
    """The plain figures of a text (no dates, times, codes), as written."""
    return [match.group() for match in _ANY_NUMBER.finditer(_KEPT.sub(" ", text))]


def _restored_literals(source: str, target: str) -> tuple[str, list[str]]:
    lost = []
    standing = Counter(literal.text for literal in kept(target))
    for literal in kept(source):
        if standing[literal.text] > 0:
            standing[literal.text] -= 1
        elif literal.text not in target:
            lost.append(literal)
    remaining = []
    for literal in lost:
        like = {"address": _ADDRESS_LIKE, "mail": _MAIL_LIKE}.get(literal.kind)
        garbled = [m for m in like.finditer(target) if m.group().rstrip(_ENDS) not in source] if like else []
        if garbled:
            start = garbled[0].start()
            end = start + len(garbled[0].group().rstrip(_ENDS))
            target = target[:start] + literal.text + target[end:]
        elif literal.span[1] >= len(source.rstrip(" .!?…")):
            closing = target[len(target.rstrip(" .!?…")) :]
            target = f"{target[: len(target) - len(closing)]} {literal.text}{closing.strip()}"
        else:
            remaining.append(literal.text)
    return target, remaining


def _restored_figures(source: str, target: str) -> tuple[str, list[str]]:
    wanted = figures(english_numbers(_KEPT.sub(" ", source)))
    standing = figures(target)
    missing = list((Counter(wanted) - Counter(standing)).elements())
    strange = list((Counter(standing) - Counter(wanted)).elements())
    sure = [figure for figure in missing if len(figure) > 2]
    if len(sure) == len(missing) == len(strange) == 1:
        start = next(m.start() for m in _ANY_NUMBER.finditer(target) if m.group() == strange[0])
        return target[:start] + missing[0] + target[start + len(strange[0]) :], []
    return target, sure


def _plain(figure: str) -> str:
    return regex.sub(_BLANK, " ", figure)
