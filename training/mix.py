"""How often each pair is seen: by the weight of its source, or in a cool-down by how near it is to the domain.

Nearness is the difference of cross entropies of Moore and Lewis (2010), a bigram model of pieces of the domain's
sources against one of all sources, both sides of a pair summed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
import sentencepiece

from training import corpus, pieces
from training.config import Recipe, Source, source_of, sources
from training.stamp import demand

NEWS, NEAREST = 0.30, 0.45  # of a cool-down's examples; the rest is drawn from everything
OFTENEST = 8.0  # times that a pair of news is seen in an epoch of a cool-down
OTHERS = 0.4  # how much the nearest pairs of other origins count, against those of the origin that is told at work
THIRD = 1 / 3  # of all pairs are the nearest ones
MACHINE = "\ue02d"
BUCKETS = 1 << 22  # counts of bigrams, by hash
TRUST = 0.6  # in the bigram, against the single piece
SAMPLE = 150_000  # pairs that a bigram model is made of
CHUNK = 50_000


@dataclass(frozen=True)
class Phase:
    """A phase of the training: its name, and whether it is a cool-down."""

    name: str
    cooling: bool = False


STEADY = Phase("steady")
COOLING = Phase("cooling", cooling=True)


def weights(recipe: Recipe, pairs: corpus.Pairs, phase: Phase) -> numpy.ndarray:
    """For each pair how often it is seen in one epoch of the phase."""
    known = _known(recipe, pairs)
    plain: numpy.ndarray = numpy.array([source.weight for source in known], dtype=numpy.float32)[pairs.origin]
    if not phase.cooling:
        return plain
    demand(recipe, "mix", "mix")
    scores = numpy.load(recipe.work / "mix.npy", mmap_mode="r")
    prose = numpy.array([source.tag not in ("", MACHINE) for source in known])[pairs.origin]
    news = numpy.array([source.domain == "news" for source in known])[pairs.origin]
    nearest = prose & (scores <= numpy.quantile(scores[prose], THIRD))
    kin = numpy.array([1.0 if source.tag == recipe.tag_at_work else OTHERS for source in known])[pairs.origin]
    parts = ((news, NEWS), (nearest * plain.clip(0, 1) * kin, NEAREST), (plain, 1 - NEWS - NEAREST))
    total = OFTENEST * news.sum() / NEWS if news.any() else plain.sum()
    return sum((part * (total * share / max(1.0, part.sum())) for part, share in parts), numpy.zeros_like(plain))


def score(recipe: Recipe) -> None:
    """Write `mix.npy`: a score for each pair, the lower the nearer to the domain; and `counts.npy`, see `count`."""
    demand(recipe, "train", "prepare")
    demand(recipe, "pieces", "pieces")
    pairs, model = corpus.load(recipe), pieces.load(recipe)
    near = numpy.array([source.domain != "" for source in _known(recipe, pairs)])[pairs.origin]
    if not near.any():
        raise SystemExit(f"{recipe.sources}: no source is marked as `news` or `domain` in its fourth column")
    dice = numpy.random.default_rng(recipe.seed)
    inside, every = numpy.flatnonzero(near), numpy.arange(len(pairs))
    chosen = [dice.permutation(numbers)[:SAMPLE] for numbers in (inside, every)]
    scores = numpy.zeros(len(pairs), dtype=numpy.float32)
    for side in ("source", "target"):
        ours, theirs = (Bigrams(_encoded(pairs, numbers, side, model), recipe.vocabulary) for numbers in chosen)
        for start in range(0, len(pairs), CHUNK):
            numbers = numpy.arange(start, min(start + CHUNK, len(pairs)))
            for flat, starts in _encoded(pairs, numbers, side, model):
                scores[numbers] += ours.entropy(flat, starts) - theirs.entropy(flat, starts)
        print(f"{side}s scored", flush=True)
    numpy.save(recipe.work / "mix.npy", scores)
    count(recipe)


def count(recipe: Recipe) -> None:
    """Write `counts.npy`: how often each piece stands on the target side of the pairs that are trained on."""
    pairs, model = corpus.load(recipe), pieces.load(recipe)
    found = numpy.zeros(recipe.vocabulary, dtype=numpy.int64)
    for flat, _ in _encoded(pairs, numpy.arange(len(pairs)), "target", model):
        found += numpy.bincount(flat, minlength=recipe.vocabulary)
    numpy.save(recipe.work / "counts.npy", found)


class Bigrams:
    """A bigram model of pieces, mixed with one of single pieces."""

    def __init__(self, texts: Iterator[tuple[numpy.ndarray, numpy.ndarray]], vocabulary: int) -> None:
        self._single = numpy.full(vocabulary, 0.5)
        self._double = numpy.zeros(BUCKETS)
        for flat, _ in texts:
            self._single += numpy.bincount(flat, minlength=vocabulary)
            self._double += numpy.bincount(_bigrams(flat), minlength=BUCKETS)
        self._share = self._single / self._single.sum()

    def entropy(self, flat: numpy.ndarray, starts: numpy.ndarray) -> numpy.ndarray:
        """The mean surprise a piece, in nats, of each text; a text is `flat[starts[n] : starts[n + 1]]`."""
        before = numpy.roll(flat, 1)
        double = self._double[_bigrams(flat)] / self._single[before]
        surprise = -numpy.log(TRUST * double.clip(0, 1) + (1 - TRUST) * self._share[flat])
        sums = numpy.add.reduceat(surprise, starts[:-1])
        return sums / numpy.diff(starts)


def _bigrams(flat: numpy.ndarray) -> numpy.ndarray:
    """The bucket of each piece and the one before it; the first piece of a text follows the end of the last one."""
    mixed = (numpy.roll(flat, 1).astype(numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)) ^ (
        flat.astype(numpy.uint64) * numpy.uint64(0xC2B2AE3D27D4EB4F)
    )
    return ((mixed >> numpy.uint64(17)) % numpy.uint64(BUCKETS)).astype(numpy.int64)


def _encoded(
    pairs: corpus.Pairs, numbers: numpy.ndarray, side: str, model: sentencepiece.SentencePieceProcessor
) -> Iterator[tuple[numpy.ndarray, numpy.ndarray]]:
    """One side of the pairs in pieces, chunk by chunk: all in a row with an end mark each, and where each starts."""
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK].tolist()
        texts = model.encode([getattr(pairs[number], side) for number in part], num_threads=1)
        flat = numpy.fromiter((piece for text in texts for piece in (*text, pieces.END)), dtype=numpy.int64)
        starts = numpy.concatenate([[0], numpy.cumsum([len(text) + 1 for text in texts])])
        yield flat, starts


def _known(recipe: Recipe, pairs: corpus.Pairs) -> Sequence[Source]:
    known = sources(recipe)
    return [source_of(known, origin) or Source(0.0, "") for origin in pairs.origins]
