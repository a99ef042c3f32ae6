"""Do addresses, placeholders, codes and the like stand in the translation as they stand in the source?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Side, Unit
from bitexte.text import literals

LOST = Code(
    "V001",
    "literals",
    "An address, a code or the like of the source is not in the translation.",
    Severity.WARNING,
    "Voir www.example.org.",
    "See the site.",
)
CODES = (LOST,)

_SHOWN = 200  # characters of a literal in a message


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each literal of the source (see `literals.find`) that the target lacks; case is free."""
    for unit in units:
        target = unit.translation.text.casefold()
        present = Counter(literal.text.casefold() for literal in literals.find(unit.translation.text))
        for literal in literals.find(unit.segment.text):
            if literal.kind == "placeholder":
                continue  # checks/placeholders counts them
            text = literal.text.casefold()
            if present[text] > 0:
                present[text] -= 1
            elif text not in target:
                shown = literal.text if len(literal.text) <= _SHOWN else literal.text[:_SHOWN] + "…"
                message = f"the {literal.kind} {shown} is not in the translation"
                yield LOST.at(unit, message, literal.span, Side.SOURCE)
