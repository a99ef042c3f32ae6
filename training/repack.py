"""Repack: the package of a recipe with its weights as they are, and its metadata, lexicon and README anew."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping

import regex

from training import hints
from training.config import Recipe
from training.export import ADDED, additions, metadata, write

_TITLE = regex.compile(r"\A# .*")
_ADDED = regex.compile(rf"\n{regex.escape(ADDED)}\n.*?(?=\n## |\Z)", regex.DOTALL)


def repack(recipe: Recipe) -> None:
    """Write the package anew, with what the recipe says of version, calibration, lexicon and note."""
    if not recipe.package.exists():
        raise SystemExit(f"{recipe.package}: no package to repack: python -m training export makes one")
    with zipfile.ZipFile(recipe.package) as archive:
        files = {member.partition("/")[2]: archive.read(member) for member in archive.namelist()}
    files["metadata.json"] = json.dumps(metadata(recipe), indent=2, ensure_ascii=False).encode()
    if recipe.lexicon:
        files["lexicon.tsv"] = hints.table(recipe.lexicon)
    files["README.md"] = readme(recipe, files).encode()
    write(recipe, recipe.package, files)
    print(f"{recipe.package}: {recipe.package.stat().st_size / 1e6:.1f} MB")


def readme(recipe: Recipe, files: Mapping[str, bytes]) -> str:
    """The README of the package: the old one under the new title, with a section on what was added to the weights."""
    old = files.get("README.md", b"\n\n## Data\n").decode()
    old = _TITLE.sub("", _ADDED.sub("", old), count=1).lstrip("\n")
    before, mark, after = old.partition("\n## ")
    title = f"# {recipe.name} {recipe.version}: {recipe.from_code} to {recipe.to_code}"
    return f"{title}\n\n{before}\n{ADDED}\n\n{additions(recipe, files.get('lexicon.tsv', b''))}\n{mark}{after}"
