"""What the readers of bilingual files share: their elements, the text in these, and the making of units."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree

from bitexte.errors import InputError
from bitexte.model import Origin, Remark, Segment, Translation, Unit
from bitexte.text import xml as markup
from bitexte.text.xml import local

SOURCE, TARGET = "fr", "en"


class Pair(NamedTuple):
    """A source text and its translation; `key` is the name the file gives them, or empty."""

    key: str
    source: str
    target: str
    problems: tuple[Remark, ...] = ()


def units(name: str, pairs: Iterable[Pair]) -> tuple[Unit, ...]:
    """Units in the order of the file. An id is `name#key`, or `name#number` from 1 where the file gives no new key.

    A key that is a segment's id already (`name#block.n`) stays as it is.
    """
    taken: set[str] = set()
    made = []
    for index, pair in enumerate(pairs):
        key = pair.key if pair.key and pair.key not in taken else str(index + 1)
        while key in taken:
            key += "+"
        taken.add(key)
        made.append(_unit(key if "#" in key else f"{name}#{key}", index, pair))
    return tuple(made)


def _unit(identity: str, index: int, pair: Pair) -> Unit:
    text = _clean(pair.source)
    segment = Segment(identity, index, text, (0, len(text)), number=identity)
    return Unit(segment, (), Translation(_clean(pair.target), Origin.HUMAN, problems=pair.problems))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def elements(content: bytes, name: str, root: str, *wanted: str) -> Iterator[etree._Element]:
    """The `wanted` elements of an XML file whose root is `root`, each complete and freed after use.

    Local names, any namespace. Raises InputError with the line for malformed XML, another root or declared entities.
    """
    found = local(markup.root(content, name, InputError))
    if found != root:
        raise InputError(f"its root is <{found}>, not <{root}>", where=name)
    return markup.elements(content, name, wanted, InputError)


def children(element: etree._Element, *kinds: str) -> list[etree._Element]:
    """The direct children of these local names and of the element's own namespace."""
    space = str(element.tag).rpartition("}")[0]
    return [child for child in element if local(child) in kinds and str(child.tag).rpartition("}")[0] == space]


def plain(element: etree._Element, name: str, flattened: frozenset[str], standing: frozenset[str]) -> str:
    """The text of an element without its codes: `flattened` elements keep their text, all others lose it.

    A `standing` code (an image, a line break) between two letters becomes a space, so that the words stay apart.
    """
    text = element.text or ""
    for child in element:
        tail = child.tail or ""
        label = local(child)
        if isinstance(child, etree._Entity):
            raise InputError(f"unknown entity {child.text}", where=f"{name}:{child.sourceline}", hint="use a character")
        if label in flattened:
            text += plain(child, name, flattened, standing)
        elif label in standing and text[-1:].isalnum() and tail[:1].isalnum():
            text += " "
        text += tail
    return text
