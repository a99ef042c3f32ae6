"""Can a cue of subtitles be read in its time, and does it fit the screen?

The defaults are those of Netflix's English Template Timed Text Style Guide: 17 characters a second, 42 characters a
line, two lines. What the French does itself is no fault of the translation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bitexte.checks.code import Code
from bitexte.formats import subtitles
from bitexte.formats.assembly import target_blocks
from bitexte.formats.subtitles.lines import Shown
from bitexte.model import Bitext, Finding, Severity, Unit

MOST_LINES = 2
FORMATS = frozenset(("srt", "vtt", "ass"))
FAST = Code(
    "D001",
    "subtitles",
    "A cue shows more characters a second than can be read.",
    Severity.WARNING,
    "Les prix baissent.",
    "The prices of everything are going down.",
)
WIDE = Code(
    "D002",
    "subtitles",
    "A line of a cue is too long.",
    Severity.WARNING,
    "Anticonstitutionnellement.",
    "Counterrevolutionaries-and-antidisestablishmentarians.",
)
TALL = Code(
    "D003", "subtitles", "A cue has more than two lines.", Severity.WARNING, "Un, deux, trois.", "One,\ntwo,\nthree."
)
TORN = Code(
    "D004",
    "subtitles",
    "A cue ends inside a name or a number.",
    Severity.NOTE,
    "J'ai vu Marie Curie.",
    "I saw Marie [next cue] Curie.",
)
CODES = (FAST, WIDE, TALL, TORN)


def check(bitext: Bitext, speed: int, line: int) -> Iterator[Finding]:
    """A finding for each cue that cannot be read in its time or does not fit; none for other documents.

    `speed` is the most characters a second, `line` the most characters of a line. A finding is told of the unit that
    most of the cue belongs to.
    """
    if bitext.document.format not in FORMATS:
        return
    by_block: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in bitext.units:
        by_block[unit.segment.block].append(unit)
    for cue in subtitles.shown(bitext.document, target_blocks(bitext)):
        if by_block[cue.block]:
            yield from judged(_unit(by_block[cue.block], cue.start), cue, speed, line)


def judged(unit: Unit, cue: Shown, speed: int, line: int) -> Iterator[Finding]:
    """What is to be told of one cue."""
    count = sum(map(len, cue.lines))
    if count > cue.french and count * 1000 > speed * cue.duration > 0:
        yield FAST.at(unit, f"{round(count * 1000 / cue.duration)} characters a second: at most {speed} can be read")
    widest = max(map(len, cue.lines), default=0)
    if widest > max(line, cue.longest):
        yield WIDE.at(unit, f"a line of {widest} characters: at most {line} fit")
    if len(cue.lines) > MOST_LINES:
        yield TALL.at(unit, f"{len(cue.lines)} lines in a cue")
    if cue.torn:
        yield TORN.at(unit, f"the cue ends inside “{cue.torn}”")


def _unit(units: Iterable[Unit], start: int) -> Unit:
    """The unit of a block's translation in which an offset lies."""
    units = list(units)
    at = 0
    for unit in units:
        at += len(unit.translation.text) + len(unit.segment.tail)
        if start < at:
            return unit
    return units[-1]
