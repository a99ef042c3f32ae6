"""The order of hypotheses: those with words of no language, words left in French or words not rendered come later.

A label whose best one is still weak is decoded again with its first letter in the other case, or with a full stop:
models know sentences better than labels. What is taken instead of words that are none is told, for it is a guess.
On 1,997 sentences of two development sets BLEU changed by -.15 and .03, chrF by less than .1; of 300 rare single words
183 are right (184 before), and 19 are no English word or French (48 before).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bitexte.engine import remarks
from bitexte.engine.decode import decode
from bitexte.engine.decoder import Hypothesis, Model
from bitexte.engine.judge import english, flaw
from bitexte.engine.prepare import Part
from bitexte.language.wordlists import is_usual_english
from bitexte.text.defects import said_more_often

WRONG = 0.3  # nats a piece that a word of no language, or one left in French, weighs
LOST = 0.1  # what a name that is lost, or words said twice, weigh
STUTTER = 1.0  # what a word weighs that is said once more than the source says it
UNSEEN = 0.1  # what a content word weighs that nothing attends to
NEAR = 0.65  # nats a piece that what a label is taken for may be worse than the first choice
SHORT = 4  # words of a text that is tried in other dress

Hypotheses = tuple[Hypothesis, ...]


def ranked(model: Model, parts: Sequence[Part], hypotheses: Sequence[Hypotheses]) -> list[Hypotheses]:
    """The hypotheses of each part, the likeliest to be right first; what has a flaw stays where it is."""
    found = [_ranked(model, part, own) for part, own in zip(parts, hypotheses, strict=True)]
    weak = [index for index, own in enumerate(found) if _is_label(parts[index]) and _wrong(parts[index], own[0])]
    dressed = [(index, other) for index in weak for other in _in_other_dress(parts[index])]
    others = {index: found[index] for index in weak}
    for (index, other), own in zip(dressed, decode(model, [part for _, part in dressed]), strict=True):
        others[index] += tuple(_undressed(parts[index], other, each) for each in own)
    for index, own in others.items():
        part = parts[index]
        near = [each for each in own if each.score >= hypotheses[index][0].score - NEAR and not flaw(part, each)]
        sound = [each for each in near if not _wrong(part, each)]
        if sound:
            found[index] = (max(sound, key=lambda each: each.score), *found[index])
    return [
        (_told(part, own[0], before[0]), *own[1:]) if own[0] is not before[0] else own
        for part, own, before in zip(parts, found, hypotheses, strict=True)
    ]


def _ranked(model: Model, part: Part, hypotheses: Hypotheses) -> Hypotheses:
    if len(hypotheses) < 2 or flaw(part, hypotheses[0]):
        return hypotheses
    best, most = 0, -math.inf
    for index, hypothesis in enumerate(hypotheses):
        if hypothesis.score > most:  # none weighs more than its score: what is no better by that need not be looked at
            weight = hypothesis.score - _weakness(part, hypothesis, model)
            best, most = (index, weight) if weight > most else (best, most)
    if best == 0 or flaw(part, hypotheses[best]):
        return hypotheses
    return (hypotheses[best], *hypotheses[:best], *hypotheses[best + 1 :])


def _weakness(part: Part, hypothesis: Hypothesis, model: Model) -> float:
    text = english(part, hypothesis)
    lost = len(remarks.dropped_names(part, text)) + len(remarks.doubled(part.text, text))
    unseen = sum(remarks.unseen(part, hypothesis, model.decoder.pieces)) if model.guided else 0.0
    stutter = said_more_often(part.text, text)
    return WRONG * len(_wrong_in(part, text)) + LOST * lost + STUTTER * stutter + UNSEEN * unseen


def _wrong(part: Part, hypothesis: Hypothesis) -> list[str]:
    """The words that are left in French or none of any language; a capital that the source lacks hides none."""
    return _wrong_in(part, english(part, hypothesis))


def _wrong_in(part: Part, text: str) -> list[str]:
    if part.text[:1].islower() and not is_usual_english(text.partition(" ")[0]):
        text = text[:1].lower() + text[1:]
    left, strange = remarks.odd_words(part, text)
    return [*left, *strange]


def _told(part: Part, chosen: Hypothesis, first: Hypothesis) -> Hypothesis:
    """A hypothesis with the words of the model's first one that it was taken instead of."""
    words = dict.fromkeys(_wrong(part, first))
    return replace(chosen, rejected=tuple(word for word in words if word not in chosen.text))


def _is_label(part: Part) -> bool:
    """Whether a part is short, without terms or figures: what is put about it cannot hide anything."""
    return not part.matches and not part.annotations and not part.masks and len(part.model_text.split()) <= SHORT


def _in_other_dress(part: Part) -> Iterator[Part]:
    text = part.model_text
    yield replace(part, model_text=text[:1].swapcase() + text[1:])
    if text[-1:].isalnum():
        yield replace(part, model_text=f"{text}.")


def _undressed(part: Part, other: Part, hypothesis: Hypothesis) -> Hypothesis:
    """A hypothesis for a part in other dress as one for the part itself: without the full stop, in its case."""
    text = hypothesis.text.removesuffix(".") if other.model_text == f"{part.model_text}." else hypothesis.text
    if text[1:2].islower():
        text = (text[:1].upper() if part.model_text[:1].isupper() else text[:1].lower()) + text[1:]
    return replace(hypothesis, text=text)
