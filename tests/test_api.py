"""`import bitexte`: the public names, their documentation, and the example of the package's own docstring."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import bitexte
import pytest
from bitexte import Project, load_document, load_glossary, translate, translate_document, write_files
from bitexte.checks import CODES
from bitexte.settings import Settings

GLOSSARY = "source: fr\ntarget: en\nterms:\n  - {fr: panier, en: cart}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text("Ouvrir le panier. Il pleut.\n", encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", bitexte.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    found = getattr(bitexte, name)
    assert name == "__version__" or (found.__doc__ or "").strip()


def test_a_name_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nichts"):
        _ = bitexte.nichts


def test_the_example_of_the_package_runs(folder: Path) -> None:
    with Project.open(settings=Settings(engine="echo"), glossary=[folder / "shop.yaml"]) as project:
        bitext = translate_document(load_document(folder / "a.txt"), project)
        written = write_files(bitext, folder / "out", ["tmx", "xliff"])
    assert [path.relative_to(folder).as_posix() for path in written] == [
        "out/en/a.en.txt",
        "out/review/a.txt.tmx",
        "out/review/a.txt.xlf",
    ]
    assert [match.term.target for unit in bitext.units for match in unit.matches] == ["cart"]


def test_texts_are_translated_one_by_one() -> None:
    with Project.open(settings=Settings(engine="echo")) as project:
        assert translate(["Un. Deux.", "", "Trois."], project) == ["Un. Deux.", "", "Trois."]


def test_a_glossary_is_exported_without_a_command(folder: Path) -> None:
    made = bitexte.export_glossary(load_glossary([folder / "shop.yaml"]), "deepl")
    assert (made.content, made.suffix) == (b"panier\tcart\n", "deepl.tsv")


def test_importing_the_package_imports_none_of_its_rooms() -> None:
    code = "import sys, bitexte; print(sorted(name for name in sys.modules if name.startswith('bitexte.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['bitexte.version']"


def test_run_translate_check_and_the_library_tell_the_same(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    french = tmp_path / "seeds" / "a.txt"
    french.write_text("Il reste %1$d articles dans le panier !\nLe prix : 3 500 €.\nAccueil\n", encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(GLOSSARY, encoding="utf-8")

    def told(*arguments: str, given: str = "") -> list[str]:
        """What a command tells of each segment, but for the segment's name and how severe it is for a draft."""
        command = [sys.executable, "-m", "bitexte", *arguments, "--glossary", "shop.yaml"]
        done = subprocess.run(command, input=given.encode(), capture_output=True, cwd=tmp_path, check=False)
        lines = (done.stderr + done.stdout).decode().splitlines()
        return [line.split(": ", 2)[2] for line in lines if re.search(": (?:error|warning|note): ", line)]

    run = told("run", "--engine", "echo", "--formats", "xliff")
    translated = told("translate", "--engine", "echo", given=french.read_text(encoding="utf-8"))
    checked = told("check", "output/review/a.txt.xlf")
    with Project.open(settings=Settings(engine="echo"), glossary=[tmp_path / "shop.yaml"]) as project:
        bitext = translate_document(load_document(french), project)
    assert {line.split()[0] for line in run} >= {"T001", "Y005", "Y013", "U001", "U003"}
    assert (
        run
        == translated
        == checked
        == [f"{one.code} {CODES[one.code].check}: {one.message}" for one in bitext.findings]
    )
