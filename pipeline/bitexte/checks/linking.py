"""Which words of the units of a file translate each other, told by the units alone: any bilingual file can be linked.

IBM model 1 (Brown and others, 1993), estimated by EM over content words, both ways; then the surest pairs of a unit are
taken one by one (competitive linking, Melamed 2000). An engine's own links, where a unit has them, come first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bitexte import limits
from bitexte.language import lemmas
from bitexte.language.closed_classes import BE, ENGLISH_EDGES, ENGLISH_PREPOSITIONS, FUNCTION_WORDS, HAVE, LINKS
from bitexte.language.english import english_singular
from bitexte.model import Link, Span, Unit
from bitexte.terms.extraction import content_key
from bitexte.text.words import words

_ROUNDS = 5
_ALIKE = 4  # letters by which words that are alike are told: facture, factures; transport, transportation
_HEAD_START = 5.0  # what such a pair counts more than others in the first round
_OF_NOTHING = 0.3  # what no word counts in the first round
_SURE = 0.15  # the share, both ways multiplied, from which words are linked

_Pairs = dict[tuple[str, str], float]
_Sides = tuple[set[str], set[str]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text by its span.

    `key` is what its forms have in common, empty for a function word or a figure; a phrase may hold it where it is
    `nominal`, and `joining` words such as "de" between such.
    """

    key: str
    span: Span
    nominal: bool = True
    joining: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """The words of both texts of a unit; `links` has for numbers of source words those of the target words."""

    source: tuple[Word, ...]
    target: tuple[Word, ...]
    links: dict[int, tuple[int, ...]]


def linked(units: Sequence[Unit]) -> list[Linked]:
    """The links of every unit, in order; a text of more than limits.LINKED_WORDS words gets none."""
    ours = [_french_words(unit.segment.text) for unit in units]
    theirs = [_english_words(unit.translation.text) for unit in units]
    sides = _within_limits([_sides(one, other) for one, other in zip(ours, theirs, strict=True)])
    onward, back = _estimated(sides), _estimated([(other, one) for one, other in sides])
    return [
        Linked(one, other, _of_engine(one, other, unit.translation.links) or _competing(one, other, onward, back))
        for unit, one, other in zip(units, ours, theirs, strict=True)
    ]


def _french_words(text: str) -> tuple[Word, ...]:
    return tuple(_french_word(text[start:end], (start, end)) for start, end in words(text))


def _french_word(written: str, span: Span) -> Word:
    low = written.lower().rstrip("'’")
    if low in LINKS:
        return Word("", span, nominal=False, joining=True)
    if key := content_key(written):
        return Word(key, span)
    bare = low in FUNCTION_WORDS or low in BE or low in HAVE or len(low) < 2 or not low[0].isalpha()
    return Word("" if bare else lemmas.lemma(low) or low, span, nominal=False)


def _english_words(text: str) -> tuple[Word, ...]:
    return tuple(Word(_english_key(text[start:end].lower()), (start, end)) for start, end in words(text))


def _english_key(low: str) -> str:
    if low in ENGLISH_EDGES or low in ENGLISH_PREPOSITIONS or not low[:1].isalpha() or len(low) < 2:
        return ""
    return english_singular(low)


def _within_limits(sides: Sequence[_Sides]) -> list[_Sides]:
    """The words of the units up to limits.LINKED_PAIRS pairs of words, which bound time and memory; then none."""
    sums = accumulate(len(ours) * len(theirs) for ours, theirs in sides)
    return [side if pairs <= limits.LINKED_PAIRS else (set(), set()) for side, pairs in zip(sides, sums, strict=True)]


def _sides(ours: Sequence[Word], theirs: Sequence[Word]) -> _Sides:
    if max(len(ours), len(theirs)) > limits.LINKED_WORDS:
        return set(), set()
    return {word.key for word in ours if word.key}, {word.key for word in theirs if word.key}


def _estimated(sides: Sequence[_Sides]) -> _Pairs:
    """The probability of each word of the second texts given one of the first; "" stands for no word."""
    chances: _Pairs = {}
    for ours, theirs in sides:
        for other in theirs:
            for one in ours:
                chances[one, other] = _HEAD_START if one[:_ALIKE] == other[:_ALIKE] else 1.0
            chances["", other] = _OF_NOTHING
    for _ in range(_ROUNDS):
        counts: defaultdict[tuple[str, str], float] = defaultdict(float)
        totals: defaultdict[str, float] = defaultdict(float)
        for ours, theirs in sides:
            for other in theirs:
                candidates = [(one, chances[one, other]) for one in ("", *sorted(ours))]
                whole = sum(chance for _, chance in candidates)
                for one, chance in candidates:
                    counts[one, other] += chance / whole
                    totals[one] += chance / whole
        chances = {(one, other): count / totals[one] for (one, other), count in counts.items()}
    return chances


def _of_engine(ours: Sequence[Word], theirs: Sequence[Word], links: Sequence[Link]) -> dict[int, tuple[int, ...]]:
    starts = {word.span[0]: number for number, word in enumerate(ours)}
    ends = {word.span[0]: number for number, word in enumerate(theirs)}
    found: defaultdict[int, list[int]] = defaultdict(list)
    for link in links:
        one, other = starts.get(link.source[0]), ends.get(link.target[0])
        if one is not None and other is not None and theirs[other].key:
            found[one].append(other)
    return {one: tuple(sorted(others)) for one, others in found.items()}


def _competing(
    ours: Sequence[Word], theirs: Sequence[Word], onward: _Pairs, back: _Pairs
) -> dict[int, tuple[int, ...]]:
    """The pairs of a unit, the surest first and each word once; of equal ones those in like places."""
    taken: dict[int, tuple[int, ...]] = {}
    used: set[int] = set()
    for _, _, one, other in sorted(_weighed(ours, theirs, onward, back)):
        if one not in taken and other not in used:
            taken[one] = (other,)
            used.add(other)
    return taken


def _weighed(
    ours: Sequence[Word], theirs: Sequence[Word], onward: _Pairs, back: _Pairs
) -> Iterator[tuple[float, float, int, int]]:
    """Every pair with its share of what both words have to give in this unit, negative, and how far apart they are."""
    first, second = ([word.key for word in side] for side in (ours, theirs))
    whole = {other: sum(onward.get((one, other), 0.0) for one in {"", *first}) for other in set(second) - {""}}
    other_whole = {one: sum(back.get((other, one), 0.0) for other in {"", *second}) for one in set(first) - {""}}
    for i, one in enumerate(first):
        for j, other in enumerate(second):
            if one and other and (one, other) in onward:
                share = onward[one, other] / whole[other] * back[other, one] / other_whole[one]
                if share >= _SURE:
                    yield -share, abs(i / len(first) - j / len(second)), i, j
