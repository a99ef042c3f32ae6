"""Train: any device, resumable, with a constant rate until told to finish, then a cool-down that is a branch."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy
import torch
from torch import Tensor

from training import mix, start
from training.batches import Arrays, MakerError, Place, beginning, steps
from training.config import Recipe
from training.loss import SmoothedLoss, sampled
from training.network import Transformer, shape_of
from training.optimiser import Optimiser, rules
from training.pieces import PAD
from training.stamp import demand, fingerprint

SLICES = {"cpu": 1024, "cuda": 8192}  # pieces whose logits exist at a time
COOL = 0.18  # the share of the time that `--minutes` keeps for the cool-down
FULL = 0.4  # the share of a cool-down's steps, its last ones, that see the whole vocabulary
TAIL = 8  # a cool-down's average looks back over its last part in so many
MEASURED = 20  # steps after which `--minutes` knows how long one takes


@dataclass(frozen=True)
class Batch:
    """`batches.Arrays` on the device, and where in the flattened target the pieces to foretell stand."""

    source: Tensor
    target: Tensor
    guide: Tensor
    places: Tensor


class Stop:
    """Ctrl-C and SIGTERM, heeded at the next border between two steps."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:  # a second time is meant
            raise SystemExit(1)
        self.asked = True
        print("stopping after this step", flush=True)


def train(recipe: Recipe, finish: int = 0, minutes: float = 0.0) -> None:
    """Train from the last checkpoint on; with `finish`, cool down over that many steps; with `minutes`, do both.

    A checkpoint holds the weights, the optimiser and the place in the data; it is written every so many minutes and at
    the end, atomically. Stop with Ctrl-C or SIGTERM at any time. A cool-down is a branch: it leaves the checkpoint as
    it is, keeps its own in `cooling.pt`, and writes `final.pt` only when it has come to its end.
    """
    demand(recipe, "train", "prepare")
    demand(recipe, "pieces", "pieces")
    demand(recipe, "links", "align")
    stop = Stop()
    try:
        if not finish:
            finish = _constant(recipe, stop, minutes)
        if finish and not stop.asked:
            _cool(recipe, stop, finish)
    except MakerError as error:
        raise SystemExit(f"training stopped at the last checkpoint: {error}") from error


def _constant(recipe: Recipe, stop: Stop, minutes: float) -> int:
    """Train at a constant rate until stopped, or until the time for the cool-down has come: its steps are returned."""
    begun = time.monotonic()
    state = State.resume(recipe, "checkpoint")
    log, saved, first = Log(state), time.monotonic(), state.step
    finish = 0
    for batches in state.steps(mix.STEADY):
        log.add(state.learn(batches, min(1.0, (state.step + 1) / recipe.warmup)))
        now = time.monotonic()
        if minutes and (state.step - first >= MEASURED or now - begun > 30 * minutes):
            left = 60 * minutes - (now - begun)
            if left <= COOL * 60 * minutes:
                finish = max(1, int(left / ((now - begun) / (state.step - first))))
        if stop.asked or finish:
            break
        if now - saved > 60 * recipe.checkpoint_minutes:
            state.save("checkpoint")
            _watch(recipe)
            saved = now
    state.save("checkpoint")
    return finish


def _cool(recipe: Recipe, stop: Stop, finish: int) -> None:
    """A branch of the checkpoint with a rate that falls to nothing; a stopped one is taken up again."""
    path = recipe.work / "cooling.pt"
    state = State.resume(recipe, "cooling" if path.exists() else "checkpoint")
    first, last = state.cooling or state.branch(finish)
    log, saved = Log(state), time.monotonic()
    for batches in state.steps(mix.COOLING):
        log.add(state.learn(batches, (last - state.step) / (last - first)))
        if state.step >= last:
            state.save("final")
            path.unlink(missing_ok=True)
            return
        if stop.asked or time.monotonic() - saved > 60 * recipe.checkpoint_minutes:
            state.save("cooling")
            saved = time.monotonic()
        if stop.asked:
            return


class State:
    """All that a run carries from step to step."""

    def __init__(self, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        given = start.weights(recipe)
        self.model = Transformer(shape_of(recipe)).to(self.device)
        start.take(self.model, given)
        self.masters = {name: weight.detach().clone() for name, weight in self.model.named_parameters()}
        self.average = {name: weight.clone() for name, weight in self.masters.items()}
        self.model.to(getattr(torch, recipe.precision))
        led = any(name.startswith("encoder.") for name in given)
        self.optimiser = Optimiser(self.masters, rules(recipe, self.masters, led=led))
        self.dice = torch.Generator().manual_seed(recipe.seed)
        self.step = self.seen = 0
        self.cooling: tuple[int, int] | None = None
        self.places = beginning(recipe)

    @classmethod
    def resume(cls, recipe: Recipe, name: str) -> State:
        """The state of the named checkpoint; a new one where there is none."""
        state = cls(recipe)
        saved = load(recipe, name)
        if saved is None:
            return state
        for mine, theirs in ((state.masters, saved["masters"]), (state.average, saved["average"])):
            for weight_name, weight in mine.items():
                weight.copy_(theirs[weight_name])
        state.optimiser.load(saved["optimiser"])
        state.dice.set_state(saved["dice"])
        torch.set_rng_state(saved["dropout"])
        state.step, state.seen, state.cooling = saved["step"], saved["seen"], saved["cooling"]
        places = [Place(epoch, following, waiting.numpy()) for epoch, following, waiting in saved["places"]]
        if len(places) != recipe.makers:  # another number of makers: the next epoch, from its beginning
            epoch = max(place.epoch for place in places) + 1
            places = [Place(epoch, place.next, place.waiting) for place in beginning(recipe)]
        state.places = places
        state._publish()
        return state

    def branch(self, steps: int) -> tuple[int, int]:
        """Begin a cool-down of that many steps, averaged anew, in an order of its own; its first and last steps."""
        span = self.step, self.step + steps
        self.cooling, self.places = span, beginning(self.recipe)
        for name, weight in self.average.items():
            weight.copy_(self.masters[name])
        return span

    def save(self, name: str) -> None:
        """Write the state to the named file, so that it is there whole or not at all."""
        path = self.recipe.work / f"{name}.pt"
        partial = path.with_suffix(".part")
        saved = {
            "fingerprint": fingerprint(self.recipe, "checkpoint"),
            "masters": self.masters,
            "average": self.average,
            "optimiser": self.optimiser.state(),
            "dice": self.dice.get_state(),
            "dropout": torch.get_rng_state(),
            "step": self.step,
            "seen": self.seen,
            "cooling": self.cooling,
            "places": [(place.epoch, place.next, torch.from_numpy(place.waiting)) for place in self.places],
        }
        with partial.open("wb") as stream:
            torch.save(saved, stream)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
        print(f"saved {path.name} at step {self.step}, {self.seen / 1e6:.2f} million target pieces", flush=True)

    def steps(self, phase: mix.Phase) -> Iterator[list[Batch]]:
        """Steps for ever, from the place where the state stands."""
        for arrays in steps(self.recipe, phase, self.places):
            yield [self._batch(each) for each in arrays]

    def learn(self, batches: list[Batch], scale: float) -> Tensor:
        """One step at that share of the full rates; returns the loss a piece and the guidance loss."""
        self.step += 1
        count = sum(len(batch.places) for batch in batches)
        links = max(1, sum(len(batch.guide) for batch in batches))
        total = torch.zeros(2, device=self.device)
        for batch in batches:
            states, attention = self.model(batch.source, batch.target[:, :-1])
            states, expected = states.flatten(0, 1)[batch.places], batch.target[:, 1:].flatten()[batch.places]
            loss = self._loss(states, expected)
            rows, foretellings, sources = batch.guide.unbind(1)
            guidance = -attention[rows, foretellings, sources].sum() / links
            share = len(batch.places) / count
            (loss * share + self.recipe.guidance * guidance).backward()
            total += torch.stack([loss.detach() * share, guidance.detach()])
        self.seen += count
        self.optimiser.learn(dict(self.model.named_parameters()), scale, frozen=self.seen < self.recipe.frozen)
        self._publish()
        self._follow()
        return total

    def _loss(self, states: Tensor, expected: Tensor) -> Tensor:
        weight, bias, size = self.model.decoder.embedding, self.model.decoder.bias, SLICES[self.device.type]
        smoothing, negatives = self.recipe.smoothing, self.recipe.negatives
        if not negatives or self._resting():
            loss: Tensor = SmoothedLoss.apply(states, weight, bias, expected, smoothing, size)
            return loss
        return sampled(states, weight, bias, expected, smoothing, size, negatives, self.dice)

    def _resting(self) -> bool:
        """Whether a cool-down is in its last part, where the whole vocabulary takes part."""
        return self.cooling is not None and self.cooling[1] - self.step <= FULL * (self.cooling[1] - self.cooling[0])

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
        decay = min(self.recipe.average, self.step / (self.step + 10))
        if self.cooling is not None:  # what is averaged are the last steps of the branch, whose rate is all but nothing
            first, last = self.cooling
            decay = max(0.0, 1 - TAIL / (last - first))
        rate = 1 - decay
        torch._foreach_lerp_(list(self.average.values()), list(self.masters.values()), rate)


def load(recipe: Recipe, name: str) -> Mapping[str, Any] | None:
    """What `State.save` wrote; None where there is nothing. SystemExit where it belongs to another recipe."""
    path = recipe.work / f"{name}.pt"
    if not path.exists():
        return None
    saved: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    if saved["fingerprint"] != fingerprint(recipe, "checkpoint"):
        raise SystemExit(f"{path}: made of other data or settings than the recipe's: move it away, or set them back")
    return saved


class Log:
    """A line every 25 steps: the mean losses since the last one, and the speed since the start."""

    def __init__(self, state: State) -> None:
        self._state, self._begun, self._seen = state, time.monotonic(), state.seen
        self._losses: list[Tensor] = []

    def add(self, losses: Tensor) -> None:
        """Count a step that was made."""
        state = self._state
        self._losses.append(losses)
        if state.step % 25:
            return
        mean = torch.stack(self._losses).mean(0).tolist()
        self._losses.clear()
        speed = (state.seen - self._seen) / (time.monotonic() - self._begun)
        print(
            f"step {state.step} epoch {state.places[0].epoch} {state.seen / 1e6:.2f} million pieces "
            f"loss {mean[0]:.3f} guide {mean[1]:.3f} {speed:.0f} target pieces/s on {state.device.type}",
            flush=True,
        )


def _watch(recipe: Recipe) -> None:
    """Log the BLEU of the first lines of the validation set, where the recipe asks for it."""
    if recipe.watched:
        from training import evaluate

        print(f"validation BLEU {evaluate.watched(recipe):.1f} on {recipe.watched} lines, greedy", flush=True)
