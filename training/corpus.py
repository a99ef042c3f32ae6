"""Prepare: read any folder of sentence pairs, plain or packed, and write one clean training file."""

from __future__ import annotations

import fnmatch
import gzip
import hashlib
import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bitexte.text.typography import for_model
from lxml import etree

from training.config import Recipe

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
OPENERS: dict[str, Callable[..., Any]] = {".xz": lzma.open, ".gz": gzip.open}


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation, as `for_model` makes them; `origin` is the file they come from."""

    origin: str
    source: str
    target: str


def prepare(recipe: Recipe) -> None:
    """Write `train.tsv` and `held-out.tsv` (origin, source, target) into the recipe's work folder."""
    recipe.work.mkdir(parents=True, exist_ok=True)
    forbidden = {_key(line) for line in _lines(recipe.validation.with_suffix("." + recipe.from_code))}
    kept, held, seen = 0, 0, set(forbidden)
    with _writer(recipe, "train") as train, _writer(recipe, "held-out") as aside:
        for pair in read_folder(recipe.corpus, recipe.from_code, recipe.to_code):
            key = _key(pair.source + "\t" + pair.target)
            if key in seen or _key(pair.source) in forbidden or not usable(pair):
                continue
            seen.add(key)
            apart = held < recipe.held_out and key % 200 == 0
            held, kept = held + apart, kept + (not apart)
            print(pair.origin, pair.source, pair.target, sep="\t", file=aside if apart else train)
    print(f"{kept} pairs to train on, {held} held out")


def read_folder(folder: Path, from_code: str, to_code: str) -> Iterator[Pair]:
    """The pairs of every .tsv and .tmx file below the folder, .gz and .xz too, in the order of the names."""
    for path in sorted(folder.rglob("*")):
        suffixes = [suffix for suffix in path.suffixes if suffix not in OPENERS]
        origin = str(path.relative_to(folder)).split(".")[0]
        if suffixes[-1:] == [".tsv"]:
            pairs = _read_tsv(path)
        elif suffixes[-1:] == [".tmx"]:
            pairs = _read_tmx(path, from_code, to_code)
        else:
            continue
        for source, target in pairs:
            yield Pair(origin, for_model(source), for_model(target))


def usable(pair: Pair) -> bool:
    """Neither empty nor endless, and of lengths that a translation can have."""
    source, target = len(pair.source), len(pair.target)
    if not (0 < source <= 900 and 0 < target <= 900):
        return False
    ratio = (source + 15) / (target + 15)
    return ratio < 2.4 and 1 / ratio < 2.4


def weight_of(recipe: Recipe, origin: str) -> float:
    """The weight of a source; the first pattern that fits, 1 where none does."""
    if origin in recipe.weights:
        return recipe.weights[origin]
    fits = (weight for pattern, weight in recipe.weights.items() if fnmatch.fnmatch(origin, pattern))
    return next(fits, 1.0)


def load(recipe: Recipe, part: str = "train") -> list[Pair]:
    """The pairs of `train.tsv` or `held-out.tsv`."""
    return [Pair(*line.split("\t")) for line in _lines(recipe.work / f"{part}.tsv")]


def validation(recipe: Recipe, count: int = 0) -> tuple[list[str], list[str]]:
    """The first `count` lines (0 for all) of the validation set, both sides, as they stand in their files."""
    sides = [_lines(recipe.validation.with_suffix(f".{code}")) for code in (recipe.from_code, recipe.to_code)]
    return sides[0][: count or None], sides[1][: count or None]


def _read_tsv(path: Path) -> Iterator[tuple[str, str]]:
    with OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) >= 2:
                yield cells[0], cells[1]


def _read_tmx(path: Path, from_code: str, to_code: str) -> Iterator[tuple[str, str]]:
    with OPENERS.get(path.suffix, open)(path, "rb") as stream:
        for _, unit in etree.iterparse(stream, tag="tu", resolve_entities=False, no_network=True, load_dtd=False):
            texts = {}
            for variant in unit.iter("tuv"):
                language = (variant.get(XML_LANGUAGE) or variant.get("lang") or "").lower()[:2]
                texts[language] = "".join(variant.find("seg").itertext())
            if from_code in texts and to_code in texts:
                yield texts[from_code], texts[to_code]
            unit.clear()


def _key(text: str) -> int:
    letters = "".join(character for character in text.casefold() if character.isalnum() or character == "\t")
    return int.from_bytes(hashlib.blake2b(letters.encode(), digest_size=8).digest(), "big")


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def _writer(recipe: Recipe, part: str) -> IO[str]:
    return (recipe.work / f"{part}.tsv").open("w", encoding="utf-8")
