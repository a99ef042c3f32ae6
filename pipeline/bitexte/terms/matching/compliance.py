"""Whether a term came out: what the targets of terms look like in a text, in any form, and where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bitexte.language import target_forms
from bitexte.model import Compliance, Designation, Flag, Rendering, Span, Term, TermMatch, TermSpan
from bitexte.text.characters import even
from bitexte.text.spans import assigned, overlaps, within

FREE = r"[\s-]*"  # live streaming, live-streaming and livestreaming are one term
BLANKS_OR_HYPHENS = r"[\s-]+"

_SEPARATORS = re.compile(r"[\s-]+")
_NOTHING = re.compile(r"(?!)")


def compliance(matches: Sequence[TermMatch], text: str) -> Compliance:
    """How the terms found in a source stand in the target `text`.

    Hyphens and blanks are free in allowed targets, case is unless the term fixes it. A forbidden designation counts
    before an allowed one that would cover it ("market place" forbidden, "marketplace" allowed), but not inside one
    that is written as the glossary has it ("market" in "market place").
    """
    if not matches:
        return Compliance()
    plain = even(text)
    firsts: dict[Term, int] = {}
    for index, match in enumerate(matches):
        firsts.setdefault(match.term, index)
    patterns = {term: _patterns(term) for term in firsts}
    forbidden = _forbidden(patterns, plain)
    allowed = {
        term: [span for span in spans(known.allowed, plain) if not overlaps(span, forbidden[term])]
        for term, known in patterns.items()
    }
    claims = assigned([allowed[match.term] for match in matches])
    taken = [span for span in claims if span is not None]
    return Compliance(
        tuple(_rendering(patterns[match.term], span, plain) for match, span in zip(matches, claims, strict=True)),
        tuple(
            TermSpan(first, span, _designation(patterns[term].forbidden_ones, plain[span[0] : span[1]]))
            for term, first in firsts.items()
            for span in forbidden[term]
        ),
        tuple(
            TermSpan(first, span, _designation(patterns[term].allowed_ones, plain[span[0] : span[1]]))
            for term, first in firsts.items()
            for span in allowed[term]
            if not overlaps(span, taken)
        ),
        tuple(patterns[match.term].allowed_forms for match in matches),
        tuple(patterns[match.term].forbidden_forms for match in matches),
        tuple(patterns[match.term].preferred_forms for match in matches),
    )


def spans_of(term: Term, text: str) -> list[Span]:
    """Wherever the text has an allowed form of the term's targets."""
    return spans(pattern(term), even(text))


def forbidden_spans(term: Term, text: str) -> list[Span]:
    """The spans of forbidden targets of a term in any text, in any form, the leftmost first."""
    return spans(_patterns(term).forbidden, even(text))


def pattern(term: Term) -> re.Pattern[str]:
    """Matches any allowed form of the term's targets in an even text; hyphens and blanks are free."""
    return _patterns(term).allowed


def whole_words(texts: Iterable[str], separator: str | None, *, free_case: bool) -> re.Pattern[str]:
    """Matches any of the texts as whole words in an even text, the longest first.

    `separator` is an expression for what may stand in the place of hyphens and blanks; None wants them as written.
    """
    longest_first = sorted(map(even, texts), key=lambda text: (-len(text), text))
    choices = dict.fromkeys(_words(text, separator) for text in longest_first)
    if not choices:
        return _NOTHING
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE if free_case else 0)


def spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    """The spans of a pattern in an even text."""
    return [match.span() for match in pattern.finditer(text)]


def assigned_spans(patterns: Sequence[re.Pattern[str]], text: str) -> tuple[Span | None, ...]:
    """For each pattern a span of its own in the text, None where none is left for it (see `assigned`)."""
    plain = even(text)
    return assigned([spans(pattern, plain) for pattern in patterns])


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What a term looks like in a target: with free hyphens and blanks, as written, forbidden, and target by target."""

    allowed: re.Pattern[str]
    written: re.Pattern[str]
    forbidden: re.Pattern[str]
    allowed_ones: tuple[tuple[Designation, re.Pattern[str]], ...]
    forbidden_ones: tuple[tuple[Designation, re.Pattern[str]], ...]
    allowed_forms: tuple[str, ...]
    forbidden_forms: tuple[str, ...]
    preferred_forms: tuple[str, ...]


@lru_cache(maxsize=1 << 14)
def _patterns(term: Term) -> _Patterns:
    allowed = _pattern_of(term.allowed, term, FREE)
    ones = ((target, _pattern_of((target,), term, FREE)) for target in term.allowed)
    return _Patterns(
        allowed,
        _pattern_of(term.allowed, term, None),
        _pattern_of(term.forbidden, term, BLANKS_OR_HYPHENS),
        ((term.allowed[0], allowed),) if len(term.allowed) == 1 else tuple(ones),
        tuple((target, _pattern_of((target,), term, BLANKS_OR_HYPHENS)) for target in term.forbidden),
        tuple(sorted(_forms(term.allowed, term))),
        tuple(sorted(_forms(term.forbidden, term))),
        tuple(sorted(_forms(term.allowed[:1], term))),
    )


def _forbidden(patterns: dict[Term, _Patterns], text: str) -> dict[Term, list[Span]]:
    """The spans of forbidden designations, those inside the written form of any of the terms left out."""
    found = {term: spans(known.forbidden, text) for term, known in patterns.items()}
    if not any(found.values()):
        return found
    right = [span for known in patterns.values() for span in spans(known.written, text)]
    return {term: [span for span in own if not within(span, right)] for term, own in found.items()}


def _rendering(known: _Patterns, span: Span | None, text: str) -> Rendering:
    return Rendering(span, _designation(known.allowed_ones, text[span[0] : span[1]])) if span else Rendering()


def _designation(ones: Sequence[tuple[Designation, re.Pattern[str]]], wording: str) -> Designation:
    """Which of the designations a wording is a form of."""
    return next((target for target, own in ones[:-1] if own.fullmatch(wording)), ones[-1][0])


def _pattern_of(designations: Iterable[Designation], term: Term, separator: str | None) -> re.Pattern[str]:
    """Matches any form of these designations of the term in an even text (see `whole_words`)."""
    return whole_words(_forms(designations, term), separator, free_case=Flag.EXACT_CASE not in term.flags)


def _forms(designations: Iterable[Designation], term: Term) -> set[str]:
    """The forms of designations; a name that is kept has one. Where case counts, any may begin a sentence."""
    texts: set[str] = set()
    for designation in designations:
        texts |= {designation.text, *designation.forms}
        if Flag.KEEP not in term.flags:
            texts |= target_forms(designation)
    return texts | {text[:1].upper() + text[1:] for text in texts if Flag.EXACT_CASE in term.flags}


def _words(text: str, separator: str | None) -> str:
    if separator is None:
        return r"\s+".join(re.escape(word) for word in text.split())
    return separator.join(re.escape(word) for word in _SEPARATORS.split(text) if word) or re.escape(text)
