"""Is there a translation at all?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Unit

MISSING = Code("E001", "empty", "There is no translation.", Severity.ERROR, "Bonjour", "")
CODES = (MISSING,)


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """An error for each unit whose source has text and whose target has none."""
    for unit in units:
        if unit.segment.text.strip() and not unit.translation.text.strip():
            yield MISSING.at(unit, "no translation")
