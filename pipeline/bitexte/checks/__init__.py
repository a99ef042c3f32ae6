"""Quality checks: each looks at units and yields findings. One module a check; a new one is one line more here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bitexte.checks import empty, length, numbers, problems, repetition, terms, untranslated, verbatim
from bitexte.model import Finding, Unit
from bitexte.renderings import Forms

Check = Callable[[Sequence[Unit]], Iterator[Finding]]

CHECKS: dict[str, Check] = {
    "empty": empty.check,
    "length": length.check,
    "numbers": numbers.check,
    "problems": problems.check,
    "repetition": repetition.check,
    "untranslated": untranslated.check,
    "verbatim": verbatim.check,
}


def every(forms: Forms) -> dict[str, Check]:
    """All checks by name, that of the terms among them; `forms` gives the inflected forms of a target."""
    return {**CHECKS, "terms": terms.check(forms)}


def run(units: Sequence[Unit], checks: dict[str, Check]) -> Iterator[Finding]:
    """The findings of all checks, in the order of the units."""
    places = {unit.segment.id: number for number, unit in enumerate(units)}
    found = [finding for check in checks.values() for finding in check(units)]
    yield from sorted(found, key=lambda finding: places[finding.segment])
