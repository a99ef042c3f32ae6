"""How likely a translation is right: a logistic regression over signs of weakness, with a package's coefficients."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields

from bitexte.engine import remarks
from bitexte.engine.decoder import BLANK, Hypothesis, Model
from bitexte.engine.judge import Attempt, piece_scores
from bitexte.model import Remark
from bitexte.packages.package import Calibration

TOTAL = -60.0  # log-probability of a translation below which it makes no difference
WORST = -8.0  # log-probability below which a word is as unlikely as can be
MOST = 3  # words left in French, dropped and so on beyond which it makes no difference


@dataclass(frozen=True, slots=True)
class Signals:
    """What tells a good translation from a bad one.

    `total` is the log-probability of the whole, which is lower for what is longer, as is the likelihood that nobody
    changes it; `worst` that of the least likely word (0 where the mean is so good that nobody looked), `length` how far
    the logarithm of the ratio of lengths is from the usual; the others count words, up to three.
    """

    total: float
    worst: float
    uncovered: float
    left: float
    unknown: float
    dropped: float
    doubled: float
    length: float


def signals(
    source: str, target: str, hypothesis: Hypothesis, words: Sequence[tuple[str, float]], found: Sequence[Remark]
) -> Signals:
    """The signals of a translation, made from a hypothesis with these words, with what was remarked on it."""
    counts: Mapping[str, int] = {remark.code: len(remark.detail.split(", ")) for remark in found}
    ratio = math.log((len(target) + 10) / (len(source) + 10))
    return Signals(
        max(TOTAL, hypothesis.score * (len(hypothesis.pieces) + 1)),
        max(WORST, min((score for _, score in words), default=0.0)),
        min(MOST, counts.get(remarks.UNCOVERED, 0)),
        min(MOST, counts.get(remarks.LEFT_IN_FRENCH, 0)),
        min(MOST, counts.get(remarks.NON_WORD, 0)),
        min(MOST, counts.get(remarks.DROPPED_NAME, 0)),
        min(MOST, counts.get(remarks.DOUBLED, 0)),
        abs(ratio - USUAL_RATIO),
    )


USUAL_RATIO = math.log(0.87)  # English is that much shorter than French, in characters


def confidence(found: Signals, calibration: Calibration) -> float:
    """The likelihood (0 to 1) that a reviewer leaves the translation as it is."""
    weights = (getattr(calibration, field.name) for field in fields(Signals))
    logit = calibration.bias + sum(w * value for w, value in zip(weights, astuple(found), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def unlikely_words(model: Model, attempts: Sequence[Attempt]) -> list[tuple[tuple[str, float], ...]]:
    """The words of each attempt with their log-probabilities; none where its mean leaves no doubt."""
    doubtful = [index for index, each in enumerate(attempts) if each.hypothesis.score < model.calibration.doubtful]
    rows = piece_scores([attempts[index] for index in doubtful], model.decoder)
    found: list[tuple[tuple[str, float], ...]] = [()] * len(attempts)
    for index, row in zip(doubtful, rows, strict=True):
        found[index] = _words(attempts[index].hypothesis.pieces, row)
    return found


def _words(pieces: Sequence[str], scores: Sequence[float]) -> tuple[tuple[str, float], ...]:
    """The words that pieces make up, each with the sum of their log-probabilities."""
    words: list[tuple[str, float]] = []
    for piece, score in zip(pieces, scores, strict=False):  # the score of the end mark belongs to no piece
        begun = piece.startswith(BLANK) or not words
        text, total = ("", 0.0) if begun else words.pop()
        words.append((text + piece.removeprefix(BLANK), total + score))
    return tuple(words)
