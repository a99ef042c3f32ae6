"""What the readers of bilingual files share: their elements, the text in these, and the making of units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from lxml import etree

from bitexte.errors import InputError
from bitexte.formats.code_notation import Coded
from bitexte.model import Comment, InlineCode, Origin, Remark, Segment, State, Translation, Unit
from bitexte.text import xml as markup
from bitexte.text.characters import composed
from bitexte.text.codes import numbered
from bitexte.text.xml import local


class Approval(StrEnum):
    """What a tool's own word for the state of a segment says about a person's work."""

    DRAFT = "draft"  # nobody has confirmed it; a changed text counts all the same
    APPROVED = "approved"  # a person stands for it, changed or not
    REJECTED = "rejected"  # a person refused it
    UNKNOWN = "unknown"  # a word that is not in the table: told, not guessed


class Standing(NamedTuple):
    """Where a segment stands in a tool: `raw` is its own word, `state` the level reached."""

    approval: Approval = Approval.DRAFT
    state: State = State.INITIAL
    raw: str = ""


DRAFT = Standing()
UNTRANSLATED = Standing(raw="untranslated")  # nobody has put a text there yet


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and its translation; `key` is the name the file gives them, or empty.

    `date` is as the file has it, empty where it says nothing. `exact`: the white space at the ends of the texts counts.
    """

    key: str
    source: Coded
    target: Coded
    problems: tuple[Remark, ...] = ()
    standing: Standing = DRAFT
    comments: tuple[Comment, ...] = ()
    author: str = ""
    date: str = ""
    before: str = ""
    after: str = ""
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """A unit as it came back from a tool: with the word of the tool for its state, and who changed it last and when.

    `before` and `after` are the source texts beside it, empty where the file does not say.
    """

    unit: Unit
    standing: Standing
    author: str = ""
    date: str = ""
    before: str = ""
    after: str = ""


def neighbours(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The texts before and after each text of a document; empty at its ends."""
    padded = ["", *texts, ""]
    return zip(padded, padded[2:], strict=False)


def returned(name: str, pairs: Iterable[Pair]) -> tuple[Returned, ...]:
    """Units in the order of the file. An id is `name#key`, or `name#number` from 1 where the file gives no new key.

    A key that is a segment's id already stays as it is.
    """
    taken: set[str] = set()
    found = []
    for index, pair in enumerate(pairs):
        key = pair.key if pair.key and pair.key not in taken else str(index + 1)
        while key in taken:
            key += "+"
        taken.add(key)
        unit = _unit(key if "#" in key else f"{name}#{key}", index, pair)
        found.append(Returned(unit, pair.standing, pair.author, pair.date, pair.before, pair.after))
    return tuple(found)


def units(name: str, pairs: Iterable[Pair]) -> tuple[Unit, ...]:
    """As `returned`, the units alone."""
    return tuple(each.unit for each in returned(name, pairs))


def _unit(identity: str, index: int, pair: Pair) -> Unit:
    source, target = _clean(pair.source, pair.exact), _clean(pair.target, pair.exact)
    numbers = numbered(source.codes)
    source, target = _renumbered(source, numbers), _renumbered(target, numbers)
    segment = Segment(identity, index, source.text, (0, len(source.text)), codes=source.codes, number=identity)
    translation = Translation(target.text, Origin.HUMAN, problems=pair.problems, codes=target.codes)
    return Unit(segment, (), translation, state=pair.standing.state, comments=pair.comments)


def _renumbered(coded: Coded, numbers: Mapping[str, int]) -> Coded:
    """Codes named by their number in the source, whatever names the file has for them; others keep theirs, and a +."""
    codes = (replace(code, id=str(numbers[code.id]) if code.id in numbers else f"{code.id}+") for code in coded.codes)
    return Coded(coded.text, tuple(codes))


def _clean(coded: Coded, exact: bool) -> Coded:
    """A text in NFC, unless `exact` without the blanks at its ends, its codes moved along."""
    text, last, codes = "", 0, []
    for code in coded.codes:
        text = composed(text + coded.text[last : code.offset])
        codes.append(replace(code, offset=len(text)))
        last = code.offset
    text = composed(text + coded.text[last:])
    if exact and text.strip():
        return Coded(text, tuple(codes))
    lead = len(text) - len(text.lstrip())
    text = text.strip()
    return Coded(text, tuple(_within(text, replace(code, offset=code.offset - lead)) for code in codes))


def _within(text: str, code: InlineCode) -> InlineCode:
    """A code of the blanks at an end stands at that end, and for no blank any more."""
    offset = min(max(0, code.offset), len(text))
    there = text[offset : offset + len(code.equivalent)] == code.equivalent
    return replace(code, offset=offset, equivalent=code.equivalent if there else "")


def elements(content: markup.Content, name: str, root: str, *wanted: str) -> Iterator[etree._Element]:
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
