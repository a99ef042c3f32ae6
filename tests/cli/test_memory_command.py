"""bitexte memory: human work looked up, taken in and given out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bitexte import cli
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.model import State
from typer.testing import CliRunner, Result

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="Other" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en"
 srclang="fr" datatype="plaintext"/><body>
"""
MEMORY = Path("glossary/reviewed.tmx")


def unit(source: str, target: str, attributes: str = 'creationid="anna"', properties: str = "") -> str:
    french = f'<tuv xml:lang="fr-CA"><seg>{source}</seg></tuv>'
    return f'<tu {attributes}>{properties}{french}<tuv xml:lang="en-GB"><seg>{target}</seg></tuv></tu>\n'


def write(path: Path, *units: str) -> Path:
    path.write_text(HEAD + "".join(units) + "</body></tmx>", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bitexte.toml").write_text("glossaries = []\n", encoding="utf-8")
    return tmp_path


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def known() -> dict[str, str]:
    entries = ReviewedMemory.load([MEMORY]).entries
    return {entry.unit.segment.text: entry.unit.translation.text for entry in entries}


OLD = (
    unit("Le chat dort.", "The cat sleeps."),
    unit("Le chien court dans le grand jardin vert.", "The dog runs in the large green garden."),
    unit("Il pleut.", "It rains.", 'creationid="MT!"'),
    unit("Vide.", " "),
    unit("Le chat dort.", "The cat sleeps."),
)


def test_human_units_are_taken_and_the_others_counted_by_reason(folder: Path) -> None:
    outcome = bitexte("memory", "import", str(write(folder / "old.tmx", *OLD)))
    assert "2 of 5 units taken" in outcome.stdout
    for line in ("the work of a machine", "no text on one side", "known already"):
        assert f"1 skipped: {line}" in outcome.stderr
    assert set(known()) == {"Le chat dort.", "Le chien court dans le grand jardin vert."}
    entries = ReviewedMemory.load([MEMORY]).entries
    assert {entry.unit.state for entry in entries} == {State.TRANSLATED}
    assert bitexte("review", "undo").exit_code == 0
    assert known() == {}


def test_what_is_taken_twice_stays_as_it_was(folder: Path) -> None:
    file = str(write(folder / "old.tmx", *OLD))
    bitexte("memory", "import", file)
    before = MEMORY.read_bytes()
    assert "0 of 5 units taken" in bitexte("memory", "import", file).stdout
    assert MEMORY.read_bytes() == before


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    outcome = bitexte("memory", "import", "--dry-run", str(write(folder / "old.tmx", *OLD)))
    assert "2 of 5 units taken" in outcome.stdout
    assert not MEMORY.exists()


def test_another_memory_of_the_same_name_overwrites_nothing(folder: Path) -> None:
    bitexte("memory", "import", str(write(folder / "old.tmx", *OLD)))
    (folder / "other").mkdir()
    bitexte("memory", "import", str(write(folder / "other" / "old.tmx", unit("Il neige.", "It snows."))))
    assert len(known()) == 3


def test_work_on_the_same_segment_stays_unless_the_files_is_asked_for(folder: Path) -> None:
    ours = '<prop type="x-segment-id">a.txt#0123456789</prop>'
    bitexte("memory", "import", str(write(folder / "one.tmx", unit("Oui.", "Yes.", properties=ours))))
    two = str(write(folder / "two.tmx", unit("Oui.", "Yeah.", properties=ours)))
    assert "another translation of the same segment" in bitexte("memory", "import", two).stderr
    assert known() == {"Oui.": "Yes."}
    bitexte("memory", "import", "--theirs", two)
    assert known() == {"Oui.": "Yeah."}


def test_a_text_is_found_whole_similar_and_inside_on_both_sides(folder: Path) -> None:
    bitexte("memory", "import", str(write(folder / "old.tmx", *OLD)))

    def kinds(text: str) -> list[str]:
        lines = bitexte("memory", "search", text, "--json").stdout.splitlines()
        return [json.loads(line)["kind"] for line in lines]

    assert kinds("Le chat dort.") == ["exact"]
    assert kinds("Le chien court dans le grand jardin rouge.") == ["fuzzy"]
    assert kinds("CHIEN") == ["concordance"]
    assert kinds("green garden") == ["concordance"]
    assert bitexte("memory", "search", "éléphant").exit_code == 1


def test_what_is_exported_comes_in_again_and_can_be_one_document(folder: Path) -> None:
    bitexte("memory", "import", str(write(folder / "old.tmx", *OLD)))
    bitexte("memory", "import", str(write(folder / "new.tmx", unit("Il neige.", "It snows."))))
    assert "1 units" in bitexte("memory", "export", "one.tmx", "--document", "new.tmx").stdout
    exported = ReviewedMemory.load([Path("one.tmx")]).entries
    assert [entry.unit.segment.text for entry in exported] == ["Il neige."]
    assert bitexte("memory", "export", "one.tmx").exit_code != 0
    assert bitexte("memory", "export", "two.tmx", "--document", "none.txt").exit_code != 0
    assert not Path("two.tmx").exists()


def test_the_figures_of_both_memories_are_told_and_none_is_made(folder: Path) -> None:
    bitexte("memory", "import", str(write(folder / "old.tmx", *OLD)))
    store, reviewed = map(json.loads, bitexte("memory", "stats", "--json").stdout.splitlines())
    assert (store["entries"], store["bytes"]) == (0, 0)
    assert (reviewed["entries"], reviewed["documents"], reviewed["states"]) == (2, 1, {"translated": 2})
    assert not (folder / "output").exists()


def test_a_file_that_is_no_memory_ends_in_one_line(folder: Path) -> None:
    (folder / "bad.tmx").write_bytes(b"\0\1\2")
    assert bitexte("memory", "import", "bad.tmx").exit_code != 0
    assert not MEMORY.exists()


LONG_FRENCH = "Les vendeurs de la boutique expédient les commandes avant la fin de la semaine, et nous les recevons."
LONG_ENGLISH = "The sellers of the shop send the orders before the end of the week, and we receive them in time."
TO_CLEAN = (
    unit("Le chat dort.", "The cat sleeps.", properties='<prop type="x-segment-id">a#1</prop>'),
    unit("Le chat dort.", "The cat sleeps.", 'changeid="bo" changedate="20260101T000000Z"'),
    unit("…", "...", properties='<prop type="x-segment-id">a#2</prop>'),
    unit("Bitexte Deluxe", "Bitexte Deluxe", properties='<prop type="x-segment-id">a#3</prop>'),
    unit(LONG_FRENCH, LONG_FRENCH.replace("Les", "Tous les"), properties='<prop type="x-segment-id">a#4</prop>'),
    unit(LONG_FRENCH, "Sent.", properties='<prop type="x-segment-id">a#5</prop>'),
    unit(LONG_FRENCH, LONG_ENGLISH, properties='<prop type="x-segment-id">a#6</prop>'),
)


def test_units_to_look_at_are_listed_by_reason_and_removed_on_demand(folder: Path) -> None:
    MEMORY.parent.mkdir()
    before = write(MEMORY, *TO_CLEAN).read_bytes()
    listed = bitexte("memory", "clean", "--json")
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    assert listed.exit_code == 1
    assert [(row["reason"], row["id"]) for row in rows] == [
        ("duplicate", "a#1"),
        ("empty", "a#2"),
        ("identical", "a#3"),
        ("language", "a#4"),
        ("length", "a#5"),
    ]
    assert MEMORY.read_bytes() == before
    gone = bitexte("memory", "clean", "--remove", "length", "--remove", "identical", "--keep", "a#3")
    assert (gone.exit_code, len(gone.stdout.splitlines())) == (0, 1)
    ids = {entry.unit.segment.id for entry in ReviewedMemory.load([MEMORY]).entries}
    assert ids >= {"a#1", "a#2", "a#3", "a#4", "a#6"}
    assert "a#5" not in ids
    assert bitexte("review", "undo").exit_code == 0
    assert MEMORY.read_bytes() == before
    assert "unknown reason" in str(bitexte("memory", "clean", "--remove", "nonsense").exception)


def test_an_export_can_be_of_an_author_a_state_or_a_time(folder: Path) -> None:
    MEMORY.parent.mkdir()
    state = '<prop type="x-state">reviewed</prop>'
    write(
        MEMORY,
        unit("Un.", "One.", 'changeid="bo" changedate="20260101T000000Z"'),
        unit("Deux.", "Two.", 'changeid="ada" changedate="20260301T000000Z"', state),
    )
    for options in (["--author", "ada"], ["--state", "reviewed"], ["--since", "2026-02-01"]):
        assert bitexte("memory", "export", "out.tmx", "--force", *options).exit_code == 0
        assert [e.unit.segment.text for e in ReviewedMemory.load([Path("out.tmx")]).entries] == ["Deux."]
    assert "no day" in str(bitexte("memory", "export", "out.tmx", "--force", "--since", "yesterday").exception)
