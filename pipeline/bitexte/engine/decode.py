"""The first pass of a model over parts, and a second one, with caution, over those that came out defective."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.engine.decoder import Hypothesis, Model
from bitexte.engine.judge import from_flawless
from bitexte.engine.prepare import Part

WIDE = 4  # hypotheses of a part: the search finds them anyway, and another one may have what the first one lacks


def decode(model: Model, parts: Sequence[Part]) -> list[tuple[Hypothesis, ...]]:
    """The hypotheses of each part, the best first, from the first one on that has no flaw.

    Where all have one the part is decoded again, the model forbidden to repeat itself; where that is of no help
    either, the first hypothesis stays.
    """
    first = _decoded(model, parts)
    found = [from_flawless(part, hypotheses) for part, hypotheses in zip(parts, first, strict=True)]
    flawed = [index for index, hypotheses in enumerate(found) if not hypotheses]
    again = _decoded(model, [parts[index] for index in flawed], cautious=True)
    for index, hypotheses in zip(flawed, again, strict=True):
        found[index] = from_flawless(parts[index], hypotheses) or first[index]
    return found


def _decoded(model: Model, parts: Sequence[Part], *, cautious: bool = False) -> list[tuple[Hypothesis, ...]]:
    texts = [part.model_text for part in parts]
    return model.decoder.decode(texts, hypotheses=WIDE, cautious=cautious) if texts else []
