"""`bitexte check` on the command line: lines, JSON, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from bitexte.cli import console
from bitexte.cli.check import Form, check
from bitexte.errors import BitexteError, InputError
from typer.testing import CliRunner, Result

GLOSSARY = """domain: trade
source: fr
target: en
terms:
  - fr: place de marché
    en:
      - marketplace
      - {term: market square, status: deprecated}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "trade.yaml").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


def write(folder: Path, *pairs: tuple[str, str]) -> None:
    units = "".join(
        f'<tu><tuv xml:lang="fr"><seg>{fr}</seg></tuv><tuv xml:lang="en"><seg>{en}</seg></tuv></tu>' for fr, en in pairs
    )
    (folder / "m.tmx").write_text(f'<tmx version="1.4"><header/><body>{units}</body></tmx>', encoding="utf-8")


def bitexte(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(check)
    return CliRunner().invoke(app, list(arguments))


def test_a_clean_file_exits_0_and_prints_nothing_on_stdout(folder: Path) -> None:
    write(folder, ("La place de marché a 3,5 clients.", "The marketplace has 3.5 customers."))
    outcome = bitexte("m.tmx")
    assert (outcome.exit_code, outcome.stdout) == (console.CLEAN, "")
    assert "1 segments, 0 errors" in outcome.stderr


def test_a_forbidden_term_is_printed_and_exits_1(folder: Path) -> None:
    write(folder, ("Bonjour", "Hello"), ("La place de marché", "The market square"))
    outcome = bitexte("m.tmx")
    assert outcome.exit_code == console.FINDINGS
    assert outcome.stdout.startswith('m.tmx#2: error: T002 terms: "market square" is forbidden for "place de marché"')


def test_warnings_alone_exit_0(folder: Path) -> None:
    write(folder, ("En 2020", "Then"))
    outcome = bitexte("m.tmx")
    assert (outcome.exit_code, outcome.stdout) == (
        console.CLEAN,
        "m.tmx#1: warning: N001 numbers: 2020 is not in the translation\n",
    )


def test_json_gives_one_object_a_finding_with_its_place(folder: Path) -> None:
    write(folder, ("La place de marché", "The site"), ("En 2020", "Then"))
    findings = [json.loads(line) for line in bitexte("m.tmx", "--json").stdout.splitlines()]
    assert findings[0] == {
        "segment": "m.tmx#1",
        "severity": "error",
        "code": "T001",
        "check": "terms",
        "message": '"place de marché" is not translated as "marketplace"',
        "side": "source",
        "start": 3,
        "end": 18,
    }
    assert [finding["check"] for finding in findings] == ["terms", "numbers"]


def test_another_glossary_takes_the_place_of_the_folders(folder: Path) -> None:
    write(folder, ("La place de marché", "The bazaar"))
    (folder / "other.yaml").write_text(GLOSSARY.replace("- marketplace", "- bazaar"), encoding="utf-8")
    assert bitexte("m.tmx").exit_code == console.FINDINGS
    assert bitexte("m.tmx", "--glossary", "other.yaml").exit_code == console.CLEAN


def test_findings_come_in_the_order_of_the_file_over_many_windows(folder: Path) -> None:
    write(folder, *([("Bonjour", "")] * 2500))
    segments = [line.partition(":")[0] for line in bitexte("m.tmx").stdout.splitlines()]
    assert segments == [f"m.tmx#{number}" for number in range(1, 2501)]


def test_a_foreign_file_cannot_command_the_terminal(folder: Path) -> None:
    (folder / "m.po").write_text('msgid "bonjour \\n\\r x {a\u009b2J}"\nmsgstr "hello"\n', encoding="utf-8")
    (folder / "n.po").write_text('msgctxt "\u009b2J"\nmsgid "bonjour"\nmsgstr ""\n', encoding="utf-8")
    printed = bitexte("m.po").stdout + bitexte("n.po").stdout
    assert "\u009b" not in printed
    assert "no translation" in printed


@pytest.mark.parametrize(("name", "hint"), [("m.txt", ".tmx, .xlf, .xliff"), ("m", ".tmx")])
def test_another_format_is_refused_with_the_known_ones(folder: Path, name: str, hint: str) -> None:
    (folder / name).write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="not a known bilingual format") as caught:
        check([Path(name)])
    assert hint in str(caught.value)


def test_a_missing_file_is_an_input_error(folder: Path) -> None:
    with pytest.raises(BitexteError):
        check([Path("nothing.tmx")])


def test_the_project_s_settings_say_what_is_an_error(folder: Path) -> None:
    write(folder, ("En 2020", "Then"), ("La place de marché", "The bazaar"))
    (folder / "bitexte.toml").write_text('checks = { N001 = "error", T001 = "off" }', encoding="utf-8")
    outcome = bitexte("m.tmx")
    assert (outcome.exit_code, outcome.stdout) == (
        console.FINDINGS,
        "m.tmx#1: error: N001 numbers: 2020 is not in the translation\n",
    )


def test_an_unknown_code_in_the_settings_is_refused(folder: Path) -> None:
    write(folder, ("En 2020", "Then"))
    (folder / "bitexte.toml").write_text('checks = { N900 = "off" }', encoding="utf-8")
    assert isinstance(bitexte("m.tmx").exception, BitexteError)


def test_fix_changes_the_file_tells_each_change_and_finds_no_more(folder: Path) -> None:
    write(folder, ("Prix : 12 €", "Price : €12"), ("Sac rouge", "Red  bag"), ("Sac bleu", "Blue bag"))
    before = (folder / "m.tmx").read_text(encoding="utf-8")
    told = bitexte("m.tmx", "--fix", "--dry-run")
    assert 'm.tmx#1: Y005: " " becomes ""' in told.stderr
    assert "2 translations would be changed" in told.stderr
    assert (folder / "m.tmx").read_text(encoding="utf-8") == before
    done = bitexte("m.tmx", "--fix")
    assert "2 translations changed" in done.stderr
    after = (folder / "m.tmx").read_text(encoding="utf-8")
    assert after == before.replace("Price : €12", "Price: €12").replace("Red  bag", "Red bag")
    assert done.stdout == ""
    assert "0 translations changed" in bitexte("m.tmx", "--fix").stderr
    assert (folder / "m.tmx").read_text(encoding="utf-8") == after


def test_fix_leaves_translations_with_codes_to_a_person(folder: Path) -> None:
    write(folder, ("Prix : <ph>{x}</ph>", "Price : <ph>{x}</ph>"))
    before = (folder / "m.tmx").read_bytes()
    done = bitexte("m.tmx", "--fix")
    assert "0 translations changed, 1 left to a person" in done.stderr
    assert (folder / "m.tmx").read_bytes() == before


def test_dry_run_alone_is_refused(folder: Path) -> None:
    write(folder, ("a", "b"))
    with pytest.raises(InputError, match="--fix"):
        check([folder / "m.tmx"], dry_run=True)


def test_several_files_are_checked_in_turn_and_a_report_is_of_one(folder: Path) -> None:
    write(folder, ("La place de marché ouvre.", "The bazaar opens."))
    (folder / "n.tmx").write_bytes((folder / "m.tmx").read_bytes())
    found = bitexte("m.tmx", "n.tmx")
    assert found.exit_code == console.FINDINGS
    assert found.stdout.count("T001") == 2
    with pytest.raises(InputError, match="of one file"):
        check([folder / "m.tmx", folder / "n.tmx"], form=Form.SARIF)
