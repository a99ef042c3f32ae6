"""What the styles of an OpenDocument say: which spans look alike, what is hidden, what is to be kept.

OpenDocument 1.3, part 3, chapter 16. LibreOffice makes a style of its own for every edit (officeooo:rsid): spans that
differ in that, or in their language, look the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bitexte.formats.xml_source import Node, Source

_UNSEEN = ("rsid", "language", "country", "script", "rfc-language-tag")
_BLANK_SHOWS = ("underline", "line-through", "background-color")
_CAPTIONS = frozenset(("caption", "illustration", "figure", "table", "drawing", "légende"))
_TITLES = frozenset(("title", "titre"))


@dataclass(frozen=True, slots=True)
class Look:
    """A style by what can be seen of it; `parents` are its own name and those of what it is based on, without case."""

    seen: str
    names: tuple[str, ...]
    hidden: bool
    blank_shows: bool


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles of a document by family and name; `keep` are patterns of those whose text stays."""

    by_name: dict[tuple[str, str], Look]
    keep: tuple[str, ...]

    def span(self, style: str) -> Look:
        return self.by_name.get(("text", style)) or Look(style, (style.casefold(),), False, False)

    def paragraph(self, style: str) -> Look:
        return self.by_name.get(("paragraph", style)) or Look(style, (style.casefold(),), False, False)

    def hidden(self, family: str, style: str) -> bool:
        """Whether a sheet or a slide of this style is hidden."""
        known = self.by_name.get((family, style))
        return known is not None and known.hidden

    def keeps(self, look: Look) -> bool:
        return any(fnmatchcase(name, pattern) for name in look.names for pattern in self.keep)


def is_caption(look: Look) -> bool:
    return not _CAPTIONS.isdisjoint(look.names)


def is_title(look: Look) -> bool:
    return not _TITLES.isdisjoint(look.names)


def looks(sources: Sequence[Source], keep: Sequence[str]) -> Looks:
    """The styles in these parts."""
    nodes: dict[tuple[str, str], tuple[Source, Node]] = {}
    for source in sources:
        for node in _styles(source):
            key = source.get(node, "style:family") or "", source.get(node, "style:name") or ""
            nodes[key] = source, node
    by_name = {key: _look(key, nodes) for key in nodes}
    return Looks(by_name, tuple(pattern.casefold() for pattern in keep))


def _styles(source: Source) -> Iterator[Node]:
    for group in source.root.all("office:styles", "office:automatic-styles"):
        yield from group.all("style:style")


def _look(key: tuple[str, str], nodes: dict[tuple[str, str], tuple[Source, Node]]) -> Look:
    source, node = nodes[key]
    _, name = key
    seen, hidden, shows = [], False, False
    for properties in node.children:
        for attribute, span in source.attribute_spans(properties).items():
            value = source.text[slice(*span)]
            local = attribute.rpartition(":")[2].rpartition("}")[2]
            if not local.endswith((*_UNSEEN, "-asian", "-complex")):
                seen.append(f"{attribute}={value}")
            hidden = hidden or (local, value) in (("display", "none"), ("display", "false"), ("visibility", "hidden"))
            shows = shows or any(one in local and value not in ("none", "transparent") for one in _BLANK_SHOWS)
    names = _names(key, nodes)
    # A named style looks as its name says; an automatic one is what it adds to the style it is based on.
    parent = source.get(node, "style:parent-style-name") or ""
    automatic = not source.get(node, "style:display-name") and (bool(parent) or name[-1:].isdigit())
    return Look(" ".join(sorted([parent, *seen])).strip() if automatic else name, names, hidden, shows)


def _names(key: tuple[str, str], nodes: dict[tuple[str, str], tuple[Source, Node]]) -> tuple[str, ...]:
    names: list[str] = []
    family, name = key
    while (family, name) in nodes and len(names) < 40:
        source, node = nodes[family, name]
        names += [name.casefold(), (source.get(node, "style:display-name") or name).casefold()]
        name = source.get(node, "style:parent-style-name") or ""
    return tuple(dict.fromkeys([*names, *([name.casefold()] if name else [])]))
