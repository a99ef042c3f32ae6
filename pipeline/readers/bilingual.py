"""What the readers of bilingual files share: safe XML, language codes, and the making of units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from pipeline.errors import InputError
from pipeline.model import Origin, Segment, Translation, Unit

SOURCE, TARGET = "fr", "en"
_POSITION = re.compile(r", (?:line \d+, column|use XML_PARSE_HUGE).*$", re.DOTALL)
_THREE_LETTERS = {"fra": "fr", "fre": "fr", "eng": "en"}


class Pair(NamedTuple):
    """A source text and its translation; `key` is the name the file gives them, or empty."""

    key: str
    source: str
    target: str
    problems: tuple[str, ...] = ()


def language(code: str) -> str:
    """The primary language of a code: fr for fr, FR, fr-CA, fr_FR and fra."""
    primary = code.strip().lower().replace("_", "-").partition("-")[0]
    return _THREE_LETTERS.get(primary, primary)


def shown(foreign: str, longest: int = 40) -> str:
    """A text of the file as an error may repeat it: one short line."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in foreign).split())[:longest]


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
    segment = Segment(identity, index, text, (0, len(text)))
    return Unit(segment, (), Translation(_clean(pair.target), Origin.HUMAN, problems=pair.problems))


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def elements(content: bytes, name: str, root: str, *wanted: str) -> Iterator[etree._Element]:
    """The `wanted` elements of an XML file whose root is `root`, each complete and freed after use.

    Local names, any namespace. Raises InputError with the line for malformed XML, another root or declared entities.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise InputError("the file is empty", where=name)
    events = etree.iterparse(
        BytesIO(content),
        events=("start", "end"),
        tag=tuple(f"{{*}}{label}" for label in (root, *wanted)),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        yield from _walk(events, name, root, wanted)
    except etree.XMLSyntaxError as error:
        line = f"{name}:{error.lineno}" if error.lineno else name
        reason = shown(_POSITION.sub("", error.msg), 200)
        raise InputError(f"malformed XML: {reason}", where=line, hint="is it really of this format?") from error


def _walk(
    events: etree.iterparse[tuple[str, etree._Element]], name: str, root: str, wanted: tuple[str, ...]
) -> Iterator[etree._Element]:
    checked = False
    for event, element in events:
        if not checked:
            _check_root(element.getroottree(), name, root)
            checked = True
        if event == "end" and kind(element) in wanted:
            yield element
            _free(element)
    if not checked and events.root is not None:
        _check_root(events.root.getroottree(), name, root)


def _check_root(tree: etree._ElementTree, name: str, root: str) -> None:
    found = kind(tree.getroot())
    if found != root:
        raise InputError(f"its root is <{found}>, not <{root}>", where=name)
    declared = tree.docinfo.internalDTD
    if declared is not None and declared.entities():  # type: ignore[attr-defined]  # the stubs do not know it
        raise InputError("entity declarations are refused", where=name, hint="remove the <!ENTITY ...> lines")


def _free(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def kind(element: etree._Element) -> str:
    """The local name of an element; empty for a comment or a processing instruction."""
    # etree.QName would check the name and raise on what a damaged file may hold.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element, *kinds: str) -> list[etree._Element]:
    """The direct children of these local names and of the element's own namespace."""
    space = str(element.tag).rpartition("}")[0]
    return [child for child in element if kind(child) in kinds and str(child.tag).rpartition("}")[0] == space]


def plain(element: etree._Element, name: str, flattened: frozenset[str], standing: frozenset[str]) -> str:
    """The text of an element without its codes: `flattened` elements keep their text, all others lose it.

    A `standing` code (an image, a line break) between two letters becomes a space, so that the words stay apart.
    """
    text = element.text or ""
    for child in element:
        tail = child.tail or ""
        label = kind(child)
        if isinstance(child, etree._Entity):
            raise InputError(f"unknown entity {child.text}", where=f"{name}:{child.sourceline}", hint="use a character")
        if label in flattened:
            text += plain(child, name, flattened, standing)
        elif label in standing and text[-1:].isalnum() and tail[:1].isalnum():
            text += " "
        text += tail
    return text
