"""Prepare: read folders of sentence pairs, plain or packed, and write one clean training file.

Held-out pairs are chosen by a hash of their target side, so that in every source the same share is held out, and
every pair that shares either side with one of them, or with a line of a validation set, stays out of the training.
"""

from __future__ import annotations

import gzip
import hashlib
import lzma
import mmap
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
from bitexte.text.typography import to_model
from lxml import etree

from training import lexicon
from training.config import Recipe, source_of, sources, unused

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
OPENERS: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".gz": gzip.open}
BUCKETS = 1_000_003  # of the hash that holds pairs out

Numbers = numpy.ndarray


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation, as `to_model` makes them; `origin` is the source they come from."""

    origin: str
    source: str
    target: str


class Pairs(Sequence[Pair]):
    """The pairs of a prepared file, read from the disk as they are asked for; in memory are their places only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.starts: Numbers = numpy.load(path.with_suffix(".starts.npy"), mmap_mode="r")
        self.origins = path.with_suffix(".origins.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self.origin: Numbers = numpy.load(path.with_suffix(".origin.npy"), mmap_mode="r")
        with path.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, index: int) -> Pair:  # type: ignore[override]  # no slices: nothing here asks for one
        if not 0 <= index < len(self):
            raise IndexError(index)
        line = self._bytes[int(self.starts[index]) : int(self.starts[index + 1]) - 1].decode("utf-8")
        source, target = line.split("\t")
        return Pair(self.origins[self.origin[index]], source, target)


def prepare(recipe: Recipe) -> None:
    """Write `train` and `held-out` (`.tsv` and where its lines start and come from) into the recipe's work folder."""
    recipe.work.mkdir(parents=True, exist_ok=True)
    found = files(recipe)
    if not found:
        raise SystemExit(f"{recipe.corpus[0]}: no pairs: no .tsv or .tmx file that {recipe.sources.name} names")
    every = recipe.work / "every.tsv"
    keys, origin, names = _gather(recipe, found, every)
    train, held = _shared_out(recipe, keys, _forbidden(recipe), _prose(names)[origin])
    _write(recipe, "train", every, train, origin, names)
    _write(recipe, "held-out", every, held, origin, names)
    every.unlink()
    print(f"{train.sum()} pairs to train on, {held.sum()} held out, {len(train) - train.sum() - held.sum()} left out")


def load(recipe: Recipe, part: str = "train") -> Pairs:
    """The pairs of `train` or `held-out`; SystemExit where they are not prepared."""
    path = recipe.work / f"{part}.tsv"
    if not path.exists():
        raise SystemExit(f"{path}: not there yet: python -m training prepare makes it")
    return Pairs(path)


def usable(source: str, target: str) -> bool:
    """Neither empty nor endless, and of lengths that a translation can have."""
    one, other = len(source), len(target)
    if not (0 < one <= 900 and 0 < other <= 900):
        return False
    ratio = (one + 15) / (other + 15)
    return ratio < 2.4 and 1 / ratio < 2.4


def validation(recipe: Recipe, count: int = 0, number: int = 0) -> tuple[list[str], list[str]]:
    """The first `count` lines (0 for all) of the `number`th validation set, both sides, as their files have them."""
    path = recipe.validation[number]
    sides = [lines(path.with_suffix(f".{code}")) for code in (recipe.from_code, recipe.to_code)]
    if len(sides[0]) != len(sides[1]):
        raise SystemExit(f"{path}: {len(sides[0])} lines in one language, {len(sides[1])} in the other")
    return sides[0][: count or None], sides[1][: count or None]


def lines(path: Path) -> list[str]:
    """The lines of a text file; one without a line end counts too."""
    try:
        found = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from error
    return found if found[-1] else found[:-1]


def key(text: str) -> int:
    """A number that texts of the same letters and digits share."""
    letters = "".join(filter(str.isalnum, text.casefold()))
    return int.from_bytes(hashlib.blake2b(letters.encode(), digest_size=8).digest(), "big")


def files(recipe: Recipe) -> list[tuple[str, Path]]:
    """The files of the corpus folders that the table of sources names, with the names of their sources."""
    known = sources(recipe)
    found = [
        (str(path.relative_to(folder)).split(".")[0], path)
        for folder in recipe.corpus
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _kind(path) in (".tsv", ".tmx")
    ]
    names = [name for name, _ in found] + list(lexicon.SOURCES if recipe.lexicon else ())
    if strange := unused(known, names):
        raise SystemExit(f"{recipe.sources}: no source fits {', '.join(strange[:5])}")
    taken = [(name, path) for name, path in found if (source := source_of(known, name)) and source.weight > 0]
    if recipe.lexicon:
        taken += [(name, recipe.lexicon) for name in lexicon.SOURCES if source_of(known, name)]
    return taken


def _kind(path: Path) -> str:
    suffixes = [suffix for suffix in path.suffixes if suffix not in OPENERS]
    return suffixes[-1] if suffixes else ""


def _gather(recipe: Recipe, files: list[tuple[str, Path]], every: Path) -> tuple[Numbers, Numbers, list[str]]:
    """All usable pairs in one file; the keys of their sides [pairs, 2], the numbers of their sources, and the names."""
    names = sorted({name for name, _ in files})
    keys, origin = [], []
    jobs = [(name, path, recipe.from_code, recipe.to_code, recipe.share) for name, path in files]
    with every.open("w", encoding="utf-8") as stream, multiprocessing.get_context("spawn").Pool(2) as pool:
        for (name, *_), (text, made) in zip(jobs, pool.imap(_read, jobs), strict=True):
            stream.write(text)
            keys.append(made)
            origin.append(numpy.full(len(made), names.index(name), dtype=numpy.uint16))
    return numpy.concatenate(keys), numpy.concatenate(origin), names


def _read(job: tuple[str, Path, str, str, float]) -> tuple[str, Numbers]:
    """The usable pairs of a file as lines, and the keys of their sides [pairs, 2]; a share of them, by their keys."""
    name, path, from_code, to_code, share = job
    if name in lexicon.SOURCES:
        raw = lexicon.pairs(path, name)
    elif _kind(path) == ".tsv":
        raw = _read_tsv(path)
    else:
        raw = _read_tmx(path, from_code, to_code)
    clean = ((to_model(source), to_model(target)) for source, target in raw)
    usable_ones = ((source, target) for source, target in clean if usable(source, target))
    keyed = ((source, target, key(source), key(target)) for source, target in usable_ones)
    kept = [pair for pair in keyed if share >= 1 or pair[3] // BUCKETS % BUCKETS < share * BUCKETS]
    keys = numpy.array([pair[2:] for pair in kept], dtype=numpy.uint64).reshape(-1, 2)
    return "".join(f"{source}\t{target}\n" for source, target, _, _ in kept), keys


def _read_tsv(path: Path) -> Iterator[tuple[str, str]]:
    with OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8", newline="\n") as stream:
        alone = 0
        for line in stream:
            cells = line.rstrip("\n").split("\t")
            if len(cells) >= 2:
                yield cells[0], cells[1]
            else:
                alone += bool(cells[0].strip())
    if alone:
        print(f"{path}: {alone:,} lines without a translation are left out", flush=True)


def _read_tmx(path: Path, from_code: str, to_code: str) -> Iterator[tuple[str, str]]:
    with OPENERS.get(path.suffix, open)(path, "rb") as stream:
        for _, unit in etree.iterparse(stream, tag="tu", resolve_entities=False, no_network=True, load_dtd=False):
            texts = {}
            for variant in unit.iter("tuv"):
                language = (variant.get(XML_LANGUAGE) or variant.get("lang") or "").lower()[:2]
                segment = variant.find("seg")
                if segment is not None:
                    texts[language] = _spoken(segment)
            if from_code in texts and to_code in texts:
                yield texts[from_code], texts[to_code]
            unit.clear()


def _spoken(segment: etree._Element) -> str:
    """The text of a segment without that of its inline codes, but with that of its highlights."""
    inner = "".join((_spoken(code) if code.tag == "hi" else "") + (code.tail or "") for code in segment)
    return (segment.text or "") + inner


def _forbidden(recipe: Recipe) -> tuple[Numbers, Numbers]:
    """The keys of the validation sets' lines, source side and target side."""
    sides: tuple[list[int], list[int]] = ([], [])
    for number in range(len(recipe.validation)):
        for side, texts in zip(sides, validation(recipe, number=number), strict=True):
            side.extend(key(to_model(text)) for text in texts)
    return numpy.array(sides[0], dtype=numpy.uint64), numpy.array(sides[1], dtype=numpy.uint64)


def _prose(names: list[str]) -> Numbers:
    """For each source whether it is prose: a list of words is never held out."""
    return numpy.array([name not in lexicon.SOURCES for name in names])


def _shared_out(
    recipe: Recipe, keys: Numbers, forbidden: tuple[Numbers, Numbers], prose: Numbers
) -> tuple[Numbers, Numbers]:
    """Which pairs are trained on, and which held out: masks; a pair that stands twice counts once."""
    clean = ~(numpy.isin(keys[:, 0], forbidden[0]) | numpy.isin(keys[:, 1], forbidden[1]))
    _, first = numpy.unique(keys[:, 0] * numpy.uint64(31) + keys[:, 1], return_index=True)
    single = numpy.zeros(len(keys), dtype=bool)
    single[first] = True
    clean &= single
    fit = clean & prose
    share = recipe.held_out / max(1, fit.sum())
    chosen = fit & (keys[:, 1] % numpy.uint64(BUCKETS) < share * BUCKETS)
    _, once = numpy.unique(keys[chosen, 1], return_index=True)
    held = numpy.zeros(len(keys), dtype=bool)
    held[numpy.flatnonzero(chosen)[once]] = True
    near = numpy.isin(keys[:, 0], keys[chosen, 0]) | numpy.isin(keys[:, 1], keys[chosen, 1])
    return clean & ~near, held


def _write(recipe: Recipe, part: str, every: Path, kept: Numbers, origin: Numbers, names: list[str]) -> None:
    """The chosen lines of the file of all, where each starts, and the number of its source."""
    path = recipe.work / f"{part}.tsv"
    starts = [0]
    with every.open("rb") as lines, path.open("wb") as stream:
        for line, chosen in zip(lines, kept, strict=True):
            if chosen:
                stream.write(line)
                starts.append(starts[-1] + len(line))
    numpy.save(path.with_suffix(".starts.npy"), numpy.array(starts, dtype=numpy.int64))
    numpy.save(path.with_suffix(".origin.npy"), origin[kept])
    path.with_suffix(".origins.txt").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
