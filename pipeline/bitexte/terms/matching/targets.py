"""What the targets of terms look like in a text, in any inflected form, and where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from bitexte.model import Designation, Flag, Span, Term, TermMatch

Forms = Callable[[Designation], frozenset[str]]

FREE = r"[\s-]*"  # live streaming, live-streaming and livestreaming are one term

# One character for one, so that offsets stay those of the text.
_FOLDED = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-"})
_SEPARATORS = re.compile(r"[\s-]+")
_NOTHING = re.compile(r"(?!)")


class Renderings:
    """Finds targets in texts; `forms` gives the inflected forms of a designation, itself among them."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._patterns: dict[Term, re.Pattern[str]] = {}

    def claim(self, matches: Sequence[TermMatch], text: str) -> tuple[Span | None, ...]:
        """For each match the place in the text that renders it, None where there is none (see `shared_out`)."""
        return claimed([self.pattern(match.term) for match in matches], text)

    def places(self, term: Term, text: str) -> list[Span]:
        """Wherever the text has an allowed form of the term's targets."""
        return spans(self.pattern(term), folded(text))

    def pattern(self, term: Term) -> re.Pattern[str]:
        """Matches any allowed form of the term's targets in a folded text; hyphens and blanks are free."""
        if term not in self._patterns:
            self._patterns[term] = self.pattern_of(term.allowed, term, FREE)
        return self._patterns[term]

    def pattern_of(self, designations: Iterable[Designation], term: Term, separator: str | None) -> re.Pattern[str]:
        """Matches any form of these designations of the term in a folded text (see `whole_words`)."""
        texts = {form for designation in designations for form in self._written(designation, term)}
        return whole_words(texts, separator, free_case=Flag.EXACT_CASE not in term.flags)

    def _written(self, designation: Designation, term: Term) -> set[str]:
        """The forms of a designation; a name that is kept has one. Where case counts, any may begin a sentence."""
        texts = {designation.text, *designation.forms}
        if Flag.KEEP not in term.flags:
            texts |= self._forms(designation)
        return texts | {text[:1].upper() + text[1:] for text in texts if Flag.EXACT_CASE in term.flags}


def folded(text: str) -> str:
    """The text with one kind of apostrophe, hyphen and blank; offsets stay."""
    return text.translate(_FOLDED)


def whole_words(texts: Iterable[str], separator: str | None, *, free_case: bool) -> re.Pattern[str]:
    """Matches any of the texts as whole words in a folded text, the longest first.

    `separator` is an expression for what may stand in the place of hyphens and blanks; None wants them as written.
    """
    longest_first = sorted(map(folded, texts), key=lambda text: (-len(text), text))
    choices = dict.fromkeys(_words(text, separator) for text in longest_first)
    if not choices:
        return _NOTHING
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE if free_case else 0)


def spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    """The places of a pattern in a folded text."""
    return [match.span() for match in pattern.finditer(text)]


def overlaps(span: Span, others: Iterable[Span]) -> bool:
    """Whether the span shares a character with any of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def claimed(patterns: Sequence[re.Pattern[str]], text: str) -> tuple[Span | None, ...]:
    """For each pattern a place of its own in the text, None where none is left for it (see `shared_out`)."""
    plain = folded(text)
    return shared_out([spans(pattern, plain) for pattern in patterns])


def shared_out(choices: Sequence[Sequence[Span]]) -> tuple[Span | None, ...]:
    """For each claimant one of its places, None where none is left: no two claimants share a character.

    The longest places are given away first; of equal ones those of the claimant with the least choice, then those
    further to the left.
    """
    places = [(place, number) for number, own in enumerate(choices) for place in own]
    places.sort(key=lambda one: (one[0][0] - one[0][1], len(choices[one[1]]), one))
    claims: dict[int, Span] = {}
    for place, number in places:
        if number not in claims and not overlaps(place, claims.values()):
            claims[number] = place
    return tuple(claims.get(number) for number in range(len(choices)))


def _words(text: str, separator: str | None) -> str:
    if separator is None:
        return r"\s+".join(re.escape(word) for word in text.split())
    return separator.join(re.escape(word) for word in _SEPARATORS.split(text) if word) or re.escape(text)
