"""First and last characters that a rule can match: a cheap filter before the rules run."""

from __future__ import annotations

from collections.abc import Iterator

import regex

ITEM = regex.compile(
    r"""(?<atom>
        (?<set>\[(?:\\.|[^\[\]\\]|(?&set))*+\])
      | \\[pP]\{[^}]*\} | \\[pP][A-Z] | \\x[0-9a-f]{2} | \\.
      | (?<group>\((?:\\.|(?&set)|[^()\[\\]|(?&group))*+\))
      | [^|]
    )(?<repeat>(?:\{[0-9,]+\}|\?)[+?]?)? | (?<bar>\|)""",
    regex.V1 | regex.VERBOSE | regex.DOTALL,
)
NO_WIDTH = frozenset(("^", "$", r"\b", r"\B", r"\A", r"\Z"))
GROUP = regex.compile(r"\((?:\?[:>])(.*)\)", regex.DOTALL)
LOOK = regex.compile(r"\(\?<?[=!]")

Edge = frozenset[str] | None
"""Pieces of a set of characters; None where any character may stand."""


def first(pattern: str) -> Edge:
    """What a match of a translated expression (icu.translated) can begin with."""
    return _edge(pattern, 1)


def last(pattern: str) -> Edge:
    """What a match of a translated expression can end with."""
    return _edge(pattern, -1)


def _edge(pattern: str, step: int) -> Edge:
    characters, empty = _alternatives(pattern, step)
    return None if empty else characters


def _alternatives(pattern: str, step: int) -> tuple[Edge, bool]:
    """The edge of a whole expression, and whether it can match nothing."""
    found = [_sequence(items[::step], step) for items in _branches(pattern)]
    return _union(edge for edge, _ in found), any(empty for _, empty in found)


def _branches(pattern: str) -> Iterator[list[tuple[str, str]]]:
    items: list[tuple[str, str]] = []
    for item in ITEM.finditer(pattern):
        if item["bar"]:
            yield items
            items = []
        else:
            items.append((item["atom"], item["repeat"] or ""))
    yield items


def _sequence(items: list[tuple[str, str]], step: int) -> tuple[Edge, bool]:
    edges: list[Edge] = []
    for atom, repeat in items:
        edge, empty = _atom(atom, step)
        edges.append(edge)
        if not empty and not repeat.startswith(("?", "{0")):
            return _union(edges), False
    return _union(edges), True


def _atom(atom: str, step: int) -> tuple[Edge, bool]:
    if atom in NO_WIDTH or LOOK.match(atom):
        return frozenset(), True
    if group := GROUP.fullmatch(atom):
        return _alternatives(group[1], step)
    if atom.startswith("(") or atom in (".", r"\X"):
        return None, atom.startswith("(")
    return frozenset((regex.escape(atom) if len(atom) == 1 else atom,)), False


def _union(edges: Iterator[Edge] | list[Edge]) -> Edge:
    together: set[str] = set()
    for edge in edges:
        if edge is None:
            return None
        together |= edge
    return frozenset(together)
