"""Term compliance: does each term of the source stand in the target as the glossary says, and no forbidden one?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import Compliance, Finding, Severity, Side, Term, TermMatch, TermSpan, Unit
from bitexte.terms.matching.compliance import forbidden_spans

MISSED = Code(
    "T001",
    "terms",
    "A term of the glossary is not rendered by any of its targets.",
    Severity.ERROR,
    "La place de marché.",
    "The bazaar.",
    draft=Severity.WARNING,
)
FORBIDDEN = Code(
    "T002",
    "terms",
    "A wording that the glossary forbids stands in the translation.",
    Severity.ERROR,
    "La place de marché.",
    "The market.",
)
FEWER = Code(
    "T003",
    "terms",
    "A term stands less often in the translation than in the source.",
    Severity.WARNING,
    "La place de marché est une place de marché.",
    "The marketplace is one.",
)
MORE = Code(
    "T004",
    "terms",
    "A term stands more often in the translation than in the source.",
    Severity.NOTE,
    "La place de marché.",
    "The marketplace is a marketplace.",
)
CODES = (MISSED, FORBIDDEN, FEWER, MORE)


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """The findings on the terms of units, from their compliance.

    Errors: a forbidden target, a term of which no allowed target is there. Warning: fewer targets than the source
    has terms (a pronoun may do). Note: more preferred targets than the source has terms.
    """
    for unit in units:
        if unit.compliance is not None and unit.translation.text.strip():
            yield from _findings(unit, unit.compliance)


def banned(units: Sequence[Unit], terms: Sequence[Term]) -> Iterator[Finding]:
    """The findings of entries that only forbid: their targets are wrong in every segment, whatever the French says."""
    for unit in units:
        for term in terms:
            for span in forbidden_spans(term, unit.translation.text):
                yield FORBIDDEN.at(unit, _reason(term, unit.translation.text[span[0] : span[1]]), span)


def _reason(term: Term, wording: str) -> str:
    notes = (term.note, *(target.note for target in term.targets), term.definition)
    note = next((" ".join(text.split()) for text in notes if text), "")
    return f'"{wording}" is forbidden everywhere{f": {note[:100]}" if note else ""}'


def _findings(unit: Unit, found: Compliance) -> Iterator[Finding]:
    for indices in _by_term(unit.matches):
        first = unit.matches[indices[0]]
        forbidden = [each for each in found.forbidden if each.match == indices[0]]
        for each in forbidden:
            yield _forbidden(unit, first, each)
        present = sum(found.renderings[index].span is not None for index in indices)
        preferred = first.term.targets[0]
        surplus = [each for each in found.surplus if each.match == indices[0] and each.designation == preferred]
        if len(indices) - present - len(forbidden) > 0:
            yield _missing(unit, indices, present, forbidden=bool(forbidden))
        elif surplus:
            yield _surplus(unit, first, len(indices), surplus)


def _by_term(matches: Sequence[TermMatch]) -> list[list[int]]:
    """The indices of the matches of each term."""
    terms: dict[object, list[int]] = {}
    for index, match in enumerate(matches):
        terms.setdefault(match.term, []).append(index)
    return list(terms.values())


def _forbidden(unit: Unit, match: TermMatch, wrong: TermSpan) -> Finding:
    start, end = wrong.span
    wording = unit.translation.text[start:end]
    message = f'"{wording}" is forbidden for "{match.surface}": use "{match.term.target}"'
    return FORBIDDEN.at(unit, message, wrong.span)


def _missing(unit: Unit, indices: Sequence[int], present: int, *, forbidden: bool) -> Finding:
    first, last = unit.matches[indices[0]], unit.matches[indices[-1]]
    if present or forbidden:
        message = f'"{first.surface}" stands {len(indices)} times in the source, "{first.term.target}" {present} here'
        return FEWER.at(unit, message, last.span, Side.SOURCE)
    message = f'"{first.surface}" is not translated as "{first.term.target}"{_obstacle(unit, indices[0])}'
    return MISSED.at(unit, message, first.span, Side.SOURCE)


def _obstacle(unit: Unit, index: int) -> str:
    """What the engine says why it did not honour the match."""
    uses = unit.translation.uses
    why = uses[index].obstacle if index < len(uses) else None
    return f": {why}" if why is not None else ""


def _surplus(unit: Unit, match: TermMatch, total: int, surplus: Sequence[TermSpan]) -> Finding:
    count = total + len(surplus)
    message = f'"{match.term.target}" stands {count} times, "{match.term.source}" {total} in the source'
    return MORE.at(unit, message, surplus[-1].span)
