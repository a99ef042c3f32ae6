"""Quality checks: each looks at the units of a document and yields findings. A new check is one module and one row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bitexte.checks import (
    amounts,
    consistency,
    empty,
    inline,
    length,
    literals,
    markup,
    numbers,
    own,
    placeholders,
    renderings,
    repetition,
    reported,
    subtitles,
    terms,
    typography,
    untranslated,
    words,
)
from bitexte.checks.code import Code
from bitexte.errors import ConfigError, nearest
from bitexte.model import Finding, Severity, Term, Unit
from bitexte.settings import OwnCheck

__all__ = [
    "CHECKS",
    "CODES",
    "OFF",
    "Check",
    "Code",
    "Severities",
    "own",
    "renderings",
    "run",
    "severities",
    "subtitles",
]

Check = Callable[[Sequence[Unit]], Iterator[Finding]]
Severities = Mapping[str, Severity | None]  # by code; None: not told

OFF = "off"
_MODULES = (
    amounts,
    consistency,
    empty,
    inline,
    length,
    literals,
    markup,
    numbers,
    placeholders,
    repetition,
    reported,
    terms,
    typography,
    untranslated,
    words,
)
CHECKS: dict[str, Check] = {module.__name__.rpartition(".")[2]: module.check for module in _MODULES}
CODES: dict[str, Code] = {
    code.code: code for module in (*_MODULES, renderings, own, subtitles) for code in module.CODES
}


def severities(wanted: Mapping[str, str]) -> Severities:
    """The severities that the settings give to codes. Raises ConfigError for a code or a severity there is not."""
    return {code: _severity(code, name) for code, name in wanted.items()}


def run(
    units: Sequence[Unit],
    wanted: Severities | None = None,
    *,
    own_checks: Sequence[OwnCheck] = (),
    forbidding: Sequence[Term] = (),
    drafts: bool = False,
    consistency: bool = False,
    further: Iterable[Finding] = (),
) -> Iterator[Finding]:
    """The findings of all checks, in the order of the units.

    `wanted` are severities that differ from those of CODES; `own_checks` are the project's own; `forbidding` are the
    entries of the glossary that hold forbidden English only. `drafts`: the translations wait for their reviewer, who
    is to be told more gently of what the engine could not do (Code.draft). `consistency`: words that are rendered in
    several ways are looked for too, which takes a second for a thousand units. `further` are findings of the same units
    that no check of units alone could make.
    Raises ConfigError where a pattern of an own check takes too long.
    """
    wanted = wanted or {}
    indices = {unit.segment.id: index for index, unit in enumerate(units)}
    found = [finding for check in CHECKS.values() for finding in check(units)]
    found += own.check(units, own_checks)
    found += terms.banned(units, forbidding)
    found += renderings.check(units) if consistency else ()
    found += further
    for finding in sorted(found, key=lambda finding: indices[finding.segment]):
        gentle = CODES[finding.code].draft if drafts else None
        severity = wanted.get(finding.code, gentle or finding.severity)
        if severity is not None:
            yield replace(finding, severity=severity)


def _severity(code: str, name: str) -> Severity | None:
    where = "the setting checks"
    if code not in CODES:
        close = nearest(code.upper(), CODES)
        hint = f"did you mean {close}?" if close else "docs/checks.md lists the codes"
        raise ConfigError(f"there is no check {code!r}", where=where, hint=hint)
    if name != OFF and name not in set(Severity):
        raise ConfigError(f"{code} is {name!r}", where=where, hint=f"use {', '.join((*Severity, OFF))}")
    return None if name == OFF else Severity(name)
