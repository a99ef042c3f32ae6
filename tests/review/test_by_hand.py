"""Segments split and joined in the page: taken by `review apply`, kept by every later run, taken back by `undo`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bitexte import cli
from bitexte.errors import InputError
from bitexte.segment.by_hand import ByHand
from typer.testing import CliRunner, Result

TEXT = "Le client attend. Il pleut, et la boutique ferme. Fin.\n\nIl pleut, et la boutique ferme.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose engine gives the French back, after its first run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(TEXT, encoding="utf-8")
    settings = 'engine = "echo"\nglossaries = []\nformats = ["page", "jsonl"]\n'
    (tmp_path / "bitexte.toml").write_text(settings, encoding="utf-8")
    bitexte("run")
    return tmp_path


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def pairs() -> list[tuple[str, str]]:
    lines = Path("output/review/a.txt.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["source"], row["target"]) for row in map(json.loads, lines)]


def back(segments: list[list[str]], *units: tuple[str, str]) -> str:
    """The page's review file with these segments and translations."""
    rows = [{"id": "", "source": source, "target": target, "state": "reviewed"} for source, target in units]
    page = {"bitexte": "review", "marks": True, "document": "a.txt", "segments": segments, "units": rows}
    Path("a.review.json").write_text(json.dumps(page), encoding="utf-8")
    return "a.review.json"


JOINED = ("Le client attend. Il pleut, et la boutique ferme.", "The customer waits as it rains and the shop closes.")


def test_joined_segments_come_back_as_one_in_every_later_run(folder: Path) -> None:
    done = bitexte("review", "apply", back([[JOINED[0]]], JOINED))
    assert (done.exit_code, "1 taken" in done.stderr) == (0, True), done.output
    bitexte("run")
    assert pairs()[0] == JOINED
    assert [source for source, _ in pairs()][1:] == ["Fin.", "Il pleut, et la boutique ferme."]
    first = pairs()
    bitexte("run")
    assert pairs() == first
    assert Path("glossary/reviewed.segments.jsonl").read_text("utf-8") == f'["{JOINED[0]}"]\n'
    assert "1 of 3 segments" in bitexte("review", "status").output


def test_a_split_segment_is_two_wherever_its_text_stands(folder: Path) -> None:
    halves = (("Il pleut,", "It rains,"), ("et la boutique ferme.", "and the shop closes."))
    done = bitexte("review", "apply", back([["Il pleut, ", "et la boutique ferme."]], *halves))
    assert done.exit_code == 0, done.output
    bitexte("run")
    assert [pairs()[at] for at in (1, 2, 4, 5)] == [*halves, *halves]
    assert Path("output/en/a.en.txt").read_text("utf-8").endswith("It rains, and the shop closes.\n")


def test_what_was_split_can_be_joined_with_its_neighbour_later(folder: Path) -> None:
    bitexte("review", "apply", back([["Il pleut, ", "et la boutique ferme."]], ("Il pleut,", "It rains,")))
    bitexte("run")
    again = ("et la boutique ferme. Fin.", "and the shop closes. The end.")
    bitexte("review", "apply", back([[again[0]]], again))
    bitexte("run")
    assert [source for source, _ in pairs()][:3] == ["Le client attend.", "Il pleut,", again[0]]
    assert pairs()[2] == again


def test_a_split_that_fits_nothing_is_told_and_undo_takes_segments_back(folder: Path) -> None:
    before = pairs()
    done = bitexte("review", "apply", back([["Rien ", "du tout."], [JOINED[0]]], JOINED))
    assert "Rien du tout.: no text of the last run is split or joined so" in done.stderr
    bitexte("review", "undo")
    bitexte("run")
    assert pairs() == before


@pytest.mark.parametrize("segments", ["x", [["a", 1]], [[]], [[""]]])
def test_segments_that_are_no_texts_are_refused(folder: Path, segments: object) -> None:
    page = {"bitexte": "review", "segments": segments, "units": [{"source": "Fin.", "target": "End."}]}
    Path("a.review.json").write_text(json.dumps(page), encoding="utf-8")
    assert isinstance(bitexte("review", "apply", "a.review.json").exception, InputError)
    assert not Path("glossary/reviewed.tmx").exists()


def test_a_damaged_file_of_segments_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"s\.jsonl:2: not valid JSON"):
        ByHand.parse(b'["a ", "b"]\n[', "s.jsonl")


def test_stretches_end_where_segments_end_and_the_longest_counts() -> None:
    by_hand = ByHand([("a b",), ("a b c",), ("d ", "e"), ("b c",)])
    text = "a b c d e f"
    spans = [(0, 1), (2, 3), (4, 5), (6, 9), (10, 11)]
    assert by_hand.spans(text, spans) == [(0, 5), (6, 7), (8, 9), (10, 11)]
    assert ByHand.parse(by_hand.serialize(), "x") == by_hand
    assert ByHand().spans(text, spans) == spans
