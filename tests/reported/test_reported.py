"""What users of comparable programs reported: each case of the shared development data comes out right."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "cases" / "reported"
# Cases that wait for another room; strict, so that whoever mends one takes it off the list.
WAITING: dict[str, str] = {
    "tr-emoji": "model: « Bien joué » comes out as “Good played”",
    "tr-parentheses": "model: an aside in brackets is rendered wrongly",
}


def cases() -> list[Any]:
    file = FOLDER / "cases.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    found = [json.loads(line) for line in lines]
    return [pytest.param(case, id=case["id"], marks=_marks(case["id"])) for case in found]


def _marks(identity: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=WAITING[identity], strict=True)] if identity in WAITING else []


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared development data lies beside the repository, or nowhere")
def test_the_cases_are_there() -> None:
    assert len(cases()) == 72


@pytest.mark.parametrize("case", cases())
def test_a_reported_case_comes_out_right(case: dict[str, Any], tmp_path: Path) -> None:
    assert wrongs(case, tmp_path) == []


def wrongs(case: dict[str, Any], folder: Path) -> list[str]:
    """What is wrong with the outcome of a case, empty where it is right."""
    return _OPERATIONS[case["op"]](case, folder)


def bitexte(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a folder of its own, where no glossary and no settings lie."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "bitexte", *arguments]
    return subprocess.run(
        command, cwd=folder, input=stdin, env=environment, capture_output=True, check=False, encoding="utf-8"
    )


def _path(name: str) -> str:
    return str(FOLDER / name)


def _glossary(case: dict[str, Any]) -> list[str]:
    return ["--glossary", _path(case["glossary"])] if "glossary" in case else []


def _segment(case: dict[str, Any], folder: Path) -> list[str]:
    done = bitexte(folder, "segment", _path(case["input"]), "--json")
    texts = [json.loads(line)["text"] for line in done.stdout.splitlines()]
    return [] if texts == case["expect"]["segments"] else [" | ".join(texts) + done.stderr]


def _check(case: dict[str, Any], folder: Path) -> list[str]:
    done = bitexte(folder, "check", _path(case["input"]), "--json", *_glossary(case))
    if done.returncode == 2:
        return [done.stderr]
    findings = [json.loads(line) for line in done.stdout.splitlines()]
    loud = {each["segment"].rpartition("#")[2] for each in findings if each["severity"] != "note"}
    return [name for name, wanted in case["expect"]["units"].items() if (name in loud) is not wanted]


def _import(case: dict[str, Any], folder: Path) -> list[str]:
    done = bitexte(folder, "glossary", "import", _path(case["input"]), "--output", "g.yaml")
    expected = case["expect"]
    outcomes = [_imported(each, done, folder / "g.yaml") for each in expected.get("either", [expected])]
    return min(outcomes, key=len)


def _imported(expected: dict[str, Any], done: subprocess.CompletedProcess[str], file: Path) -> list[str]:
    told = done.stdout + done.stderr
    wrong = [f"not told: {each}" for each in expected.get("told", []) if not re.search(each, told)]
    if expected.get("refused"):
        return wrong if done.returncode == 2 else [*wrong, "not refused"]
    if done.returncode != 0:
        return [*wrong, told]
    entries = _entries(file)
    pairs = {(source, target) for source, targets, _ in entries for target in targets}
    wanted = {tuple(pair) for pair in expected.get("pairs", [])}
    wrong += [f"lacks {pair}" for pair in sorted(wanted - pairs)]
    kept = {source for source, targets, _ in entries if targets == [source]}
    wrong += [f"not kept: {name}" for name in expected.get("kept", []) if name not in kept]
    if expected.get("exact"):
        extra = {pair for pair in pairs - wanted if pair[0] not in expected.get("kept", [])}
        wrong += [f"has {pair}" for pair in sorted(extra)]
    texts = {text for source, targets, _ in entries for text in (source, *targets)}
    wrong += [f"is a term: {each!r}" for each in expected.get("not_terms", []) if each in texts]
    notes = {source: note for source, _, note in entries}
    return wrong + [f"note of {name}" for name, note in expected.get("notes", {}).items() if note not in notes[name]]


def _entries(file: Path) -> list[tuple[str, list[str], str]]:
    """The French term, the English ones and the note of each entry of a termbase."""
    found = []
    for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["terms"]:
        sources, targets = (_texts(entry.get(side)) for side in ("fr", "en"))
        found.append((sources[0], targets or sources[:1], str(entry)))
    return found


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [item["term"] if isinstance(item, dict) else str(item) for item in items]


def _match(case: dict[str, Any], folder: Path) -> list[str]:
    taken = bitexte(folder, "glossary", "import", _path(case["glossary"]), "--output", "g.yaml")
    done = bitexte(folder, "glossary", "match", _path(case["input"]), "--glossary", "g.yaml", "--json")
    surfaces = re.findall(r'"surface": "((?:[^"\\]|\\.)*)"', done.stdout)
    return [] if Counter(surfaces) == Counter(case["expect"]["surfaces"]) else [*surfaces, taken.stderr, done.stderr]


def _export(case: dict[str, Any], folder: Path) -> list[str]:
    name = f"out.{case['suffix']}"
    done = bitexte(folder, "glossary", "export", _path(case["input"]), "--format", case["format"], "--output", name)
    text = (folder / name).read_text(encoding="utf-8") if (folder / name).is_file() else ""
    wrong = [f"lacks {each}" for each in case["expect"]["has"] if not re.search(each, text, re.DOTALL)]
    return wrong + [each for each in case["expect"].get("told", []) if not re.search(each, done.stdout + done.stderr)]


def _translate(case: dict[str, Any], folder: Path) -> list[str]:
    source = Path(_path(case["input"])).read_text(encoding="utf-8")
    target = bitexte(folder, "translate", *_glossary(case), stdin=source).stdout
    expected = case["expect"]
    wrong = [
        f"lacks {each}" for each in expected.get("has", []) if not re.search(each, target, re.IGNORECASE | re.MULTILINE)
    ]
    wrong += [f"has {each}" for each in expected.get("lacks", []) if re.search(each, target, re.IGNORECASE)]
    wrong += [f"lacks {each}" for each in expected.get("holds", []) if each not in target]
    words = re.findall(r"\w+", target.lower())
    if len(words) > expected.get("most_words", len(words)):
        wrong.append(f"{len(words)} words")
    if max(Counter(words).values(), default=0) > expected.get("no_word_over", len(words)):
        wrong.append("a word too often")
    if expected.get("upper") and target.upper() != target:
        wrong.append("not in capitals")
    if expected.get("same") and target.strip() != source.strip():
        wrong.append("changed")
    return [*wrong, target] if wrong else []


_OPERATIONS = {
    "segment": _segment,
    "check": _check,
    "import": _import,
    "match": _match,
    "export": _export,
    "translate": _translate,
}
