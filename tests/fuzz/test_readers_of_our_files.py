"""Mutants of what we read besides documents and glossaries: settings, rules, packages, records of earlier runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from bitext_samples import PROVENANCE, full
from bitexte import settings
from bitexte.disk.outputs import MANIFEST, Outputs
from bitexte.evaluation import test_sets as sets
from bitexte.memory import rows
from bitexte.packages import archive, offers
from bitexte.packages.package import parse_metadata
from bitexte.review import drafts
from bitexte.segment import Rules, default_srx
from fuzzing import COUNT, survives
from mutants import mutants
from office import packed
from package_making import files, metadata

TOML = (
    b'[tool.bitexte]\nbeam = 2\nsources = ["textes"]\nchecks.U001 = "off"\n'
    b"[[tool.bitexte.checks.own]]\nsource = '\\d+'\nmessage = 'x'\n"
)
INDEX = json.dumps(
    [json.loads(metadata(version)) | {"links": ["https://example.org/a"], "code": "x"} for version in ("1.9", "2.0")]
).encode()
SETS = b'{"terms": [{"source": "panier", "target": "cart"}]}\n{"terms": []}\n{"terms": []}\n'


def written(folder: Path, name: str, content: bytes) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)


def _settings(folder: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    def read(content: bytes, _: str) -> object:
        written(folder, "pyproject.toml", content)
        return settings.load(folder)

    return TOML, read


def _rules(_: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    return default_srx(), lambda content, name: Rules.parse(content, name).cuts("Un mot. Deux mots.")


def _index(_: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    return INDEX, lambda content, name: offers.choose(offers.parse(content, name), "fr", "en", None, name)


def _metadata(_: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    return metadata(), parse_metadata


def _package(folder: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    def read(content: bytes, _: str) -> object:
        written(folder, "a.argosmodel", content)
        return archive.inspect(folder / "a.argosmodel")

    return packed({f"fr_en/{name}": part for name, part in files().items()}), read


def _drafts(folder: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    with drafts.record(Outputs(folder), PROVENANCE) as record:
        record.add(full())

    def read(content: bytes, _: str) -> object:
        written(folder, drafts.NAME, content)
        return drafts.load(folder).of_text("La porte")

    return (folder / drafts.NAME).read_bytes(), read


def _manifest(folder: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    Outputs(folder).write("a.txt", b"a")
    Outputs(folder).write("b.txt", b"b")

    def read(content: bytes, _: str) -> object:
        written(folder, MANIFEST, content)
        return Outputs(folder).write("a.txt", b"a")

    return (folder / MANIFEST).read_bytes(), read


def _row(_: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    def read(content: bytes, _: str) -> object:
        with suppress(ValueError):  # what the memory takes as "not there"
            return rows.decode(content.decode("utf-8", "replace"))
        return None

    return rows.encode(replace(full().units[0].translation, score=-1.0)).encode(), read


def _sets(_: Path) -> tuple[bytes, Callable[[bytes, str], object]]:
    return SETS, lambda content, name: sets.parse(content.decode("utf-8", "replace"), name, 3)


READERS = (_settings, _rules, _index, _metadata, _package, _drafts, _manifest, _row, _sets)


@pytest.mark.parametrize("prepare", READERS, ids=lambda prepare: prepare.__name__.strip("_"))
def test_a_reader_of_our_own_files_survives_damaged_ones(
    prepare: Callable[[Path], tuple[bytes, Callable[[bytes, str], object]]], tmp_path: Path
) -> None:
    content, read = prepare(tmp_path)
    read(content, "a")
    survives(read, numbers_too(content), "a")


def numbers_too(content: bytes) -> Iterator[bytes]:
    """Mutants, and copies with more digits than Python reads and deeper brackets than its stack."""
    yield from mutants(content, COUNT)
    for nasty in (b"9" * 5_000, b"[" * 100_000, b'{"a":' * 50_000):
        for place in range(0, len(content), max(1, len(content) // 10)):
            yield content[:place] + nasty + content[place:]
