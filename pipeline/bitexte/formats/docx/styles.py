"""What the styles of a Word document say about a paragraph or a run: heading, caption, list, hidden, to be kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bitexte.formats.xml_source import Node, Source
from bitexte.model import BlockKind

_HEADING = re.compile(r"(?:heading|titre) ([1-9])")


@dataclass(frozen=True, slots=True)
class Style:
    """A style by what it says itself: None where it says nothing and the style it is based on counts."""

    name: str
    based_on: str
    outline: int | None
    listed: bool
    vanish: bool | None


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by their ids; `kept` are those whose text stays French, `default` is the paragraphs'."""

    by_id: dict[str, Style]
    kept: frozenset[str]
    default: str

    def kind(self, style: str) -> tuple[BlockKind, int]:
        """What a paragraph of this style is, and its level."""
        for one in self._chain(style):
            heading = _HEADING.fullmatch(one.name)
            if heading:
                return BlockKind.HEADING, int(heading[1])
            if one.name in ("title", "titre"):
                return BlockKind.HEADING, 1
            if one.name in ("caption", "légende"):
                return BlockKind.CAPTION, 0
            if one.outline is not None and one.outline < 9:
                return BlockKind.HEADING, one.outline + 1
            if one.listed:
                return BlockKind.LIST_ITEM, 1
        return BlockKind.PARAGRAPH, 0

    def hides(self, style: str) -> bool:
        """Whether text of this style is hidden."""
        return next((one.vanish for one in self._chain(style) if one.vanish is not None), False)

    def keeps(self, style: str) -> bool:
        return bool(style) and style in self.kept

    def _chain(self, style: str) -> Iterator[Style]:
        seen: set[str] = set()
        while style in self.by_id and style not in seen:
            seen.add(style)
            yield self.by_id[style]
            style = self.by_id[style].based_on


def styles(source: Source | None, keep: Sequence[str]) -> Styles:
    """The styles of a part; `keep` are patterns (`tw4win*`) of the names or ids of those whose text stays."""
    found: dict[str, Style] = {}
    default = ""
    for node in source.root.all("w:style") if source else ():
        assert source is not None
        name = source.get(node, "w:styleId") or ""
        found[name] = _style(source, node)
        if source.get(node, "w:type") == "paragraph" and source.get(node, "w:default") in ("1", "true"):
            default = name
    patterns = [pattern.casefold() for pattern in keep]
    kept = frozenset(
        name
        for name, style in found.items()
        if any(fnmatchcase(one, pattern) for one in (name.casefold(), style.name) for pattern in patterns)
    )
    return Styles(found, kept, default)


def flag(get: Callable[[Node, str], str | None], node: Node | None) -> bool | None:
    """What an on-off property says; None where it is not there."""
    if node is None:
        return None
    return get(node, "w:val") not in ("0", "false", "off", "none")


def _style(source: Source, node: Node) -> Style:
    def value(*path: str) -> str:
        return source.get(node.first(*path), "w:val") or ""

    outline = value("w:pPr", "w:outlineLvl")
    return Style(
        value("w:name").casefold(),
        value("w:basedOn"),
        int(outline) if outline.isdecimal() else None,
        node.first("w:pPr", "w:numPr") is not None,
        flag(source.get, node.first("w:rPr", "w:vanish")),
    )
