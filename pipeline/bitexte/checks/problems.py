"""What the engine or the file itself says about a translation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.model import Finding, Severity, Unit


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each problem that came with a translation."""
    for unit in units:
        for problem in unit.translation.problems:
            yield Finding("problems", Severity.WARNING, unit.segment.id, problem)
