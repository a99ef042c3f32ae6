"""Word alignments of the training pairs, by eflomal (Östling & Tiedemann 2016), both directions intersected."""

from __future__ import annotations

import importlib
import io
import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
import regex

from training import corpus
from training.config import Recipe, source_of, sources
from training.corpus import Pair
from training.stamp import demand

Word = tuple[int, int]
Link = tuple[Word, Word]
MACHINE = "\ue02d"  # the tag of what a machine translated
CHUNK = 130_000  # pairs aligned at a time
LONG = 500  # bytes of both sides of a pair that is aligned

_WORD = regex.compile(r"\p{L}+['’]|[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*|\p{N}+(?:[.,]\p{N}+)*|[^\s]")


@dataclass(frozen=True)
class Text:
    """A pair on its way to an example; `links` are word links by character spans."""

    source: str
    target: str
    links: tuple[Link, ...] = ()


def words(text: str) -> list[Word]:
    """The spans of the words: French elisions stand alone, hyphenated words whole."""
    return [found.span() for found in _WORD.finditer(text)]


def swap_words(text: Text, old: tuple[str, str], new: tuple[str, str]) -> Text:
    """The text with words of both sides replaced, links moved along; unchanged unless both have them equally often."""
    left, right = _places(text.source, old[0]), _places(text.target, old[1])
    if not left or len(left) != len(right):
        return text
    links = tuple((_moved(a, left, new[0]), _moved(b, right, new[1])) for a, b in text.links)
    source = replaced(text.source, [(*place, new[0]) for place in left])
    return Text(source, replaced(text.target, [(*place, new[1]) for place in right]), links)


def replaced(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with what stands at each place (start, end) replaced by other words."""
    for start, end, wording in sorted(edits, reverse=True):
        text = text[:start] + wording + text[end:]
    return text


class Links:
    """The word links of the aligned pairs, read from the disk as they are asked for; none for the other pairs."""

    def __init__(self, recipe: Recipe) -> None:
        self._index, self._starts, self._flat = (
            numpy.load(recipe.work / f"links.{part}.npy", mmap_mode="r") for part in ("index", "starts", "flat")
        )

    def __len__(self) -> int:
        return len(self._index)

    def text(self, pairs: Sequence[Pair], index: int) -> Text:
        """A pair with its links."""
        place = int(numpy.searchsorted(self._index, index))
        if place == len(self._index) or self._index[place] != index:
            return Text(pairs[index].source, pairs[index].target)
        return self._text(pairs[index], place)

    def sample(self, pairs: Sequence[Pair], count: int, rng: random.Random) -> Iterator[Text]:
        """Aligned pairs drawn at random."""
        for place in rng.sample(range(len(self)), min(count, len(self))):
            yield self._text(pairs[int(self._index[place])], place)

    def _text(self, pair: Pair, place: int) -> Text:
        links = self._flat[self._starts[place] : self._starts[place + 1]].tolist()
        left, right = words(pair.source), words(pair.target)
        return Text(pair.source, pair.target, tuple((left[i], right[j]) for i, j in links))


def shifted(span: Word, edits: Iterable[tuple[int, int, str]]) -> Word:
    """Where a span stands after edits (start, end, wording) of the text; inside one it becomes that one's place."""
    start, end = span
    moved = 0
    for first, last, wording in sorted(edits):
        growth = len(wording) - (last - first)
        if last <= span[0]:
            start, end = start + growth, end + growth
        elif first < span[1]:
            return first + moved, first + moved + len(wording)
        moved += growth
    return start, end


def align(recipe: Recipe) -> None:
    """Align as many pairs as the recipe asks for, drawn by the weights of their sources, in chunks."""
    demand(recipe, "train", "prepare")
    pairs = corpus.load(recipe)
    chosen = _chosen(recipe, pairs)
    order = numpy.random.default_rng(recipe.seed).permutation(chosen)
    found: dict[int, str] = {}
    for start in range(0, len(order), CHUNK):
        part = order[start : start + CHUNK].tolist()
        found.update(zip(part, linked([pairs[index] for index in part]), strict=True))
        print(f"{len(found)} of {len(order)} pairs aligned", flush=True)
        store(recipe, found)


def _chosen(recipe: Recipe, pairs: corpus.Pairs) -> numpy.ndarray:
    """Numbers of pairs of some length: a share of each source by its weight, translations by machine left out."""
    known = sources(recipe)
    found = [source_of(known, name) for name in pairs.origins]
    weight = numpy.array([s.weight if s and s.tag and s.tag != MACHINE else 0.0 for s in found])[pairs.origin]
    sizes = numpy.diff(pairs.starts)
    weight = numpy.where((sizes > 50) & (sizes < LONG), weight, 0.0)
    share = 1.0
    for _ in range(40):  # each pair at most once: the share grows until as many as wanted are drawn
        share *= min(2.0, recipe.aligned / max(1.0, numpy.minimum(1, weight * share).sum()))
    dice = numpy.random.default_rng(recipe.seed + 1).random(len(pairs))
    chosen: numpy.ndarray = numpy.flatnonzero(dice < numpy.minimum(1, weight * share))
    return chosen


def store(recipe: Recipe, found: Mapping[int, str]) -> None:
    """Write the links so far, by rising number of the pair; words after the 255th have none."""
    index = numpy.array(sorted(found), dtype=numpy.int32)
    flat: list[tuple[int, int]] = []
    starts = [0]
    for number in index.tolist():
        pairs = (tuple(map(int, link.split("-"))) for link in found[number].split())
        flat += [(i, j) for i, j in pairs if max(i, j) < 256]
        starts.append(len(flat))
    arrays = {
        "index": index,
        "starts": numpy.array(starts),
        "flat": numpy.array(flat, dtype=numpy.uint8).reshape(-1, 2),
    }
    for name, array in arrays.items():
        partial = recipe.work / "links.part.npy"
        numpy.save(partial, array)
        partial.replace(recipe.work / f"links.{name}.npy")


def linked(pairs: Sequence[Pair]) -> Iterator[str]:
    """The links of each pair that both directions agree on, as `i-j i-j`."""
    eflomal = importlib.import_module("eflomal")  # only this step needs it
    with tempfile.TemporaryDirectory() as folder:
        forward, backward = Path(folder) / "forward.txt", Path(folder) / "backward.txt"
        eflomal.Aligner(model=3, score_model=0, n_samplers=1).align(
            _words_file(pair.source for pair in pairs),
            _words_file(pair.target for pair in pairs),
            links_filename_fwd=str(forward),
            links_filename_rev=str(backward),
            quiet=False,
        )
        with forward.open() as one, backward.open() as other:
            for left, right in zip(one, other, strict=True):
                both = set(left.split()) & set(right.split())
                yield " ".join(sorted(both, key=lambda link: tuple(map(int, link.split("-")))))


def text_of(pair: Pair, line: str) -> Text:
    """The pair with the links that its line of `alignments.txt` gives."""
    if not line:
        return Text(pair.source, pair.target)
    left, right = words(pair.source), words(pair.target)
    numbers = (link.split("-") for link in line.split(" "))
    return Text(pair.source, pair.target, tuple((left[int(i)], right[int(j)]) for i, j in numbers))


def _words_file(texts: Iterable[str]) -> io.StringIO:
    return io.StringIO("".join(" ".join(text[a:b].lower() for a, b in words(text)) + "\n" for text in texts))


def _places(text: str, wording: str) -> list[Word]:
    return [found.span() for found in regex.finditer(rf"\b{regex.escape(wording)}\b", text)]


def _moved(span: Word, old: Sequence[Word], wording: str) -> Word:
    """A word's span after what stood at the places `old` gave way to the wording."""
    growth = [(end, len(wording) - (end - start)) for start, end in old]
    start, end = (place + sum(more for last, more in growth if last <= place) for place in span)
    return start, end
