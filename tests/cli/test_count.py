"""bitexte count: every segment in one row, by what people have translated already."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from bitexte import cli
from bitexte.cli.count import ROWS, figures
from bitexte.formats import tmx
from bitexte.formats.units import Approval, Returned, Standing
from bitexte.model import Origin, Segment, State, Translation, Unit
from typer.testing import CliRunner, Result

TEN = "Le vendeur expédie toujours la commande au client très vite."


def entry(source: str, before: str = "", after: str = "") -> Returned:
    segment = Segment(f"old.txt#{len(source)}", 0, source, (0, len(source)))
    unit = Unit(segment, (), Translation(source.upper(), Origin.HUMAN), state=State.REVIEWED)
    return Returned(unit, Standing(Approval.APPROVED, State.REVIEWED), "anna", "", before, after)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bitexte.toml").write_text("glossaries = []\n", encoding="utf-8")
    known = [entry("Il pleut."), entry("Bonjour à tous.", "", "Il pleut."), entry(TEN)]
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "reviewed.tmx").write_bytes(tmx.serialize_reviewed(known, "fr", "en"))
    (tmp_path / "a.txt").write_text(
        "\n\n".join(
            (
                "Bonjour à tous.",
                "Il pleut.",
                "Un texte tout à fait neuf.",
                "Un texte tout à fait neuf.",
                "bonjour  à tous.",
                TEN.replace("vite", "tard"),
                TEN.replace("au client très vite", "sans rien dire"),
            )
        ),
        encoding="utf-8",
    )
    (tmp_path / "b.txt").write_text("Un texte tout à fait neuf.\n", encoding="utf-8")
    return tmp_path


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def test_every_segment_is_in_the_row_of_what_is_known_of_it(folder: Path) -> None:
    told = json.loads(bitexte("count", "a.txt", "b.txt", "--json").stdout)
    rows = {name: row["segments"] for name, row in told["rows"].items()}
    assert rows == {
        "ICE": 1,
        "100": 1,
        "repetitions": 1,
        "repetitions of other files": 1,
        "95-99": 1,
        "85-94": 1,
        "75-84": 0,
        "50-74": 1,
        "none": 1,
        "total": 8,
    }
    assert not (folder / "output").exists()


def test_the_table_comes_as_csv_too(folder: Path) -> None:
    rows = list(csv.reader(bitexte("count", "b.txt", "--csv").stdout.splitlines()))
    assert [row[0] for row in rows] == ["row", *ROWS, "total"]
    assert rows[-1] == ["total", "1", "6", "26", "21"]


def test_json_and_csv_together_are_refused(folder: Path) -> None:
    assert bitexte("count", "b.txt", "--csv", "--json").exit_code != 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Le chat dort.", 3),
        ("l'eau et l’air", 3),
        ("un porte-clés", 2),
        ("Y a-t-il la COVID-19 ?", 5),
        ("3,5 % de 1 200 €", 4),
        ("« Oui ! »", 1),
        ("— …", 0),
        ("", 0),
    ],
)
def test_a_word_is_what_holds_a_letter_or_a_digit_between_two_borders(text: str, words: int) -> None:
    found = figures(text)
    assert found.words == words
    assert found.solid == len("".join(text.split()))
