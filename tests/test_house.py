"""The shape of the house: imports point down, rooms and modules form no circle, and each library has its home."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "pipeline" / "bitexte"

# Imports point down: a room may import rooms of lower levels, and itself. Rooms of one level do not know each other.
LEVELS = (
    ("errors", "limits", "model", "version"),
    ("text", "disk", "fingerprint"),
    ("language", "settings"),
    ("formats", "segment", "packages"),
    ("terms", "memory"),
    ("engine", "checks"),
    ("project", "evaluation", "results"),
    ("stages",),
    ("flow",),
    ("review", "scale", "serve"),
    ("cli",),
    ("__init__", "__main__"),
)
# The order inside the two large rooms.
INSIDE = {
    "terms": (("vocabulary",), ("termbase",), ("matching", "exchange"), ("extraction", "__init__")),
    "engine": tuple(
        (name,)
        for name in [
            "decoder",
            "tokenizers",
            "ctranslate",
            "links",
            "clauses",
            "prepare",
            "probe",
            "judge",
            "decode",
            "mend",
            "grammar",
            "remarks",
            "rank",
            "hints",
            "confidence",
            "finish",
            "placement",
            "outline",
            "echo",
            "prompt",
            "answer",
            "stopped",
            "local",
            "__init__",
        ]
    ),
}
# Each library has its home; some formats share one.
HOMES = {
    "ahocorasick_rs": ("terms/matching",),
    "argostranslate": ("packages/argos",),
    "babel": ("language",),
    "charset_normalizer": ("text/encoding",),
    "ctranslate2": ("engine", "packages/convert"),
    "filelock": ("disk",),
    "lemminflect": ("language",),
    "lxml": ("text/xml", "segment", "formats", "terms/exchange"),
    "markdown_it": ("formats",),
    "moz": ("formats",),
    "numpy": ("packages/convert",),
    "openpyxl": ("terms/exchange/xlsx", "formats/for_review/xlsx"),
    "platformdirs": ("disk",),
    "polib": ("formats", "terms/exchange/po"),
    "py3langid": ("language",),
    "pyarrow": ("scale",),
    "pypdf": ("formats",),
    "pysubs2": ("formats",),
    "rapidfuzz": ("memory",),
    "ray": ("scale",),
    "rich": ("cli",),
    "sacrebleu": ("evaluation",),
    "sentencepiece": ("engine", "packages/convert"),
    "simplemma": ("language",),
    "sqlite3": ("memory",),
    "starlette": ("serve", "review/open"),
    "click": ("cli",),
    "typer": ("cli",),
    "uvicorn": ("serve", "review/open"),
    "yaml": ("terms/termbase", "formats", "packages/convert"),
}
AT_HOME_EVERYWHERE = {"regex"}  # it stands in for the standard library's `re`
NO_NAMES = {"base", "common", "core", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

MODULES = sorted(HOUSE.rglob("*.py"))
every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def dotted(path: Path) -> str:
    """The name of a module below bitexte; "" for bitexte itself."""
    return ".".join(part for part in path.relative_to(HOUSE).with_suffix("").parts if part != "__init__")


NAMES = {dotted(path): path for path in MODULES}


def imported(path: Path) -> Iterator[str]:
    """The full names of what a module imports, wherever in it: `from bitexte import flow` is bitexte.flow."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides how far it reaches"
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names]
            own = [name if name.removeprefix("bitexte.") in NAMES else module for name in names]
            yield from own if module.partition(".")[0] == "bitexte" else [module]


def own_modules(path: Path) -> set[str]:
    """The modules of the house that a module imports, itself left out."""
    names = {name.removeprefix("bitexte").removeprefix(".") for name in imported(path) if name.startswith("bitexte")}
    return {name for name in names if name in NAMES} - {dotted(path)}


def room(name: str) -> str:
    return name.partition(".")[0] or "__init__"


def level(name: str, levels: tuple[tuple[str, ...], ...]) -> int:
    found = [number for number, rooms in enumerate(levels) if name in rooms]
    assert len(found) == 1, f"{name} needs one place in the order of {Path(__file__).name}"
    return found[0]


def part(name: str) -> str:
    """The part of its room that a module belongs to."""
    return name.split(".")[1] if "." in name else "__init__"


def around(modules: set[str], importer: str) -> set[str]:
    """The packages that these modules lie in and their importer does not."""
    packages = {each[:end] for each in modules for end in range(len(each)) if each[end] == "."}
    return {each for each in packages if not f"{importer}.".startswith(f"{each}.")}


def points_down(mine: str, other: str) -> bool:
    if room(mine) != room(other):
        return level(room(other), LEVELS) < level(room(mine), LEVELS)
    inside = INSIDE.get(room(mine))
    if inside is None or part(mine) == part(other):
        return True
    return level(part(other), inside) < level(part(mine), inside)


@every_module
def test_imports_point_down_only(path: Path) -> None:
    assert [other for other in sorted(own_modules(path)) if not points_down(dotted(path), other)] == []


def needed(path: Path) -> set[str]:
    """What must be there before a module is: its imports, and the folders that these lie in, but its own."""
    mine, names = dotted(path), own_modules(path)
    folders = {name[:at] for name in names for at, sign in enumerate(name) if sign == "."}
    return names | {name for name in folders if not f"{mine}.".startswith(f"{name}.")}


def test_no_module_imports_itself_by_way_of_others() -> None:
    waiting = {name: needed(path) for name, path in NAMES.items()}
    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]
    assert sorted(waiting) == []


@every_module
def test_libraries_are_imported_in_their_home_only(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imported(path)} - {"bitexte", "__future__"} - AT_HOME_EVERYWHERE
    foreign = sorted(tops - sys.stdlib_module_names | (tops & {"sqlite3"}))
    here = path.relative_to(HOUSE).with_suffix("").as_posix()
    at_home = {name for name in foreign if any(f"{here}/".startswith(f"{home}/") for home in HOMES.get(name, ()))}
    assert [name for name in foreign if name not in at_home] == []


@every_module
def test_a_name_says_what_a_module_is_for(path: Path) -> None:
    assert NO_NAMES.isdisjoint(path.relative_to(HOUSE).with_suffix("").parts)


@every_module
def test_every_module_and_every_public_class_says_what_it_is_for(path: Path) -> None:
    if path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip():
        pytest.fail(f"{path} says nothing about its room")
    assert ast.get_docstring(tree(path)), f"{path} has no docstring"
