"""Term compliance: does each term of the source stand in the target as the glossary says, and no forbidden one?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Designation, Finding, Flag, Match, Severity, Side, Span, Term, Unit

Forms = Callable[[Designation], frozenset[str]]

# One character for one, so that offsets stay those of the text.
_FOLDED = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-"})
_SEPARATORS = re.compile(r"[\s-]+")
_NOTHING = re.compile(r"(?!)")


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
    matches: tuple[Match, ...]
    allowed: tuple[Span, ...]
    preferred: tuple[Span, ...]
    forbidden: tuple[Span, ...]


def check(forms: Forms) -> Callable[[Sequence[Unit]], Iterator[Finding]]:
    """The check, with `forms` giving the inflected forms of a target, itself among them.

    Errors: a forbidden target, a term of which no allowed target is there. Warning: fewer targets than the source
    has terms (a pronoun may do). Note: more preferred targets than the source has terms. A place in the target
    counts for one term only, for the longest first. Hyphens and spaces are free, case is unless the term fixes it.
    """

    @lru_cache(maxsize=4096)
    def patterns(term: Term) -> _Patterns:
        return _patterns(term, forms)

    def findings(units: Sequence[Unit]) -> Iterator[Finding]:
        for unit in units:
            if unit.matches and unit.translation.text.strip():
                yield from _findings(unit, patterns)

    return findings


def _findings(unit: Unit, patterns: Callable[[Term], _Patterns]) -> Iterator[Finding]:
    uses = _uses(unit, patterns)
    claims = _claims(uses)
    taken = [span for spans in claims for span in spans]
    for use, claimed in zip(uses, claims, strict=True):
        for span in use.forbidden:
            yield _forbidden(unit, use, span)
        lacking = len(use.matches) - len(claimed) - len(use.forbidden)
        if lacking > 0:
            yield _missing(unit, use, len(claimed), lacking)
        elif extra := [span for span in use.preferred if not _overlaps(span, taken)]:
            yield _extra(unit, use, extra)


def _uses(unit: Unit, patterns: Callable[[Term], _Patterns]) -> list[_Use]:
    terms: dict[tuple[str, str], list[Match]] = {}
    for match in unit.matches:
        terms.setdefault((match.term.domain, match.term.id), []).append(match)
    target = unit.translation.text.translate(_FOLDED)
    found = [(matches[0].term, tuple(matches), patterns(matches[0].term)) for matches in terms.values()]
    right = [span for _, _, pattern in found for span in _spans(pattern.literal, target)]
    return [_use(term, matches, pattern, target, right) for term, matches, pattern in found]


def _use(term: Term, matches: tuple[Match, ...], pattern: _Patterns, target: str, right: list[Span]) -> _Use:
    """A forbidden wording inside the right wording of any term of the unit is none ("market" in "market place")."""
    forbidden = [span for span in _spans(pattern.forbidden, target) if not _within(span, right)]
    allowed = [span for span in _spans(pattern.allowed, target) if not _overlaps(span, forbidden)]
    preferred = [span for span in _spans(pattern.preferred, target) if span in allowed]
    return _Use(term, matches, tuple(allowed), tuple(preferred), tuple(forbidden))


def _claims(uses: list[_Use]) -> list[list[Span]]:
    """The places that each term takes, as many as it has in the source: the longest first, then the least choice."""
    claims: list[list[Span]] = [[] for _ in uses]
    taken: list[Span] = []
    places = [(span, number) for number, use in enumerate(uses) for span in use.allowed]
    places.sort(key=lambda place: (place[0][0] - place[0][1], len(uses[place[1]].allowed), place[0], place[1]))
    for span, number in places:
        if len(claims[number]) < len(uses[number].matches) and not _overlaps(span, taken):
            claims[number].append(span)
            taken.append(span)
    return claims


def _forbidden(unit: Unit, use: _Use, span: Span) -> Finding:
    wrong = unit.translation.text[span[0] : span[1]]
    message = f'"{wrong}" is forbidden for "{use.matches[0].surface}": use "{use.term.target}"'
    return Finding("terms", Severity.ERROR, unit.segment.id, message, span)


def _missing(unit: Unit, use: _Use, present: int, lacking: int) -> Finding:
    total, first = len(use.matches), use.matches[0]
    if present or use.forbidden:
        message = f'"{first.surface}" stands {total} times in the source, "{use.term.target}" {total - lacking} here'
        return Finding("terms", Severity.WARNING, unit.segment.id, message, use.matches[-1].span, Side.SOURCE)
    message = f'"{first.surface}" is not translated as "{use.term.target}"'
    return Finding("terms", Severity.ERROR, unit.segment.id, message, first.span, Side.SOURCE)


def _extra(unit: Unit, use: _Use, extra: list[Span]) -> Finding:
    total = len(use.matches)
    message = f'"{use.term.target}" stands {total + len(extra)} times, "{use.term.source}" {total} in the source'
    return Finding("terms", Severity.NOTE, unit.segment.id, message, extra[-1])


def _patterns(term: Term, forms: Forms) -> _Patterns:
    def every(designations: Iterable[Designation]) -> set[str]:
        return {form for designation in designations for form in _written(designation, term, forms)}

    free = term.flags.isdisjoint({Flag.EXACT_CASE})
    texts = every(term.allowed)
    allowed = _pattern(texts, r"[\s-]*", free)
    return _Patterns(
        allowed=allowed,
        literal=_pattern(texts, None, free),
        preferred=_pattern(every(term.allowed[:1]), r"[\s-]*", free) if len(term.allowed) > 1 else allowed,
        forbidden=_pattern(every(term.forbidden), r"[\s-]+", free),
    )


def _written(designation: Designation, term: Term, forms: Forms) -> set[str]:
    """The forms of a designation; a name that is kept has one. Where case counts, any may begin a sentence."""
    texts = {designation.text, *designation.forms}
    if Flag.KEEP not in term.flags:
        texts |= forms(designation)
    return texts | {text[:1].upper() + text[1:] for text in texts if Flag.EXACT_CASE in term.flags}


def _pattern(texts: set[str], separator: str | None, free_case: bool) -> re.Pattern[str]:
    """Any of the texts as whole words, the longest first; `separator` stands for hyphens and spaces if given."""
    if not texts:
        return _NOTHING
    longest_first = sorted((text.translate(_FOLDED) for text in texts), key=lambda text: (-len(text), text))
    choices = dict.fromkeys(_words(text, separator) for text in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE if free_case else 0)


def _words(text: str, separator: str | None) -> str:
    if separator is None:
        return r"\s+".join(re.escape(word) for word in text.split())
    return separator.join(re.escape(word) for word in _SEPARATORS.split(text) if word) or re.escape(text)


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [match.span() for match in pattern.finditer(text)]


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _within(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)
