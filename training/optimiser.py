"""Muon for the decoder's matrices, AdamW for everything else, with a rate of its own for each weight.

Muon (Jordan et al. 2024) orthogonalises the momentum of a matrix by a Newton-Schulz iteration before it steps; on
small corpora it reaches a loss in fewer steps than AdamW alone. An encoder that knows its languages already is only
led on: AdamW, small rates that fall by layer downwards, its table of pieces left as it is (but for the rows of the
reserved symbols), for it holds words that the data never show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import regex
import torch
from torch import Tensor

from training.config import Recipe
from training.pieces import FIRST_RESERVED, RESERVED

MOMENTUM, BETAS, DECAY = 0.95, (0.9, 0.98), 0.01
# The gradients of rows that are never expected are tiny, and with a small epsilon would be as large as any.
EPSILON, EPSILON_LED = 1e-5, 1e-8
STACKED = "projection.weight"  # queries, keys and values: one matrix each
_LAYER = regex.compile(r"^encoder\.layers\.(\d+)\.")


@dataclass(frozen=True)
class Rule:
    """How a weight learns: its rate, by Muon or not, only some of its rows or all, AdamW's epsilon."""

    rate: float
    muon: bool = False
    rows: tuple[int, int | None] = (0, None)
    late: bool = False  # learns only once the decoder has learned to use the encoder
    epsilon: float = EPSILON


def rules(recipe: Recipe, masters: Mapping[str, Tensor], *, led: bool) -> dict[str, Rule]:
    """The rule of each weight that learns; `led` says that the encoder started from given weights."""
    reserved = (FIRST_RESERVED, FIRST_RESERVED + len(RESERVED))
    made: dict[str, Rule] = {}
    for name, weight in masters.items():
        layer = _LAYER.match(name)
        table = name.endswith((".embedding", ".positions"))
        if led and name.startswith("encoder."):
            if layer is not None:
                depth = recipe.encoder_layers - 1 - int(layer[1])
                rate = recipe.encoder_rate * recipe.encoder_decay**depth
                made[name] = Rule(rate, epsilon=EPSILON_LED, late=True)
            elif name == "encoder.embedding":
                made[name] = Rule(recipe.vector_rate, rows=reserved)
        elif weight.dim() == 2 and not table:
            made[name] = Rule(recipe.matrix_rate, muon=True)
        else:
            made[name] = Rule(recipe.vector_rate)
    return made


class Optimiser:
    """Updates the float32 master weights from the gradients of the working copy."""

    def __init__(self, masters: Mapping[str, Tensor], made: Mapping[str, Rule]) -> None:
        self.rules = made
        self.rows = {name: masters[name][slice(*rule.rows)] for name, rule in made.items()}
        self.matrices = [name for name, rule in made.items() if rule.muon]
        self.vectors = [name for name, rule in made.items() if not rule.muon]
        self.momentum = {name: torch.zeros_like(self.rows[name]) for name in self.matrices}
        self.first = {name: torch.zeros_like(self.rows[name]) for name in self.vectors}
        self.second = {name: torch.zeros_like(self.rows[name]) for name in self.vectors}
        self.step = 0

    def learn(self, weights: Mapping[str, Tensor], scale: float, *, frozen: bool = False) -> None:
        """One step from the weights' gradients at that share of the full rates; `frozen`: without what learns late."""
        self.step += 1
        slopes = {name: _slope(weights[name])[slice(*rule.rows)].float() for name, rule in self.rules.items()}
        with torch.no_grad():
            self._learn_matrices(slopes, scale)
            self._learn_vectors(slopes, scale, frozen=frozen)

    def _learn_matrices(self, slopes: Mapping[str, Tensor], scale: float) -> None:
        updates = []
        for name in self.matrices:
            momentum = self.momentum[name].lerp_(slopes[name], 1 - MOMENTUM)
            update = slopes[name].lerp(momentum, MOMENTUM)
            width = update.shape[1]
            parts = update.split(width) if name.endswith(STACKED) else (update,)
            updates += [(name, number * width, part) for number, part in enumerate(parts)]
        updates.sort(key=lambda update: tuple(update[2].shape))
        for shape, group in groupby(updates, key=lambda update: tuple(update[2].shape)):
            members = list(group)
            steps = orthogonalise(torch.stack([part for _, _, part in members])).float()
            for (name, start, _), step in zip(members, steps, strict=True):
                rate = self.rules[name].rate * scale
                rows = self.rows[name][start : start + shape[0]]
                rows.mul_(1 - rate * DECAY).sub_(step, alpha=rate * max(1.0, shape[0] / shape[1]) ** 0.5)

    def _learn_vectors(self, slopes: Mapping[str, Tensor], scale: float, *, frozen: bool) -> None:
        fade, fade_second = 1 - BETAS[0] ** self.step, 1 - BETAS[1] ** self.step
        for name in self.vectors:
            rule, slope = self.rules[name], slopes[name]
            if frozen and rule.late:
                continue
            first = self.first[name].lerp_(slope, 1 - BETAS[0])
            second = self.second[name].mul_(BETAS[1]).addcmul_(slope, slope, value=1 - BETAS[1])
            root = second.sqrt().div_(fade_second**0.5).add_(rule.epsilon)
            self.rows[name].addcdiv_(first, root, value=-rule.rate * scale / fade)

    def state(self) -> dict[str, object]:
        """What a checkpoint keeps."""
        return {"momentum": self.momentum, "first": self.first, "second": self.second, "step": self.step}

    def load(self, state: Mapping[str, Any]) -> None:
        """Take over what `state` gave."""
        for mine, key in ((self.momentum, "momentum"), (self.first, "first"), (self.second, "second")):
            for name, value in mine.items():
                value.copy_(state[key][name])
        self.step = state["step"]


def _slope(weight: Tensor) -> Tensor:
    return weight.grad if weight.grad is not None else torch.zeros_like(weight)


def orthogonalise(matrices: Tensor, rounds: int = 5) -> Tensor:
    """The nearest orthogonal matrices [count, rows, columns], roughly, by a quintic Newton-Schulz iteration."""
    tall = matrices.shape[1] > matrices.shape[2]
    x = (matrices.transpose(1, 2) if tall else matrices).bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(rounds):
        gram = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x.transpose(1, 2) if tall else x
