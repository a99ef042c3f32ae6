"""The shape of the house: who may import whom, where each library lives, and how long things may be."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Imports point down: a room may import rooms of lower levels, and itself.
LEVELS = (
    ("errors", "model"),
    ("defects", "language", "lock", "markup", "renderings", "scripts", "typography"),
    ("literals",),
    ("checks", "clauses", "config", "engines", "inflect", "memory", "packages", "readers", "segment", "summary",
     "termbase", "writers"),
    ("align", "exchange", "files", "glossary", "repair", "sentence", "terminology", "translate"),
    ("evaluation", "extract", "flow", "termlists"),
    ("cli",),
    ("__main__",),
)  # fmt: skip
# Rooms of one level do not know one another, but for these.
NEIGHBOURS = {
    ("repair", "align"),
    ("terminology", "align"),
    ("terminology", "repair"),
    ("terminology", "sentence"),
}
# What a room needs from below; a new line here is a decision about the house.
WHOLLY_OPEN = {"errors", "model"}
ASSEMBLERS = {"cli", "__main__"}
NEEDS = {
    "align": {"engines"},
    "checks": {"literals", "renderings"},
    "evaluation": {"renderings"},
    "exchange": {"language", "markup", "termbase"},
    "extract": {"glossary", "inflect", "termbase"},
    "files": {"config", "language", "readers"},
    "flow": {"checks", "engines", "files", "glossary", "memory", "segment", "summary", "translate", "writers"},
    "glossary": {"inflect", "termbase"},
    "literals": {"scripts"},
    "memory": {"lock"},
    "packages": {"lock"},
    "readers": {"language", "markup"},
    "repair": {"engines", "literals", "renderings"},
    "segment": {"markup"},
    "sentence": {"typography"},
    "termlists": {"glossary"},
    "terminology": {"clauses", "defects", "engines", "language", "literals", "renderings", "scripts", "typography"},
    "translate": {"engines", "memory"},
}
# Each library has its home; some formats share one.
HOMES = {
    "ahocorasick_rs": ("glossary",),
    "argostranslate": ("packages",),
    "charset_normalizer": ("readers",),
    "ctranslate2": ("engines",),
    "lemminflect": ("inflect",),
    "lxml": ("exchange", "markup", "readers", "segment"),
    "openpyxl": ("exchange",),
    "polib": ("exchange", "readers", "writers"),
    "py3langid": ("language",),
    "rich": ("cli",),
    "sacrebleu": ("cli", "evaluation"),
    "sentencepiece": ("engines",),
    "simplemma": ("inflect",),
    "sqlite3": ("memory",),
    "typer": ("cli",),
    "yaml": ("termbase",),
}
AT_HOME_EVERYWHERE = {"regex"}  # it stands in for the standard library's `re`
NO_NAMES = {"base", "common", "core", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
FILE_LINES = 260
FUNCTION_LINES = 40

MODULES = sorted((ROOT / "pipeline" / "bitexte").rglob("*.py"))
every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(path: Path) -> str:
    first = path.relative_to(ROOT / "pipeline" / "bitexte").parts[0]
    return first.removesuffix(".py")


def level(name: str) -> int:
    levels = [number for number, rooms in enumerate(LEVELS) if name in rooms]
    assert len(levels) == 1, f"pipeline/{name} needs one place in LEVELS of {Path(__file__).name}"
    return levels[0]


def imports(path: Path) -> Iterator[str]:
    """The full names of what a module imports, wherever in it: `from bitexte import files` is bitexte.files."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides how far it reaches"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" if module == "bitexte" else module for alias in node.names)


def rooms_used(path: Path) -> set[str]:
    """The other rooms of the house that a module imports; the version of the package is free for all."""
    names = {name.split(".")[1] for name in imports(path) if name.startswith("bitexte.")}
    return names - {room(path), "__version__"}


def may_import(mine: str, other: str) -> bool:
    if level(mine) == level(other):
        return (mine, other) in NEIGHBOURS
    open_to_it = mine in ASSEMBLERS or other in WHOLLY_OPEN or other in NEEDS.get(mine, ())
    return level(other) < level(mine) and open_to_it


@every_module
def test_imports_point_down_only(path: Path) -> None:
    if path == ROOT / "pipeline" / "bitexte" / "__init__.py":
        assert not list(imports(path))
        return
    assert [other for other in sorted(rooms_used(path)) if not may_import(room(path), other)] == []


@every_module
def test_each_library_is_used_in_its_home_only(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imports(path)} - {"bitexte", "__future__"} - AT_HOME_EVERYWHERE
    foreign = {name for name in tops if name not in sys.stdlib_module_names or name in HOMES}
    assert [name for name in sorted(foreign) if room(path) not in HOMES.get(name, ())] == []


@every_module
def test_a_module_opens_with_a_sentence(path: Path) -> None:
    opening = ast.get_docstring(tree(path))
    assert opening
    assert opening.split("\n\n")[0].rstrip()[-1] in ".:!?"


@every_module
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


@every_module
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    functions = (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES} == {}


@every_module
def test_a_room_is_named_by_a_word_of_the_field(path: Path) -> None:
    parts = {part.strip("_") for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & NO_NAMES == set()


@every_module
def test_nobody_catches_just_anything(path: Path) -> None:
    handlers = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler))
    caught = [handler for handler in handlers if handler.type is None or ast.unparse(handler.type) == "Exception"]
    assert [handler.lineno for handler in caught] == []


def test_every_room_in_the_table_is_there() -> None:
    there = {room(path) for path in MODULES}
    assert {name for rooms in LEVELS for name in rooms} - there == set()
    assert {name for pair in NEIGHBOURS for name in pair} | set(NEEDS) <= there


def test_the_rules_would_be_broken_by_a_wrong_import() -> None:
    assert not may_import("readers", "writers")
    assert not may_import("segment", "files")
    assert not may_import("exchange", "glossary")
    assert not may_import("files", "memory")
    assert may_import("terminology", "align")
    assert may_import("glossary", "inflect")


def test_the_median_function_is_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 10
