"""ICU messages: the skeleton of `{count, plural, one {# item} other {# items}}`, apart from the words in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from bitexte import limits
from bitexte.model import Span

CHOICES = ("plural", "select", "selectordinal")
# The plural categories of CLDR; `=1` stands for one number.
CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
_HEAD = regex.compile(r"\{\s*+([\w.-]++)\s*+,\s*+(plural|selectordinal|select)\s*+,\s*+(?:offset:\s*+\d++\s*+)?")
_KEY = regex.compile(r"\s*+([^\s{},]++|)\s*+\{")
_EXACT = regex.compile(r"=\d++")
# With choice formats, which are written with bars: {n, choice, 0#none|1#one|1<many}.
_BRANCHING = regex.compile(r"\{\s*+[\w.-]++\s*+,\s*+(?:(?P<choice>choice)|plural|selectordinal|select)\s*+,")
_SIGN = regex.compile(r"[#<≤]")


@dataclass(frozen=True, slots=True)
class Choice:
    """One argument with branches: `span` covers it whole, `texts` are the spans of the texts in its branches."""

    argument: str
    kind: str
    keys: tuple[str, ...]
    span: Span
    texts: tuple[Span, ...] = field(default=())

    @property
    def wrong_keys(self) -> tuple[str, ...]:
        """The keys that no library knows in a plural; a select may have any."""
        if self.kind == "select":
            return ()
        return tuple(key for key in self.keys if key not in CATEGORIES and not _EXACT.fullmatch(key))


def choices(text: str) -> Iterator[Choice]:
    """The arguments with branches, those in the branches of others too, in the order of the text."""
    yield from _choices(text, 0, len(text), 0)


def has_heads(text: str) -> int:
    """How many arguments with branches a text begins, whether or not their braces close."""
    return len(_HEAD.findall(text))


def has_branches(text: str) -> bool:
    """Whether a message has an argument with branches, a choice format among them."""
    return _BRANCHING.search(text) is not None


def arguments(text: str, start: int, end: int) -> Iterator[Span]:
    """The outermost arguments of a stretch of a message, with their braces."""
    depth = opening = 0
    for position in range(start, end):
        if text[position] == "{":
            opening = position if depth == 0 else opening
            depth += 1
        elif text[position] == "}" and depth:
            depth -= 1
            if depth == 0:
                yield opening, position + 1


def texts(text: str, start: int, end: int) -> Iterator[Span]:
    """The texts in the branches of the argument between these offsets; none where it is a simple one."""
    head = _BRANCHING.match(text, start, end)
    if head is None:
        return
    if head["choice"]:
        yield from _of_choice_format(text, head.end(), end - 1)
    else:
        yield from ((first + 1, last - 1) for first, last in arguments(text, head.end(), end - 1))


def _of_choice_format(text: str, start: int, end: int) -> Iterator[Span]:
    depth, first = 0, start
    borders = []
    for position in range(start, end):
        depth += (text[position] == "{") - (text[position] == "}")
        if text[position] == "|" and depth == 0:
            borders.append((first, position))
            first = position + 1
    for opening, closing in [*borders, (first, end)]:
        sign = _SIGN.search(text, opening, closing)
        if sign:
            yield sign.end(), closing


def _choices(text: str, start: int, end: int, depth: int) -> Iterator[Choice]:
    while (head := _HEAD.search(text, start, end)) and depth < limits.MESSAGE_DEPTH:
        branches = list(_branches(text, head.end(), end))
        close = branches[-1][1][1] + 1 if branches else head.end()
        closing = regex.compile(r"\s*+\}").match(text, close, end)
        start = head.end()
        if closing is None or not branches:
            continue
        keys, texts = tuple(key for key, _ in branches), tuple(span for _, span in branches)
        yield Choice(head[1], head[2], keys, (head.start(), closing.end()), texts)
        for inner in texts:
            yield from _choices(text, inner[0], inner[1], depth + 1)
        start = closing.end()


def _branches(text: str, start: int, end: int) -> Iterator[tuple[str, Span]]:
    """The key of each branch and the span of its text, up to the first that has no closing brace."""
    while key := _KEY.match(text, start, end):
        depth, place = 1, key.end()
        while place < end and depth:
            depth += {"{": 1, "}": -1}.get(text[place], 0)
            place += 1
        if depth:
            return
        yield key[1], (key.end(), place - 1)
        start = place
