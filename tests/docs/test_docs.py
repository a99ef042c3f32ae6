"""The pages of docs/ say what the program is: their facts are made from its tables, or compared with them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import bitexte
import commands_page
import limits_page
import office
import pytest
from bitexte import limits
from bitexte.cli import console
from bitexte.formats import BILINGUAL, DOCUMENTS, load_returned
from bitexte.formats.units import Approval
from bitexte.formats.xliff import segments
from bitexte.review import COLLECTIONS
from bitexte.settings import CHOICES, RANGES, OwnCheck, Settings
from bitexte.settings import load as load_settings

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"])


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The rows of all tables of a page, their cells without the marks of code."""
    lines = [line.strip("|") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("\\|", "|").strip("`") for cell in re.split(r"(?<!\\)\|", line)] for line in lines]


def section(text: str, title: str) -> str:
    """What stands below a heading of the second level."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in local if not (path.parent / link).exists()] == []


def test_the_index_names_every_page() -> None:
    index = page("README")
    names = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert [name for name in names if name != "README.md" and f"({name})" not in index] == []
    site = (ROOT / "zensical.toml").read_text(encoding="utf-8")
    assert [name for name in names if "/" in name and f'"{name}"' not in site] == []


def test_the_page_of_commands_is_the_programs_own_help() -> None:
    assert page("commands") == commands_page.page(), "run: python tests/support/commands_page.py > docs/commands.md"


def test_the_page_of_limits_has_every_bound_of_the_readers() -> None:
    assert page("limits") == limits_page.page(), "run: python tests/support/limits_page.py > docs/limits.md"
    bounds = [name for name in vars(limits) if name.isupper()]
    assert len([line for line in page("limits").splitlines() if re.match(r"\| [\d,.]+ ", line)]) == len(bounds)


# Settings


def _kind(type_name: str) -> str:
    kinds = {
        "tuple": "list of texts",
        "dict": "table of texts",
        "int": "number",
        "str": "text",
        "bool": "true or false",
    }
    return next(kind for start, kind in kinds.items() if type_name.startswith(start))


def _default(value: object) -> str:
    return "none" if value is None else json.dumps(list(value) if isinstance(value, tuple) else value)


def test_every_setting_has_its_entry_with_type_range_and_default() -> None:
    told = {row[0]: (row[1], row[3]) for row in rows(section(page("configuration"), "Keys"))[2:]}
    ranges = {row[0]: row[2] for row in rows(section(page("configuration"), "Keys"))[2:]}
    own = {each.name: each for each in fields(Settings) if each.name not in ("folder", "own_checks")}
    defaults = Settings()
    expected = {name: (_kind(str(each.type)), _default(getattr(defaults, name))) for name, each in own.items()}
    assert told == {**expected, "checks.own": ("list of tables", "[]")}
    assert {name: text for name, text in ranges.items() if name in RANGES} == {
        name: f"{least}–{most}" for name, (least, most) in RANGES.items()
    }
    assert {name: text.replace("`", "") for name, text in ranges.items() if name in CHOICES} == {
        name: ", ".join(choices) for name, choices in CHOICES.items()
    }


def test_every_key_of_an_own_check_has_its_entry() -> None:
    told = {row[0]: row[2] for row in rows(section(page("configuration"), "Checks of your own"))[2:]}
    assert told == {each.name: json.dumps(each.default) for each in fields(OwnCheck)}


def test_the_example_of_the_settings_is_read(tmp_path: Path) -> None:
    example = page("configuration").split("```toml\n", 1)[1].split("```", 1)[0]
    assert tomllib.loads(example)
    (tmp_path / "bitexte.toml").write_text(example, encoding="utf-8")
    found = load_settings(tmp_path)
    assert (found.jobs, found.checks["N002"], found.own_checks[0].severity) == (2, "error", "error")


# Formats


def _listed(suffixes: Sequence[str]) -> str:
    return " ".join(suffixes)


def test_every_document_format_has_its_line_with_its_suffixes() -> None:
    told = {row[0]: row[1:] for row in rows(section(page("formats"), "Documents")) if len(row) == 3}
    expected = {row.name: [_listed(row.suffixes), row.title] for row in DOCUMENTS}
    assert {name: cells for name, cells in told.items() if name in expected} == expected


def test_every_document_format_says_what_is_translated_and_kept() -> None:
    told = {row[0]: row[1:] for row in rows(section(page("formats"), "Documents")) if len(row) == 4}
    assert list(told)[2:] == [row.name for row in DOCUMENTS]
    assert [name for name, cells in told.items() if not cells[0]] == []


def test_every_file_for_review_has_its_line_with_what_comes_back() -> None:
    told = {row[0]: row[1:] for row in rows(section(page("formats"), "Files for review"))[2:]}
    assert told == {
        row.name: [row.suffix, "as `xliff" if row.name == "xliff2" else _listed(row.reads), row.title]
        for row in BILINGUAL
    }


def test_every_file_of_a_run_has_its_line() -> None:
    told = rows(section(page("formats"), "Files of a whole run"))[2:]
    assert told == [[row.name, row.title] for row in COLLECTIONS]


# Review: every row of the table of states is tried

XLIFF_1 = (
    '<xliff version="1.2" {space}><file original="a" source-language="fr" target-language="en" datatype="plaintext">'
    '<body><trans-unit id="1" {unit}><source>Bonjour.</source>{inner}</trans-unit></body></file></xliff>'
)
XLIFF_2 = (
    '<xliff version="2.1" srcLang="fr" trgLang="en"><file id="f"><unit id="1"><segment state="{}">'
    "<source>Bonjour.</source><target>Hello.</target></segment></unit></file></xliff>"
)
TMX = (
    '<tmx version="1.4"><header srclang="fr"/><body><tu {}><tuv xml:lang="fr"><seg>Bonjour.</seg></tuv>'
    '<tuv xml:lang="en"><seg>Hello.</seg></tuv></tu></body></tmx>'
)
TARGET = "<target>Hello.</target>"


def _file(kind: str, word: str) -> tuple[str, str]:
    """A file of that kind whose one unit has that word: its suffix and its content."""
    match kind:
        case "XLIFF 1.2" if word.startswith("approved"):
            return "xlf", XLIFF_1.format(space="", unit='approved="yes"', inner=TARGET)
        case "XLIFF 1.2":
            return "xlf", XLIFF_1.format(space="", unit="", inner=f'<target state="{word}">Hello.</target>')
        case "XLIFF 2":
            return "xlf", XLIFF_2.format(word)
        case "sdlxliff":
            state = f'<sdl:seg-defs><sdl:seg id="1" conf="{word}"/></sdl:seg-defs>'
            return kind, XLIFF_1.format(space='xmlns:sdl="urn:sdl"', unit="", inner=TARGET + state)
        case "mqxliff":
            return kind, XLIFF_1.format(space='xmlns:mq="MQXliff"', unit=f'mq:status="{word}"', inner=TARGET)
        case "mxliff":
            unit = f'm:confirmed="{word.split()[1]}"'
            return kind, XLIFF_1.format(space='xmlns:m="urn:memsource"', unit=unit, inner=TARGET)
        case "PO":
            flag = "#, fuzzy\n" if word == "fuzzy" else ""
            return "po", f'msgid ""\nmsgstr ""\n\n{flag}msgid "Bonjour."\nmsgstr "Hello."\n'
        case "TMX":
            return "tmx", TMX.format('creationid="MT!"' if "MT!" in word else 'changeid="anna"')
    return "jsonl", json.dumps({"id": "a#1", "source": "Bonjour.", "target": "Hello.", "state": word})


STATES = rows(section(page("review"), "What counts as human work"))[2:]


@pytest.mark.parametrize(("kind", "word", "counts"), STATES, ids=[f"{row[0]} {row[1]}" for row in STATES])
def test_every_state_counts_as_the_page_says(tmp_path: Path, kind: str, word: str, counts: str) -> None:
    suffix, content = _file(kind, word)
    path = tmp_path / f"back.{suffix}"
    path.write_text(content, encoding="utf-8")
    (found,) = load_returned(path)
    approved = found.standing.approval is Approval.APPROVED
    refused = found.standing.approval is Approval.REJECTED
    assert ("refused" if refused else str(found.standing.state) if approved else "draft") == counts
    assert found.standing.approval is not Approval.UNKNOWN


@pytest.mark.parametrize("kind", ["XLIFF 1.2", "XLIFF 2", "sdlxliff", "mqxliff"])
def test_the_page_has_every_word_that_a_reader_knows(kind: str) -> None:
    known = {
        "XLIFF 1.2": {*segments._STATES_1, *segments._DRAFTS_1},
        "XLIFF 2": {*segments._STATES_2, "initial"},
        "sdlxliff": {*segments._TRADOS, *segments._TRADOS_DRAFTS, *segments._TRADOS_REJECTED},
        "mqxliff": {*segments._MEMOQ, *segments._MEMOQ_DRAFTS, "Rejected"},
    }
    told = {row[1] for row in STATES if row[0] == kind} - {'approved="yes"'}
    assert told == known[kind] - {""}


# Console examples are real


def _examples(text: str) -> list[tuple[str, list[str]]]:
    """The commands of a page in their order, each with the lines that it prints."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


@pytest.mark.parametrize("name", ["review", "exit-codes-and-files"])
def test_the_examples_of_a_page_print_what_it_says(tmp_path: Path, name: str) -> None:
    settings, text = (page("review").split(f"```{kind}\n", 1)[1].split("```", 1)[0] for kind in ("toml", "text"))
    (tmp_path / "bitexte.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "lettre.txt").write_text(text, encoding="utf-8")
    _rerun(page(name), tmp_path)


REPORT = (
    "<w:p><w:r><w:t>Le client attend son colis.</w:t></w:r></w:p><w:p><w:r><w:t xml:space='preserve'>Les prix baissent "
    "en </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>janvier</w:t></w:r><w:r><w:t>.</w:t></w:r></w:p>"
)
HOWTO = [path.relative_to(DOCS).with_suffix("").as_posix() for path in sorted((DOCS / "howto").glob("*.md"))]


@pytest.mark.parametrize("name", [name for name in HOWTO if "```console" in page(name)])
def test_the_examples_of_a_how_to_print_what_it_says(tmp_path: Path, name: str) -> None:
    (tmp_path / "rapport.docx").write_bytes(office.word(REPORT))
    for path, text in re.findall(r'```\w+ title="(.*?)"\n(.*?)```', page(name), re.DOTALL):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    _rerun(page(name), tmp_path)


def _rerun(text: str, folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for command, expected in _examples(text):
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        printed = [*done.stderr.splitlines(), *done.stdout.splitlines()]
        if "…" in expected:
            assert [line for line in expected if line not in (*printed, "…")] == [], command
        else:
            assert sorted(printed) == sorted(expected), command


# Python


def test_every_public_name_has_its_line() -> None:
    assert [row[0] for row in rows(section(page("python"), "Names"))[2:]] == bitexte.__all__


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", page("python"), re.DOTALL))
def test_an_example_in_python_does_what_it_asserts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert "assert" in code
    exec(compile(code, "docs/python.md", "exec"), {"__name__": "example"})


# Exit codes and files


def test_every_exit_code_has_its_line() -> None:
    told = [int(row[0]) for row in rows(section(page("exit-codes-and-files"), "Exit codes"))[2:]]
    assert told == [console.CLEAN, console.FINDINGS, console.UNUSABLE, console.INTERRUPTED]
