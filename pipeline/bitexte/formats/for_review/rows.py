"""The rows of a table for review, whatever program it is made for: a segment a row, texts with codes as marks.

A code is `⟦1⟧…⟦/1⟧` or `⟦2/⟧`, by its number in the segment; what it stands for in the text (a line break) follows it.
A text that has such a mark of its own has a backslash before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from bitexte import limits
from bitexte.errors import InputError
from bitexte.formats.code_notation import from_marks, marked
from bitexte.formats.for_review.layout import notes, reviewed, standing
from bitexte.formats.units import DRAFT, Approval, Pair, Returned, Standing, returned
from bitexte.model import Bitext, Comment, Finding, State, Unit
from bitexte.text.characters import NO_XML, shown
from bitexte.text.codes import numbered

COLUMNS = ("id", "number", "where", "source", "target", "state", "confidence", "findings", "comment")
REJECTED = "rejected"
STATES = (*map(str, State), REJECTED)  # the words of the state column

_APPROVED = frozenset((State.TRANSLATED, State.REVIEWED, State.FINAL))
_FORBIDDEN = regex.compile(f"[{NO_XML}]")


class Line(NamedTuple):
    """A row that was read: the cells by the names of their columns, and where it stands, for a person.

    `comments` were made beside the cells, in a way of the program's own.
    """

    place: str
    cells: Mapping[str, str]
    comments: tuple[Comment, ...] = ()


def rows(bitext: Bitext) -> Iterator[dict[str, str]]:
    """The row of each unit, its cells by COLUMNS."""
    for unit, findings in reviewed(bitext):
        yield _row(bitext, unit, findings)


def header(cells: Sequence[str]) -> dict[str, int] | None:
    """The number of each column of ours by its name; None for a row that is no header of a table for review."""
    names = [cell.strip().casefold() for cell in cells]
    found = {name: names.index(name) for name in COLUMNS if name in names}
    return found if {"source", "target"} <= found.keys() else None


Row = tuple[str, Sequence[str], tuple[Comment, ...]]


def lines(table: Iterable[Row]) -> Iterator[Line]:
    """The rows below the header, from places, cells and comments; none where there is no header."""
    columns: dict[str, int] | None = None
    for number, (place, cells, comments) in enumerate(table):
        if number > limits.TABLE_ROWS:
            raise InputError(
                f"more than {limits.TABLE_ROWS:,} rows", where=place, hint="is it a table of one document?"
            )
        if columns is None:
            columns = header(cells)
        elif any(cell.strip() for cell in cells):
            yield Line(place, {name: cells[at] for name, at in columns.items() if at < len(cells)}, comments)


def units(name: str, found: Sequence[Line]) -> tuple[Returned, ...]:
    """The units of the rows of a file. Raises InputError where there are none, or one has no source."""
    if not found:
        hint = f"the header needs the columns {', '.join(COLUMNS[3:6])}"
        raise InputError("holds no table of ours for review", where=name, hint=hint)
    return returned(name, [_pair(line) for line in found])


def _row(bitext: Bitext, unit: Unit, findings: list[Finding]) -> dict[str, str]:
    segment, translation = unit.segment, unit.translation
    numbers = {name: str(number) for name, number in numbered(segment.codes).items()}
    confidence = translation.confidence
    cells = (
        segment.id,
        segment.number.removeprefix(f"{bitext.document.name}#"),
        "; ".join(standing(bitext.document.blocks[segment.block])),
        marked(legal(segment.text), segment.codes, numbers),
        marked(legal(translation.text), translation.codes, numbers),
        str(unit.state),
        "" if confidence is None else f"{confidence:.2f}",
        "\n".join(notes(unit, findings)),
        "\n".join(comment.text for comment in unit.comments),
    )
    return {name: legal(cell) for name, cell in zip(COLUMNS, cells, strict=True)}


def legal(text: str) -> str:
    """A text with U+FFFD for what neither XML nor a table can hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def _pair(line: Line) -> Pair:
    cells = line.cells
    if not cells.get("source", "").strip():
        raise InputError("has no source", where=line.place, hint="source cells stay as they are")
    comment = cells.get("comment", "").strip()
    return Pair(
        cells.get("id", "").strip(),
        from_marks(legal(cells["source"])),
        from_marks(legal(cells.get("target", ""))),
        standing=_standing(cells.get("state", "")),
        comments=(*((Comment(comment),) if comment else ()), *line.comments),
    )


def _standing(cell: str) -> Standing:
    word = cell.strip().casefold()
    if not word:
        return DRAFT
    if word == REJECTED:
        return Standing(Approval.REJECTED, raw=word)
    if word not in STATES:
        return Standing(Approval.UNKNOWN, raw=shown(cell))
    state = State(word)
    return Standing(Approval.APPROVED if state in _APPROVED else Approval.DRAFT, state, word)
