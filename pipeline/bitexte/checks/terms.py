"""Term compliance: does each term of the source stand in the target as the glossary says, and no forbidden one?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bitexte.model import Finding, Severity, Side, Span, Term, TermMatch, Unit
from bitexte.terms.matching.targets import FREE, Forms, Renderings, folded, overlaps, shared_out, spans


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What a term may look like in a target: with free hyphens and spaces, as written, and forbidden."""

    allowed: re.Pattern[str]
    literal: re.Pattern[str]
    preferred: re.Pattern[str]
    forbidden: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Use:
    """A term of a unit with its places in the source, and the places in the target that may stand for it."""

    term: Term
    matches: tuple[TermMatch, ...]
    allowed: tuple[Span, ...]
    preferred: tuple[Span, ...]
    forbidden: tuple[Span, ...]


def check(forms: Forms) -> Callable[[Sequence[Unit]], Iterator[Finding]]:
    """The check, with `forms` giving the inflected forms of a target, itself among them.

    Errors: a forbidden target, a term of which no allowed target is there. Warning: fewer targets than the source
    has terms (a pronoun may do). Note: more preferred targets than the source has terms. A place in the target
    counts for one term only, for the longest first. Hyphens and spaces are free, case is unless the term fixes it.
    """
    renderings = Renderings(forms)

    @lru_cache(maxsize=4096)
    def patterns(term: Term) -> _Patterns:
        return _patterns(term, renderings)

    def findings(units: Sequence[Unit]) -> Iterator[Finding]:
        for unit in units:
            if unit.matches and unit.translation.text.strip():
                yield from _findings(unit, patterns)

    return findings


def _findings(unit: Unit, patterns: Callable[[Term], _Patterns]) -> Iterator[Finding]:
    uses = _uses(unit, patterns)
    claims = _claims(uses)
    taken = [span for own in claims for span in own]
    for use, claimed in zip(uses, claims, strict=True):
        for span in use.forbidden:
            yield _forbidden(unit, use, span)
        lacking = len(use.matches) - len(claimed) - len(use.forbidden)
        if lacking > 0:
            yield _missing(unit, use, len(claimed))
        elif extra := [span for span in use.preferred if not overlaps(span, taken)]:
            yield _extra(unit, use, extra)


def _uses(unit: Unit, patterns: Callable[[Term], _Patterns]) -> list[_Use]:
    terms: dict[tuple[str, str], list[TermMatch]] = {}
    for match in unit.matches:
        terms.setdefault((match.term.domain, match.term.id), []).append(match)
    target = folded(unit.translation.text)
    found = [(matches[0].term, tuple(matches), patterns(matches[0].term)) for matches in terms.values()]
    right = [span for _, _, pattern in found for span in spans(pattern.literal, target)]
    return [_use(term, matches, pattern, target, right) for term, matches, pattern in found]


def _use(term: Term, matches: tuple[TermMatch, ...], pattern: _Patterns, target: str, right: list[Span]) -> _Use:
    """A forbidden wording inside the right wording of any term of the unit is none ("market" in "market place")."""
    forbidden = [span for span in spans(pattern.forbidden, target) if not _within(span, right)]
    allowed = [span for span in spans(pattern.allowed, target) if not overlaps(span, forbidden)]
    preferred = [span for span in spans(pattern.preferred, target) if span in allowed]
    return _Use(term, matches, tuple(allowed), tuple(preferred), tuple(forbidden))


def _claims(uses: list[_Use]) -> list[list[Span]]:
    """The places that each term takes, as many as it has in the source at most."""
    places = iter(shared_out([use.allowed for use in uses for _ in use.matches]))
    own = [[next(places) for _ in use.matches] for use in uses]
    return [[place for place in taken if place is not None] for taken in own]


def _forbidden(unit: Unit, use: _Use, span: Span) -> Finding:
    wrong = unit.translation.text[span[0] : span[1]]
    message = f'"{wrong}" is forbidden for "{use.matches[0].surface}": use "{use.term.target}"'
    return Finding("terms", Severity.ERROR, unit.segment.id, message, span)


def _missing(unit: Unit, use: _Use, present: int) -> Finding:
    total, first = len(use.matches), use.matches[0]
    if present or use.forbidden:
        message = f'"{first.surface}" stands {total} times in the source, "{use.term.target}" {present} here'
        return Finding("terms", Severity.WARNING, unit.segment.id, message, use.matches[-1].span, Side.SOURCE)
    message = f'"{first.surface}" is not translated as "{use.term.target}"{_obstacle(unit, first)}'
    return Finding("terms", Severity.ERROR, unit.segment.id, message, first.span, Side.SOURCE)


def _obstacle(unit: Unit, match: TermMatch) -> str:
    """What the engine says why it did not honour the match."""
    uses = dict(zip(unit.matches, unit.translation.uses, strict=False))
    use = uses.get(match)
    return f": {use.obstacle}" if use is not None and use.obstacle is not None else ""


def _extra(unit: Unit, use: _Use, extra: list[Span]) -> Finding:
    total = len(use.matches)
    message = f'"{use.term.target}" stands {total + len(extra)} times, "{use.term.source}" {total} in the source'
    return Finding("terms", Severity.NOTE, unit.segment.id, message, extra[-1])


def _patterns(term: Term, renderings: Renderings) -> _Patterns:
    several = len(term.allowed) > 1
    return _Patterns(
        allowed=renderings.pattern(term),
        literal=renderings.pattern_of(term.allowed, term, None),
        preferred=renderings.pattern_of(term.allowed[:1], term, FREE) if several else renderings.pattern(term),
        forbidden=renderings.pattern_of(term.forbidden, term, r"[\s-]+"),
    )


def _within(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)
