"""Scores of a translation against a reference and against its terms: BLEU, chrF and terminology metrics.

The metrics on terms follow Alam et al. 2021 (exact and lemma match) and Semenov et al. 2023 (consistency), on the level
of occurrences: a term that stands twice in the source needs two places in the target.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bitexte.model import Designation, Flag, Span, Term
from bitexte.terms.matching.targets import Forms, Renderings, claimed, folded, overlaps, whole_words


@dataclass(frozen=True, slots=True)
class Line:
    """A source line, its reference translation, and the term of each match found in the source."""

    source: str
    reference: str
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Ratio:
    """A count out of so many cases."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        """None where there is no case."""
        return 100 * self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Quality:
    """BLEU and chrF (0 to 100) of a set of lines; None where the set is empty."""

    lines: int
    bleu: float | None
    chrf: float | None


@dataclass(frozen=True, slots=True)
class Terminology:
    """How the terms came out.

    `exact`: occurrences rendered by the preferred target as the glossary writes it (case is free unless the term fixes
    it). `lemma`: by any form of any allowed target, hyphens free. `extra` (over-generation): places in the output that
    read as a term of the line, beyond its occurrences in the source; out of the occurrences. `false` (false
    application): a line holds the target of a term of the test set, but its source has no match and its reference no
    target; out of the pairs of line and term without a match. `consistent`: terms that occur twice or more whose
    every occurrence is rendered by one and the same target, in any form.
    """

    exact: Ratio
    lemma: Ratio
    extra: Ratio
    false: Ratio
    consistent: Ratio


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one translation: of all lines, of those with terms, of those without, and of the terms."""

    every: Quality
    with_terms: Quality
    without_terms: Quality
    terminology: Terminology


def evaluate(lines: Sequence[Line], outputs: Sequence[str], forms: Forms) -> Scores:
    """Score the outputs, one a line; `forms` gives the inflected forms of a target."""
    termed = [number for number, line in enumerate(lines) if line.terms]
    plain = [number for number, line in enumerate(lines) if not line.terms]
    return Scores(
        _quality(lines, outputs, range(len(lines))),
        _quality(lines, outputs, termed),
        _quality(lines, outputs, plain),
        terminology(lines, outputs, Renderings(forms)),
    )


def signatures() -> dict[str, str]:
    """How sacrebleu computes the scores, in its own notation."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    found = {}
    for name, metric in (("BLEU", BLEU()), ("chrF", CHRF())):
        metric.corpus_score(["a"], [["a"]])  # the signature knows the number of references only then
        found[name] = str(metric.get_signature())
    return found


def terminology(lines: Sequence[Line], outputs: Sequence[str], renderings: Renderings) -> Terminology:
    """The metrics on terms alone."""
    total = sum(len(line.terms) for line in lines)
    pairs = list(zip(lines, outputs, strict=True))
    exact = sum(_found(claimed([_written(term) for term in line.terms], output)) for line, output in pairs)
    spans = [claimed([renderings.pattern(term) for term in line.terms], output) for line, output in pairs]
    extra = sum(_extra(*pair, claims, renderings) for pair, claims in zip(pairs, spans, strict=True))
    return Terminology(
        Ratio(exact, total),
        Ratio(sum(map(_found, spans)), total),
        Ratio(extra, total),
        _false(pairs, renderings),
        _consistent(pairs, spans, renderings),
    )


def _quality(lines: Sequence[Line], outputs: Sequence[str], chosen: Sequence[int]) -> Quality:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    if not chosen:
        return Quality(0, None, None)
    ours, theirs = [outputs[number] for number in chosen], [[lines[number].reference for number in chosen]]
    return Quality(len(chosen), BLEU().corpus_score(ours, theirs).score, CHRF().corpus_score(ours, theirs).score)


def _extra(line: Line, output: str, claims: Sequence[Span | None], renderings: Renderings) -> int:
    """Places that read as a term of the line and that no occurrence claims; overlapping ones count once."""
    taken = [span for span in claims if span is not None]
    places = {place for term in set(line.terms) for place in renderings.places(term, output)}
    before = len(taken)
    for place in sorted(places, key=lambda place: (place[0] - place[1], place)):
        if not overlaps(place, taken):
            taken.append(place)
    return len(taken) - before


def _false(pairs: Sequence[tuple[Line, str]], renderings: Renderings) -> Ratio:
    """Only terms of the test set are looked for: no other can have been applied."""
    known = [
        (term, renderings.pattern(term)) for term in dict.fromkeys(term for line, _ in pairs for term in line.terms)
    ]
    count = cases = 0
    for line, output in pairs:
        own = set(line.terms)
        text, reference = folded(output), folded(line.reference)
        inside = [place for term in own for place in renderings.places(term, output)]
        others = [pattern for term, pattern in known if term not in own]
        cases += len(others)
        count += sum(_stands_apart(pattern, text, inside) and not pattern.search(reference) for pattern in others)
    return Ratio(count, cases)


def _stands_apart(pattern: re.Pattern[str], text: str, inside: Sequence[Span]) -> bool:
    """Whether the pattern is found outside the places of other terms ("platform" in "e-commerce platform")."""
    spans = (found.span() for found in pattern.finditer(text))
    return any(not any(begin <= start and end <= stop for begin, stop in inside) for start, end in spans)


def _consistent(
    pairs: Sequence[tuple[Line, str]], spans: Sequence[Sequence[Span | None]], renderings: Renderings
) -> Ratio:
    chosen: dict[Term, Counter[Designation | None]] = {}
    for (line, output), claims in zip(pairs, spans, strict=True):
        for term, span in zip(line.terms, claims, strict=True):
            said = _designation(term, output[span[0] : span[1]], renderings) if span else None
            chosen.setdefault(term, Counter())[said] += 1
    repeated = [counts for counts in chosen.values() if counts.total() > 1]
    return Ratio(sum(len(counts) == 1 and None not in counts for counts in repeated), len(repeated))


def _designation(term: Term, rendering: str, renderings: Renderings) -> Designation | None:
    """Which of the term's targets a rendering is a form of."""
    if len(term.allowed) == 1:
        return term.allowed[0]
    ones = ((target, renderings.pattern(replace(term, targets=(target,)))) for target in term.allowed)
    text = folded(rendering)
    return next((target for target, pattern in ones if pattern.fullmatch(text)), None)


@lru_cache(maxsize=1 << 16)
def _written(term: Term) -> re.Pattern[str]:
    """The preferred target as it is written, as whole words."""
    return whole_words((term.target,), None, free_case=Flag.EXACT_CASE not in term.flags)


def _found(claims: Sequence[Span | None]) -> int:
    return sum(span is not None for span in claims)
