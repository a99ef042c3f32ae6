"""Word alignments of the training pairs, by eflomal (Östling & Tiedemann 2016), both directions intersected."""

from __future__ import annotations

import io

import eflomal
import regex

from training import corpus
from training.config import Recipe

Word = tuple[int, int]

_WORD = regex.compile(r"\p{L}+['’]|[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*|\p{N}+(?:[.,]\p{N}+)*|[^\s]")


def words(text: str) -> list[Word]:
    """The spans of the words: French elisions stand alone, hyphenated words whole."""
    return [found.span() for found in _WORD.finditer(text)]


def align(recipe: Recipe) -> None:
    """Write `alignments.txt` beside `train.tsv`: a line a pair, of links `i-j` between word numbers."""
    pairs = corpus.load(recipe)
    forward, backward = recipe.work / "forward.txt", recipe.work / "backward.txt"
    eflomal.Aligner(model=3, score_model=0, n_samplers=1).align(
        _words_file(pair.source for pair in pairs),
        _words_file(pair.target for pair in pairs),
        links_filename_fwd=str(forward),
        links_filename_rev=str(backward),
        quiet=False,
    )
    with (recipe.work / "alignments.txt.part").open("w") as merged, forward.open() as one, backward.open() as other:
        for left, right in zip(one, other, strict=True):
            both = set(left.split()) & set(right.split())
            print(" ".join(sorted(both, key=lambda link: tuple(map(int, link.split("-"))))), file=merged)
    (recipe.work / "alignments.txt.part").replace(recipe.work / "alignments.txt")
    forward.unlink()
    backward.unlink()


def _words_file(texts) -> io.StringIO:
    return io.StringIO("".join(" ".join(text[a:b].lower() for a, b in words(text)) + "\n" for text in texts))
