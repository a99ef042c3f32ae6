"""What a memory had better not hold: units to look at, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bitexte.formats.units import Returned
from bitexte.language.detection import looks
from bitexte.model import State
from bitexte.text.codes import numbered
from bitexte.text.defects import out_of_proportion

REASONS = {
    "duplicate": "the same texts between the same neighbours as a unit that is as far, or newer",
    "empty": "no letter and no figure on one side",
    "identical": "source and target are the same",
    "language": "the source is not French, or the target not English",
    "length": "the target is far too short or too long for the source",
}


class Suspect(NamedTuple):
    """A unit and one of REASONS."""

    reason: str
    entry: Returned


def suspects(entries: Sequence[Returned]) -> Iterator[Suspect]:
    """The units to look at, in the order of the memory, each for its first reason."""
    best = _best(entries)
    for entry in entries:
        source, target = entry.unit.segment.text, entry.unit.translation.text
        if best[_identity(entry)] is not entry:
            yield Suspect("duplicate", entry)
        elif not (_worded(source) and _worded(target)):
            yield Suspect("empty", entry)
        elif source == target:
            yield Suspect("identical", entry)
        elif looks(source) not in (None, "fr") or looks(target) not in (None, "en"):
            yield Suspect("language", entry)
        elif out_of_proportion(source, target) is not None:
            yield Suspect("length", entry)


def _best(entries: Sequence[Returned]) -> dict[object, Returned]:
    """Of the units that say the same, the one to keep: the furthest, then the newest, then the first."""
    order = list(State)
    kept: dict[object, Returned] = {}
    for entry in entries:
        known = kept.setdefault(_identity(entry), entry)
        if (order.index(entry.unit.state), entry.date) > (order.index(known.unit.state), known.date):
            kept[_identity(entry)] = entry
    return kept


def _identity(entry: Returned) -> object:
    segment, translation = entry.unit.segment, entry.unit.translation
    numbers = numbered(segment.codes)
    codes = (
        tuple((numbers.get(code.id, 0), code.kind, code.offset) for code in side)
        for side in (segment.codes, translation.codes)
    )
    return segment.text, translation.text, *codes, entry.before, entry.after


def _worded(text: str) -> bool:
    return any(map(str.isalnum, text))
