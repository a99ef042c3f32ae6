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


class CodeKind(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    ISOLATED = "isolated"


@dataclass(frozen=True, slots=True)
class InlineCode:
    """Mark-up inside a text: it stands before the character at `offset`.

    An open and a close code of one id are a pair. `content` is the mark-up as the file has it, for the format that
    read it alone. `equivalent` is the plain text that the code stands for (a line break, a tab); the text holds it at
    `offset`. It is empty for most codes: they take no room. One that `stands` is there for words of the sentence that
    the text does not hold: a piece of program, a field, a picture between words.
    """

    id: str
    kind: CodeKind
    offset: int
    content: str = ""
    equivalent: str = ""
    stands: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that segmentation never crosses, with its inline codes in the order they stand.

    `notes` say to a person where it stands (a table cell's header, a slide, a developer's comment); `key` names it in
    formats whose texts have names (a string's key, a row and column), empty elsewhere.
    """

    kind: BlockKind
    text: str
    level: int = 0
    codes: tuple[InlineCode, ...] = ()
    notes: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader or an engine has to say to a reviewer: a code, and what it is about.

    `block` is the number of the block it concerns, None for the whole document. checks/reported says it in words.
    """

    code: str
    detail: str = ""
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a file too large for one document this is: the file's `name`, `number` (from 1) of `count`."""

    name: str
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text read from a file named `name` (its path below the folder asked for, suffix included).

    `skeleton` is what the format needs to rebuild the file, opaque to everybody else; it can be pickled.
    """

    name: str
    format: str
    blocks: tuple[Block, ...]
    skeleton: object = ()
    warnings: tuple[Remark, ...] = ()
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, heading or list item: `text` stands at `span` of block number `block`.

    `id` is `name#` and ten hexadecimal digits of the digest of its text and codes, with `.2` and so on for the same
    text further down: an inserted paragraph moves no id. `number` is `name#block.n`, both from 1, for people.
    `tail` is the white space up to the next segment: joining text + tail over a block gives its text back. Offsets of
    `codes` are in `text`.
    """

    id: str
    block: int
    text: str
    span: Span
    tail: str = ""
    codes: tuple[InlineCode, ...] = ()
    number: str = ""


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

    A KEEP term has one target, equal to its first source. A term whose targets are all deprecated forbids them in
    every segment, whatever the French says; it alone may have no sources.
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
        return self.sources[0].text if self.sources else ""

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
class TermMatch:
    """A term found in a segment: `surface` is the text at `span`."""

    term: Term
    span: Span
    surface: str


@dataclass(frozen=True, slots=True)
class Request:
    """What an engine is asked: a source text and the terms it must honour.

    `kept` are spans of the text, apart from those of the terms, that come back to the letter: what codes stand for.
    `before` and `after` are the texts beside it and `examples` reviewed pairs of similar texts, for engines that read
    them (engine.IN_CONTEXT) and empty for all others.
    """

    text: str
    matches: tuple[TermMatch, ...] = ()
    kept: tuple[Span, ...] = ()
    before: str = ""
    after: str = ""
    examples: tuple[tuple[str, str], ...] = ()


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
    PROMPTED = "prompted"  # asked for in the prompt of a language model
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
    `codes` are the segment's inline codes, placed in the target. `confidence` is the likelihood (0-1) that a reviewer
    leaves the text as it is, None where it is not known. `alternatives` are other hypotheses, the best first.
    """

    text: str
    origin: Origin
    engine: str = ""
    score: float = 0.0
    uses: tuple[TermUse, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Remark, ...] = ()
    codes: tuple[InlineCode, ...] = ()
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()


class State(StrEnum):
    """How far a translation has come; only a person's work is more than a draft."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Comment:
    """What a person said about a segment."""

    text: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A reviewed translation of the same or a similar text; `similarity` is 101 for ICE, 100 for the same text."""

    source: str
    target: str
    similarity: int
    state: State = State.TRANSLATED
    author: str = ""
    date: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Rendering:
    """Where a match is rendered in the target, and by which target of its term; both None where it is not."""

    span: Span | None = None
    designation: Designation | None = None


@dataclass(frozen=True, slots=True)
class TermSpan:
    """A span of the target that reads as a designation of a term; `match` is the index of the term's first match."""

    match: int
    span: Span
    designation: Designation


@dataclass(frozen=True, slots=True)
class Compliance:
    """Whether the terms of a source stand in a target as the glossary says.

    `renderings` has one for each match, no two of which share a character. `forbidden` are the forbidden designations
    that stand there, `surplus` the allowed ones that no match of the source is rendered by. `allowed_forms` and
    `forbidden_forms` are, for each match, the forms that would count, as plain texts; `preferred_forms` are those of
    the allowed ones that are of the preferred target.
    """

    renderings: tuple[Rendering, ...] = ()
    forbidden: tuple[TermSpan, ...] = ()
    surplus: tuple[TermSpan, ...] = ()
    allowed_forms: tuple[tuple[str, ...], ...] = ()
    forbidden_forms: tuple[tuple[str, ...], ...] = ()
    preferred_forms: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A segment with its terms and its translation: one TU of the bitext.

    `compliance` is decided in flow from the text of the translation and never stored; None where nobody asked yet.
    """

    segment: Segment
    matches: tuple[TermMatch, ...]
    translation: Translation
    candidates: tuple[MemoryMatch, ...] = ()
    state: State = State.INITIAL
    comments: tuple[Comment, ...] = ()
    compliance: Compliance | None = None


class Severity(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Side(StrEnum):
    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a reviewer should look at, in the segment of that id; the table `checks.CODES` explains its code."""

    code: str
    severity: Severity
    segment: str
    message: str
    span: Span | None = None
    side: Side = Side.TARGET


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a result was made; it stands in the header of every output."""

    version: str
    engine: str = ""
    package: str = ""
    glossary: str = ""
    rules: str = ""
    reviewed: str = ""


@dataclass(frozen=True, slots=True)
class Bitext:
    """A document and its translation, unit by unit; the languages are tags such as fr-FR and en-GB.

    `severities` are those that the project gives to codes of findings, None to those that are not to be told: whoever
    looks for them again after an edit goes by them.
    """

    document: Document
    units: tuple[Unit, ...]
    findings: tuple[Finding, ...] = ()
    provenance: Provenance = Provenance("")
    source_language: str = "fr"
    target_language: str = "en"
    severities: tuple[tuple[str, Severity | None], ...] = ()
