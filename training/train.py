"""Train: any device, resumable, with a constant rate until told to finish, then a linear cool-down."""

from __future__ import annotations

import itertools
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy
import torch
from torch import Tensor

from training import corpus, examples, pieces
from training.config import Recipe
from training.network import END, PAD, START, Shape, Translator
from training.optimiser import Optimiser


@dataclass(frozen=True)
class Batch:
    """Source and target pieces [batch, length]; the target starts with <s>; `guide` rows are (batch, target, source)."""

    source: Tensor
    target: Tensor
    guide: Tensor


def train(recipe: Recipe, finish: int = 0) -> None:
    """Train from the last checkpoint on. With `finish`, cool down over that many steps and stop.

    A checkpoint holds the weights, the optimiser and the place in the data; it is written every so many minutes and at
    the end, atomically. Stop with Ctrl-C at any time.
    """
    state = State.resume(recipe)
    device = state.device
    begun, saved, pieces_done, losses = time.monotonic(), time.monotonic(), 0, []
    last = state.step + finish if finish else None
    try:
        for batch in state.batches():
            cooling = 1.0 if last is None else max(0.02, (last - state.step) / finish)
            losses.append(state.learn(batch, cooling))
            pieces_done += int((batch.target[:, 1:] != PAD).sum())
            if state.step % 50 == 0:
                mean = torch.stack(losses).mean(0).tolist()
                speed = pieces_done / (time.monotonic() - begun)
                print(
                    f"step {state.step} epoch {state.epoch} loss {mean[0]:.3f} guide {mean[1]:.3f} "
                    f"{speed:.0f} target pieces/s on {device}",
                    flush=True,
                )
                losses.clear()
            if time.monotonic() - saved > 60 * recipe.checkpoint_minutes:
                state.save()
                saved = time.monotonic()
            if last is not None and state.step >= last:
                break
    except KeyboardInterrupt:
        pass
    state.save("final" if finish else "checkpoint")


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
        self.step, self.epoch, self.skip = 0, 0, 0

    @classmethod
    def resume(cls, recipe: Recipe) -> State:
        state = cls(recipe)
        path = recipe.work / "checkpoint.pt"
        if path.exists():
            saved = torch.load(path, map_location=state.device, weights_only=True)
            for mine, theirs in ((state.masters, saved["masters"]), (state.average, saved["average"])):
                for name, weight in mine.items():
                    weight.copy_(theirs[name])
            state.optimiser.load(saved["optimiser"])
            state.step, state.epoch, state.skip = saved["step"], saved["epoch"], saved["skip"]
            state._publish()
        return state

    def save(self, name: str = "checkpoint") -> None:
        path = self.recipe.work / f"{name}.pt"
        partial = path.with_suffix(".part")
        torch.save(
            {
                "masters": self.masters,
                "average": self.average,
                "optimiser": self.optimiser.state(),
                "step": self.step,
                "epoch": self.epoch,
                "skip": self.skip,
            },
            partial,
        )
        partial.replace(path)
        print(f"saved {path.name} at step {self.step}", flush=True)

    def batches(self) -> Iterator[Batch]:
        """Batches for ever, made by a process of its own, from the place where the checkpoint stands."""
        context = multiprocessing.get_context("spawn")
        queue = context.Queue(maxsize=200)
        maker = context.Process(target=_make, args=(self.recipe, self.epoch, self.skip, queue), daemon=True)
        maker.start()
        while True:
            self.epoch, self.skip, arrays = queue.get()
            yield Batch(*(torch.from_numpy(part).to(self.device).long() for part in arrays))

    def learn(self, batch: Batch, cooling: float) -> Tensor:
        """One step; returns the loss a piece (without smoothing) and the guidance loss."""
        recipe, self.step = self.recipe, self.step + 1
        expected = batch.target[:, 1:]
        states, attention = self.model(batch.source, batch.target[:, :-1])
        weight, bias = self.model.embedding.weight, self.model.bias
        loss, plain = SmoothedLoss.apply(states.flatten(0, 1), weight, bias, expected.flatten(), recipe.smoothing)
        rows, targets, sources = batch.guide.unbind(1)
        guidance = -attention[rows, targets, sources].mean() if len(rows) else attention.new_zeros(())
        (loss + recipe.guidance * guidance).backward()
        self.optimiser.learn(dict(self.model.named_parameters()), min(1.0, self.step / recipe.warmup) * cooling)
        self._publish()
        self._follow()
        return torch.stack([plain.detach(), guidance.detach()])

    def _publish(self) -> None:
        with torch.no_grad():
            for name, weight in self.model.named_parameters():
                weight.copy_(self.masters[name])
                weight.grad = None

    def _follow(self) -> None:
        rate = 1 - min(self.recipe.average, self.step / (self.step + 10))
        torch._foreach_lerp_(list(self.average.values()), list(self.masters.values()), rate)


class SmoothedLoss(torch.autograd.Function):
    """Label-smoothed cross entropy, logits made and differentiated slice by slice so that they never all exist."""

    @staticmethod
    def forward(context, states, weight, bias, expected, smoothing, size=1024):
        vocabulary, real = weight.shape[0], expected != PAD
        count = real.sum()
        to_states, to_weight, to_bias = torch.empty_like(states), torch.zeros_like(weight), torch.zeros_like(bias)
        total = torch.zeros((), device=states.device)
        plain = torch.zeros((), device=states.device)
        for start in range(0, len(expected), size):
            part, wanted, counted = (each[start : start + size] for each in (states, expected[:, None], real[:, None]))
            logs = torch.addmm(bias, part, weight.t()).float().log_softmax(-1)
            likely = logs.gather(1, wanted)
            plain -= (likely * counted).sum()
            total -= (((1 - smoothing) * likely + smoothing * logs.mean(1, keepdim=True)) * counted).sum()
            slope = logs.exp_().sub_(smoothing / vocabulary)
            slope.scatter_add_(1, wanted, torch.full_like(likely, smoothing - 1))
            slope = slope.mul_(counted / count).to(states.dtype)
            to_states[start : start + size] = slope @ weight
            to_weight += slope.t() @ part
            to_bias += slope.sum(0)
        context.save_for_backward(to_states, to_weight, to_bias)
        return total / count, plain / count

    @staticmethod
    def backward(context, slope, _plain):
        to_states, to_weight, to_bias = context.saved_tensors
        return to_states * slope, to_weight * slope, to_bias * slope, None, None


def shape_of(recipe: Recipe) -> Shape:
    return Shape(
        recipe.vocabulary, recipe.width, recipe.inner, recipe.heads, recipe.encoder_layers, recipe.decoder_layers,
        dropout=recipe.dropout,
    )  # fmt: skip


def _make(recipe: Recipe, epoch: int, skip: int, queue: multiprocessing.Queue) -> None:
    """Fill the queue with (epoch, examples of it read so far, batch); examples wait in buckets of like lengths.

    Lengths are rounded up to few sizes and batches are always full: every new shape costs the matrix library the
    making of its kernels, which took longer than the training itself.
    """
    pairs = corpus.load(recipe)
    path = recipe.work / "alignments.txt"
    alignments = path.read_text().split("\n") if path.exists() else None
    names, model = examples.mine_names(pairs), pieces.load(recipe)
    buckets: dict[tuple[int, int], list[examples.Example]] = {}
    for number in itertools.count(epoch):
        stream = examples.epoch(recipe, pairs, alignments, model, names, number)
        start = skip if number == epoch else 0
        for read, example in enumerate(itertools.islice(stream, start, None), start=start + 1):
            sizes = _rounded(len(example.source) + 1), _rounded(len(example.target) + 1)
            bucket = buckets.setdefault(sizes, [])
            bucket.append(example)
            if len(bucket) * max(sizes) >= recipe.batch_pieces:
                queue.put((number, read, _arrays(bucket, *sizes)))
                bucket.clear()


def _rounded(length: int) -> int:
    step = 4 if length <= 32 else 8 if length <= 64 else 32
    return -(-length // step) * step


def _arrays(batch: list[examples.Example], width: int, length: int) -> tuple[numpy.ndarray, ...]:
    source = numpy.full((len(batch), width), PAD, dtype=numpy.int32)
    target = numpy.full((len(batch), length + 1), PAD, dtype=numpy.int32)
    for row, example in enumerate(batch):
        source[row, : len(example.source) + 1] = [*example.source, END]
        target[row, : len(example.target) + 2] = [START, *example.target, END]
    guide = [(row, *link) for row, example in enumerate(batch) for link in example.guide]
    return source, target, numpy.array(guide, dtype=numpy.int32).reshape(-1, 3)
