"""A project's own checks: patterns for source and target, from `[[tool.bitexte.checks.own]]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from bitexte import limits
from bitexte.checks.code import Code
from bitexte.errors import ConfigError
from bitexte.model import Finding, Severity, Side, Span, Unit
from bitexte.settings import OwnCheck

OWN = Code(
    "O001",
    "own",
    "A check of the project's own finds something.",
    Severity.WARNING,
    "Appelez le service client.",
    "Call the customer care.",
)
CODES = (OWN,)

_WHERE = "the setting checks.own"


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The patterns of an own check, None for those it has not, and its severity."""

    source: regex.Pattern[str] | None
    target: regex.Pattern[str] | None
    lacks: regex.Pattern[str] | None
    severity: Severity


def validate(own: Sequence[OwnCheck]) -> None:
    """Raises ConfigError for an own check without a message, with a bad pattern or an unknown severity."""
    for each in own:
        _compiled(each)


def check(units: Sequence[Unit], own: Sequence[OwnCheck]) -> Iterator[Finding]:
    """A finding for each unit that an own check is about; raises ConfigError where a pattern takes too long.

    It is about a unit whose source has `source` and whose target has `target`, or has not `lacks`; a pattern that is
    not given is no condition. Patterns are those of the regex library, case counts unless they begin with (?i).
    """
    for each in own:
        compiled = _compiled(each)
        for unit in units:
            if (found := _found(unit, compiled, each)) is not None:
                span, side = found
                yield replace(OWN.at(unit, each.message, span, side), severity=compiled.severity)


def _found(unit: Unit, compiled: _Compiled, own: OwnCheck) -> tuple[Span, Side] | None:
    source = _span(compiled.source, unit.segment.text, own)
    target = _span(compiled.target, unit.translation.text, own)
    held = _span(compiled.lacks, unit.translation.text, own)
    if source is None or target is None or not unit.translation.text.strip():
        return None
    if compiled.lacks is not None and held is not None:
        return None
    return (target, Side.TARGET) if compiled.target is not None else (source, Side.SOURCE)


def _span(pattern: regex.Pattern[str] | None, text: str, own: OwnCheck) -> Span | None:
    """Where the pattern stands; the beginning of the text where there is no pattern."""
    if pattern is None:
        return 0, 0
    try:
        match = pattern.search(text, timeout=limits.OWN_CHECK_SECONDS)
    except TimeoutError as error:
        hint = "make its pattern simpler: no repetition inside a repetition"
        raise ConfigError(f"“{own.message[:60]}” takes too long on a text", where=_WHERE, hint=hint) from error
    return match.span() if match is not None else None


@lru_cache(maxsize=256)
def _compiled(own: OwnCheck) -> _Compiled:
    if not own.message.strip():
        raise ConfigError("an own check has no message", where=_WHERE, hint="say in message what is wrong")
    if not own.target and not own.lacks:
        hint = "give target (what must not stand there) or lacks (what must)"
        raise ConfigError(f"“{own.message[:60]}” looks at no target", where=_WHERE, hint=hint)
    if own.severity not in set(Severity):
        raise ConfigError(f"{own.severity!r} is no severity", where=_WHERE, hint=f"use {', '.join(Severity)}")
    source, target, lacks = (_pattern(text, own) for text in (own.source, own.target, own.lacks))
    return _Compiled(source, target, lacks, Severity(own.severity))


def _pattern(text: str, own: OwnCheck) -> regex.Pattern[str] | None:
    try:
        return regex.compile(text) if text else None
    except regex.error as error:
        raise ConfigError(f"“{own.message[:60]}”: {error}"[:200], where=_WHERE, hint="mend the pattern") from error
