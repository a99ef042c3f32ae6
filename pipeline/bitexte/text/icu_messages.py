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
