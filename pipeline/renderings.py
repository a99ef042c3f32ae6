"""Where the terms of a segment stand in a target text, in any inflected form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import regex

from pipeline.model import Designation, Flag, Match, Span, Term

Forms = Callable[[Designation], frozenset[str]]

_APOSTROPHES = str.maketrans("’‘", "''")


class Renderings:
    """Finds targets in texts; `forms` gives the inflected forms of a designation, itself among them."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._patterns: dict[Term, regex.Pattern[str]] = {}

    def claim(self, matches: Sequence[Match], text: str) -> tuple[Span | None, ...]:
        """For each match the place in the text that renders it, None where there is none.

        A place renders one match only; longer places are given away first, then those further to the left.
        """
        return claimed([self.pattern(match.term) for match in matches], text)

    def pattern(self, term: Term) -> regex.Pattern[str]:
        """Matches any allowed form of the term's targets as whole words; hyphens and blanks are free."""
        if term not in self._patterns:
            texts = {form for target in term.allowed for form in self._written(target, term)}
            longest_first = sorted(texts, key=lambda text: (-len(text), text))
            choices = "|".join(dict.fromkeys(map(_flexible, longest_first)))
            case = "" if Flag.EXACT_CASE in term.flags else "(?i)"
            self._patterns[term] = regex.compile(rf"{case}(?<!\w)(?:{choices})(?!\w)")
        return self._patterns[term]

    def _written(self, target: Designation, term: Term) -> set[str]:
        texts = {target.text, *target.forms}
        if Flag.KEEP not in term.flags:
            texts |= self._forms(target)
        # Where case counts, a term may still begin a sentence.
        return texts | {text[:1].upper() + text[1:] for text in texts if Flag.EXACT_CASE in term.flags}


def claimed(patterns: Sequence[regex.Pattern[str]], text: str) -> tuple[Span | None, ...]:
    """For each pattern a place of its own in the text, None where none is left for it: the rule of `claim`."""
    folded = text.translate(_APOSTROPHES)
    places = [
        (*found.span(), number) for number, pattern in enumerate(patterns) for found in pattern.finditer(folded)
    ]  # fmt: skip
    claims: dict[int, Span] = {}
    taken: list[Span] = []
    for start, end, number in sorted(places, key=lambda place: (place[0] - place[1], place[0], place[2])):
        if number not in claims and not any(start < stop and begin < end for begin, stop in taken):
            claims[number] = (start, end)
            taken.append((start, end))
    return tuple(claims.get(number) for number in range(len(patterns)))


def _flexible(text: str) -> str:
    words = [word for word in regex.split(r"[\s-]+", text.translate(_APOSTROPHES)) if word]
    return r"[\s-]*".join(map(regex.escape, words)) or regex.escape(text)
