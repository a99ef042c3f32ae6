"""The pieces that a paragraph of an office document is laid out as, and the recipe by which it is written again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from bitexte.model import Span

Parts = tuple[str | Span, ...]

LONGEST_CONTENT = 300  # characters of mark-up that a code shows
# What comes through a translation to the letter: a number.
_TO_THE_LETTER = re.compile("[0-9]{1,4}")


class Role(Enum):
    """What a piece is to the paragraph."""

    TEXT = auto()
    CODE = auto()  # stands alone
    OPEN = auto()
    CLOSE = auto()
    SILENT = auto()  # invisible and of no place: goes to the front


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before and behind the words of a run."""

    before: Parts = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph; `parts` are its mark-up.

    A text has a `head` and the `look` that tells visibly different heads apart. `pair` is one number for an opening
    piece and the piece that closes it. A `word` is a code that stands for words of the sentence, `border` one that
    ends a paragraph, and no wrapper may be open there.
    """

    role: Role
    parts: Parts = ()
    text: str = ""
    head: Head = Head()
    look: str = ""
    blank_shows: bool = False  # a blank of this look can be seen: underlined, struck through, shaded
    pair: int = 0
    equivalent: str = ""
    content: str = ""
    word: bool = False
    border: bool = False


@dataclass(frozen=True, slots=True)
class CodeRecipe:
    """The mark-up of one code, and the head of the words behind it if it opens a stretch of another look."""

    parts: Parts = ()
    head: Head | None = None
    border: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a span of the source is written again; `codes` stand in the order of the block's.

    A `plain` one has no room for codes: the text alone is written.
    """

    dialect: str
    span: Span
    front: Parts = ()
    back: Parts = ()
    head: Head = Head()
    codes: tuple[CodeRecipe, ...] = ()
    prefix: str = ""
    plain: bool = False


def plain_recipe(dialect: str, span: Span) -> Recipe:
    """The recipe of a text without codes that fills a span of the source."""
    return Recipe(dialect, span, plain=True)


def equivalent(shown: str) -> str:
    """What a code stands for in the text, of what it shows: nothing but what no translation changes."""
    return shown if _TO_THE_LETTER.fullmatch(shown) else ""
