"""The verdict on what a model says: its terms, what is wrong with it, what a change would harm, how likely it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bitexte.engine import links
from bitexte.engine.decoder import Decoder, Hypothesis
from bitexte.engine.prepare import Part, displaced, unmask
from bitexte.model import Compliance, Honour, Obstacle, TermUse
from bitexte.terms.matching.compliance import compliance, spans_of
from bitexte.text import literals, typography
from bitexte.text.defects import Defect, defect
from bitexte.text.spans import overlaps

LOSS = 1.0  # nats a piece outside the terms that a mended sentence may be worse than the model's own


@dataclass(frozen=True, slots=True)
class Attempt:
    """A part with a hypothesis for it, how that stands by its terms, and how each of them came into it."""

    part: Part
    hypothesis: Hypothesis
    compliance: Compliance
    honours: tuple[Honour, ...]
    obstacle: Obstacle = Obstacle.NO_PLACE

    @property
    def uses(self) -> tuple[TermUse, ...]:
        """What became of each term; their spans are found in the finished text."""
        return tuple(
            TermUse(honour, None, self.obstacle if honour is Honour.MISSED else None) for honour in self.honours
        )

    @property
    def missing(self) -> list[int]:
        """The indices of the terms that it lacks."""
        return [index for index, honour in enumerate(self.honours) if honour is Honour.MISSED]


def judge(part: Part, hypothesis: Hypothesis, honour: Honour) -> Attempt:
    """A hypothesis as an attempt: the terms that it has are credited to `honour`."""
    found = compliance(part.matches, hypothesis.text)
    honours = tuple(honour if rendering.span else Honour.MISSED for rendering in found.renderings)
    return Attempt(part, hypothesis, found, honours)


def improvement(before: Attempt, hypothesis: Hypothesis, honour: Honour) -> Attempt:
    """As `judge`; terms that `before` had already keep their honour."""
    after = judge(before.part, hypothesis, honour)
    pairs = zip(after.honours, before.honours, strict=True)
    kept = (old if new is not Honour.MISSED and old is not Honour.MISSED else new for new, old in pairs)
    return replace(after, honours=tuple(kept))


def english(part: Part, hypothesis: Hypothesis) -> str:
    """The text of a hypothesis with masks, literals and typography put back."""
    return literals.restore(part.text, typography.to_reader(unmask(part, hypothesis.text), part.text))


def flaw(part: Part, hypothesis: Hypothesis) -> Defect | None:
    """What is wrong with a hypothesis as a whole, whatever its words; None where nothing is."""
    return defect(part.text, unmask(part, hypothesis.text))


def from_flawless(part: Part, hypotheses: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """The hypotheses from the first flawless one on, all symbols in their places; none where all have a flaw."""
    flawless = (
        index
        for index, hypothesis in enumerate(hypotheses)
        if not flaw(part, hypothesis) and not displaced(part, hypothesis.text)
    )
    return hypotheses[next(flawless, len(hypotheses)) :]


def harmless(before: Attempt, after: Attempt) -> bool:
    """More terms, none lost, forbidden or said too often, no figure or address lost, no drift in length."""
    if not set(after.missing) < set(before.missing):
        return False
    if len(after.compliance.forbidden) > len(before.compliance.forbidden):
        return False
    old, new = before.hypothesis.text, after.hypothesis.text
    if displaced(after.part, new) and not displaced(before.part, old):
        return False
    if Counter(_fixed(old)) - Counter(_fixed(new)):
        return False
    if not 0.6 < (len(new) + 20) / (len(old) + 20) < 1.7:
        return False
    counts = Counter(match.term for match in before.part.matches)
    return all(len(spans_of(term, new)) <= max(count, len(spans_of(term, old))) for term, count in counts.items())


def piece_scores(attempts: Sequence[Attempt], decoder: Decoder) -> list[tuple[float, ...]]:
    """The log-probability of each piece of each attempt, and of its end."""
    texts = [attempt.part.model_text for attempt in attempts]
    return decoder.score(texts, [attempt.hypothesis.pieces for attempt in attempts]) if attempts else []


def scored(attempt: Attempt, row: Sequence[float]) -> Attempt:
    """An attempt whose hypothesis was put together, with the score that the model would have given it."""
    return replace(attempt, hypothesis=replace(attempt.hypothesis, score=sum(row) / max(1, len(row))))


def score_outside_terms(attempt: Attempt, row: Sequence[float]) -> float:
    """The mean log-probability of the pieces outside the terms."""
    hypothesis = attempt.hypothesis
    spans = links.piece_spans(hypothesis.pieces, hypothesis.text) or []
    terms = [rendering.span for rendering in attempt.compliance.renderings if rendering.span]
    inside = {index for index, span in enumerate(spans) if overlaps(span, terms)}
    outside = [score for index, score in enumerate(row) if index not in inside]
    return sum(outside) / max(1, len(outside))


def best(group: Sequence[Attempt], scores: Sequence[float]) -> int:
    """The index of the attempt with most terms, then the best score; too bad a one, beside the first, is out."""
    good = [index for index, score in enumerate(scores) if score >= scores[0] - LOSS]
    return min(good, key=lambda index: (len(group[index].missing), -scores[index]))


def obstacle(attempt: Attempt, fit: Sequence[Attempt], candidates: Sequence[Attempt]) -> Obstacle:
    """Why none of the candidates was taken; `fit` are the attempt itself and those that do no harm."""
    if len(fit) > 1:
        return Obstacle.UNLIKELY
    gained = any(set(attempt.missing) - set(candidate.missing) for candidate in candidates)
    return Obstacle.HARM if gained else Obstacle.NO_PLACE


def _fixed(text: str) -> list[str]:
    return [*literals.figures(text), *(literal.text for literal in literals.find(text))]
