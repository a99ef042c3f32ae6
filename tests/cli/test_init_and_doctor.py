"""A new project is one that every command takes, and the doctor tells what is wrong with an installation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bitexte import cli, terms
from bitexte.cli.init import CONTENTS
from bitexte.project import Project, load_settings
from bitexte.settings import Settings
from typer.testing import CliRunner

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BITEXTE_HOME", str(tmp_path / "home"))
    return tmp_path


def test_a_new_project_has_settings_and_a_glossary_that_are_read(place: Path) -> None:
    made = RUNNER.invoke(cli.app, ["init", "work"])
    assert made.exit_code == 0, made.output
    assert load_settings(place / "work").sources == ("texts",)
    assert terms.load_glossary([place / "work" / "glossary" / "terms.yaml"]).terms == ()
    assert Project.open(place / "work").glossary_files == (place / "work" / "glossary" / "terms.yaml",)
    assert sorted(path.name for path in (place / "work").iterdir()) == [
        ".gitignore",
        "bitexte.toml",
        "glossary",
        "texts",
    ]


def test_the_settings_shown_are_the_defaults_but_for_the_folder_of_texts(place: Path) -> None:
    RUNNER.invoke(cli.app, ["init"])
    assert load_settings(place) == Settings(folder=place, sources=("texts",))


def test_what_is_there_stays(place: Path) -> None:
    (place / "glossary").mkdir()
    (place / "glossary" / "terms.yaml").write_text("mine", encoding="utf-8")
    made = RUNNER.invoke(cli.app, ["init", "."])
    assert made.exit_code == 0
    assert (place / "glossary" / "terms.yaml").read_text(encoding="utf-8") == "mine"
    (place / "bitexte.toml").write_text("jobs = 1\n", encoding="utf-8")
    refused = RUNNER.invoke(cli.app, ["init", "."])
    assert refused.exception is not None
    assert "there is a project already" in str(refused.exception)
    assert (place / "bitexte.toml").read_text(encoding="utf-8") == "jobs = 1\n"


def test_a_file_is_no_folder_for_a_project(place: Path) -> None:
    (place / "a.txt").write_text("", encoding="utf-8")
    refused = RUNNER.invoke(cli.app, ["init", "a.txt"])
    assert "is a file" in str(refused.exception)


def test_the_commented_entry_of_the_glossary_is_a_sound_one(place: Path) -> None:
    text = CONTENTS["glossary/terms.yaml"]
    lines = [line.removeprefix("#   ") for line in text.splitlines() if line.startswith("#   ")]
    path = place / "own.yaml"
    path.write_text("source: fr\ntarget: en\nterms:\n" + "".join(f"  {line}\n" for line in lines), encoding="utf-8")
    (term,) = terms.load_glossary([path]).terms
    assert (term.source, term.target) == ("place de marché", "marketplace")


def test_the_doctor_finds_a_sound_installation_sound(place: Path) -> None:
    RUNNER.invoke(cli.app, ["init"])
    told = RUNNER.invoke(cli.app, ["doctor", "--json"])
    facts = {fact["name"]: fact for fact in json.loads(told.stdout)}
    assert {"bitexte", "python", "cores", "settings", "package", "glossary", "cache"} <= set(facts)
    # The speed depends on what else the machine does.
    assert [name for name, fact in facts.items() if not fact["sound"] and name != "speed"] == []


def test_the_doctor_tells_what_is_wrong_and_goes_on(place: Path) -> None:
    (place / "bitexte.toml").write_text('package = "nowhere.argosmodel"\nglossaries = ["bad.yaml"]\n', encoding="utf-8")
    (place / "bad.yaml").write_text("terms: 3\n", encoding="utf-8")
    told = RUNNER.invoke(cli.app, ["doctor"])
    assert told.exit_code == 1
    wrong = [line.split()[1] for line in told.stdout.splitlines() if line.startswith("!!")]
    assert {"package", "glossary"} <= set(wrong)
    assert "cache" not in wrong
