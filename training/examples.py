"""Training examples: sampled pairs, made noisy as real input is, and annotated with terms."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex
import sentencepiece

from training import places
from training.align import Text, text_of
from training.annotate import annotate, mark
from training.config import Recipe
from training.corpus import Pair, weight_of
from training.names import copied, renamed

_FINAL = regex.compile(r"\s*[.!?]+$")
_BARE = str.maketrans("àâäéèêëîïôöùûüçÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ", "aaaeeeeiioouuucAAAEEEEIIOOUUUC")


@dataclass(frozen=True)
class Example:
    """Piece numbers of both sides (without end marks), and links between pieces (target, source)."""

    source: list[int]
    target: list[int]
    guide: list[tuple[int, int]]


def epoch(
    recipe: Recipe,
    pairs: Sequence[Pair],
    alignments: Sequence[str] | None,
    pieces: sentencepiece.SentencePieceProcessor,
    names: Sequence[str],
    number: int,
    maker: int = 0,
) -> Iterator[Example]:
    """One epoch's examples in a random order that the recipe's seed and the epoch's number settle.

    Of several makers each takes its share of the order, with dice of its own.
    """
    rng = random.Random(recipe.seed * 1000 + number)
    chosen = [index for index, pair in enumerate(pairs) for _ in range(_times(weight_of(recipe, pair.origin), rng))]
    rng.shuffle(chosen)
    if recipe.makers > 1:
        chosen, rng = chosen[maker :: recipe.makers], random.Random(f"{recipe.seed} {number} {maker}")
    for index in chosen:
        text = _text(pairs, alignments, index)
        if rng.random() < 0.08 and index + 1 < len(pairs) and pairs[index + 1].origin == pairs[index].origin:
            text = _joined(text, _text(pairs, alignments, index + 1))
        text = places.moved(renamed(text, names, rng), rng)
        if text.links and rng.random() < recipe.annotated:
            example = encode(_with_copy(annotate(text, rng), names, rng), pieces)
        else:
            example = encode(noisy(text, names, rng), pieces)
        if 0 < len(example.source) <= recipe.longest and 0 < len(example.target) <= recipe.longest:
            yield example


def noisy(text: Text, names: Sequence[str], rng: random.Random) -> Text:
    """Now and then one kind of noise: capitals, no accents, no full stop, copies. Links do not survive a change."""
    dice = rng.random()
    if dice < 0.015:
        return Text(text.source.upper(), text.target.upper())
    if dice < 0.03:
        return Text(text.source.lower(), text.target.lower())
    if dice < 0.045:
        return Text(text.source.lower(), text.target)
    if dice < 0.065:
        return Text(text.source.translate(_BARE), text.target)
    if dice < 0.095:
        return Text(_FINAL.sub("", text.source) or text.source, _FINAL.sub("", text.target) or text.target)
    if dice < 0.105:
        return Text(text.target, text.target)
    if dice < 0.115:
        extra = copied(names, rng)
        return Text(f"{text.source} {extra}", f"{text.target} {extra}")
    if dice < 0.118:
        extra = copied(names, rng)
        return Text(extra, extra)
    if dice < 0.124:
        return places.bare(rng)
    return text


def _with_copy(text: Text, names: Sequence[str], rng: random.Random) -> Text:
    """Now and then with something to copy at the end, annotated as a term whose target is itself."""
    if rng.random() > 0.1:
        return text
    extra = copied(names, rng)
    return Text(
        mark(f"{text.source} {extra}", [(len(text.source) + 1, len(text.source) + 1 + len(extra), extra)]),
        f"{text.target} {extra}",
    )


def encode(text: Text, pieces: sentencepiece.SentencePieceProcessor) -> Example:
    """Both sides in pieces, the word links carried over to them."""
    source, target = pieces.encode(text.source), pieces.encode(text.target)
    guide = _guide(text, source, target, pieces) if text.links else []
    return Example(source, target, guide)


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


def _times(weight: float, rng: random.Random) -> int:
    whole = int(weight)
    return whole + (rng.random() < weight - whole)


def _text(pairs: Sequence[Pair], alignments: Sequence[str] | None, index: int) -> Text:
    return text_of(pairs[index], alignments[index] if alignments is not None else "")


def _joined(one: Text, two: Text) -> Text:
    left, right = len(one.source) + 1, len(one.target) + 1
    moved = tuple(((a + left, b + left), (c + right, d + right)) for (a, b), (c, d) in two.links)
    return Text(f"{one.source} {two.source}", f"{one.target} {two.target}", one.links + moved)
