"""Mark-up in plain texts: the tags of a message in HTML or the like, and whether they close as they open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from bitexte.model import Span

_TAG = regex.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w:.-]*+)(?P<rest>(?:\s++[^\s<>=\"'/]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"'/]++))?)*+)\s*+(?P<empty>/?)>"
)
# Elements that stand in messages; what else is between < and > is a tag only where it closes or has attributes.
_KNOWN = frozenset(
    word
    for words in (
        "a abbr acronym address article aside b bdi bdo big blockquote br button caption center cite code dd del",
        "details dfn div dl dt em figcaption figure font footer form g h1 h2 h3 h4 h5 h6 header hr i iframe img input",
        "ins kbd label legend li link main mark nav ol option output p param picture pre q s samp script section",
        "select small span strike strong style sub summary sup svg table tbody td textarea tfoot th thead time title",
        "tr tt u ul var video wbr x bx ex ph pc bpt ept it mrk sc ec",
    )
    for word in words.split()
)
_VOID = "area br col embed hr img input link meta param source track wbr x bx ex ph bpt ept it sc ec"
_ALONE = frozenset(_VOID.split())


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its text, its span, the element's name in lower case, and whether it opens, closes or stands alone."""

    text: str
    span: Span
    name: str
    kind: str

    @property
    def key(self) -> str:
        """What must be the same in a translation: the name and the kind; attributes may be translated."""
        return {"close": f"</{self.name}>", "alone": f"<{self.name}/>"}.get(self.kind, f"<{self.name}>")


def tags(text: str) -> list[Tag]:
    """The tags of a text; `<name>` alone, as handbooks write what a reader is to fill in, is none."""
    if "<" not in text:
        return []
    found = list(_tags(text))
    paired = {tag.name for tag in found if tag.kind == "close"}
    return [
        tag
        for tag in found
        if tag.name in _KNOWN or tag.name in paired or tag.kind == "alone" or "=" in tag.text or "-" in tag.name
    ]


def _tags(text: str) -> Iterator[Tag]:
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        alone = match["empty"] or (name in _ALONE and not match["close"])
        yield Tag(match.group(), match.span(), name, "close" if match["close"] else "alone" if alone else "open")


def unbalanced(found: Sequence[Tag]) -> Tag | None:
    """The first tag that breaks the nesting: it closes what is not open, or was never closed; None in a sound text."""
    waiting: list[Tag] = []
    for tag in found:
        if tag.kind == "open":
            waiting.append(tag)
        elif tag.kind == "close":
            if not waiting or waiting[-1].name != tag.name:
                return tag
            waiting.pop()
    return waiting[0] if waiting else None
