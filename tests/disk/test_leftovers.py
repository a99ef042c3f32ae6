"""What killed processes leave, wherever we write, goes with the next one that works there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bitexte.disk.lock import editing
from bitexte.disk.outputs import Outputs
from bitexte.packages import checksums
from bitexte.terms import load_glossary

DEAD = ".bitexte-4194305-x.part"  # no process has a number as high
YAML = b"domain: shop\nsource: fr\ntarget: en\nterms:\n  - {fr: panier, en: cart}\n"


def glossary(folder: Path) -> Path:
    (folder / "shop.yaml").write_bytes(YAML)
    load_glossary([folder / "shop.yaml"], folder / "out" / ".cache")
    return folder / "out" / ".cache"


def checksum(folder: Path) -> Path:
    (folder / "model.bin").write_bytes(b"weights")
    checksums.archive_sha256(folder / "model.bin")
    return folder / "home" / "cache" / "checksums"


def edit(folder: Path) -> Path:
    with editing(folder / "glossary.yaml"):
        return folder


def run(folder: Path) -> Path:
    Outputs(folder / "out").clear_leftovers()
    return folder / "out"


@pytest.mark.parametrize("work", [glossary, checksum, edit, run], ids=lambda work: work.__name__)
def test_left_overs_go_with_the_next_work_in_their_folder(
    work: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BITEXTE_HOME", str(tmp_path / "home"))
    left = work(tmp_path) / DEAD
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.parent == left.parent:
            path.unlink()
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"half")
    work(tmp_path)
    assert not left.exists()


def test_old_compiled_glossaries_go_and_all_have_the_rights_of_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BITEXTE_HOME", str(tmp_path / "home"))
    for number in range(12):
        (tmp_path / "shop.yaml").write_bytes(YAML + f"  - {{fr: mot{number}, en: word}}\n".encode())
        load_glossary([tmp_path / "shop.yaml"], tmp_path / "cache")
    (tmp_path / "other").touch()
    kept = list((tmp_path / "cache").glob("glossary-*.json"))
    assert len(kept) == 8
    assert {path.stat().st_mode for path in kept} == {(tmp_path / "other").stat().st_mode}
