"""Fields of Word: code and result. Some results are text (a link's words), the others stand for what Word computes.

ECMA-376 part 1, 17.16. A field may begin in one paragraph and end in another; its state is carried along.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from bitexte.formats.office.pieces import Piece, Role, equivalent

# Results that somebody wrote, or that repeat what somebody wrote.
TEXT_FIELDS = frozenset(
    (
        "TOC",
        "HYPERLINK",
        "IF",
        "FORMTEXT",
        "INDEX",
        "TOA",
        "QUOTE",
        "INCLUDETEXT",
        "FILLIN",
        "MACROBUTTON",
        "GOTOBUTTON",
    )
)
# Results that follow a sentence rather than stand in it.
_BESIDE = frozenset(("PAGEREF", "NOTEREF"))
_KIND = re.compile(r"\s*\\?([A-Za-z]+)")


class Mark(Enum):
    """What a piece does to the field it belongs to."""

    BEGIN = auto()
    SEPARATE = auto()
    END = auto()
    INSTRUCTION = auto()


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a paragraph, with its mark if it belongs to the workings of a field."""

    piece: Piece
    mark: Mark | None = None
    instruction: str = ""


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    result: bool = False  # its result has begun
    pair: int = 0  # of the wrapper round a result that is text

    @property
    def text(self) -> bool:
        return self.result and kind(self.instruction) in TEXT_FIELDS


@dataclass(slots=True)
class Fields:
    """The fields that are open at a place of a story, the outermost first; `alternatives` counts IF fields.

    `torn` is set where a code would hold one half of an element: that paragraph cannot be written again.
    """

    open: list[_Field] = field(default_factory=list)
    alternatives: int = 0
    torn: bool = False
    _pairs: int = 0

    def resolved(self, marked: Sequence[Marked], first_pair: int) -> list[Piece]:
        """The pieces of a paragraph with each field as codes.

        A field whose result is text becomes a pair round it; any other becomes one code, which stands for words.
        """
        self._pairs = first_pair
        self.torn = False
        inherited = len(self.open)
        out: list[Piece] = []
        # Pieces of what is not text, gathered until the field ends or its result turns out to be text.
        gathered: list[Piece] = []
        for one in marked:
            hidden = any(not each.text for each in self.open)
            if one.mark is Mark.BEGIN:
                self.open.append(_Field())
                gathered.append(one.piece)
            elif not self.open:
                out.append(one.piece)
            elif one.mark is Mark.INSTRUCTION:
                self.open[-1].instruction += one.instruction
                gathered.append(one.piece)
            elif one.mark is Mark.SEPARATE:
                gathered = self._separated(one.piece, gathered, out)
            elif one.mark is Mark.END:
                gathered = self._ended(one.piece, gathered, out, inherited)
                inherited = min(inherited, len(self.open))
            elif hidden:
                gathered.append(one.piece)
            else:
                out.append(one.piece)
        if gathered:  # it goes on in the next paragraph
            out.append(self._joined(gathered, word=False))
        return _balanced(out)

    def _separated(self, piece: Piece, gathered: list[Piece], out: list[Piece]) -> list[Piece]:
        last = self.open[-1]
        last.result = True
        if any(not each.text for each in self.open):
            return [*gathered, piece]
        if kind(last.instruction) == "IF":
            self.alternatives += 1
        self._pairs += 1
        last.pair = self._pairs
        opening = self._joined([*gathered, piece], word=False)
        out.append(replace(opening, role=Role.OPEN, pair=last.pair, content=last.instruction.strip()))
        return []

    def _ended(self, piece: Piece, gathered: list[Piece], out: list[Piece], inherited: int) -> list[Piece]:
        last = self.open.pop()
        if any(not each.text for each in self.open):
            return [*gathered, piece]
        if last.pair and len(self.open) >= inherited:
            out.append(replace(piece, role=Role.CLOSE, pair=last.pair))
            return []
        words = last.result and not last.pair and kind(last.instruction) not in _BESIDE
        code = self._joined([*gathered, piece], word=words)
        shown = equivalent("".join(one.text for one in gathered if one.role is Role.TEXT)) if words else ""
        out.append(replace(code, content=last.instruction.strip(), equivalent=shown))
        return []

    def _joined(self, pieces: Sequence[Piece], *, word: bool) -> Piece:
        """One code of the mark-up of several pieces."""
        opened = Counter(piece.pair for piece in pieces if piece.role is Role.OPEN)
        closed = Counter(piece.pair for piece in pieces if piece.role is Role.CLOSE)
        self.torn = self.torn or opened != closed
        parts = tuple(part for piece in pieces for part in piece.parts)
        content = next((piece.content for piece in pieces if piece.content), "")
        return Piece(Role.CODE, parts, content=content, word=word)


def kind(instruction: str) -> str:
    """The first word of a field code, which says what it does."""
    found = _KIND.match(instruction)
    return found[1].upper() if found else ""


def _balanced(pieces: list[Piece]) -> list[Piece]:
    """Pieces whose pairs nest; what opens or closes without its other half stands alone."""
    stack: list[tuple[int, int]] = []
    paired: set[int] = set()
    for n, piece in enumerate(pieces):
        if piece.role is Role.OPEN:
            stack.append((n, piece.pair))
        elif piece.role is Role.CLOSE and any(pair == piece.pair for _, pair in stack):
            while stack and stack[-1][1] != piece.pair:
                stack.pop()
            opened, _ = stack.pop()
            paired |= {opened, n}
    return list(_alone(pieces, paired))


def _alone(pieces: list[Piece], paired: set[int]) -> Iterator[Piece]:
    for n, piece in enumerate(pieces):
        if piece.role in (Role.OPEN, Role.CLOSE) and n not in paired:
            yield replace(piece, role=Role.CODE, pair=0)
        else:
            yield piece
