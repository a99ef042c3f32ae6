"""Old pairs: a memory made of two documents, and a new version that keeps the old English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bitexte import cli
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.model import State
from typer.testing import CliRunner, Result

FRENCH = [
    "# Le guide",
    "Le vendeur expédie la **commande**. Il pleut à Paris depuis 3 jours.",
    "Voir [la page](https://example.org/fr) du client Dupont.",
    "La boutique ouvre à 9 heures.",
    "Les prix baissent en janvier.",
]
ENGLISH = [
    "# The guide",
    "It has been raining in Paris for 3 days, and the seller ships the **order**.",
    "See customer Dupont's [page](https://example.org/en).",
    "The shop opens at 9.",
    "Prices fall in January.",
]
# The first is gone, the last comes first, one is another, one is new.
NEW = [FRENCH[4], FRENCH[1], FRENCH[2], "La boutique ouvre à 10 heures.", "Un texte nouveau."]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("bitexte.toml").write_text('engine = "echo"\nglossaries = []\nformats = ["jsonl"]\n', encoding="utf-8")
    for name, blocks in (("old.fr.md", FRENCH), ("old.en.md", ENGLISH), ("new.fr.md", NEW)):
        Path(name).write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return tmp_path


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def test_unchanged_blocks_keep_their_english_wherever_they_moved_and_changed_ones_are_drafts(folder: Path) -> None:
    outcome = bitexte("update", "old.fr.md", "old.en.md", "new.fr.md")
    assert outcome.exit_code == 1, outcome.output  # the echo engine leaves French
    text = Path("output/en/new.en.md").read_text(encoding="utf-8")
    blocks = text.rstrip("\n").split("\n\n")
    assert blocks[:3] == [ENGLISH[4], ENGLISH[1], ENGLISH[2]]  # with the address of the English page
    assert blocks[3:] == NEW[3:]
    assert "its codes" not in outcome.stderr
    assert "3 blocks kept, 1 of them moved; 2 are drafts" in outcome.stderr
    assert "block 4: La boutique ouvre à [-9-]{+10+} heures." in outcome.stdout
    assert "block 5: {+Un texte nouveau.+}" in outcome.stdout
    rows = [json.loads(line) for line in Path("output/review/new.fr.md.jsonl").read_text("utf-8").splitlines()]
    assert [row["state"] for row in rows] == ["translated", "translated", "translated", "initial", "initial"]


def test_an_address_that_is_another_in_the_new_french_is_taken_from_there_and_told(folder: Path) -> None:
    path = Path("new.fr.md")
    path.write_text(path.read_text("utf-8").replace("org/fr", "org/nouveau"), "utf-8")
    outcome = bitexte("update", "old.fr.md", "old.en.md", "new.fr.md")
    text = Path("output/en/new.en.md").read_text(encoding="utf-8")
    assert ENGLISH[2].replace("org/en", "org/nouveau") in text
    assert "block 3: not all its codes are those of the old English" in outcome.stderr


def test_a_page_keeps_the_old_english_mark_up_inside_its_blocks(folder: Path) -> None:
    french = '<p>Voir <a href="/fr/a" title="Aide">la page</a> et <b>la suite</b>.</p>\n'
    english = '<p>See <a href="/en/a" title="Help">the page</a> and <b class="x">the rest</b>.</p>\n'
    Path("old.fr.html").write_text(french, encoding="utf-8")
    Path("old.en.html").write_text(english, encoding="utf-8")
    Path("new.fr.html").write_text("<p>Un texte nouveau.</p>\n" + french, encoding="utf-8")
    bitexte("update", "old.fr.html", "old.en.html", "new.fr.html")
    text = Path("output/en/new.en.html").read_text(encoding="utf-8")
    assert text == "<p>Un texte nouveau.</p>\n" + english


def test_each_of_many_equal_blocks_takes_the_english_of_the_nearest(folder: Path) -> None:
    french = ["Il pleut."] * 6 + ["Autre."]
    english = [f"It rains {word}." for word in ("here", "there", "now", "then", "always", "again")] + ["Other."]
    Path("old.fr.txt").write_text("\n\n".join(french), encoding="utf-8")
    Path("old.en.txt").write_text("\n\n".join(english), encoding="utf-8")
    Path("new.fr.txt").write_text("\n\n".join(["Autre.", *french[1:6]]), encoding="utf-8")
    bitexte("update", "old.fr.txt", "old.en.txt", "new.fr.txt")
    assert Path("output/en/new.en.txt").read_text("utf-8").split("\n\n") == ["Other.", *english[1:6]]


def test_a_draft_of_an_update_comes_home(folder: Path) -> None:
    bitexte("update", "old.fr.md", "old.en.md", "new.fr.md")
    path = Path("output/en/new.en.md")
    path.write_text(path.read_text("utf-8").replace("La boutique ouvre à 10 heures.", "The shop opens at 10."), "utf-8")
    outcome = bitexte("review", "apply", str(path))
    assert "1 taken" in outcome.stderr, outcome.output
    (entry,) = ReviewedMemory.load([Path("glossary/reviewed.tmx")]).entries
    assert entry.unit.translation.text == "The shop opens at 10."


def test_an_english_document_of_another_shape_is_aligned_and_one_of_another_format_refused(folder: Path) -> None:
    Path("old.en.md").write_text("\n\n".join(["A preface.", *ENGLISH]) + "\n", encoding="utf-8")
    bitexte("update", "old.fr.md", "old.en.md", "new.fr.md")
    text = Path("output/en/new.en.md").read_text(encoding="utf-8")
    assert ENGLISH[1] in text
    Path("old.en.txt").write_text("\n\n".join(ENGLISH), encoding="utf-8")
    outcome = bitexte("update", "old.fr.md", "old.en.txt", "new.fr.md")
    assert "not of the new document's format" in str(outcome.exception)


def test_two_documents_make_a_memory_whose_certain_pairs_can_be_taken(folder: Path) -> None:
    outcome = bitexte("align", "old.fr.md", "old.en.md", "--json")
    assert outcome.exit_code == 0, outcome.output
    rows = {row["source"]: row for row in map(json.loads, outcome.stdout.splitlines())}
    assert rows["Les prix baissent en janvier."]["target"] == "Prices fall in January."
    memory = ReviewedMemory.load([Path("glossary/aligned.tmx")])
    assert {entry.unit.segment.text for entry in memory.entries} == rows.keys()
    drafts = {entry.unit.segment.text for entry in memory.entries if entry.unit.state is State.INITIAL}
    assert drafts == {source for source, row in rows.items() if row["draft"]}
    before = Path("glossary/aligned.tmx").read_bytes()
    assert bitexte("align", "old.fr.md", "old.en.md").exit_code == 0
    assert Path("glossary/aligned.tmx").read_bytes() == before
    taken = bitexte("memory", "import", "glossary/aligned.tmx")
    assert f"{len(rows) - len(drafts)} of {len(rows)} units taken" in taken.stdout


def test_an_alignment_into_a_link_leaves_the_link_and_grows_the_file_behind_it(folder: Path) -> None:
    Path("elsewhere").mkdir()
    Path("mine.tmx").symlink_to("elsewhere/memory.tmx")
    outcome = bitexte("align", "old.fr.md", "old.en.md", "--engine", "echo", "-o", "mine.tmx")
    assert outcome.exit_code == 0, outcome.output
    assert Path("mine.tmx").is_symlink()
    assert ReviewedMemory.load([Path("elsewhere/memory.tmx")]).entries


def test_an_alignment_into_something_else_than_a_memory_is_refused(folder: Path) -> None:
    assert "must end in .tmx" in str(bitexte("align", "old.fr.md", "old.en.md", "-o", "a.txt").exception)
    Path("empty.md").write_text("\n", encoding="utf-8")
    assert "holds no text" in str(bitexte("align", "old.fr.md", "empty.md").exception)
