"""The nouns of Bitexte: frozen values that the stages hand on to one another.

Offsets are character offsets into NFC text, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    TABLE_CELL = "table-cell"
    CAPTION = "caption"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that segmentation never crosses."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A text read from a file. `skeleton` is what a writer needs to rebuild the file in its own format.

    `warnings` are the reader's remarks to the user: a guessed encoding, a language that is not French.
    """

    name: str
    format: str
    blocks: tuple[Block, ...]
    skeleton: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, heading or list item: `text` stands at `span` of block number `block`.

    `tail` is the white space up to the next segment: joining text + tail over a block gives its text back.
    """

    id: str
    block: int
    text: str
    span: Span
    tail: str = ""


class PartOfSpeech(StrEnum):
    NOUN = "noun"
    PROPER_NOUN = "proper noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    OTHER = "other"


class Status(StrEnum):
    """How far a designation may be used; a deprecated target is a forbidden one."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"


class Flag(StrEnum):
    EXACT_CASE = "exact-case"  # YAML `case: exact`
    EXACT_FORM = "exact-form"  # YAML `match: exact`: no inflected forms
    KEEP = "keep"  # YAML `translate: no`: the target is the source


@dataclass(frozen=True, slots=True)
class Designation:
    """One term of one language, as ISO 1087 names it; `forms` are inflected forms given by hand."""

    text: str
    part_of_speech: PartOfSpeech = PartOfSpeech.NOUN
    status: Status = Status.PREFERRED
    note: str = ""
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One concept of the termbase, French to English. The first source and the first target are the preferred ones.

    A KEEP term has one target, equal to its first source.
    """

    id: str
    sources: tuple[Designation, ...]
    targets: tuple[Designation, ...]
    domain: str = ""
    definition: str = ""
    note: str = ""
    flags: frozenset[Flag] = frozenset()

    @property
    def source(self) -> str:
        return self.sources[0].text

    @property
    def target(self) -> str:
        return self.targets[0].text

    @property
    def allowed(self) -> tuple[Designation, ...]:
        """The targets that may stand in a translation, the preferred one first."""
        return tuple(target for target in self.targets if target.status is not Status.DEPRECATED)

    @property
    def forbidden(self) -> tuple[Designation, ...]:
        return tuple(target for target in self.targets if target.status is Status.DEPRECATED)


@dataclass(frozen=True, slots=True)
class Match:
    """A term found in a segment: `surface` is the text at `span`."""

    term: Term
    span: Span
    surface: str


@dataclass(frozen=True, slots=True)
class Request:
    """What an engine is asked: a source text and the terms it must honour."""

    text: str
    matches: tuple[Match, ...] = ()


class Origin(StrEnum):
    MACHINE = "machine"
    MEMORY_EXACT = "memory-exact"
    MEMORY_CONTEXT = "memory-context"
    MEMORY_FUZZY = "memory-fuzzy"
    HUMAN = "human"


class Honour(StrEnum):
    """How a term came into the translation, or that it did not."""

    FREE = "free"  # the engine chose the right term unasked
    ANNOTATED = "annotated"  # asked for in the source by a package trained for it
    HYPOTHESIS = "hypothesis"  # another hypothesis of the beam holds it
    SUBSTITUTED = "substituted"  # the source term was replaced before decoding
    PREFIX = "prefix"  # decoding was forced up to the term
    SPLICED = "spliced"  # put in the place of the engine's own rendering
    MISSED = "missed"


class Obstacle(StrEnum):
    """Why a term that was asked for does not stand in the translation."""

    NO_PLACE = "no place for it was found"
    HARM = "every repair lost something else"
    UNLIKELY = "every repair made the sentence too unlikely"


@dataclass(frozen=True, slots=True)
class TermUse:
    """What became of one match in the translation; `span` is its place in the target text."""

    honour: Honour
    span: Span | None = None
    obstacle: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A word of the source and a word of the target that translate each other, by their spans."""

    source: Span
    target: Span


@dataclass(frozen=True, slots=True)
class Translation:
    """A target text, where it comes from and what became of the terms asked for (`uses`, one a match).

    `score` is the engine's mean log-probability a piece for machine output, the similarity (0-1) for memory matches.
    """

    text: str
    origin: Origin
    engine: str = ""
    score: float = 0.0
    uses: tuple[TermUse, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment with its terms and its translation: one TU of the bitext."""

    segment: Segment
    matches: tuple[Match, ...]
    translation: Translation
    links: tuple[Link, ...] = ()


class Severity(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Side(StrEnum):
    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer should look at, in the segment of that id."""

    check: str
    severity: Severity
    segment: str
    message: str
    span: Span | None = None
    side: Side = Side.TARGET


@dataclass(frozen=True, slots=True)
class Bitext:
    """A document and its translation, unit by unit."""

    document: Document
    units: tuple[Unit, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a result was made; it stands in the header of every output."""

    version: str
    engine: str = ""
    package: str = ""
    glossary: str = ""
