"""Makes a decoder honour terms that its first hypothesis lacks, without damaging the sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import regex

from bitexte.engine import links
from bitexte.engine.decoder import BLANK, Decoder, Hypothesis, Model
from bitexte.engine.judge import (
    Attempt,
    best,
    harmless,
    improvement,
    judge,
    obstacle,
    piece_scores,
    score_outside_terms,
    scored,
)
from bitexte.engine.prepare import Part, wanted
from bitexte.model import Honour, Span
from bitexte.text.spans import overlaps

WITHIN = 0.35  # nats a piece that another hypothesis may be worse than the best one
ROUNDS = 2

_PUNCTUATED = regex.compile(rf"""{BLANK}?([(\["“]*)(.*?)([.,;:!?)\]"”]*)""")

Candidates = Iterator[tuple[int, Attempt]]  # each with the index of the attempt that it may replace


def mend(model: Model, parts: Sequence[Part], hypotheses: Sequence[tuple[Hypothesis, ...]]) -> list[Attempt]:
    """For each part the attempt with the most terms among those that lose nothing; terms it lacks are MISSED."""
    unasked = Honour.ANNOTATED if model.annotation else Honour.FREE
    attempts = [_chosen(part, own, unasked) for part, own in zip(parts, hypotheses, strict=True)]
    waiting = [index for index, attempt in enumerate(attempts) if attempt.missing]
    for turn in range(ROUNDS):
        if not waiting:
            break
        improved = _improved(model, [attempts[index] for index in waiting], anew=turn == 0)
        # What one round could not help, the next one would try in just the same ways.
        progress = [
            index
            for index, attempt in zip(waiting, improved, strict=True)
            if attempt.missing and len(attempt.missing) < len(attempts[index].missing)
        ]
        for index, attempt in zip(waiting, improved, strict=True):
            attempts[index] = attempt
        waiting = progress
    return attempts


def _chosen(part: Part, hypotheses: Sequence[Hypothesis], unasked: Honour) -> Attempt:
    """The best hypothesis, or one nearly as good that holds more of the terms."""
    first = judge(part, hypotheses[0], unasked)
    if not first.missing:
        return first
    others = [judge(part, other, Honour.HYPOTHESIS) for other in hypotheses[1:]]
    bar = first.hypothesis.score - WITHIN
    near = [other for other in others if other.hypothesis.score >= bar and harmless(first, other)]
    if not near:
        return first
    fullest = min(near, key=lambda other: len(other.missing))
    pairs = zip(fullest.honours, first.honours, strict=True)
    return replace(fullest, honours=tuple(old if old is not Honour.MISSED else new for new, old in pairs))


def _improved(model: Model, attempts: Sequence[Attempt], *, anew: bool) -> list[Attempt]:
    """One round for all: candidates, their scores, the best for each that does no harm.

    `anew`: the terms are put in the source too, which comes out the same in every round.
    """
    decoder = model.decoder
    attentive = _with_attention(attempts, decoder)
    candidates = [list(_spliced(attempt, model)) for attempt in attentive]
    # A text that is annotated holds the targets already.
    substituted = _substituted(attentive, decoder) if anew and not model.annotation else ()
    for index, candidate in chain(substituted, _forced(attentive, model)):
        candidates[index].append(candidate)
    fit = [
        [attempt, *(candidate for candidate in own if harmless(attempt, candidate))]
        for attempt, own in zip(attentive, candidates, strict=True)
    ]
    rows = iter(piece_scores([attempt for group in fit for attempt in group], decoder))
    taken = [_best(group, [next(rows) for _ in group]) for group in fit]
    return [
        replace(old, obstacle=obstacle(old, group, tried)) if new is None else new
        for old, new, group, tried in zip(attempts, taken, fit, candidates, strict=True)
    ]


def _best(group: Sequence[Attempt], rows: Sequence[Sequence[float]]) -> Attempt | None:
    """The candidate to take for the first of a group, with the score that the model gives it; None where none is."""
    outside = [score_outside_terms(attempt, row) for attempt, row in zip(group, rows, strict=True)]
    index = best(group, outside)
    return scored(group[index], rows[index]) if index else None


def _with_attention(attempts: Sequence[Attempt], decoder: Decoder) -> list[Attempt]:
    """The attempts with attention; those decoded without are forced through the decoder once more."""
    bare = [index for index, attempt in enumerate(attempts) if not attempt.hypothesis.attention]
    texts = [attempts[index].part.model_text for index in bare]
    prefixes = [attempts[index].hypothesis.pieces for index in bare]
    decoded = decoder.decode(texts, hypotheses=1, prefixes=prefixes) if bare else []
    found = list(attempts)
    for index, hypotheses in zip(bare, decoded, strict=True):
        rows = hypotheses[0].attention[: len(attempts[index].hypothesis.pieces)]
        found[index] = replace(attempts[index], hypothesis=replace(attempts[index].hypothesis, attention=rows))
    return found


def _substituted(attempts: Sequence[Attempt], decoder: Decoder) -> Candidates:
    """The source decoded again with the English terms in it."""
    texts = [attempt.part.substituted for attempt in attempts]
    for index, hypotheses in enumerate(decoder.decode(texts, hypotheses=1)):
        yield index, improvement(attempts[index], hypotheses[0], Honour.SUBSTITUTED)


def _forced(attempts: Sequence[Attempt], model: Model) -> Candidates:
    """The decoder forced up to the first missing term and left alone after it."""
    spans = [(index, _target_span(attempt, attempt.missing[0], model)) for index, attempt in enumerate(attempts)]
    known = [(index, span) for index, span in spans if span is not None]
    texts, prefixes = [], []
    for index, (start, _) in known:
        attempt = attempts[index]
        texts.append(attempt.part.model_text)
        prefixes.append([*attempt.hypothesis.pieces[:start], *_pieces(attempt, attempt.missing[0], model.decoder)])
    decoded = model.decoder.decode(texts, hypotheses=1, prefixes=prefixes) if texts else []
    for (index, _), hypotheses in zip(known, decoded, strict=True):
        yield index, improvement(attempts[index], hypotheses[0], Honour.PREFIX)


def _spliced(attempt: Attempt, model: Model) -> Iterator[Attempt]:
    """The missing terms in the place of what the model said instead."""
    pieces = list(attempt.hypothesis.pieces)
    placed: list[tuple[Span, int]] = []
    for index in attempt.missing:
        span = _target_span(attempt, index, model)
        if span is not None and not overlaps(span, (other for other, _ in placed)):
            placed.append((span, index))
    for (start, end), index in sorted(placed, reverse=True):
        opening, closing = _punctuation("".join(pieces[start:end]))
        term = "".join(_pieces(attempt, index, model.decoder)).removeprefix(BLANK)
        pieces[start:end] = [BLANK, opening, term, closing]
    if placed:
        text = "".join(pieces).replace(BLANK, " ").strip()
        yield improvement(attempt, Hypothesis(text, tuple(model.decoder.target_pieces(text)), 0.0), Honour.SPLICED)


def _target_span(attempt: Attempt, index: int, model: Model) -> Span | None:
    """The indices of the pieces (half-open) that stand for a missing term; None where that is unclear.

    They are those of a forbidden designation of the term where one stands there, else what attends to the term.
    """
    part = attempt.part
    forbidden = _forbidden_pieces(attempt, index)
    if forbidden:
        return forbidden[0], forbidden[-1] + 1
    if model.blind:
        return _lexical_pieces(attempt, index, model)
    columns = links.columns_of(model.decoder.pieces(part.model_text), part.model_text, part.spans[index])
    return links.target_place(attempt.hypothesis, columns, model.late)


def _forbidden_pieces(attempt: Attempt, index: int) -> list[int]:
    matches, hypothesis = attempt.part.matches, attempt.hypothesis
    own = (each.span for each in attempt.compliance.forbidden if matches[each.match].term == matches[index].term)
    span = next(own, None)
    return links.columns_of(hypothesis.pieces, hypothesis.text, span) if span else []


def _lexical_pieces(attempt: Attempt, index: int, model: Model) -> Span | None:
    """The indices of the pieces of the words that a lexicon links to a term; None where there are none."""
    part, hypothesis = attempt.part, attempt.hypothesis
    linked = links.lexical_links(part.model_text, hypothesis.text, model.dictionary)
    spans = [link.target for link in linked if overlaps(link.source, [part.spans[index]])]
    pieces = links.piece_spans(hypothesis.pieces, hypothesis.text)
    found = [number for span in spans for number in links.inside(pieces or [], span)]
    return (min(found), max(found) + 1) if found else None


def _pieces(attempt: Attempt, index: int, decoder: Decoder) -> list[str]:
    part = attempt.part
    return decoder.target_pieces(wanted(part.text, part.matches[index]))


def _punctuation(words: str) -> tuple[str, str]:
    """The punctuation that opened and closed the replaced words."""
    found = _PUNCTUATED.fullmatch(words)
    return (found[1], found[3]) if found else ("", "")
