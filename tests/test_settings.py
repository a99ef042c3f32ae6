"""Settings: what may stand in them, what is said about the rest, and which file wins."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte import settings as config
from bitexte.errors import ConfigError
from bitexte.formats import BILINGUAL
from bitexte.review import COLLECTIONS
from bitexte.settings import Settings


def settled(folder: Path, text: str, name: str = "bitexte.toml") -> Settings:
    (folder / name).write_text(text, encoding="utf-8")
    return config.load(folder)


def test_a_folder_without_settings_has_the_defaults(tmp_path: Path) -> None:
    assert config.load(tmp_path) == Settings(folder=tmp_path)


def test_every_default_format_has_a_writer() -> None:
    assert set(Settings().formats) <= {row.name for row in (*BILINGUAL, *COLLECTIONS)}


def test_a_section_of_pyproject_is_read(tmp_path: Path) -> None:
    found = settled(tmp_path, '[tool.bitexte]\nbeam = 2\nsources = ["textes"]\n', "pyproject.toml")
    assert (found.beam, found.sources, found.folder) == (2, ("textes",), tmp_path)


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'\n", "[tool.ruff]\n", "tool = 3\n", "[[tool]]\na = 1\n"])
def test_a_pyproject_without_a_section_changes_nothing(tmp_path: Path, text: str) -> None:
    assert settled(tmp_path, text, "pyproject.toml") == Settings(folder=tmp_path)


def test_bitexte_toml_wins_over_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.bitexte]\nbeam = 2\njobs = 3\n")
    found = settled(tmp_path, "beam = 5\n")
    assert (found.beam, found.jobs) == (5, 0)


def test_an_unknown_setting_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        settled(tmp_path, "glosaries = []\n")
    assert str(refused.value) == f"{tmp_path / 'bitexte.toml'}: unknown setting 'glosaries' (did you mean glossaries?)"


def test_a_setting_like_no_other_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="known: batch_pieces, batch_segments, beam"):
        settled(tmp_path, "zzz = 1\n")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("beam = 'four'", "a number"),
        ("beam = true", "a number"),
        ("beam = 1.5", "a number"),
        ("output = 3", "a text"),
        ("package = []", "a text"),
        ("formats = 'txt'", "a list of texts"),
        ("formats = [1]", "a list of texts"),
        ("folder = 'elsewhere'", "unknown setting"),
        ("[beam]", "a number"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(tmp_path: Path, line: str, wanted: str) -> None:
    with pytest.raises(ConfigError, match=wanted):
        settled(tmp_path, line)


@pytest.mark.parametrize(
    "line",
    [
        "beam = 0",
        "beam = 1000",
        "batch_pieces = -1",
        "jobs = -1",
        "largest = 0",
        "jobs = 123456789012345678901234567890",
    ],
)
def test_a_number_out_of_range_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=f"{line.split()[0]} must be between"):
        settled(tmp_path, line)


@pytest.mark.parametrize(
    "content",
    [
        b"beam = ",
        b"beam = 1\nbeam = 2\n",
        b"\xff\xfe",
        b"[tool",
        b"a = " + b"[" * 100_000,  # deeper than Python's stack
        b"[" * 100_000,
        b"beam = " + b"9" * 5_000,  # more digits than Python reads
        b"beam = " + b"{a=" * 50_000,
    ],
    ids=lambda content: content[:12].decode("latin-1"),
)
def test_bad_toml_is_one_line_with_its_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bitexte.toml").write_bytes(content)
    with pytest.raises(ConfigError, match="not readable as TOML") as refused:
        config.load(tmp_path)
    assert refused.value.where == str(tmp_path / "bitexte.toml")
    assert len(str(refused.value).splitlines()) == 1
    assert len(refused.value.message) <= 200
    assert "\n" not in str(refused.value)


def test_a_section_that_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must be a table"):
        settled(tmp_path, "[tool]\nbitexte = 1\n", "pyproject.toml")


def test_a_nul_character_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="output holds a NUL character"):
        settled(tmp_path, 'output = "a\\u0000b"\n')
