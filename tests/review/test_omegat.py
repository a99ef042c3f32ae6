"""The OmegaT project: opened as it is, human work filled in, drafts left to their reader."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from bitext_samples import DOOR, PROVENANCE, bitext
from bitexte.disk.outputs import Outputs
from bitexte.formats import tmx
from bitexte.model import Bitext, CodeKind, InlineCode, State, TermMatch
from bitexte.review.omegat import omegat_project

BOLD = (InlineCode("b", CodeKind.OPEN, 3, "<b>"), InlineCode("b", CodeKind.CLOSE, 8, "</b>"))
TARGET_BOLD = (InlineCode("b", CodeKind.OPEN, 4, "<b>"), InlineCode("b", CodeKind.CLOSE, 8, "</b>"))


def sample() -> Bitext:
    """A reviewed segment with codes and a term, and a draft."""
    given = bitext(("La porte s'ouvre.", "The gate opens."), ("Il pleut.", "It is raining."), name="sub/a.html")
    first, second = given.units
    first = replace(
        first,
        segment=replace(first.segment, codes=BOLD),
        translation=replace(first.translation, codes=TARGET_BOLD),
        matches=(TermMatch(DOOR, (3, 8), "porte"),),
        state=State.REVIEWED,
    )
    return replace(given, units=(first, second))


def made(tmp_path: Path) -> Path:
    with omegat_project(Outputs(tmp_path / "output"), PROVENANCE) as project:
        project.add(sample())
    return tmp_path / "omegat"


def pairs(path: Path) -> list[tuple[str, str]]:
    found = tmx.parse_units(path.read_bytes(), path.name)
    return [(unit.segment.text, unit.translation.text) for unit in found]


def test_the_folder_lies_beside_the_output_folder_and_holds_no_memory_of_omegats_own(tmp_path: Path) -> None:
    folder = made(tmp_path)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files - {".cache/written.jsonl"} == {
        "omegat.project",
        "source/sub/a.html.po",
        "tm/auto/reviewed.tmx",
        "tm/mt/penalty-010/machine.tmx",
        "glossary/terms.txt",
    }
    assert not (tmp_path / "output" / "omegat").exists()
    assert "<sentence_seg>false</sentence_seg>" in (folder / "omegat.project").read_text(encoding="utf-8")


def test_human_work_and_drafts_lie_in_memories_of_their_own_with_codes_as_the_catalogue_has_them(
    tmp_path: Path,
) -> None:
    folder = made(tmp_path)
    bold = ("La <g1>porte</g1> s'ouvre.", "The <g1>gate</g1> opens.")
    assert pairs(folder / "tm/auto/reviewed.tmx") == [bold]
    assert pairs(folder / "tm/mt/penalty-010/machine.tmx") == [("Il pleut.", "It is raining.")]
    first, second = polib.pofile(str(folder / "source/sub/a.html.po"))
    assert ((first.msgid, first.msgstr), first.fuzzy, second.fuzzy) == (bold, False, True)
    assert (folder / "glossary/terms.txt").read_text(encoding="utf-8").startswith("porte\tgate")


@pytest.mark.skipif(shutil.which("omegat") is None, reason="OmegaT is not installed")
def test_omegats_console_fills_human_work_in_and_leaves_drafts_out(tmp_path: Path) -> None:
    folder = made(tmp_path)
    options = ["--mode=console-translate", f"--config-dir={tmp_path / 'config'}", "--no-team"]
    command = ["omegat", str(folder), *options, "--disable-project-locking"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert "TF_TM_LOAD_ERROR" not in told.stdout + told.stderr
    first, second = polib.pofile(str(folder / "target/sub/a.html.po"))
    assert (first.msgstr, second.msgstr) == ("The <g1>gate</g1> opens.", "")
