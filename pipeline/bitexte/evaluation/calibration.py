"""Fits the coefficients of a package's confidence to translations that somebody judged, and says how well they do.

Judged translations lie in TSV files with the header source, output, verdict (ok, minor, major or critical).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from enum import StrEnum

from bitexte.engine.confidence import Signals, confidence, signals, unlikely_words
from bitexte.engine.decoder import Hypothesis, Model
from bitexte.engine.judge import judge, piece_scores, scored
from bitexte.engine.prepare import Part, prepare
from bitexte.engine.remarks import remarks
from bitexte.errors import InputError
from bitexte.model import Honour, Remark, Request
from bitexte.packages.package import Calibration
from bitexte.text import typography

HEADER = ["source", "output", "verdict"]
STEPS = 2000
RATE = 0.3  # of gradient descent, on signals of mean 0 and variance 1
STRENGTH = 0.01  # of the penalty on large weights: there are a few hundred segments and eight weights
FOLDS = 5
BINS = 5
# What each signal can only do: raise confidence or lower it.
_SIGNS = {"total": 1, "worst": 1}


class Verdict(StrEnum):
    """How a judge found a translation."""

    OK = "ok"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Judged:
    """A segment, its translation by machine, and what a judge said of it."""

    source: str
    output: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Measured:
    """A judged translation with its signals and what the engine remarks on it."""

    judged: Judged
    signals: Signals
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """How confidence tells right translations (verdict ok) from others.

    `auc` is the share of pairs of a right and a wrong one in which the right one has more confidence; each segment was
    judged with coefficients fitted without it. `bins` gives for each fifth of the scale the number of segments, their
    mean confidence and the share that is right. `silent` is the share of critical ones without any remark. None means
    that there is no case.
    """

    segments: int
    auc: float | None
    bins: tuple[tuple[int, float, float], ...]
    silent: float | None


def parse(text: str, name: str) -> list[Judged]:
    """The judged translations of a TSV file. Raises InputError with file and line."""
    lines = text.removesuffix("\n").split("\n")
    if lines[0].split("\t") != HEADER:
        raise InputError("has another header", where=f"{name}:1", hint="\\t".join(HEADER))
    return [_judged(line, f"{name}:{number}") for number, line in enumerate(lines[1:], start=2)]


def measure(judged: Sequence[Judged], model: Model) -> list[Measured]:
    """The signals of each translation by the model; sentences that it takes in one piece only."""
    found = [(each, part) for each in judged for part in _single_part(each, model)]
    hypotheses = _forced([(part, each.output) for each, part in found], model)
    attempts = [judge(part, own, Honour.FREE) for (_, part), own in zip(found, hypotheses, strict=True)]
    rows = piece_scores(attempts, model.decoder)
    attempts = [scored(attempt, row) for attempt, row in zip(attempts, rows, strict=True)]
    measured = []
    for (each, part), attempt, words in zip(found, attempts, unlikely_words(model, attempts), strict=True):
        hypothesis = attempt.hypothesis
        weak = remarks(part, hypothesis, each.output, model.decoder.pieces, words, guided=model.guided)
        measured.append(Measured(each, signals(each.source, each.output, hypothesis, words, weak), weak))
    return measured


def fit(measured: Sequence[Measured], doubtful: float = Calibration().doubtful) -> Calibration:
    """The coefficients by logistic regression, no weight of the wrong sign; `doubtful` is that of the signals."""
    names = [field.name for field in fields(Signals)]
    columns = list(zip(*(astuple(each.signals) for each in measured), strict=True))
    means = [sum(column) / len(column) for column in columns]
    spreads = [_spread(column, mean) for column, mean in zip(columns, means, strict=True)]
    rows = [
        [(value - mean) / spread for value, mean, spread in zip(astuple(each.signals), means, spreads, strict=True)]
        for each in measured
    ]
    bias, weights = _descended(rows, [_is_right(each) for each in measured], [_SIGNS.get(name, -1) for name in names])
    plain = [weight / spread for weight, spread in zip(weights, spreads, strict=True)]
    bias -= sum(weight * mean for weight, mean in zip(plain, means, strict=True))
    found = {name: round(weight, 3) for name, weight in zip(names, plain, strict=True)}
    return Calibration(bias=round(bias, 3), doubtful=doubtful, **found)


def quality(measured: Sequence[Measured]) -> Quality:
    """How well coefficients fitted to four fifths of the segments do on the last fifth, each fifth in turn."""
    likely = [0.0] * len(measured)
    for fold in range(FOLDS):
        others = [each for index, each in enumerate(measured) if index % FOLDS != fold]
        own = fit(others) if others else Calibration()
        for index in range(fold, len(measured), FOLDS):
            likely[index] = confidence(measured[index].signals, own)
    right = [_is_right(each) for each in measured]
    critical = [each for each in measured if each.judged.verdict is Verdict.CRITICAL]
    silent = sum(not each.remarks for each in critical) / len(critical) if critical else None
    return Quality(len(measured), auc(likely, right), tuple(_bins(likely, right)), silent)


def auc(likely: Sequence[float], right: Sequence[bool]) -> float | None:
    """The share of pairs of a right and a wrong one in which the right one is more likely; ties count half."""
    good = [value for value, is_right in zip(likely, right, strict=True) if is_right]
    bad = [value for value, is_right in zip(likely, right, strict=True) if not is_right]
    if not good or not bad:
        return None
    won = sum((one > other) + 0.5 * (one == other) for one in good for other in bad)
    return won / (len(good) * len(bad))


def _judged(line: str, where: str) -> Judged:
    cells = line.split("\t")
    if len(cells) != len(HEADER) or cells[2] not in set(Verdict):
        raise InputError("is no judged translation", where=where, hint=f"source, output, {' or '.join(Verdict)}")
    return Judged(cells[0], cells[1], Verdict(cells[2]))


def _single_part(judged: Judged, model: Model) -> list[Part]:
    parts = prepare(Request(judged.source), model)
    return parts if len(parts) == 1 and parts[0].model_text else []


def _forced(pairs: Sequence[tuple[Part, str]], model: Model) -> list[Hypothesis]:
    """The outputs as hypotheses, with the attention that the model has when it is made to say them."""
    texts = [part.model_text for part, _ in pairs]
    plain = [typography.to_model(output) for _, output in pairs]
    pieces = [tuple(model.decoder.target_pieces(text)) for text in plain]
    decoded = model.decoder.decode(texts, hypotheses=1, prefixes=pieces)
    return [
        Hypothesis(text, own, 0.0, said.attention[: len(own)])
        for text, own, (said, *_) in zip(plain, pieces, decoded, strict=True)
    ]


def _is_right(measured: Measured) -> bool:
    return measured.judged.verdict is Verdict.OK


def _spread(column: Sequence[float], mean: float) -> float:
    """The standard deviation; 1 for a signal that is the same everywhere."""
    return math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0


def _descended(
    rows: Sequence[Sequence[float]], right: Sequence[bool], signs: Sequence[int]
) -> tuple[float, list[float]]:
    """Bias and weights by gradient descent, a weight of the wrong sign set to 0 at each step."""
    bias, weights = 0.0, [0.0] * len(signs)
    for _ in range(STEPS):
        errors = [is_right - _logistic(bias, weights, row) for row, is_right in zip(rows, right, strict=True)]
        bias += RATE * sum(errors) / len(rows)
        for index, sign in enumerate(signs):
            slope = sum(error * row[index] for error, row in zip(errors, rows, strict=True)) / len(rows)
            moved = weights[index] + RATE * (slope - STRENGTH * weights[index])
            weights[index] = moved if moved * sign > 0 else 0.0
    return bias, weights


def _logistic(bias: float, weights: Sequence[float], row: Sequence[float]) -> float:
    logit = bias + sum(weight * value for weight, value in zip(weights, row, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _bins(likely: Sequence[float], right: Sequence[bool]) -> Iterator[tuple[int, float, float]]:
    for number in range(BINS):
        own = [pair for pair in zip(likely, right, strict=True) if min(BINS - 1, int(pair[0] * BINS)) == number]
        count = len(own)
        if count:
            yield count, sum(value for value, _ in own) / count, sum(is_right for _, is_right in own) / count
        else:
            yield 0, 0.0, 0.0
