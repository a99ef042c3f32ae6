"""A translation divided over the cues that show it, and broken into lines, where a reader minds it least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bitexte.language.closed_classes import WEAK_AT_LINE_ENDS
from bitexte.model import Span

_SENTENCE = regex.compile(
    r"(?<!\b(?:M|Mr|Mrs|Ms|Mme|Mlle|Dr|St|No|n°|etc|cf|p|vs|\p{Lu}))[.!?…]+[»”\"')]*\s+(?=[\p{Lu}«“\"—¿(\d-])"
)


@dataclass(frozen=True, slots=True)
class Part:
    """The stretch of a block that one cue shows: from `start` to `end` in the source, `text` as it reads.

    `alone` is False where the cue shows other parts too (speakers with dashes).
    """

    start: int
    end: int
    text: str
    duration: int
    longest: int  # characters of the longest line of the cue
    alone: bool = True
    cue: int = 0  # the number of the cue, from 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A cue of the translation as it is shown, with what it shows most of: block `block`, from `start` on.

    `duration` is in milliseconds, `longest` the longest French line and `french` all the characters of the French cue.
    `torn` is what a cue parts in two that belongs together, empty where it parts nothing.
    """

    block: int
    start: int
    lines: tuple[str, ...]
    duration: int
    longest: int
    french: int
    torn: str = ""


def torn(text: str, end: int) -> str:
    """The name or the number that a cue ending at this offset of a text cuts in two; empty where it cuts none."""
    before, after = text[:end].rpartition(" ")[2], text[end:].split(" ")[1:2]
    following = after[0] if after else ""
    both_figures = before[-1:].isdigit() and following[:1].isdigit()
    both_names = before[:1].isupper() and following[:1].isupper() and before[-1:].isalpha() and len(before) > 1
    return f"{before} {following}" if both_figures or both_names else ""


def divided(source: str, target: str, parts: Sequence[Part]) -> list[Span]:
    """The stretches of a target for each part, without the blanks between them."""
    if len(parts) == 1:
        return [(0, len(target))]
    theirs, ours = _sentences(source), _sentences(target)
    if len(theirs) != len(ours):
        theirs, ours = [(0, len(source))], [(0, len(target))]
    cuts: list[int] = []
    offset = 0
    borders: list[int] = []
    for part in parts[:-1]:
        offset += len(part.text) + 1
        borders.append(offset)
    for border in borders:
        index = next((i for i, (_, end) in enumerate(theirs) if border <= end), len(theirs) - 1)
        start, end = theirs[index]
        if border >= end:
            cuts.append(ours[index][1])
            continue
        share = (border - start) / (end - start)
        low, high = ours[index]
        cuts.append(
            _cut(target, low + round(_timed(share, borders, border, theirs[index], parts) * (high - low)), cuts)
        )
    starts = [0, *cuts]
    ends = [*cuts, len(target)]
    return [_stripped(target, start, max(start, end)) for start, end in zip(starts, ends, strict=True)]


def _timed(share: float, borders: Sequence[int], border: int, sentence: Span, parts: Sequence[Part]) -> float:
    """A share of a sentence's length, drawn to the share of the time where the sentence fills its cues."""
    if sentence[0] > 0 or len(borders) != len(parts) - 1:
        return share
    number = borders.index(border) + 1
    whole = sum(part.duration for part in parts)
    if sentence[1] < borders[-1] or whole <= 0:
        return share
    return (2 * share + sum(part.duration for part in parts[:number]) / whole) / 3


def _sentences(text: str) -> list[Span]:
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _cut(text: str, wanted: int, cuts: Sequence[int]) -> int:
    """The blank near an offset where a cue may best end."""
    lowest = cuts[-1] if cuts else 0
    blanks = [at for at, character in enumerate(text) if character == " " and lowest < at]
    return min(blanks, key=lambda at: abs(at - wanted) + _cost(text, at), default=len(text))


def _cost(text: str, at: int) -> float:
    """How bad it is to end a cue or a line at a blank, in characters."""
    before, after = text[:at].rpartition(" ")[2], text[at + 1 :].partition(" ")[0]
    if before[-1:] in ".!?…":
        return -10
    if before[-1:] in ",;:":
        return -6
    if before.lower() in WEAK_AT_LINE_ENDS:
        return 5
    if before[-1:].isdigit() or (before[:1].isupper() and after[:1].isupper()):
        return 8
    return 0


def _stripped(text: str, start: int, end: int) -> Span:
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    return first, max(first, start + len(text[start:end].rstrip()))


def line_breaks(text: str, limit: int, *, lone: bool = True) -> list[int]:
    """The blanks at which a cue's text is broken: two lines about as long, more only where two cannot hold it."""
    blanks = [at for at, character in enumerate(text) if character == " "]
    if len(text) <= limit or not blanks:
        return []
    fitting = [at for at in blanks if at <= limit and len(text) - at - 1 <= limit]
    if fitting and lone:
        return [min(fitting, key=lambda at: abs(2 * at - len(text)) + _cost(text, at))]
    breaks: list[int] = []
    start = 0
    for at, following in zip(blanks, [*blanks[1:], len(text)], strict=True):
        if following - start > limit and at > start:
            breaks.append(at)
            start = at + 1
    return breaks
