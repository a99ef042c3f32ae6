"""Folding: the text as the matcher sees it (no case, accents or final s, blanks for separators), and the way back."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, replace

from bitexte.text.characters import APOSTROPHES, HYPHENS, composed

# Signs that fold to nothing (soft hyphen, zero-width signs, combining marks) or to two letters.
_UNEVEN = re.compile("[œŒæÆßĳĲﬀ-ﬆ\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u0300-\u036f]")
_RUN = re.compile("  +")
# Singular and plural share a key: three in four forms of a term then need none of their own.
_PLURAL = re.compile(r"(?<=\w\w\w)[sx](?= )")


class _Table(dict[int, str]):
    """Character -> its folded self, filled as texts bring new characters."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


def _fold_character(sign: str) -> str:
    if sign == "_":
        return sign
    base = "".join(part for part in unicodedata.normalize("NFD", sign.lower()) if not unicodedata.combining(part))
    return base if len(base) == 1 and base.isalnum() else sign if sign.isalnum() else " "


_TABLE = _Table()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, blank at both ends. `origin` maps its offsets to those of the text it was made from."""

    text: str
    starts: tuple[int, ...]
    shifts: tuple[int, ...]
    removed: tuple[int, ...] = ()

    def origin(self, offset: int) -> int:
        offset += bisect_right(self.removed, offset)
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]


def fold(text: str, dropped: str = "") -> Folded:
    """Fold a text. Characters of `dropped` vanish where they stand between letters (hyphens, to join compounds)."""
    pieces, starts, shifts = [" "], [0], [-1]
    length, shift, last = 1, -1, 0

    for start, end, replacement in _changes(text, dropped):
        pieces.append(text[last:start].translate(_TABLE) + replacement)
        length += start - last + len(replacement)
        shift += end - start - len(replacement)
        last = end
        starts.append(length)
        shifts.append(shift)
    pieces.append(text[last:].translate(_TABLE) + " ")
    return _without_plurals(_without_runs(Folded("".join(pieces), tuple(starts), tuple(shifts))))


def _without_plurals(folded: Folded) -> Folded:
    removed = tuple(hit.start() - number for number, hit in enumerate(_PLURAL.finditer(folded.text)))
    return replace(folded, text=_PLURAL.sub("", folded.text), removed=removed) if removed else folded


def _changes(text: str, dropped: str) -> list[tuple[int, int, str]]:
    """Places where folding changes the length: start, end, what comes there."""
    found = []
    if not text.isascii():
        found = [(hit.start(), hit.end(), _expand(hit.group())) for hit in _UNEVEN.finditer(text)]
    if dropped:
        found += [(hit.start(), hit.end(), "") for hit in re.finditer(rf"(?<=\w)[{dropped}](?=\w)", text)]
    return sorted(found)


def _expand(sign: str) -> str:
    letters = {"œ": "oe", "æ": "ae", "ß": "ss", "ĳ": "ij"}
    low = sign.lower()
    return letters.get(low) or "".join(part for part in unicodedata.normalize("NFKC", low) if part.isalnum())


def _without_runs(folded: Folded) -> Folded:
    """Make one blank of each run of blanks; a match then ends before the first of them."""
    runs = [(run.start() + 1, run.end()) for run in _RUN.finditer(folded.text)]
    if not runs:
        return folded
    pieces, starts, shifts = [], [0], [folded.shifts[0]]
    gone, last, known = 0, 0, 1
    for start, end in [*runs, (len(folded.text), len(folded.text))]:
        pieces.append(folded.text[last:start])
        while known < len(folded.starts) and folded.starts[known] < end:
            starts.append(max(folded.starts[known] - gone, starts[-1]))
            shifts.append(folded.shifts[known] + gone)
            known += 1
        gone += end - start
        last = end
        starts.append(end - gone)
        shifts.append(folded.shifts[known - 1] + gone)
    return Folded("".join(pieces), tuple(starts), tuple(shifts))


def key(form: str) -> str:
    """The folded form between blanks: what the automaton looks for."""
    even = form if form.isascii() else _UNEVEN.sub(lambda hit: _expand(hit.group()), form)
    return _PLURAL.sub("", f" {' '.join(even.translate(_TABLE).split())} ")


def comparable(text: str) -> str:
    """NFC, ligatures written out, invisible signs dropped, one kind of apostrophe, hyphen and blank: for comparing."""
    even = composed(text)
    if _UNEVEN.search(even):
        even = _UNEVEN.sub(lambda hit: _cased(hit.group()), even)
    if _DRESSED.search(even):
        even = even.translate(_PLAIN)
    return " ".join(even.split())


_DRESSED = re.compile(f"[{APOSTROPHES}{HYPHENS[1:]}\u200b]")
_PLAIN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-") | {"\u200b": " "})


def _cased(sign: str) -> str:
    expanded = _expand(sign)
    return expanded.upper() if sign.isupper() else expanded
