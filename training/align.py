"""Word alignments of the training pairs, by eflomal (Östling & Tiedemann 2016), both directions intersected."""

from __future__ import annotations

import importlib
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from training import corpus
from training.config import Recipe
from training.corpus import Pair

Word = tuple[int, int]
Link = tuple[Word, Word]

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


def exchanged(text: Text, old: tuple[str, str], new: tuple[str, str]) -> Text:
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


def align(recipe: Recipe) -> None:
    """Write `alignments.txt` beside `train.tsv`: a line a pair, of links `i-j` between word numbers."""
    partial = recipe.work / "alignments.txt.part"
    with partial.open("w", encoding="utf-8") as merged:
        merged.writelines(f"{line}\n" for line in linked(corpus.load(recipe)))
    partial.replace(recipe.work / "alignments.txt")


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
