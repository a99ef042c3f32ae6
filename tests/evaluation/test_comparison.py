"""`bitexte eval` with several packages: intervals and significance, each package in a process of its own."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from bitexte.cli import app
from bitexte.errors import PackageError
from bitexte.evaluation.comparison import compare
from bitexte.packages import install as installation
from model_making import ctranslate_folder
from package_making import empty_machine
from typer.testing import CliRunner, Result

WORDS = [
    "the",
    "customer",
    "puts",
    "a",
    "book",
    "into",
    "basket",
    "and",
    "pays",
    "for",
    "it",
    "at",
    "once",
    "by",
    "card",
]


def references(count: int = 40) -> list[str]:
    chance = random.Random(3)
    return [" ".join(chance.sample(WORDS, 9)) for _ in range(count)]


def worse(lines: list[str], every: int) -> list[str]:
    """Every nth line, from the first on, without its second half."""
    return [line if number % every else line[: len(line) // 2] for number, line in enumerate(lines)]


def test_a_clear_difference_is_significant_and_chance_is_not() -> None:
    lines = references()
    found, signatures = compare(lines, [worse(lines, 4), worse(lines, 2), worse(lines[::-1], 4)[::-1]])
    first, clear, chance = (each.bleu for each in found)
    assert first.p is None
    assert clear.p is not None
    assert clear.p < 0.05
    assert chance.p is not None
    assert chance.p > 0.05
    assert clear.score < first.score < 100
    assert 0 < first.margin < 20
    assert found[1].chrf.score < found[0].chrf.score
    assert {"bs:1000", "seed:12345"} <= set(signatures["BLEU"].split("|")) & set(signatures["chrF"].split("|"))


def test_the_same_translation_twice_differs_by_nothing() -> None:
    lines = references()
    first, second = compare(lines, [worse(lines, 4)] * 2)[0]
    assert (second.bleu.p, second.chrf.p) == (1.0, 1.0)
    assert second.bleu.score == first.bleu.score


def test_the_figures_do_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = [worse(references(), 4), worse(references(), 3)]
    found = compare(references(), outputs)
    monkeypatch.setenv("SACREBLEU_SEED", "none")
    assert compare(references(), outputs) == found


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a tiny package."""
    monkeypatch.chdir(empty_machine(tmp_path, monkeypatch))
    Path("s.fr").write_text("Le panier est vide.\nLa commande arrive.\n", encoding="utf-8")
    Path("r.en").write_text("The basket is empty.\nThe order arrives.\n", encoding="utf-8")
    Path("g.yaml").write_text("source: fr\ntarget: en\nterms:\n  - fr: panier\n    en: basket\n", encoding="utf-8")
    made = installation.from_source(
        str(ctranslate_folder(tmp_path / "tiny")), lambda chunks, *_: chunks, lambda *_: None, pause=0
    )
    return made.package.folder


def bitexte(*options: str) -> Result:
    arguments = ["eval", "--source", "s.fr", "--reference", "r.en", "--jobs", "1", *options]
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def test_packages_of_one_name_stand_side_by_side(package: Path) -> None:
    shutil.copytree(package, "other/tiny")
    outcome = bitexte("--package", "tiny", "--package", "other/tiny", "--glossary", "g.yaml", "--json")
    assert outcome.exit_code == 0, outcome.exception
    told = json.loads(outcome.stdout)
    first, second = told["packages"]
    assert (first["asked"], second["asked"]) == ("tiny", "other/tiny")
    assert first["package"] == second["package"] == "tiny"
    assert first["package_sha256"] == second["package_sha256"] != ""
    assert first["chrf"] == second["chrf"] | {"p": None}
    assert second["chrf"]["p"] == 1.0
    assert first["terms"]["exact"]["of"] == 1
    assert first["seconds"] > 0
    assert first["memory"] is None or 10e6 < first["memory"] < 1e9
    assert (told["signature"]["lines"], told["signature"]["beam"]) == (2, 4)
    assert "package" not in told["signature"]


def test_the_table_has_a_column_for_each_package(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", _Here)
    outcome = bitexte("-p", "tiny", "-p", str(package))
    assert outcome.exit_code == 0, outcome.exception
    rows = {cells[1].strip(): cells[2:4] for line in outcome.stdout.splitlines() if len(cells := line.split("│")) > 3}
    assert {"BLEU", "chrF", "seconds"} <= rows.keys()
    assert [cell.strip() for cell in rows["BLEU, p"]] == ["", "1.000"]
    assert "±" in rows["chrF"][0]
    assert "terms, exact" not in rows
    assert outcome.stdout.count("package tiny|") == 2
    assert "|lines:2|" in outcome.stdout


def test_a_wrong_name_is_told_before_anything_is_translated(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", None)
    error = bitexte("-p", "tiny", "-p", "tony").exception
    assert isinstance(error, PackageError)
    assert "no package is called 'tony' (did you mean tiny?)" in str(error)


def test_a_process_that_ends_in_the_middle_is_one_line(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", _Killed)
    error = bitexte("-p", "tiny", "-p", "tiny").exception
    assert isinstance(error, PackageError)
    assert str(error).startswith("tiny: its process ended in the middle")


class _Here:
    """A pool that works in this process."""

    def __init__(self, *_: object) -> None:
        self.found: object = None

    def __enter__(self) -> _Here:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, work: Callable[..., object], *values: object) -> _Here:
        self.found = work(*values)
        return self

    def result(self) -> object:
        return self.found


class _Killed(_Here):
    """A pool whose process is killed."""

    def result(self) -> object:
        raise BrokenProcessPool
