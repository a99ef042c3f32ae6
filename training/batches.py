"""Batches, made by processes of their own while the model learns from those before."""

from __future__ import annotations

import itertools
import multiprocessing
import queue
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.queues import Queue
from typing import NamedTuple

import numpy

from training import corpus, examples, names, pieces
from training.config import Recipe
from training.pieces import END, PAD, START

Place = tuple[int, int]  # an epoch, and how many of its examples were read
WAITING = 200  # batches a maker may be ahead


class Arrays(NamedTuple):
    """Source and target pieces [batch, length], the target after <s>; `guide` rows are (batch, target, source)."""

    source: numpy.ndarray
    target: numpy.ndarray
    guide: numpy.ndarray


def batches(recipe: Recipe, places: list[Place]) -> Iterator[Arrays]:
    """Batches for ever, from where each maker stood; `places` is kept up to date, one place a maker.

    The makers take turns, so that the order of the batches is settled by the recipe.
    """
    context = multiprocessing.get_context("spawn")
    queues: list[Queue[tuple[int, int, Arrays]]] = []
    for maker, (epoch, skip) in enumerate(places):
        queues.append(context.Queue(maxsize=max(1, WAITING // len(places))))
        context.Process(target=_make, args=(recipe, maker, epoch, skip, queues[-1]), daemon=True).start()
    for maker in itertools.cycle(range(len(places))):
        epoch, skip, arrays = queues[maker].get()
        places[maker] = epoch, skip
        yield arrays


def arrange(batch: Sequence[examples.Example], width: int, length: int) -> Arrays:
    """Examples side by side, filled up to `width` source and `length` target pieces (end marks counted)."""
    source = numpy.full((len(batch), width), PAD, dtype=numpy.int32)
    target = numpy.full((len(batch), length + 1), PAD, dtype=numpy.int32)
    for row, example in enumerate(batch):
        source[row, : len(example.source) + 1] = [*example.source, END]
        target[row, : len(example.target) + 2] = [START, *example.target, END]
    guide = [(row, *link) for row, example in enumerate(batch) for link in example.guide]
    return Arrays(source, target, numpy.array(guide, dtype=numpy.int32).reshape(-1, 3))


def rounded(length: int) -> int:
    """A length rounded up to one of few sizes: 4 apart up to 32, then 8, from 64 on 32."""
    step = 4 if length <= 32 else 8 if length <= 64 else 32
    return -(-length // step) * step


def _make(recipe: Recipe, maker: int, epoch: int, skip: int, made: Queue[tuple[int, int, Arrays]]) -> None:
    """Fill the queue until the training process is gone, however it went; Ctrl-C is that one's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    made.cancel_join_thread()
    parent = multiprocessing.parent_process()
    for batch in _made(recipe, maker, epoch, skip):
        while parent is None or parent.is_alive():
            try:
                made.put(batch, timeout=5)
                break
            except queue.Full:
                continue
        else:
            return


def _made(recipe: Recipe, maker: int, epoch: int, skip: int) -> Iterator[tuple[int, int, Arrays]]:
    """The epoch, the examples of it read so far, and a batch; examples wait in buckets of like lengths.

    Lengths are rounded up to few sizes and batches are always full: every new shape costs the matrix library the
    making of its kernels, which took longer than the training itself.
    """
    pairs = corpus.load(recipe)
    path = recipe.work / "alignments.txt"
    alignments = path.read_text().split("\n") if path.exists() else None
    known, model = names.mine(pairs), pieces.load(recipe)
    buckets: dict[Place, list[examples.Example]] = {}
    for number in itertools.count(epoch):
        stream = examples.epoch(recipe, pairs, alignments, model, known, number, maker)
        start = skip if number == epoch else 0
        for read, example in enumerate(itertools.islice(stream, start, None), start=start + 1):
            sizes = rounded(len(example.source) + 1), rounded(len(example.target) + 1)
            bucket = buckets.setdefault(sizes, [])
            bucket.append(example)
            if len(bucket) * max(sizes) >= recipe.batch_pieces:
                yield number, read, arrange(bucket, *sizes)
                bucket.clear()
