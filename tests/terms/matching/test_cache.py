"""Compiled glossaries on disk: what is not ours to the letter is made anew, without a word."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from bitexte.terms import load_glossary

YAML = b"domain: shop\nsource: fr\ntarget: en\nterms:\n  - {fr: panier, en: cart}\n  - {fr: commande, en: order}\n"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The compiled form of a glossary."""
    monkeypatch.setenv("BITEXTE_HOME", str(tmp_path / "home"))
    (tmp_path / "shop.yaml").write_bytes(YAML)
    assert found(tmp_path) == ["cart"]
    (path,) = (tmp_path / "cache").glob("glossary-*.json")
    return path


def found(folder: Path) -> list[str]:
    glossary = load_glossary([folder / "shop.yaml"], folder / "cache")
    return [match.term.target for match in glossary.find("Ouvrir le panier.")]


def test_a_sound_one_is_used(kept: Path, tmp_path: Path) -> None:
    before = kept.stat().st_mtime_ns
    assert found(tmp_path) == ["cart"]
    assert kept.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("column", "value"),
    [("rows", '["x"]\n["y"]'), ("rows", "{\n{"), ("terms", [7] * 9), ("firsts", ["a"]), ("keys", "panier"), ("x", 1)],
)
def test_a_forged_one_is_made_anew(kept: Path, tmp_path: Path, column: str, value: object) -> None:
    sound = kept.read_bytes()
    body = json.dumps(json.loads(sound.partition(b"\n")[2]) | {column: value}).encode()
    kept.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    assert found(tmp_path) == ["cart"]
    assert kept.read_bytes() == sound


def test_a_damaged_one_is_made_anew(kept: Path, tmp_path: Path) -> None:
    sound = kept.read_bytes()
    for damaged in (b"", sound[:40], sound[:-1], sound.replace(b"panier", b"dinner"), b"\xff" * 100):
        kept.write_bytes(damaged)
        assert found(tmp_path) == ["cart"]
        assert kept.read_bytes() == sound


def test_one_from_another_user_is_made_anew(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = kept.read_bytes()
    monkeypatch.setenv("BITEXTE_HOME", str(tmp_path / "other"))
    assert found(tmp_path) == ["cart"]
    assert kept.read_bytes() != theirs
    assert (tmp_path / "other" / "cache" / "key").stat().st_mode & 0o077 == 0


def test_without_a_place_for_the_key_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shut").write_bytes(b"")
    monkeypatch.setenv("BITEXTE_HOME", str(tmp_path / "shut"))
    (tmp_path / "shop.yaml").write_bytes(YAML)
    assert found(tmp_path) == ["cart"]
    assert not list(tmp_path.glob("cache/glossary-*"))
