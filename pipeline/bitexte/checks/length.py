"""Is the translation far too short or far too long?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Unit
from bitexte.text.defects import Defect, out_of_proportion

_SENTENCE = "Le colis est arrivé ce matin au point de retrait, où il vous attend jusqu'à samedi."
SHORT = Code(
    "L001", "length", "The translation is far shorter than its source.", Severity.WARNING, _SENTENCE, "It came."
)
LONG = Code(
    "L002", "length", "The translation is far longer than its source.", Severity.WARNING, "Le colis.", _SENTENCE
)
CODES = (SHORT, LONG)


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning where the target is out of proportion to the source."""
    for unit in units:
        source, target = unit.segment.text.strip(), unit.translation.text.strip()
        found = out_of_proportion(source, target) if target else None
        if found is not None:
            code, question = (SHORT, "left out") if found is Defect.SHORT else (LONG, "added")
            yield code.at(unit, f"{len(target)} characters for {len(source)}: is something {question}?")
