from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from bitexte.cli.package import app
from bitexte.disk import places
from bitexte.errors import PackageError
from package_making import (
    NAME,
    TERMINOLOGY,
    archive_bytes,
    empty_machine,
    files,
    metadata,
    served,
    sha256,
    whole,
    write_archive,
    write_folder,
)
from typer.testing import CliRunner, Result

EMBEDDED = "bitexte-fr_en-0_1"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return empty_machine(tmp_path, monkeypatch)


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=True, env={"COLUMNS": "200"})


def embed(home: Path) -> None:
    content = files(metadata("0.1", terminology=TERMINOLOGY))
    write_archive(home / "assets" / f"{EMBEDDED}.argosmodel", content, EMBEDDED)


def listed() -> dict[str, dict[str, object]]:
    return {package["name"]: package for package in json.loads(bitexte("list", "--json").stdout)}


def test_list_shows_every_package_and_marks_the_one_in_use(home: Path) -> None:
    embed(home)
    write_folder(places.argos_folder() / "theirs", files())
    packages = listed()
    assert {name: package["origin"] for name, package in packages.items()} == {EMBEDDED: "embedded", "theirs": "argos"}
    assert [name for name, package in packages.items() if package["used"]] == [EMBEDDED]
    bitexte("install", str(write_archive(home / "a.argosmodel")))
    assert [name for name, package in listed().items() if package["used"]] == [NAME]


def test_list_says_which_packages_know_terminology(home: Path) -> None:
    embed(home)
    write_folder(places.argos_folder() / "theirs", files())
    assert {name: package["terminology"] for name, package in listed().items()} == {EMBEDDED: True, "theirs": False}
    rows = [line.replace("│", "").split() for line in bitexte("list").stdout.splitlines()]
    assert [EMBEDDED, "0.1", "fr", "->", "en", "embedded", "yes", "*"] in rows
    assert ["theirs", "2.0", "fr", "->", "en", "argos", "no"] in rows


def test_list_without_any_package_says_how_to_get_one(home: Path) -> None:
    result = bitexte("list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "bitexte package install fr en" in result.stderr


def test_list_shows_the_sound_packages_and_reports_a_damaged_one(home: Path) -> None:
    embed(home)
    bitexte("install", str(write_archive(home / "a.argosmodel")))
    (places.packages_folder() / NAME / "model" / "model.bin").write_bytes(b"")
    result = bitexte("list", "--json")
    assert result.exit_code == 1
    assert [package["name"] for package in json.loads(result.stdout)] == [EMBEDDED]
    assert f"{NAME}: model/model.bin is not what was installed" in result.stderr


def test_info_shows_the_package_in_use_and_its_readme(home: Path) -> None:
    embed(home)
    result = bitexte("info")
    assert result.exit_code == 0
    assert f"name:        {EMBEDDED}" in result.stdout
    assert "# Modèle d'essai" in result.stdout


def test_info_of_an_archive_gives_its_files_as_json(home: Path) -> None:
    result = bitexte("info", "--json", str(write_archive(home / "a.argosmodel")))
    described = json.loads(result.stdout)
    assert described["files"]["model/model.bin"] == len(b"weights")
    assert len(described["checksum"]) == 64


def test_a_readme_cannot_command_the_terminal(home: Path) -> None:
    loud = files() | {"README.md": b"\x1b[2Jhello\n"}
    assert "\x1b" not in bitexte("info", str(write_archive(home / "a.argosmodel", loud))).stdout


def test_install_fetches_a_pair_from_the_index(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = archive_bytes(home)
    offered: dict[str, object] = {"package_version": "2.0", "from_code": "fr", "to_code": "en"}
    answers = {"/p": whole(archive)}
    with served(answers) as (address, asked):
        offered["links"] = ["ipfs://unknown", f"{address}/p"]
        answers["/index.json"] = whole(json.dumps([offered]).encode())
        monkeypatch.setenv("BITEXTE_PACKAGE_INDEX", f"{address}/index.json")
        assert isinstance(bitexte("install", "fr", "en").exception, PackageError)
        result = bitexte("install", "fr", "en", "--trust")
        assert result.exit_code == 0, result.stderr
        assert NAME in result.stdout
        assert "No SHA-256 is known" in result.stderr
        again = bitexte("install", "fr", "en", "--json")
    assert json.loads(again.stdout)["fresh"] is False
    assert [path for path, _ in asked] == ["/index.json", "/index.json", "/p", "/index.json"]
    assert listed()[NAME]["used"]


def test_install_compares_a_checksum_given_by_the_user(home: Path) -> None:
    path = write_archive(home / "a.argosmodel")
    assert isinstance(bitexte("install", str(path), "--sha256", "0" * 64).exception, PackageError)
    assert isinstance(bitexte("install", str(path), "--sha256", "short").exception, PackageError)
    result = bitexte("install", str(path), "--sha256", sha256(path.read_bytes()), "--json")
    assert json.loads(result.stdout)["verified"] is True


@pytest.mark.parametrize("sources", [("fr", "en", "de"), ("fr",), ("missing.argosmodel",)])
def test_install_of_what_is_neither_a_pair_nor_a_file_is_one_error(home: Path, sources: tuple[str, ...]) -> None:
    assert isinstance(bitexte("install", *sources).exception, PackageError)


def test_verify_ends_with_code_1_where_a_file_differs(home: Path) -> None:
    bitexte("install", str(write_archive(home / "a.argosmodel")))
    assert bitexte("verify").exit_code == 0
    (places.packages_folder() / NAME / "model" / "model.bin").write_bytes(b"Weights")
    result = bitexte("verify", NAME, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"name": NAME, "sound": False, "problems": ["model/model.bin: changed"]}


def test_a_damaged_package_can_be_verified_and_removed(home: Path) -> None:
    bitexte("install", str(write_archive(home / "a.argosmodel")))
    (places.packages_folder() / NAME / "metadata.json").unlink()
    assert bitexte("verify", NAME).exit_code == 1
    assert bitexte("remove", NAME).exit_code == 0
    assert listed() == {}


def loaded(code: str, names: Sequence[str]) -> str:
    """Which of the modules some code has loaded."""
    program = f"import sys; {code}; print([name for name in {list(names)!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_the_commands_load_no_engine_before_they_run() -> None:
    assert loaded("import bitexte.cli.package", ["ctranslate2", "sentencepiece", "argostranslate"]) == "[]"


def test_no_other_command_loads_what_reaches_a_network() -> None:
    code = (
        "from importlib import import_module; from bitexte.cli import COMMANDS;"
        "homes = [home.partition(':')[0] for name, home in COMMANDS.items() if name not in ('package', 'review')];"
        "[import_module(home) for home in homes]"
    )
    assert loaded(code, ["bitexte.packages.http"]) == "[]"
