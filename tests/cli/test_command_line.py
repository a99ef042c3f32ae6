"""The command as its users meet it: streams, exit codes, one clear line for each mistake."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import commands_page
import echo_command
import pytest
from bitexte import cli
from bitexte.cli import options
from bitexte.project import load_settings
from bitexte.version import __version__
from typer.testing import CliRunner

Bitexte = Callable[..., tuple[int, str, str]]
TEXT = "Ouvrir le panier. La commande attend.\n\nRien ici.\n"
GLOSSARY = "domain: shop\nsource: fr\ntarget: en\nterms:\n  - {fr: panier, en: cart}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text(TEXT, encoding="utf-8")
    # The engine of these tests leaves everything in French.
    (tmp_path / "bitexte.toml").write_text('checks = { U001 = "off", U003 = "off" }\n', encoding="utf-8")
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "shop.yaml").write_text(GLOSSARY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def bitexte(folder: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Bitexte:
    """Runs the whole command in this process, with the echo for an engine: its exit code, stdout and stderr."""

    def run(*arguments: str, real: bool = False) -> tuple[int, str, str]:
        monkeypatch.setattr(options, "load_settings", load_settings)
        monkeypatch.setattr(sys, "argv", ["bitexte", *arguments])
        monkeypatch.setattr(sys, "stdout", sys.stdout)
        with pytest.raises(SystemExit) as ended:
            cli.main() if real else echo_command.main()
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return int(ended.value.code or 0), out.decode(), err.decode()

    return run


def test_the_version_is_told(bitexte: Bitexte) -> None:
    assert bitexte("--version") == (0, f"bitexte {__version__}\n", "")


@pytest.mark.parametrize(
    "command", ["", "run", "translate", "segment", "show", "config", "check", "glossary", "package"]
)
def test_every_command_explains_itself(command: str) -> None:
    outcome = CliRunner().invoke(cli.app, [*command.split(), "--help"])
    assert outcome.exit_code == 0
    assert "Usage: bitexte" in outcome.stdout
    assert outcome.stderr == ""


@pytest.mark.parametrize(("begun", "offered"), [("bitexte tr", "translate"), ("bitexte run --fo", "--formats")])
def test_the_shell_completes_commands_and_options(begun: str, offered: str) -> None:
    words = {"COMP_WORDS": begun, "COMP_CWORD": str(len(begun.split()) - 1)}
    outcome = CliRunner().invoke(cli.app, [], prog_name="bitexte", env={"_BITEXTE_COMPLETE": "complete_bash", **words})
    assert offered in outcome.stdout.split()


SHELLS = {"bash": "complete_bash", "zsh": "complete_zsh", "fish": "complete_fish"}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_completes_commands_of_groups_and_choices(shell: str) -> None:
    for begun, offered in (("bitexte glossary ex", "export"), ("bitexte show --stage ma", "matches")):
        words = {"COMP_WORDS": begun, "COMP_CWORD": str(len(begun.split()) - 1), "_TYPER_COMPLETE_ARGS": begun}
        asked = {"_BITEXTE_COMPLETE": SHELLS[shell], "_TYPER_COMPLETE_FISH_ACTION": "get-args", **words}
        outcome = CliRunner().invoke(cli.app, [], prog_name="bitexte", env=asked)
        assert offered in outcome.stdout, begun


def test_quiet_verbose_and_json_are_the_same_everywhere() -> None:
    leaves = {path: command for path, command in commands_page.commands() if not hasattr(command, "list_commands")}
    told = {
        path: {name: option.help for option in command.params for name in option.opts if name in SAME}
        for path, command in leaves.items()
    }
    assert len(leaves) > 40
    assert {path for path, options in told.items() if set(options) != SAME} == set()
    assert len({str(options["--json"]) for options in told.values()}) == 1


SAME = {"--quiet", "--verbose", "--json"}


def test_quiet_tells_errors_only(bitexte: Bitexte, folder: Path) -> None:
    (folder / "bitexte.toml").unlink()
    (folder / "seeds" / "b.txt").write_text("Le vendeur et la commande sont en France.\n", encoding="utf-8")
    assert bitexte("run", "--quiet") == (1, "", "")
    assert bitexte("--quiet", "run") == (1, "", "")
    code, out, err = bitexte("run", "nichts.txt", "--quiet")
    assert (code, out, err.count("\n")) == (2, "", 1)
    code, out, err = bitexte("run", "--quiet", "--json")
    assert (json.loads(out)["documents"], err) == (2, "")
    assert "a.txt" in bitexte("run")[2]  # and the next command speaks again


def test_verbose_tells_what_is_in_use_and_where_an_error_arose(bitexte: Bitexte) -> None:
    code, out, err = bitexte("run", "--verbose", "--json")
    assert (code, json.loads(out)["documents"]) == (0, 1)
    for line in ("settings: bitexte.toml", "glossaries: glossary/shop.yaml", "a.txt: 3 segments, ", "translate: "):
        assert line in err
    code, _, err = bitexte("segment", "nichts.txt", "--verbose")
    assert code == 2
    assert "Traceback" in err
    assert err.endswith("\nbitexte: nichts.txt: there is no such file\n")


def test_no_color_means_no_colour(folder: Path) -> None:
    colour = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m")
    told = []
    for switch in ({}, {"NO_COLOR": "1"}):
        environment = {**os.environ, "FORCE_COLOR": "1", "TERM": "xterm-256color", **switch}
        if not switch:
            environment.pop("NO_COLOR", None)
        command = [sys.executable, "-m", "bitexte", "run", "--help"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
        told.append(bool(colour.search(done.stdout + done.stderr)))
    assert told == [True, False]


def test_a_line_comes_out_as_an_object_with_its_findings() -> None:
    given = "Le client attend.\n\nTrois colis.\n"
    command = [sys.executable, "-m", "bitexte", "translate", "--engine", "echo", "--json"]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["source"] for row in rows] == ["Le client attend.", "", "Trois colis."]
    assert [row["target"] for row in rows] == ["Le client attend.", "", "Trois colis."]
    assert all(set(finding) == {"code", "severity", "message"} for row in rows for finding in row["findings"])
    assert any(row["findings"] for row in rows)
    assert done.stderr == ""


def test_a_run_puts_its_results_in_the_output_and_its_summary_on_stdout(bitexte: Bitexte, folder: Path) -> None:
    code, out, err = bitexte("run")
    assert (code, [line for line in err.splitlines() if not line.startswith("a.txt#")]) == (0, [])
    assert "documents" in out
    assert (folder / "output/en/a.en.txt").read_text() == "<Ouvrir le cart.> <La commande attend.>\n\n<Rien ici.>\n"
    assert (folder / "output/machine.tmx").exists()


def test_a_run_tells_machines_in_json(bitexte: Bitexte) -> None:
    code, out, _ = bitexte("run", "--json")
    summary = json.loads(out)
    assert (code, summary["documents"], summary["segments"], summary["recalled"]) == (0, 1, 3, 0)
    stages = ["start", "read", "segment", "match", "recall", "translate", "place", "check", "write"]
    assert list(summary["stages"]) == stages
    assert min(summary["stages"].values()) >= 0
    assert sum(summary["stages"].values()) == pytest.approx(summary["seconds"], abs=0.02)
    again = json.loads(bitexte("run", "--json")[1])
    assert (again["recalled"], again["written"]) == (3, 0)


def test_a_sentence_left_in_french_is_an_error_told_on_stderr(bitexte: Bitexte, folder: Path) -> None:
    (folder / "bitexte.toml").write_text('checks = { U003 = "off" }', encoding="utf-8")
    (folder / "seeds" / "a.txt").unlink()
    (folder / "seeds" / "b.txt").write_text("Le vendeur et la commande sont en France.\n", encoding="utf-8")
    code, out, err = bitexte("run", "--json")
    assert (code, json.loads(out)["errors"], json.loads(out)["warnings"]) == (1, 1, 0)
    assert err == "b.txt#1.1: error: U001 untranslated: left in French\n"


def test_a_text_that_cannot_be_read_does_not_stop_the_others(bitexte: Bitexte, folder: Path) -> None:
    (folder / "seeds" / "0.txt").write_bytes(b"\0")
    (folder / "seeds" / "z.txt").write_bytes("déjà lu\n".encode("cp1252"))
    code, out, err = bitexte("run", "--json")
    assert (code, json.loads(out)["documents"]) == (2, 2)
    assert [line for line in err.splitlines() if not line.startswith(("a.txt#", "z.txt#"))] == [
        "bitexte: seeds/0.txt:1: holds NUL bytes: not a text (save it as UTF-8 text)",
        "seeds/z.txt: warning: not valid UTF-8: read as cp1252",
    ]


MISTAKES = {
    "missing file": (["run", "nichts.txt"], "nichts.txt: there is no such file or folder"),
    "empty file": (["run", "empty.txt"], "empty.txt: holds no text"),
    "empty folder": (["run", "bare"], "bare: holds no text"),
    "binary": (["run", "binary.txt"], "binary.txt: is no plain text"),
    "package of texts": (["run", "a.docx"], "a.docx: the zip archive is damaged or cut off"),
    "unknown format": (["run", "--formats", "page,markdwn"], "unknown format 'markdwn' (did you mean markdown?)"),
    "no format": (["run", "--formats", ","], "no format is chosen"),
    "bad glossary": (["run", "-g", "bad.yaml"], "bad.yaml:"),
    "missing glossary": (["run", "-g", "nichts.yaml"], "nichts.yaml: there is no such file"),
    "binary glossary": (["run", "-g", "binary.txt"], "binary.txt"),
    "folder for a glossary": (["run", "-g", "bare"], "bare: is a folder"),
    "output is a file": (["run", "-o", "empty.txt"], "empty.txt"),
    "memory is newer": (["run", "-o", "newer"], "was written by a newer Bitexte"),
    "bad rules": (["segment", "seeds/a.txt", "--srx", "bad.yaml"], "bad.yaml"),
    "missing rules": (["run", "--srx", "nichts.srx"], "nichts.srx: there is no such file"),
    "no file to segment": (["segment"], "no text named"),
    "missing file to show": (["show", "nichts.txt"], "nichts.txt: there is no such file"),
    "folder to show": (["show", "bare"], "bare: is a folder"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_on_stderr(bitexte: Bitexte, folder: Path, mistake: str) -> None:
    (folder / "empty.txt").touch()
    (folder / "bare").mkdir()
    (folder / "binary.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    (folder / "a.docx").write_bytes(b"PK\x03\x04...")
    (folder / "bad.yaml").write_text("terms: [")
    for name in ("newer",):
        (folder / name / ".cache").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "newer/.cache/memory.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 999")
    arguments, message = MISTAKES[mistake]
    code, out, err = bitexte(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("bitexte: ")
    assert message in err
    assert err.count("\n") == 1


def test_an_unknown_package_is_one_line(bitexte: Bitexte) -> None:
    for wanted in ("nichts", "./nichts.argosmodel", "glossary/shop.yaml"):
        code, out, err = bitexte("run", "--package", wanted, real=True)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_bad_settings_are_one_line_for_every_command(bitexte: Bitexte, folder: Path) -> None:
    (folder / "bitexte.toml").write_text("beams = 3\n")
    for command in ("run", "config", "translate"):
        assert bitexte(command) == (2, "", "bitexte: bitexte.toml: unknown setting 'beams' (did you mean beam?)\n")


def test_wrong_usage_ends_with_2_and_nothing_on_stdout(bitexte: Bitexte) -> None:
    for arguments in (["rum"], ["run", "--jobs", "0"], ["run", "--jobs", "x"], ["show"], ["show", "a", "--stage", "x"]):
        code, out, err = bitexte(*arguments)
        assert (code, out) == (2, "")
        assert "Traceback" not in err


def test_segments_are_printed_one_a_line_and_rebuild_their_blocks_in_json(bitexte: Bitexte, folder: Path) -> None:
    code, out, _ = bitexte("segment", "seeds/a.txt")
    assert (code, out) == (0, "Ouvrir le panier.\nLa commande attend.\nRien ici.\n")
    rows = [json.loads(line) for line in bitexte("segment", "seeds/a.txt", "--json")[1].splitlines()]
    assert [set(row) for row in rows] == [{"id", "number", "block", "text", "tail"}] * 3
    assert "".join(row["text"] + row["tail"] for row in rows if row["block"] == 0) == TEXT.splitlines()[0]


def test_the_rules_can_be_exported_and_used_again(bitexte: Bitexte, folder: Path) -> None:
    _, rules, _ = bitexte("segment", "--export-srx")
    (folder / "own.srx").write_text(rules, encoding="utf-8")
    assert bitexte("segment", "seeds/a.txt", "--srx", "own.srx") == bitexte("segment", "seeds/a.txt")


def test_show_tells_each_stage(bitexte: Bitexte) -> None:
    assert bitexte("show", "seeds/a.txt", "--stage", "segments")[1].splitlines()[0] == "a.txt#1.1\tOuvrir le panier."
    assert bitexte("show", "seeds/a.txt", "--stage", "matches")[1].split("\t")[2:] == ["panier", "cart\n"]
    assert "<Ouvrir le cart.>" in bitexte("show", "seeds/a.txt")[1]


@pytest.mark.parametrize("stage", ["segments", "matches", "units"])
def test_show_tells_each_stage_in_json(bitexte: Bitexte, stage: str) -> None:
    code, out, _ = bitexte("show", "seeds/a.txt", "--json", "--stage", stage)
    assert code == 0
    assert all(isinstance(json.loads(line), dict) for line in out.splitlines())


def test_the_settings_in_force_are_shown(bitexte: Bitexte, folder: Path) -> None:
    (folder / "bitexte.toml").write_text("beam = 3\n")
    assert "beam = 3" in bitexte("config")[1].splitlines()
    shown = json.loads(bitexte("config", "--json")[1])
    assert (shown["beam"], shown["folder"]) == (3, str(folder.resolve()))


def test_a_glossary_named_twice_is_taken_once(bitexte: Bitexte, folder: Path) -> None:
    code, out, err = bitexte(
        "show", "seeds/a.txt", "--stage", "matches", "-g", "glossary/shop.yaml", "-g", "seeds/../glossary/shop.yaml"
    )
    assert (code, err) == (0, "")
    assert out.count("cart") == 1


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_an_interruption_while_the_command_is_loaded_is_quiet() -> None:
    code = "import sys\n"
    code += "class Stop:\n    def find_spec(self, name, *_):\n        if name == 'typer': raise KeyboardInterrupt\n"
    code += "sys.meta_path.insert(0, Stop())\nfrom bitexte.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_the_command_starts_without_loading_what_it_may_not_need() -> None:
    heavy = "ctranslate2 lxml sqlite3 sentencepiece numpy simplemma lemminflect openpyxl rich.progress yaml sacrebleu"
    code = f"import sys, bitexte.cli; print([name for name in {heavy.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout == "[]\n"


def test_a_file_name_neither_breaks_the_line_nor_commands_the_terminal(bitexte: Bitexte, folder: Path) -> None:
    name = "\x1b[31mred\nline\u202e.txt"
    (folder / name).touch()
    code, out, err = bitexte("segment", name)
    assert (code, out) == (2, "")
    assert err == "bitexte: \\x1b[31mred\\nline\\u202e.txt: holds no text\n"


def test_the_first_run_keeps_the_compiled_glossary_for_the_next(bitexte: Bitexte, folder: Path) -> None:
    bitexte("run", "--output", "english")
    assert list((folder / "english" / ".cache").glob("glossary*"))


def test_a_copy_with_both_languages_is_written_where_it_can_be_had(bitexte: Bitexte, folder: Path) -> None:
    (folder / "seeds" / "b.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nUn\n", encoding="utf-8")
    code, _, err = bitexte("run", "--bilingual", "columns")
    assert code == 0
    assert "b.srt: no copy with both languages, only interleaved" in err
    assert [path.name for path in (folder / "output" / "bilingual").iterdir()] == ["a.txt"]
    code, _, err = bitexte("run", "--bilingual", "rows")
    assert (code, "bilingual must be one of no, interleaved, columns" in err) == (2, True)
