"""Does the translation repeat a phrase more often than the source does?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Unit
from bitexte.text.defects import in_a_row

LOOP = Code(
    "R001",
    "repetition",
    "The translation repeats words that the source does not repeat.",
    Severity.WARNING,
    "Merci pour la commande.",
    "Thank you for the order order order order.",
)
LETTERS = Code(
    "R002", "repetition", "The translation repeats one letter many times.", Severity.WARNING, "Non.", "Noooooooo."
)
DOUBLED = Code(
    "R003",
    "repetition",
    "A word stands twice in a row.",
    Severity.WARNING,
    "Le colis arrive demain.",
    "The parcel arrives arrives tomorrow.",
)
CODES = (LOOP, LETTERS, DOUBLED)

_TOKEN = re.compile(r"\w+|\|")  # a bar parts the plural forms of one message
_RUN = re.compile(r"([^\W\d_])\1{6,}")
_TWICE = re.compile(r"(?<![\w'’#/:-])([^\W\d_]{2,})[ \u00a0]\1(?![\w'’-])")
# Words that English writes twice: "that that is", "he had had enough", "very very good".
_WELL_TWICE = frozenset(
    ["that", "had", "very", "really", "so", "no", "yes", "many", "much", "long", "far", "bye", "ha", "blah", "is"]
)
_LONGEST = 12  # words in a repeated stretch
_TIMES = {1: 4, 2: 3}  # how often a stretch of so many words must stand in a row; longer ones twice
_PHRASE = 6  # words of a repeated stretch that need stand twice only


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning where the target repeats a stretch of words more often in a row than the source repeats any."""
    for unit in units:
        target = unit.translation.text
        tokens = [match.group().casefold() for match in _TOKEN.finditer(target)]
        times, start, length = _loop(tokens)
        if times > 1 and times > _tolerated([word.casefold() for word in _TOKEN.findall(unit.segment.text)]):
            places = [match.span() for match in _TOKEN.finditer(target)]
            span = (places[start][0], places[start + times * length - 1][1])
            phrase = target[span[0] : places[start + length - 1][1]]
            yield LOOP.at(unit, f'"{phrase}" {times} times in a row', span)
        elif (run := _RUN.search(target)) and not _RUN.search(unit.segment.text):
            message = f"the letter {run[1]} {len(run[0])} times"
            yield LETTERS.at(unit, message, run.span())
        elif (double := _doubled(target, unit.segment.text)) is not None:
            yield DOUBLED.at(unit, f'"{double[1]}" twice in a row', double.span())


def _doubled(text: str, source: str) -> re.Match[str] | None:
    """The first word in small letters that stands twice, where the source doubles none and has not that word itself.

    Names stand twice (Walla Walla), grammar wants it, and "the attribute attribute" names an attribute.
    """
    if not (found := list(_TWICE.finditer(text))) or _TWICE.search(source):
        return None
    known = _WELL_TWICE.union(_TOKEN.findall(source))
    return next((match for match in found if match[1].islower() and match[1] not in known), None)


def _loop(tokens: list[str]) -> tuple[int, int, int]:
    """The first stretch repeated too often: times in a row, first token, length; (1, 0, 0) for none."""
    for length in range(1, min(_LONGEST, len(tokens) // 2) + 1):
        needed = _TIMES.get(length, 3 if length < _PHRASE else 2)
        times, start = in_a_row(tokens, length)
        if times >= needed and not all(token.isdigit() for token in tokens[start : start + length]):
            return times, start, length
    return 1, 0, 0


def _tolerated(tokens: list[str]) -> int:
    """How often a stretch may stand in a row: once, or twice as often as the source repeats one on purpose."""
    lengths = range(1, min(_LONGEST, len(tokens) // 2) + 1)
    most = max((in_a_row(tokens, length)[0] for length in lengths), default=1)
    return most if most == 1 else 2 * most
