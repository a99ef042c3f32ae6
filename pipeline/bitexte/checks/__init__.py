"""Quality checks: each looks at units and yields findings. One module a check; a new one is one line more here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bitexte.checks import empty, length, literals, numbers, repetition, reported, terms, untranslated
from bitexte.language import target_forms
from bitexte.model import Finding, Severity, Unit

Check = Callable[[Sequence[Unit]], Iterator[Finding]]

CHECKS: dict[str, Check] = {
    "empty": empty.check,
    "length": length.check,
    "numbers": numbers.check,
    "problems": reported.check,
    "repetition": repetition.check,
    "terms": terms.check(target_forms),
    "untranslated": untranslated.check,
    "verbatim": literals.check,
}


def run(units: Sequence[Unit], *, drafts: bool = False) -> Iterator[Finding]:
    """The findings of all checks, in the order of the units.

    `drafts`: the translations wait for their reviewer; a term that the engine could not honour is then a warning.
    """
    indices = {unit.segment.id: index for index, unit in enumerate(units)}
    found = [finding for check in CHECKS.values() for finding in check(units)]
    for finding in sorted(found, key=lambda finding: indices[finding.segment]):
        yield _drafted(finding) if drafts else finding


def _drafted(finding: Finding) -> Finding:
    missed = finding.check == "terms" and finding.severity is Severity.ERROR
    return replace(finding, severity=Severity.WARNING) if missed else finding
