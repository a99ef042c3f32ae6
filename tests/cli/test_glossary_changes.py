"""`bitexte glossary add, edit, remove, undo, diff` and `import --update`: a person's termbase, changed with care."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bitexte.cli.glossary import app
from bitexte.errors import GlossaryError
from bitexte.terms import termbase
from typer.testing import CliRunner, Result

MINE = """\
# Ours, since 2019.
domain: shop   # the counter
terms:
  # --- baskets
  - fr: panier   # not "corbeille"
    en:
      - {term: basket, forms: [baskets]}
      - {term: bucket, status: deprecated}
    # asked for by the boss
    note: >-
      For the web shop.
      # not a comment

  - id: aisle
    fr: [rayon, gondole]
    en: aisle
  - {fr: soldes, en: sales}
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def targets(path: Path) -> dict[str, list[str]]:
    terms = termbase.parse(path.read_bytes(), "mine.yaml")
    return {term.source: [f"{one.status.value[0]} {one.text}" for one in term.targets] for term in terms}


def test_an_edited_entry_keeps_its_forms_and_comments_and_leaves_the_others_alone(mine: Path) -> None:
    done = run("edit", "panier", "--english", "cart", "--forbid", "trolley", "-g", mine)
    assert done.exit_code == 0, done.output
    text = mine.read_text(encoding="utf-8")
    assert targets(mine)["panier"] == ["p cart", "d bucket", "d trolley"]
    for comment in ("# Ours, since 2019.", "# the counter", "# --- baskets", '# not "corbeille"', "# asked for by"):
        assert text.count(comment) == 1
    assert "For the web shop. # not a comment" in text.replace("\n", " ")
    assert text.endswith(MINE[MINE.index("  - id: aisle") :])


def test_a_removed_entry_comes_back_by_undo_to_the_byte(mine: Path) -> None:
    assert run("remove", "gondole", "-g", mine).exit_code == 0
    assert list(targets(mine)) == ["panier", "soldes"]
    assert run("undo", mine).exit_code == 0
    assert mine.read_text(encoding="utf-8") == MINE
    assert run("undo", mine).exit_code == 0
    assert list(targets(mine)) == ["panier", "soldes"]


def test_undo_takes_nothing_back_that_a_person_changed_since(mine: Path) -> None:
    run("remove", "soldes", "-g", mine)
    mine.write_text(mine.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    assert "changed by hand" in str(run("undo", mine).exception)
    assert run("undo", mine, "--force").exit_code == 0
    assert mine.read_text(encoding="utf-8") == MINE


def test_the_last_entry_can_be_removed(mine: Path) -> None:
    for term in ("panier", "rayon", "soldes"):
        assert run("remove", term, "-g", mine).exit_code == 0
    assert targets(mine) == {}
    assert run("add", "stock", "stock", "-g", mine).exit_code == 0
    assert list(targets(mine)) == ["stock"]


def test_an_update_shows_what_is_new_changed_and_gone_and_keeps_what_is_mine(mine: Path) -> None:
    new = mine.with_name("new.csv")
    new.write_text("Français;Anglais\npanier;basket\nrayon;department\nlivraison;delivery\n", encoding="utf-8")
    shown = run("import", "--update", mine, "--dry-run", new)
    assert mine.read_text(encoding="utf-8") == MINE
    done = run("import", "--update", mine, new)
    assert done.stdout == shown.stdout
    assert done.stdout.splitlines() == [
        "+ livraison = delivery",
        "~ rayon = aisle: English: aisle -> department",
        "- soldes = sales",
    ]
    assert targets(mine) == {
        "panier": ["p basket", "d bucket"],
        "rayon": ["p department"],
        "soldes": ["p sales"],
        "livraison": ["p delivery"],
    }
    assert 'forms: ["baskets"]' in mine.read_text(encoding="utf-8") or "forms: [baskets]" in mine.read_text("utf-8")
    assert run("import", "--update", mine, "--remove", new).exit_code == 0
    assert "soldes" not in targets(mine)
    assert run("undo", mine).exit_code == 0
    assert "soldes" in targets(mine)


def test_diff_compares_glossaries_of_any_format(mine: Path) -> None:
    new = mine.with_name("new.csv")
    new.write_text("fr,en\npanier,cart\n", encoding="utf-8")
    done = run("diff", mine, new)
    assert done.exit_code == 1
    assert "~ panier = basket: English: basket; †bucket -> cart; †bucket" in done.stdout
    assert run("diff", mine, mine).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("edit", "corbeille", "--english", "bin"), "no entry is called"),
        (("edit", "panier", "--drop", "panier"), "needs a French and an English term"),
        (("remove", "nothing"), "no entry is called"),
        (("add", "panier", "cart"), "preferred in two concepts"),
    ],
)
def test_an_impossible_change_says_why_and_changes_nothing(mine: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments, "-g", mine)
    assert isinstance(done.exception, GlossaryError)
    assert said in str(done.exception)
    assert mine.read_text(encoding="utf-8") == MINE


def test_eight_additions_at_once_are_all_kept(mine: Path) -> None:
    mine.chmod(0o640)
    link = mine.with_name("link.yaml")
    link.symlink_to(mine)
    code = "import sys; from bitexte.__main__ import main; main()"
    commands = [
        [sys.executable, "-c", code, "glossary", "add", f"terme {number}", f"term {number}", "-g", str(link)]
        for number in range(8)
    ]
    environment = {**os.environ, "BITEXTE_HOME": str(mine.parent / "home")}
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for command in commands]
    assert [process.wait(timeout=300) for process in running] == [0] * 8
    assert {f"terme {number}" for number in range(8)} <= set(targets(mine))
    assert link.is_symlink()
    assert mine.stat().st_mode & 0o777 == 0o640


def test_a_sheet_of_candidates_is_ticked_and_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "Le bon de livraison est signé. Un bon de livraison manque. Voici un bon de livraison.\n"
    Path("a.txt").write_text(text, encoding="utf-8")
    for name in ("c.csv", "c.xlsx"):
        assert run("extract", "a.txt", "--output", name).exit_code == 0
    lines = Path("c.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("take,French,English,count,context 1")
    row = next(number for number, line in enumerate(lines) if line.startswith(",bon de livraison,,3,"))
    lines[row] = lines[row].replace(",bon de livraison,,", "x,bon de livraison,delivery note,")
    Path("c.csv").write_text("\n".join([*lines, ",manque,lack,1,,,,,"]) + "\n", encoding="utf-8")
    done = run("import", "c.csv", "--output", "c.yaml")
    assert done.exit_code == 0
    assert "rows that are not ticked" in done.stderr
    assert targets(Path("c.yaml")) == {"bon de livraison": ["p delivery note"]}


def test_a_sheet_proposes_what_the_memory_and_the_lexicon_know(mine: Path) -> None:
    Path("glossary").mkdir(exist_ok=True)
    entries = [("Bon de livraison", "Delivery note"), ("Signez le bon de commande.", "Sign the order form.")]
    units = (
        f'<tu><tuv xml:lang="fr"><seg>{fr}</seg></tuv><tuv xml:lang="en" changeid="anna"><seg>{en}</seg></tuv></tu>'
        for fr, en in entries
    )
    memory = f'<tmx version="1.4"><header srclang="fr"/><body>{"".join(units)}</body></tmx>'
    Path("glossary/reviewed.tmx").write_text(memory, encoding="utf-8")
    said = "Voici le bon de livraison et le bon de commande pour Londres. "
    Path("a.txt").write_text(said * 3, encoding="utf-8")
    found = {row["text"]: row for row in map(json.loads, run("extract", "a.txt", "--json").stdout.splitlines())}
    told = {text: (row["english"], row["origin"], row["sentence"]) for text, row in found.items()}
    assert told["bon de livraison"] == ("Delivery note", "memory", "Delivery note")
    assert told["bon de commande"] == ("", "", "Sign the order form.")
    assert told["Londres"] == ("London", "lexicon", "")
    assert run("extract", "a.txt", "--output", "c.csv").exit_code == 0
    sheet = Path("c.csv").read_text(encoding="utf-8").splitlines()
    assert "bon de livraison,Delivery note,3," in "\n".join(sheet)
    ticked = [sheet[0], *("x" + line for line in sheet[1:] if "livraison,Del" in line)]
    Path("c.csv").write_text("\n".join(ticked) + "\n", encoding="utf-8")
    assert run("import", "c.csv", "--output", "c.yaml").exit_code == 0
    assert targets(Path("c.yaml")) == {"bon de livraison": ["p Delivery note"]}


def test_changes_tell_programs_in_json(mine: Path) -> None:
    mine.write_text("terms:\n  - {fr: panier, en: basket}\n", "utf-8")
    before = mine.read_bytes()
    asked = (["edit", "panier", "--english", "cart", "-g", "mine.yaml"], ["undo", "mine.yaml"])
    told = [json.loads(run(*words, "--json").stdout) for words in asked]
    assert [row["file"] for row in told] == ["mine.yaml", "mine.yaml"]
    assert told[1]["change"] == "taken back"
    assert "cart" in told[0]["change"]
    assert mine.read_bytes() == before


def test_lint_notes_habits_and_finds_no_fault_in_them(mine: Path) -> None:
    mine.write_text("terms:\n  - {fr: le panier, en: the basket}\n  - {fr: Corbeille, en: the basket}\n", "utf-8")
    done = run("lint", mine)
    assert done.exit_code == 0
    for said in ("begins with an article", "no definition", "begins with a capital", "are they one concept?"):
        assert said in done.stdout


def test_a_difference_is_told_to_programs_in_json(mine: Path) -> None:
    Path("new.yaml").write_text("terms:\n  - {fr: panier, en: cart}\n  - {fr: caisse, en: till}\n", "utf-8")
    rows = [json.loads(line) for line in run("diff", mine, "new.yaml", "--json").stdout.splitlines()]
    assert {(row["change"], row["fr"]) for row in rows} >= {("added", "caisse"), ("withdrawn", "soldes")}
    assert all(row["details"] for row in rows if row["change"] == "changed")
