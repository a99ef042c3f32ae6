"""Scores of a translation against a reference and against its terms: BLEU, chrF and terminology metrics.

The metrics on terms follow Alam et al. 2021 (exact and lemma match) and Semenov et al. 2023 (consistency), on the level
of occurrences: a term that stands twice in the source needs two places in the target.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bitexte.model import Compliance, Designation, Flag, Span, Term, TermMatch
from bitexte.terms.matching.compliance import assigned_spans, compliance, pattern, spans_of, whole_words
from bitexte.text.characters import even
from bitexte.text.spans import overlaps, within


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
class TermScores:
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
    terminology: TermScores


def evaluate(lines: Sequence[Line], outputs: Sequence[str]) -> Scores:
    """Score the outputs, one a line."""
    termed = [number for number, line in enumerate(lines) if line.terms]
    plain = [number for number, line in enumerate(lines) if not line.terms]
    return Scores(
        _quality(lines, outputs, range(len(lines))),
        _quality(lines, outputs, termed),
        _quality(lines, outputs, plain),
        terminology(lines, outputs),
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


def terminology(lines: Sequence[Line], outputs: Sequence[str]) -> TermScores:
    """The metrics on terms alone."""
    total = sum(len(line.terms) for line in lines)
    pairs = list(zip(lines, outputs, strict=True))
    exact = sum(_count(assigned_spans([_written(term) for term in line.terms], output)) for line, output in pairs)
    found = [compliance([TermMatch(term, (0, 0), "") for term in line.terms], output) for line, output in pairs]
    lemma = sum(_count([rendering.span for rendering in each.renderings]) for each in found)
    return TermScores(
        Ratio(exact, total),
        Ratio(lemma, total),
        Ratio(sum(map(_extra, found)), total),
        _false(pairs),
        _consistent(lines, found),
    )


def _quality(lines: Sequence[Line], outputs: Sequence[str], chosen: Sequence[int]) -> Quality:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    if not chosen:
        return Quality(0, None, None)
    ours, theirs = [outputs[number] for number in chosen], [[lines[number].reference for number in chosen]]
    return Quality(len(chosen), BLEU().corpus_score(ours, theirs).score, CHRF().corpus_score(ours, theirs).score)


def _extra(found: Compliance) -> int:
    """Places that read as a term of the line and that no occurrence claims; overlapping ones count once."""
    taken: list[Span] = []
    for span in sorted((each.span for each in found.surplus), key=lambda span: (span[0] - span[1], span)):
        if not overlaps(span, taken):
            taken.append(span)
    return len(taken)


def _false(pairs: Sequence[tuple[Line, str]]) -> Ratio:
    """Only terms of the test set are looked for: no other can have been applied."""
    known = [(term, pattern(term)) for term in dict.fromkeys(term for line, _ in pairs for term in line.terms)]
    count = cases = 0
    for line, output in pairs:
        own = set(line.terms)
        text, reference = even(output), even(line.reference)
        inside = [place for term in own for place in spans_of(term, output)]
        others = [wording for term, wording in known if term not in own]
        cases += len(others)
        count += sum(_stands_apart(wording, text, inside) and not wording.search(reference) for wording in others)
    return Ratio(count, cases)


def _stands_apart(wording: re.Pattern[str], text: str, inside: Sequence[Span]) -> bool:
    """Whether the wording is found outside the places of other terms ("platform" in "e-commerce platform")."""
    return any(not within(found.span(), inside) for found in wording.finditer(text))


def _consistent(lines: Sequence[Line], found: Sequence[Compliance]) -> Ratio:
    chosen: dict[Term, Counter[Designation | None]] = {}
    for line, each in zip(lines, found, strict=True):
        for term, rendering in zip(line.terms, each.renderings, strict=True):
            chosen.setdefault(term, Counter())[rendering.designation] += 1
    repeated = [counts for counts in chosen.values() if counts.total() > 1]
    return Ratio(sum(len(counts) == 1 and None not in counts for counts in repeated), len(repeated))


@lru_cache(maxsize=1 << 16)
def _written(term: Term) -> re.Pattern[str]:
    """The preferred target as it is written, as whole words."""
    return whole_words((term.target,), None, free_case=Flag.EXACT_CASE not in term.flags)


def _count(spans: Sequence[Span | None]) -> int:
    return sum(span is not None for span in spans)
