"""Makes a decoder honour terms it was not trained to obey, without damaging the sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from bitexte.engine import links as align
from bitexte.engine.decoder import BLANK, Decoder, Hypothesis
from bitexte.model import Honour, Obstacle, Span, TermMatch, TermUse
from bitexte.terms.matching.targets import Renderings, overlaps
from bitexte.text import literals

WITHIN = 0.35  # nats a piece that another hypothesis may be worse than the best one
LOSS = 1.0  # nats a piece outside the terms that a repaired sentence may be worse than the engine's own
ROUNDS = 2
WIDE = 4  # hypotheses of a sentence whose first one lacks a term

_PUNCTUATED = regex.compile(rf"""{BLANK}?([(\["“]*)(.*?)([.,;:!?)\]"”]*)""")


@dataclass(frozen=True, slots=True)
class Task:
    """A decoded sentence: the model's source text, its terms, their spans in it, the hypotheses, the best first.

    `replaced` is the source text with the targets in the place of the terms.
    """

    source: str
    matches: tuple[TermMatch, ...]
    spans: tuple[Span, ...]
    hypotheses: tuple[Hypothesis, ...]
    replaced: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Where a task stands: the sentence so far and how each term came into it."""

    task: Task
    hypothesis: Hypothesis
    honours: tuple[Honour, ...]
    obstacle: Obstacle = Obstacle.NO_PLACE

    @property
    def uses(self) -> tuple[TermUse, ...]:
        """What became of each term; their places are found in the finished text."""
        return tuple(
            TermUse(honour, None, self.obstacle if honour is Honour.MISSED else None) for honour in self.honours
        )

    @property
    def missing(self) -> list[int]:
        return [number for number, honour in enumerate(self.honours) if honour is Honour.MISSED]


class Repair:
    """Repairs decoded sentences in batches; `annotated` tells whether the package was trained for terms."""

    def __init__(
        self, decoder: Decoder, renderings: Renderings, inflect: Callable[[TermMatch], str], annotated: bool
    ) -> None:
        self._decoder, self._renderings, self._inflect = decoder, renderings, inflect
        self._unasked = Honour.ANNOTATED if annotated else Honour.FREE
        self._shift = 0 if annotated else 1
        self._asked = annotated  # the source holds the targets already: putting them there again adds nothing

    def run(self, tasks: Sequence[Task]) -> list[Attempt]:
        """The best honest sentence for each task; a term that cannot be had unharmed stays MISSED."""
        attempts = [self._chosen(task) for task in tasks]
        open_ones = [number for number, attempt in enumerate(attempts) if attempt.missing]
        for turn in range(ROUNDS):
            improved = self._improved([attempts[number] for number in open_ones], turn == 0) if open_ones else []
            # What one round could not help, the next one would try in just the same ways.
            still_open = []
            for number, attempt in zip(open_ones, improved, strict=True):
                if attempt.missing and len(attempt.missing) < len(attempts[number].missing):
                    still_open.append(number)
                attempts[number] = attempt
            open_ones = still_open
        return attempts

    def _chosen(self, task: Task) -> Attempt:
        """The best hypothesis, or one nearly as good that holds more of the terms."""
        first = self._attempt(task, task.hypotheses[0], self._unasked)
        if not first.missing:
            return first
        others = [self._attempt(task, other, Honour.HYPOTHESIS) for other in task.hypotheses[1:]]
        bar = first.hypothesis.score - WITHIN
        near = [other for other in others if other.hypothesis.score >= bar and self._harmless(first, other)]
        if not near:
            return first
        best = min(near, key=lambda other: len(other.missing))
        pairs = zip(best.honours, first.honours, strict=True)
        return replace(best, honours=tuple(old if old is not Honour.MISSED else new for new, old in pairs))

    def _attempt(self, task: Task, hypothesis: Hypothesis, honour: Honour) -> Attempt:
        spans = self._renderings.claim(task.matches, hypothesis.text)
        return Attempt(task, hypothesis, tuple(honour if span else Honour.MISSED for span in spans))

    def _improved(self, attempts: Sequence[Attempt], first: bool) -> list[Attempt]:
        """One round for all open tasks: candidates, their scores, the best of each that does no harm.

        What is decoded from the source alone comes out the same in every round, and is tried in the first.
        """
        attentive = self._attentive(attempts)
        candidates = [list(self._spliced(attempt)) for attempt in attentive]
        anew = (self._hypotheses(attentive), () if self._asked else self._substituted(attentive)) if first else ()
        for decoded in (*anew, self._forced(attentive)):
            for number, candidate in decoded:
                candidates[number].append(candidate)
        fit = [
            [attempt, *(candidate for candidate in group if self._harmless(attempt, candidate))]
            for attempt, group in zip(attentive, candidates, strict=True)
        ]
        scores = iter(self._scores([attempt for group in fit for attempt in group]))
        best = [_best(group, [next(scores) for _ in group]) for group in fit]
        return [
            replace(old, obstacle=_obstacle(old, group, tried)) if new is group[0] else new
            for old, new, group, tried in zip(attempts, best, fit, candidates, strict=True)
        ]

    def _attentive(self, attempts: Sequence[Attempt]) -> list[Attempt]:
        """The attempts with attention; those decoded without are forced through the decoder once more."""
        bare = [number for number, attempt in enumerate(attempts) if not attempt.hypothesis.attention]
        texts = [attempts[number].task.source for number in bare]
        prefixes = [attempts[number].hypothesis.pieces for number in bare]
        decoded = self._decoder.decode(texts, prefixes=prefixes, attention=True) if bare else []
        found = list(attempts)
        for number, hypotheses in zip(bare, decoded, strict=True):
            rows = hypotheses[0].attention[: len(attempts[number].hypothesis.pieces)]
            found[number] = replace(attempts[number], hypothesis=replace(attempts[number].hypothesis, attention=rows))
        return found

    def _hypotheses(self, attempts: Sequence[Attempt]) -> Iterator[tuple[int, Attempt]]:
        """Further hypotheses of sentences that have only had one so far."""
        numbers = [number for number, attempt in enumerate(attempts) if len(attempt.task.hypotheses) == 1]
        texts = [attempts[number].task.source for number in numbers]
        decoded = self._decoder.decode(texts, hypotheses=WIDE, attention=True) if texts else []
        for number, hypotheses in zip(numbers, decoded, strict=True):
            for hypothesis in hypotheses[1:]:
                yield number, self._candidate(attempts[number], hypothesis, Honour.HYPOTHESIS)

    def _substituted(self, attempts: Sequence[Attempt]) -> Iterator[tuple[int, Attempt]]:
        """The source decoded again with the English terms in it."""
        texts = [attempt.task.replaced for attempt in attempts]
        for number, hypotheses in enumerate(self._decoder.decode(texts, attention=True)):
            yield number, self._candidate(attempts[number], hypotheses[0], Honour.SUBSTITUTED)

    def _forced(self, attempts: Sequence[Attempt]) -> Iterator[tuple[int, Attempt]]:
        """The decoder forced up to the first missing term and left alone after it."""
        places = [(number, self._place(attempt, attempt.missing[0])) for number, attempt in enumerate(attempts)]
        known = [(number, place) for number, place in places if place is not None]
        texts, prefixes = [], []
        for number, (start, _) in known:
            attempt = attempts[number]
            texts.append(attempt.task.source)
            prefixes.append([*attempt.hypothesis.pieces[:start], *self._pieces(attempt, attempt.missing[0])])
        decoded = self._decoder.decode(texts, prefixes=prefixes, attention=True) if texts else []
        for (number, _), hypotheses in zip(known, decoded, strict=True):
            yield number, self._candidate(attempts[number], hypotheses[0], Honour.PREFIX)

    def _spliced(self, attempt: Attempt) -> Iterator[Attempt]:
        """The missing terms in the place of what the engine said instead."""
        pieces = list(attempt.hypothesis.pieces)
        placed: list[tuple[Span, int]] = []
        for number in attempt.missing:
            place = self._place(attempt, number)
            if place is not None and not overlaps(place, (other for other, _ in placed)):
                placed.append((place, number))
        for (start, end), number in sorted(placed, reverse=True):
            opening, closing = _punctuation("".join(pieces[start:end]))
            term = "".join(self._pieces(attempt, number)).removeprefix(BLANK)
            pieces[start:end] = [BLANK, opening, term, closing]
        if placed:
            text = _text(pieces)
            yield self._candidate(attempt, Hypothesis(text, tuple(self._decoder.pieces(text)), 0.0), Honour.SPLICED)

    def _place(self, attempt: Attempt, number: int) -> Span | None:
        columns = align.columns_of(
            self._decoder.pieces(attempt.task.source), attempt.task.source, attempt.task.spans[number]
        )
        return align.target_place(attempt.hypothesis, columns, self._shift)

    def _pieces(self, attempt: Attempt, number: int) -> list[str]:
        return self._decoder.pieces(self._inflect(attempt.task.matches[number]))

    def _candidate(self, attempt: Attempt, hypothesis: Hypothesis, honour: Honour) -> Attempt:
        made = self._attempt(attempt.task, hypothesis, honour)
        pairs = zip(made.honours, attempt.honours, strict=True)
        kept = (old if new is not Honour.MISSED and old is not Honour.MISSED else new for new, old in pairs)
        return replace(made, honours=tuple(kept))

    def _harmless(self, attempt: Attempt, candidate: Attempt) -> bool:
        """More terms, none lost or said too often, no figure or address lost, no drift in length, no repetition."""
        if not set(candidate.missing) < set(attempt.missing):
            return False
        before, after = attempt.hypothesis.text, candidate.hypothesis.text
        if Counter(_fixed(before)) - Counter(_fixed(after)):
            return False
        if not 0.6 < (len(after) + 20) / (len(before) + 20) < 1.7:
            return False
        counts = Counter(match.term for match in attempt.task.matches)
        found = {term: len(self._renderings.places(term, after)) for term in counts}
        had = {term: len(self._renderings.places(term, before)) for term in counts}
        return all(found[term] <= max(count, had[term]) for term, count in counts.items())

    def _scores(self, attempts: Sequence[Attempt]) -> list[float]:
        """The mean log-probability of the pieces outside the terms."""
        texts = [attempt.task.source for attempt in attempts]
        targets = [attempt.hypothesis.pieces for attempt in attempts]
        rows = self._decoder.score(texts, targets)
        return [self._outside(attempt, row) for attempt, row in zip(attempts, rows, strict=True)]

    def _outside(self, attempt: Attempt, row: Sequence[float]) -> float:
        hypothesis = attempt.hypothesis
        spans = align.piece_spans(hypothesis.pieces, hypothesis.text) or []
        terms = [span for span in self._renderings.claim(attempt.task.matches, hypothesis.text) if span]
        inside = {number for number, span in enumerate(spans) if overlaps(span, terms)}
        outside = [score for number, score in enumerate(row) if number not in inside]
        return sum(outside) / max(1, len(outside))


def _best(group: Sequence[Attempt], scores: Sequence[float]) -> Attempt:
    """Of a sentence and its repairs the one with most terms, then the best score; too bad a score rules out."""
    good = [(attempt, score) for attempt, score in zip(group, scores, strict=True) if score >= scores[0] - LOSS]
    return min(good, key=lambda pair: (len(pair[0].missing), -pair[1]))[0]


def _obstacle(attempt: Attempt, harmless: Sequence[Attempt], candidates: Sequence[Attempt]) -> Obstacle:
    """Why none of the candidates was taken; `harmless` are the attempt itself and those that do no harm."""
    if len(harmless) > 1:
        return Obstacle.UNLIKELY
    gained = any(set(attempt.missing) - set(candidate.missing) for candidate in candidates)
    return Obstacle.HARM if gained else Obstacle.NO_PLACE


def _fixed(text: str) -> list[str]:
    return [*literals.figures(text), *(literal.text for literal in literals.kept(text))]


def _punctuation(words: str) -> tuple[str, str]:
    """The punctuation that opened and closed the replaced words."""
    found = _PUNCTUATED.fullmatch(words)
    return (found[1], found[3]) if found else ("", "")


def _text(pieces: Sequence[str]) -> str:
    return "".join(pieces).replace(BLANK, " ").strip()
