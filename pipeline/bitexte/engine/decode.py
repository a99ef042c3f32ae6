"""The first pass of a model over parts, and a second one, with caution, over those that came out defective."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.engine.decoder import Hypothesis, Model
from bitexte.engine.judge import from_flawless
from bitexte.engine.prepare import Part

WIDE = 4  # hypotheses of a part whose first one may not do


def decode(model: Model, parts: Sequence[Part], *, attention: bool) -> list[tuple[Hypothesis, ...]]:
    """The hypotheses of each part, the best first, from the first one on that has no flaw.

    Where all have one the part is decoded again, the model forbidden to repeat itself; where that is of no help
    either, the first hypothesis stays.
    """
    first = _first(model, parts, attention=attention)
    found = [from_flawless(part, hypotheses) for part, hypotheses in zip(parts, first, strict=True)]
    flawed = [index for index, hypotheses in enumerate(found) if not hypotheses]
    texts = [parts[index].model_text for index in flawed]
    again = model.decoder.decode(texts, hypotheses=WIDE, attention=attention, cautious=True) if flawed else []
    for index, hypotheses in zip(flawed, again, strict=True):
        found[index] = from_flawless(parts[index], hypotheses) or first[index]
    return found


def _first(model: Model, parts: Sequence[Part], *, attention: bool) -> list[tuple[Hypothesis, ...]]:
    """The first pass. Where there are terms, more hypotheses and attention: they cost next to nothing."""
    wide = [index for index, part in enumerate(parts) if part.matches]
    narrow = [index for index, part in enumerate(parts) if not part.matches]
    found: dict[int, tuple[Hypothesis, ...]] = {}
    # A model that was asked for the terms rarely needs a third.
    for indices, count in ((narrow, 1), (wide, 2 if model.annotation else WIDE)):
        texts = [parts[index].model_text for index in indices]
        decoded = model.decoder.decode(texts, hypotheses=count, attention=attention or count > 1) if texts else []
        found.update(zip(indices, decoded, strict=True))
    return [found[index] for index in range(len(parts))]
