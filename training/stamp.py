"""Fingerprints that tie what a step makes to the data and the settings it was made of.

A step writes `NAME.stamp` beside its artefact: a digest of the settings that shape it and of the stamps of what it was
made from. A later step refuses an artefact whose stamp is not the one the recipe asks for now.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from training import corpus
from training.config import Recipe

# What each artefact is made of: settings of the recipe, contents of files, other artefacts. A checkpoint may go on
# with other data and other weights of the sources; what must fit are its shapes and its pieces.
SETTINGS = {
    "train": ("from_code", "to_code", "share", "held_out"),
    "pieces": ("vocabulary",),
    "links": ("aligned", "seed"),
    "held-out.links": ("held_out", "seed"),
    "mix": (),
    "checkpoint": (
        "width", "inner", "encoder_heads", "decoder_heads", "encoder_layers", "decoder_layers", "positions",
    ),
}  # fmt: skip
MADE_OF = {
    "train": (),
    "pieces": (),
    "links": ("train",),
    "held-out.links": ("train",),
    "mix": ("train", "pieces"),
    "checkpoint": ("pieces",),
}


def stamp(recipe: Recipe, name: str) -> None:
    """Say what the artefact was made of."""
    (recipe.work / f"{name}.stamp").write_text(fingerprint(recipe, name) + "\n", encoding="ascii")


def demand(recipe: Recipe, name: str, step: str) -> None:
    """SystemExit unless the artefact is there and was made of what the recipe names now."""
    path = recipe.work / f"{name}.stamp"
    if not path.exists():
        raise SystemExit(f"{path}: not there yet: python -m training {step} makes it")
    if path.read_text(encoding="ascii").strip() != fingerprint(recipe, name):
        raise SystemExit(
            f"{path}: made of other data or settings than the recipe's: run python -m training {step} again"
        )


def sign(readme: Path, weights: Path) -> None:
    """Say which weights the figures of a README were measured on."""
    readme.with_suffix(".stamp").write_text(_digest(weights) + "\n", encoding="ascii")


def demand_figures(readme: Path, weights: Path) -> None:
    """SystemExit where a README is there whose figures are those of other weights."""
    path = readme.with_suffix(".stamp")
    if readme.exists() and (not path.exists() or path.read_text(encoding="ascii").strip() != _digest(weights)):
        raise SystemExit(
            f"{readme}: its figures are those of other weights: run python -m training evaluate again, or move it away"
        )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprint(recipe: Recipe, name: str) -> str:
    """A digest of all that the artefact depends on."""
    digest = hashlib.blake2b(digest_size=16)
    for setting in SETTINGS[name]:
        digest.update(f"{setting}={getattr(recipe, setting)!r}\n".encode())
    if name == "train":
        digest.update(_data(recipe).encode())
    if name == "pieces" and recipe.pieces is not None:
        digest.update(recipe.pieces.read_bytes())
    for other in MADE_OF[name]:
        digest.update(fingerprint(recipe, other).encode())
    return digest.hexdigest()


def _data(recipe: Recipe) -> str:
    """The files that pairs are read from, by source and size; lists of a lexicon and validation sets among them."""
    files = [*corpus.files(recipe)]
    for path in recipe.validation:
        files += [("", path.with_suffix(f".{code}")) for code in (recipe.from_code, recipe.to_code)]
    return "".join(f"{name}\t{path.name}\t{_size(path)}\n" for name, path in files)


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(inner.stat().st_size for inner in sorted(path.iterdir()) if inner.is_file())
    try:
        return path.stat().st_size
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from error
