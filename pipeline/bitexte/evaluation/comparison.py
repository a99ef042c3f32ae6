"""Several translations of the same lines compared: confidence intervals and paired significance, by bootstrap.

Both are sacrebleu's (Koehn 2004): each sample draws the same lines for both translations that are compared.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sacrebleu.significance import Result

SAMPLES = 1_000
SEED = 12345


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score (0 to 100) and half the width of its 95 % confidence interval.

    `p` is how likely a difference from the first translation is that large by chance; None for the first itself.
    """

    score: float
    margin: float
    p: float | None


@dataclass(frozen=True, slots=True)
class Compared:
    """The scores of one translation beside the others."""

    bleu: Estimate
    chrf: Estimate


def compare(references: Sequence[str], outputs: Sequence[Sequence[str]]) -> tuple[list[Compared], dict[str, str]]:
    """The scores of each translation, the first being what the others are tested against, and how they were made.

    `outputs` are two translations or more, each with as many lines as the references.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.significance import PairedTest

    os.environ["SACREBLEU_SEED"] = str(SEED)  # sacrebleu takes it from nowhere else
    named: list[tuple[str, Sequence[str]]] = [(str(number), list(output)) for number, output in enumerate(outputs)]
    metrics = {"BLEU": BLEU(references=[list(references)]), "chrF": CHRF(references=[list(references)])}
    signatures, found = PairedTest(named, metrics, None, test_type="bs", n_samples=SAMPLES)()
    bleu, chrf = (_estimates(found[name]) for name in signatures)
    said = {name: str(signature) for name, signature in zip(metrics, signatures.values(), strict=True)}
    return [Compared(*pair) for pair in zip(bleu, chrf, strict=True)], said


def _estimates(results: Sequence[str | Result]) -> list[Estimate]:
    """Where the score is the very same there is no difference to test: sacrebleu would call it significant."""
    found = [result for result in results if not isinstance(result, str)]  # names are the list of another key
    first, *others = (Estimate(each.score, float(each.ci or 0), each.p_value) for each in found)
    return [first, *(replace(each, p=1.0) if each.score == first.score else each for each in others)]
