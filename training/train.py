"""Train: any device, resumable, with a constant rate until told to finish, then a linear cool-down."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy
import torch
from torch import Tensor

from training.batches import Arrays, Place, batches
from training.config import Recipe
from training.loss import SmoothedLoss
from training.network import Translator, shape_of
from training.optimiser import Optimiser
from training.pieces import PAD

SLICES = {"cpu": 1024, "cuda": 8192}  # pieces whose logits exist at a time


@dataclass(frozen=True)
class Batch:
    """`batches.Arrays` on the device, and where in the flattened target the pieces to foretell stand."""

    source: Tensor
    target: Tensor
    guide: Tensor
    places: Tensor


def train(recipe: Recipe, finish: int = 0, plain: bool = False) -> None:
    """Train from the last checkpoint on. With `finish`, cool down over that many steps and stop; `plain`: no terms.

    A checkpoint holds the weights, the optimiser and the place in the data; it is written every so many minutes and at
    the end, atomically. Stop with Ctrl-C at any time. A cool-down leaves the checkpoint as it is, for others to start.
    """
    state = State.resume(replace(recipe, annotated=0.0) if plain else recipe)
    log = Log(state)
    saved = time.monotonic()
    last = state.step + finish if finish else None
    try:
        for batch in state.batches():
            cooling = 1.0 if last is None else max(0.02, (last - state.step) / finish)
            log.add(batch, state.learn(batch, cooling))
            if last is None and time.monotonic() - saved > 60 * recipe.checkpoint_minutes:
                state.save()
                _watch(recipe)
                saved = time.monotonic()
            if last is not None and state.step >= last:
                break
    except KeyboardInterrupt:
        pass
    state.save("plain" if plain else "final" if finish else "checkpoint")
    if not plain:  # what is watched are the recipe's own weights
        _watch(recipe)


class State:
    """All that a run carries from step to step."""

    def __init__(self, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        kind = getattr(torch, recipe.precision)
        self.model = Translator(shape_of(recipe)).to(self.device)
        self.masters = {name: weight.detach().clone() for name, weight in self.model.named_parameters()}
        self.average = {name: weight.clone() for name, weight in self.masters.items()}
        self.model.to(kind)
        self.optimiser = Optimiser(self.masters, recipe.matrix_rate, recipe.vector_rate)
        self.step = 0
        self.places: list[Place] = [(0, 0)] * recipe.makers

    @classmethod
    def resume(cls, recipe: Recipe) -> State:
        """The state of the last checkpoint, a fresh one where there is none."""
        state = cls(recipe)
        path = recipe.work / "checkpoint.pt"
        if path.exists():
            saved = torch.load(path, map_location=state.device, weights_only=True)
            for mine, theirs in ((state.masters, saved["masters"]), (state.average, saved["average"])):
                for name, weight in mine.items():
                    weight.copy_(theirs[name])
            state.optimiser.load(saved["optimiser"])
            state.step = saved["step"]
            state.places = _places(recipe, saved)
            state._publish()
        return state

    def save(self, name: str = "checkpoint") -> None:
        """Write the checkpoint; `epoch` and `skip` are the first maker's place, `places` those of several."""
        path = self.recipe.work / f"{name}.pt"
        partial = path.with_suffix(".part")
        saved = {
            "masters": self.masters,
            "average": self.average,
            "optimiser": self.optimiser.state(),
            "step": self.step,
            "epoch": self.places[0][0],
            "skip": self.places[0][1],
        }
        torch.save(saved if len(self.places) == 1 else {**saved, "places": self.places}, partial)
        partial.replace(path)
        print(f"saved {path.name} at step {self.step}", flush=True)

    def batches(self) -> Iterator[Batch]:
        """Batches for ever, from the place where the checkpoint stands."""
        for arrays in batches(self.recipe, self.places):
            yield self._batch(arrays)

    def learn(self, batch: Batch, cooling: float) -> Tensor:
        """One step; returns the loss a piece (without smoothing) and the guidance loss."""
        recipe, self.step = self.recipe, self.step + 1
        states, attention = self.model(batch.source, batch.target[:, :-1])
        states, expected = states.flatten(0, 1)[batch.places], batch.target[:, 1:].flatten()[batch.places]
        weight, bias, size = self.model.embedding.weight, self.model.bias, SLICES[self.device.type]
        loss = SmoothedLoss.apply(states, weight, bias, expected, recipe.smoothing, size)
        rows, targets, sources = batch.guide.unbind(1)
        guidance = -attention[rows, targets, sources].mean() if len(rows) else attention.new_zeros(())
        (loss + recipe.guidance * guidance).backward()
        self.optimiser.learn(dict(self.model.named_parameters()), min(1.0, self.step / recipe.warmup) * cooling)
        self._publish()
        self._follow()
        return torch.stack([loss.detach(), guidance.detach()])

    def _batch(self, arrays: Arrays) -> Batch:
        # Looked for here, for on a GPU the search would make the next step wait for this one.
        places = numpy.flatnonzero(arrays.target[:, 1:] != PAD)
        parts = [torch.from_numpy(part) for part in (*arrays, places)]
        if self.device.type == "cuda":
            parts = [part.pin_memory().to(self.device, non_blocking=True) for part in parts]
        return Batch(*(part.long() for part in parts))

    def _publish(self) -> None:
        with torch.no_grad():
            for name, weight in self.model.named_parameters():
                weight.copy_(self.masters[name])
                weight.grad = None

    def _follow(self) -> None:
        rate = 1 - min(self.recipe.average, self.step / (self.step + 10))
        torch._foreach_lerp_(list(self.average.values()), list(self.masters.values()), rate)


class Log:
    """A line every 50 steps: the mean losses since the last one, and the speed since the start."""

    def __init__(self, state: State) -> None:
        self._state, self._begun, self._pieces = state, time.monotonic(), 0
        self._losses: list[Tensor] = []

    def add(self, batch: Batch, losses: Tensor) -> None:
        """Count a step that was made."""
        state = self._state
        self._pieces += len(batch.places)
        self._losses.append(losses)
        if state.step % 50:
            return
        mean = torch.stack(self._losses).mean(0).tolist()
        self._losses.clear()
        speed = self._pieces / (time.monotonic() - self._begun)
        print(
            f"step {state.step} epoch {state.places[0][0]} loss {mean[0]:.3f} guide {mean[1]:.3f} "
            f"{speed:.0f} target pieces/s on {state.device.type}",
            flush=True,
        )


def _places(recipe: Recipe, saved: dict[str, object]) -> list[Place]:
    """Where the makers go on; another number of them than before starts the next epoch."""
    places: list[Place] = saved.get("places") or [(saved["epoch"], saved["skip"])]  # type: ignore[assignment]
    if len(places) == recipe.makers:
        return [(epoch, skip) for epoch, skip in places]
    return [(max(epoch for epoch, _ in places) + 1, 0)] * recipe.makers


def _watch(recipe: Recipe) -> None:
    """Log the BLEU of the first lines of the validation set, where the recipe asks for it."""
    if recipe.watched:
        from training import evaluate

        print(f"validation BLEU {evaluate.watched(recipe):.1f} on {recipe.watched} lines, greedy", flush=True)
