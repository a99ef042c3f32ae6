"""Steps of several batches, made by processes of their own while the model learns from those before."""

from __future__ import annotations

import itertools
import multiprocessing
import queue
import signal
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from typing import NamedTuple

import numpy

from training import mix
from training.config import Recipe
from training.examples import Example, Maker
from training.pieces import PAD

WAITING = 24  # steps a maker may be ahead
PATIENCE = 5.0  # seconds between looks at a maker that gives nothing
Sizes = tuple[int, int]


class Arrays(NamedTuple):
    """Source and target pieces [batch, length]; `guide` rows are (batch, place of the foretelling, source place)."""

    source: numpy.ndarray
    target: numpy.ndarray
    guide: numpy.ndarray


@dataclass(frozen=True)
class Place:
    """Where a maker stands: the next place of its epoch, and those examples [count, (epoch, place)] that wait.

    What waits for a batch of its shape to be full outlives an epoch, and a resume: no example is dropped.
    """

    epoch: int
    next: int
    waiting: numpy.ndarray


class Step(NamedTuple):
    """The batches of one step, and where its maker stands after it."""

    batches: list[Arrays]
    place: Place


class MakerError(Exception):
    """A process that makes batches is gone; the message says why."""


def beginning(recipe: Recipe) -> list[Place]:
    """Where every maker of a new run stands."""
    return [Place(0, maker, numpy.zeros((0, 2), dtype=numpy.int32)) for maker in range(recipe.makers)]


def steps(recipe: Recipe, phase: mix.Phase, places: list[Place]) -> Iterator[list[Arrays]]:
    """Steps for ever, from where each maker stood; `places` is kept up to date, one place a maker.

    The makers take turns, so that the order of the steps is settled by the recipe. Raises MakerError.
    """
    context = multiprocessing.get_context("spawn")
    queues: list[Queue[Step | str]] = []
    processes: list[BaseProcess] = []
    for place in places:
        queues.append(context.Queue(maxsize=max(2, WAITING // len(places))))
        process = context.Process(target=_make, args=(recipe, phase, place, len(places), queues[-1]), daemon=True)
        process.start()
        processes.append(process)
    for maker in itertools.cycle(range(len(places))):
        step = _next(queues[maker], processes[maker])
        places[maker] = step.place
        yield step.batches


def _next(made: Queue[Step | str], process: BaseProcess) -> Step:
    while True:
        try:
            step = made.get(timeout=PATIENCE)
        except queue.Empty:
            if not process.is_alive():
                raise MakerError(f"a process that makes batches ended with code {process.exitcode}") from None
            continue
        if isinstance(step, str):
            raise MakerError(step)
        return step


def _make(recipe: Recipe, phase: mix.Phase, place: Place, makers: int, made: Queue[Step | str]) -> None:
    """Fill the queue until the training process is gone, however it went; Ctrl-C is left to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    try:
        for step in Stream(recipe, phase, place, makers):
            while parent is None or parent.is_alive():
                try:
                    made.put(step, timeout=PATIENCE)
                    break
                except queue.Full:
                    continue
            else:
                made.cancel_join_thread()  # nobody reads what is still in it
                return
    except (Exception, SystemExit):  # noqa: BLE001 - whatever it was, the training process tells it
        made.put(traceback.format_exc())


class Stream:
    """The steps of one maker. Examples wait in buckets of like lengths until a batch is full.

    Lengths are rounded up to few sizes and batches are always full: every new shape costs the matrix library the
    making of its kernels, which took longer than the training itself. The batches of a step are of different shapes.
    """

    def __init__(self, recipe: Recipe, phase: mix.Phase, place: Place, makers: int = 1) -> None:
        self._recipe, self._maker, self._makers = recipe, Maker(recipe, phase), makers
        self._epoch, self._next = place.epoch, place.next
        self._orders: dict[int, numpy.ndarray] = {}
        self._buckets: dict[Sizes, list[tuple[int, int, Example]]] = {}
        self._full: list[tuple[Sizes, list[tuple[int, int, Example]]]] = []
        for epoch, number in place.waiting.tolist():
            self._read(epoch, number)

    def __iter__(self) -> Iterator[Step]:
        while True:
            order = self._order(self._epoch)
            while self._next < len(order):
                self._read(self._epoch, self._next)
                self._next += self._makers
                if chosen := self._chosen():
                    yield Step(chosen, self.place)
            self._epoch, self._next = self._epoch + 1, self._next % self._makers
            self._orders = {number: known for number, known in self._orders.items() if number >= self._epoch}

    @property
    def place(self) -> Place:
        """Where the stream stands."""
        full = [example for _, batch in self._full for example in batch]
        waiting = [*full, *itertools.chain.from_iterable(self._buckets.values())]
        numbers = numpy.array([(epoch, place) for epoch, place, _ in waiting], dtype=numpy.int32).reshape(-1, 2)
        return Place(self._epoch, self._next, numbers)

    def _order(self, epoch: int) -> numpy.ndarray:
        if epoch not in self._orders:
            self._orders[epoch] = self._maker.order(epoch)
        return self._orders[epoch]

    def _read(self, epoch: int, place: int) -> None:
        example = self._maker.make(self._order(epoch), epoch, place)
        if example is None:
            return
        sizes = rounded(len(example.source)), rounded(len(example.target) - 1)
        bucket = self._buckets.setdefault(sizes, [])
        bucket.append((epoch, place, example))
        if (len(bucket) + 1) * max(sizes) > self._recipe.batch_pieces:
            self._full.append((sizes, bucket))
            del self._buckets[sizes]

    def _chosen(self) -> list[Arrays]:
        """A step's batches, taken from the full ones; none while those are too few or too alike."""
        shapes = list(dict.fromkeys(sizes for sizes, _ in self._full))[: self._recipe.batches]
        if len(shapes) < self._recipe.batches:
            return []
        found = []
        for shape in shapes:
            number = next(number for number, (sizes, _) in enumerate(self._full) if sizes == shape)
            _, batch = self._full.pop(number)
            found.append(arrange([example for _, _, example in batch], *shape))
        return found


def arrange(batch: Sequence[Example], width: int, length: int) -> Arrays:
    """Examples side by side, filled up to `width` source pieces and to `length` target pieces to foretell."""
    source = numpy.full((len(batch), width), PAD, dtype=numpy.int32)
    target = numpy.full((len(batch), length + 1), PAD, dtype=numpy.int32)
    for row, example in enumerate(batch):
        source[row, : len(example.source)] = example.source
        target[row, : len(example.target)] = example.target
    guide = [(row, *link) for row, example in enumerate(batch) for link in example.guide]
    return Arrays(source, target, numpy.array(guide, dtype=numpy.int32).reshape(-1, 3))


def rounded(length: int) -> int:
    """A length rounded up to one of few sizes: 8 apart up to 64, then 32."""
    step = 8 if length <= 64 else 32
    return -(-length // step) * step
