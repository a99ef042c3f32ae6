"""What the engine says about single words of its draft: French, invented, left out, dropped or doubled ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks import length
from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Unit

FRENCH = Code(
    "W001", "words", "The engine left French words in its draft.", Severity.WARNING, "Des étagères.", "Some étagères."
)
NON_WORD = Code(
    "W002",
    "words",
    "A word of the draft is in no English list and not in the source.",
    Severity.WARNING,
    "Des oliviers.",
    "Some olivors.",
)
UNCOVERED = Code(
    "W003",
    "words",
    "No word of the draft seems to render a word of the source.",
    Severity.WARNING,
    "Une table ronde et basse.",
    "A round table.",
)
NAME = Code(
    "W004", "words", "A name of the source is not in the draft.", Severity.WARNING, "Marie est partie.", "She has left."
)
DOUBLED = Code(
    "W005", "words", "The draft says something twice.", Severity.WARNING, "Merci beaucoup.", "Thank you, thank you."
)
LENGTH = Code(
    "W006",
    "words",
    "The draft is out of proportion to its source.",
    Severity.WARNING,
    "Le colis est arrivé ce matin.",
    "It came.",
)
GUESS = Code(
    "W007",
    "words",
    "The engine's first choice was no English word; the draft has its next one, which may be wrong.",
    Severity.WARNING,
    "Une lanière.",
    "A lane.",
)
UNSURE = Code(
    "W008",
    "words",
    "The engine was unsure of a word of its draft.",
    Severity.NOTE,
    "Il regarde le voilier.",
    "He looks at the sail.",
)
CODES = (FRENCH, NON_WORD, UNCOVERED, NAME, DOUBLED, LENGTH, GUESS, UNSURE)

# The remark's code, the finding's, and how it is told of the words concerned.
REMARKS = {
    "left-in-french": (FRENCH, "still French: {}"),
    "non-word": (NON_WORD, "no English word: {}"),
    "uncovered": (UNCOVERED, "not rendered: {}"),
    "dropped-name": (NAME, "this name is not in it: {}"),
    "doubled": (DOUBLED, "said twice: {}"),
    "guess": (GUESS, "a guess, instead of: {}"),
    "length": (LENGTH, "out of proportion{}"),
    "unsure": (UNSURE, "the engine was unsure of: {}"),
}


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each remark of the engine about words; its detail is the words concerned.

    A length that its own check tells of is not told twice.
    """
    for unit in units:
        for remark in unit.translation.problems:
            if remark.code in REMARKS and not (remark.code == "length" and any(length.check([unit]))):
                code, message = REMARKS[remark.code]
                detail = f": {remark.detail}" if code is LENGTH and remark.detail else remark.detail
                yield code.at(unit, message.format(detail).rstrip(": "), _span(unit, remark.detail))


def _span(unit: Unit, words: str) -> tuple[int, int] | None:
    """Where the words stand in the translation, if they do."""
    start = unit.translation.text.find(words) if words else -1
    return (start, start + len(words)) if start >= 0 else None
