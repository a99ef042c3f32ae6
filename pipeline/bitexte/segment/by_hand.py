"""Segments as a person wants them: stretches of text that the rules cut in one way and a person in another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from bitexte.errors import InputError
from bitexte.model import Span
from bitexte.text.cuts import Pieces, checked
from bitexte.text.encoding import decode

_PASSES = 4  # a stretch may begin where another one was cut


class ByHand:
    """What people split and joined, by the text of each stretch. It never changes: `merged` gives a new one."""

    def __init__(self, stretches: Iterable[Pieces] = ()) -> None:
        self._pieces = {"".join(pieces): pieces for pieces in stretches}
        self._longest = max(map(len, self._pieces), default=0)

    @classmethod
    def parse(cls, content: bytes, name: str) -> ByHand:
        """The stretches of a file of JSON Lines, a list of texts a line. Raises InputError with the line."""
        text, _ = decode(content, name)
        lines = enumerate(text.splitlines(), start=1)
        return cls(_pieces(line, f"{name}:{number}") for number, line in lines if line.strip())

    def serialize(self) -> bytes:
        """The file, sorted, a stretch a line, so that git shows and merges it."""
        lines = (json.dumps(pieces, ensure_ascii=False) + "\n" for pieces in self.pieces)
        return "".join(lines).encode("utf-8", "replace")

    @property
    def pieces(self) -> tuple[Pieces, ...]:
        """The stretches, sorted by their texts."""
        return tuple(self._pieces[text] for text in sorted(self._pieces))

    def merged(self, stretches: Iterable[Pieces]) -> ByHand:
        """With these stretches in the place of those of the same texts."""
        return ByHand([*self._pieces.values(), *stretches])

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByHand) and self._pieces == other._pieces

    def __hash__(self) -> int:
        return hash(frozenset(self._pieces.items()))

    def spans(self, text: str, spans: Sequence[Span]) -> list[Span]:
        """The spans of the segments of a block, cut by hand where stretches say so."""
        found = list(spans)
        for _ in range(_PASSES if self._pieces else 0):
            again = self._cut(text, found)
            if again == found:
                break
            found = again
        return found

    def _cut(self, text: str, spans: Sequence[Span]) -> list[Span]:
        found: list[Span] = []
        first = 0
        while first < len(spans):
            last, cut = first, [spans[first]]
            for number in range(first, len(spans)):
                start, end = spans[first][0], spans[number][1]
                if end - start > self._longest:
                    break
                wanted = _spans(self._pieces.get(text[start:end], ()), start)
                if wanted and wanted != spans[first : number + 1]:
                    last, cut = number, wanted
            found += cut
            first = last + 1
        return found


def _spans(pieces: Pieces, start: int) -> list[Span]:
    """The spans of pieces that follow each other from an offset on, without the blanks behind them."""
    found = []
    for piece in pieces:
        found.append((start, start + len(piece.rstrip())))
        start += len(piece)
    return found


def beside(memory: Path) -> Path:
    """Where the segments by hand of a reviewed memory lie: `reviewed.segments.jsonl` beside `reviewed.tmx`."""
    return memory.with_name(f"{memory.stem}.segments.jsonl")


def _pieces(line: str, where: str) -> Pieces:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("not valid JSON", where=where) from error
    return checked(found, where)
