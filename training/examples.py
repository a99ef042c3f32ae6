"""Training examples: sampled pairs, made noisy as real input is, masked, annotated with terms, tagged by origin.

An example depends on the recipe, the epoch and its place in the epoch's order alone, so that any of them can be made
again: a run that is resumed goes on with the very examples that it would have had.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy
import regex
import sentencepiece

from training import corpus, figures, masks, mix, names, places
from training.align import Links, Text
from training.annotate import Decoys, annotate, decoys, mark
from training.config import Recipe, source_of, sources
from training.names import renamed, untranslatable
from training.pieces import END, START, load

_FINAL = regex.compile(r"\s*[.!?]+$")
_BARE = str.maketrans("àâäéèêëîïôöùûüçÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ", "aaaeeeeiioouuucAAAEEEEIIOOUUUC")
JOINED = 0.08  # of the examples are two to four sentences of a source in a row
DECOY_PAIRS = 4000  # an epoch's decoys come from so many pairs
MASKED_LITERALS = 0.85  # of the examples that hold literals have them masked; at work all are


@dataclass(frozen=True)
class Example:
    """Piece numbers of both sides, <s> and </s> among them, and links (place of the foretelling, source place)."""

    source: list[int]
    target: list[int]
    guide: list[tuple[int, int]]


class Maker:
    """Makes the examples of one phase of the training."""

    def __init__(self, recipe: Recipe, phase: mix.Phase) -> None:
        self._recipe, self._phase = recipe, phase
        self._pairs = corpus.load(recipe)
        self._links = Links(recipe)
        self._pieces = load(recipe)
        self._weights = mix.weights(recipe, self._pairs, phase)
        self._names = names.known(self._pairs)
        known = sources(recipe)
        found = [source_of(known, origin) for origin in self._pairs.origins]
        self._tags = [source.tag if source else "" for source in found]
        self._decoys: tuple[int, Decoys] = (-1, Decoys())

    def order(self, epoch: int) -> numpy.ndarray:
        """The numbers of an epoch's pairs in its random order: each pair as often as its weight says."""
        dice = numpy.random.default_rng([self._recipe.seed, epoch])
        times = numpy.floor(self._weights + dice.random(len(self._weights), dtype=numpy.float32)).astype(numpy.int64)
        chosen = numpy.repeat(numpy.arange(len(times), dtype=numpy.int32), times)
        dice.shuffle(chosen)
        return chosen

    def make(self, order: numpy.ndarray, epoch: int, place: int) -> Example | None:
        """The example at a place of an epoch's order; None where it is empty or too long."""
        rng = random.Random(f"{self._recipe.seed} {epoch} {place}")
        index = int(order[place])
        text = self._text(index, rng)
        tag = self._tags[self._pairs.origin[index]]
        prefix = [self._pieces.piece_to_id(tag)] if tag and rng.random() < self._recipe.tagged else []
        example = encode(self._changed(text, tag, epoch, rng), self._pieces, prefix)
        longest = self._recipe.longest + 2
        return example if 2 < len(example.source) <= longest and 2 < len(example.target) <= longest else None

    def _text(self, index: int, rng: random.Random) -> Text:
        text = self._links.text(self._pairs, index)
        if rng.random() < JOINED:
            for following in range(index + 1, min(len(self._pairs), index + rng.choice((2, 2, 3, 4)))):
                if self._pairs.origin[following] != self._pairs.origin[index]:
                    break
                text = joined(text, self._links.text(self._pairs, following))
        return text

    def _changed(self, text: Text, tag: str, epoch: int, rng: random.Random) -> Text:
        """The text as the model is to see it: at least half of the examples stay as they are."""
        if not tag:
            return listed(text, rng)
        text = places.swap_country(renamed(text, self._names, rng), rng)
        eager = rng.random() < self._recipe.masked
        if eager and rng.random() < 0.15:
            return masks.alone(rng)
        if eager or rng.random() < MASKED_LITERALS:
            text = masks.masked(text, rng, eager=eager)
        if text.links and rng.random() < self._recipe.annotated:
            return _with_copy(annotate(text, self._epoch_decoys(epoch), rng), self._names, rng)
        return noisy(text, self._names, rng)

    def _epoch_decoys(self, epoch: int) -> Decoys:
        if self._decoys[0] != epoch:
            rng = random.Random(f"{self._recipe.seed} {epoch} decoys")
            self._decoys = epoch, decoys(self._links.sample(self._pairs, DECOY_PAIRS, rng), rng)
        return self._decoys[1]


def joined(one: Text, two: Text) -> Text:
    """Two texts as one, with a blank between them."""
    left, right = len(one.source) + 1, len(one.target) + 1
    moved = tuple(((a + left, b + left), (c + right, d + right)) for (a, b), (c, d) in two.links)
    return Text(f"{one.source} {two.source}", f"{one.target} {two.target}", one.links + moved)


def listed(text: Text, rng: random.Random) -> Text:
    """A word or phrase as titles, labels and lists write it: with a capital, in capitals, with a mark after it."""
    dice = rng.random()
    if dice < 0.25:
        text = Text(_capital(text.source), _capital(text.target))
    elif dice < 0.3:
        text = Text(text.source.upper(), text.target.upper())
    if rng.random() < 0.1:
        french, english = rng.choice(((" :", ":"), (".", "."), (" !", "!"), (" ?", "?")))
        text = Text(text.source + french, text.target + english)
    return text


def noisy(text: Text, known: Sequence[str], rng: random.Random) -> Text:
    """Now and then one kind of noise: capitals, no accents, no full stop, copies. Links do not survive a change."""
    dice = rng.random()
    for share, make in NOISE:
        dice -= share
        if dice < 0:
            return make(text, known, rng)
    return text


def _shouted(text: Text, _known: Sequence[str], _rng: random.Random) -> Text:
    return Text(text.source.upper(), text.target.upper())


def _small(text: Text, _known: Sequence[str], rng: random.Random) -> Text:
    return Text(text.source.lower(), text.target.lower() if rng.random() < 0.5 else text.target)


def _unaccented(text: Text, _known: Sequence[str], _rng: random.Random) -> Text:
    return Text(text.source.translate(_BARE), text.target)


def _unfinished(text: Text, _known: Sequence[str], _rng: random.Random) -> Text:
    return Text(_FINAL.sub("", text.source) or text.source, _FINAL.sub("", text.target) or text.target)


def _english(text: Text, _known: Sequence[str], _rng: random.Random) -> Text:
    return Text(text.target, text.target)


def _copying(text: Text, known: Sequence[str], rng: random.Random) -> Text:
    extra = untranslatable(known, rng)
    return Text(f"{text.source} {extra}", f"{text.target} {extra}", text.links)


def _copy_alone(_text: Text, known: Sequence[str], rng: random.Random) -> Text:
    extra = untranslatable(known, rng)
    return Text(extra, extra)


Noise = Callable[[Text, Sequence[str], random.Random], Text]
NOISE: tuple[tuple[float, Noise], ...] = (  # shares of the examples
    (0.015, _shouted),
    (0.02, _small),
    (0.015, _unaccented),
    (0.04, _unfinished),
    (0.008, _english),
    (0.02, _copying),
    (0.004, _copy_alone),
    (0.004, lambda _text, _known, rng: places.bare(rng)),
    (0.004, lambda _text, _known, rng: figures.alone(rng)),
    (0.014, lambda text, _known, rng: figures.appended(text, rng)),
)


def encode(text: Text, pieces: sentencepiece.SentencePieceProcessor, prefix: Sequence[int] = ()) -> Example:
    """Both sides in pieces, the word links carried over to them; `prefix` stands before the source."""
    source, target = pieces.encode(text.source), pieces.encode(text.target)
    guide = _guide(text, source, target, pieces) if text.links else []
    before = 1 + len(prefix)
    moved = [(foretelling, piece + before) for foretelling, piece in guide]
    return Example([START, *prefix, *source, END], [START, *target, END], moved)


def _with_copy(text: Text, known: Sequence[str], rng: random.Random) -> Text:
    """Now and then with something to copy at the end, annotated as a term whose target is itself."""
    if rng.random() > 0.1:
        return text
    extra = untranslatable(known, rng)
    place = len(text.source) + 1
    source = mark(f"{text.source} {extra}", [(place, place + len(extra), extra)])
    return Text(source, f"{text.target} {extra}", text.links)


def _guide(
    text: Text, source: list[int], target: list[int], pieces: sentencepiece.SentencePieceProcessor
) -> list[tuple[int, int]]:
    """Word links spread over the pieces of both words."""
    left, right = _owners(text.source, source, pieces), _owners(text.target, target, pieces)
    if left is None or right is None:
        return []
    links = []
    for (a, b), (c, d) in text.links:
        from_pieces = sorted({left[place] for place in range(a, b)})
        to_pieces = sorted({right[place] for place in range(c, d)})
        links += [(piece, from_pieces[min(n, len(from_pieces) - 1)]) for n, piece in enumerate(to_pieces)]
    return links


def _owners(text: str, numbers: list[int], pieces: sentencepiece.SentencePieceProcessor) -> list[int] | None:
    """For each character of the text the number of its piece; None where normalisation moved characters."""
    owners: list[int] = []
    spelled = []
    for place, piece in enumerate(pieces.id_to_piece(numbers)):
        owners += [place] * len(piece)
        spelled.append(piece)
    if "".join(spelled).replace("▁", " ") != " " + text:
        return None
    return owners[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
