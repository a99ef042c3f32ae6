"""How documents are read and rebuilt, and how files for review are written: what a person may choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """What a rebuilt document shows: the English text alone, or both languages."""

    TARGET = "target"
    INTERLEAVED = "interleaved"  # each French paragraph followed by its translation
    COLUMNS = "columns"  # both side by side


@dataclass(frozen=True, slots=True)
class Options:
    """`largest` is the size in MB up to which a document is read whole; the others belong to single formats."""

    largest: int = 64
    columns: tuple[str, ...] = ()  # of a table: those to translate, by header or letter
    wrapped: str = "auto"  # plain text whose lines are parts of paragraphs: auto, yes, no
    only_empty: bool = False  # of a catalogue: leave every entry that has a target alone
    hidden: bool = False  # hidden text, rows, columns, sheets and slides are translated too
    comments: bool = False  # comments of office documents are translated too
    revisions: str = "keep"  # of a Word document: tracked changes are kept, or accept: they are carried out
    keep_styles: tuple[str, ...] = ()  # paragraph and character styles whose text is kept as it is
    keep_selectors: tuple[str, ...] = ()  # elements of web pages that are kept as they are
    line: int = 42  # characters of a line of subtitles, where the French keeps to it
    language: str = "en"  # the tag that rebuilt documents get where they had a French one: en, en-GB, en-US


@dataclass(frozen=True, slots=True)
class Writing:
    """How the files beside the English documents are written: those for review, and copies with both languages."""

    bilingual: Layout | None = None
    xliff_units: str = "block"  # of XLIFF 2.1: a unit a block, with its sentences as segments, or a unit a segment
    po_drafts: str = "fuzzy"  # of a catalogue: drafts are marked fuzzy, or final, so that msgfmt compiles them
    csv_mark: bool = False  # CSV begins with a byte order mark, by which Excel tells UTF-8
