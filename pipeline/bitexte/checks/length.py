"""Is the translation far too short or far too long?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Unit

_SENTENCE = "Le colis est arrivé ce matin au point de retrait, où il vous attend jusqu'à samedi."
SHORT = Code(
    "L001", "length", "The translation is far shorter than its source.", Severity.WARNING, _SENTENCE, "It came."
)
LONG = Code(
    "L002", "length", "The translation is far longer than its source.", Severity.WARNING, "Le colis.", _SENTENCE
)
CODES = (SHORT, LONG)

# English takes about 0.9 characters for one of French; the bounds leave room for free translations.
_SHORTEST, _LONGEST = 0.55, 1.6
_SHORT_SLACK, _LONG_SLACK = 15, 20  # characters: a heading may well be twice as long as its source


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning where the target is out of proportion to the source."""
    for unit in units:
        source, target = len(unit.segment.text.strip()), len(unit.translation.text.strip())
        if not target:
            continue
        if target < _SHORTEST * source - _SHORT_SLACK:
            message = f"{target} characters for {source}: is something left out?"
            yield SHORT.at(unit, message)
        elif target > _LONGEST * source + _LONG_SLACK:
            message = f"{target} characters for {source}: is something added?"
            yield LONG.at(unit, message)
