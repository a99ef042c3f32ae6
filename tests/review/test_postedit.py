"""The post-edit report: what reviewers did to the drafts, by what these were."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bitext_samples import PROVENANCE, bitext
from bitexte import cli
from bitexte.disk.outputs import Outputs
from bitexte.errors import InputError
from bitexte.review import postedit
from bitexte.review.overview import overview, page
from bitexte.review.postedit import Figures, PostEdit
from typer.testing import CliRunner, Result

RECORD = [
    PostEdit("a#1", "The seller ships.", "The vendor ships.", "e 1", 0.95, (), ("vendeur → vendor",)),
    PostEdit("a#2", "It rains.", "It rains.", "e 1", 0.7, ("N001", "N001")),
    PostEdit("b#1", "One two three", "One", "e 2", None, ("N001",)),
]


def figures() -> dict[tuple[str, str], Figures]:
    return {(kind, name): found for kind, name, found in postedit.report(RECORD)}


def test_edits_are_summed_by_document_engine_confidence_finding_and_term() -> None:
    found = figures()
    assert found["all", "all"] == Figures(3, 1, 6, 3, 29, 14)
    assert found["document", "a"] == Figures(2, 1, 5, 1, 26, 4)
    assert found["engine", "e 2"] == Figures(1, 0, 1, 2, 3, 10)
    assert [name for kind, name in found if kind == "confidence"] == ["0.9-1", "0.6-0.8", "not known"]
    assert found["finding", "N001"].segments == 2
    assert found["finding", "none"] == found["term", "vendeur → vendor"] == Figures(1, 0, 3, 1, 17, 4)
    assert found["all", "all"].left_untouched == pytest.approx(1 / 3)
    assert found["all", "all"].word_rate == pytest.approx(0.5)


def test_the_record_comes_back_as_it_was_and_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "reviewed.edits.jsonl"
    record = {each.id: each for each in RECORD}
    path.write_bytes(postedit.dump(record))
    assert postedit.load(path) == record
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": 1}\n')
    with pytest.raises(InputError) as told:
        postedit.load(path)
    assert told.value.where == f"{path}:4"


def test_the_overview_plots_what_was_changed_by_confidence(tmp_path: Path) -> None:
    assert b"Post-editing" not in page([], {}, PROVENANCE)
    with overview(Outputs(tmp_path), PROVENANCE, RECORD) as collected:
        collected.add(bitext(("Il pleut.", "It rains.")))
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Post-editing: words changed" in text
    assert '<th scope="row">0.9-1</th>' in text
    assert "33 % of 3 words" in text
    assert "100 % of 1</td>" in text  # of the segments of 0.6-0.8, left as they were


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def test_the_first_draft_is_kept_through_rounds_and_undone_with_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Le client attend son colis.\n", encoding="utf-8")
    Path("bitexte.toml").write_text('engine = "echo"\nglossaries = []\nsources = ["a.txt"]\nformats = ["index"]\n')
    assert bitexte("review", "report").exit_code != 0
    for text in ("The client attend.", "The customer waits."):
        bitexte("run")
        Path("output/en/a.en.txt").write_text(text + "\n", encoding="utf-8")
        assert bitexte("review", "apply", "output/en/a.en.txt").exit_code == 0
    (total, *_) = [json.loads(line) for line in bitexte("review", "report", "--json").stdout.splitlines()]
    assert (total["by"], total["segments"], total["word_edits"]) == ("all", 1, 5)
    assert bitexte("review", "report", "--csv").stdout.splitlines()[3].startswith("engine,echo,1,0,3,5,")
    bitexte("run")
    assert "Post-editing" in Path("output/index.html").read_text(encoding="utf-8")
    assert bitexte("review", "undo").exit_code == 0
    (record,) = postedit.load(Path("glossary/reviewed.edits.jsonl")).values()
    assert (record.draft, record.target) == ("Le client attend son colis.", "The client attend.")
