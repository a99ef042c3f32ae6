"""What keys kept translations: it changes with our code and with the libraries, and leaves out nothing that counts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from bitexte import fingerprint

HOUSE = Path(fingerprint.__file__).parent
# What the engine imports that cannot change a translation: what is refused, what is asked for, where files lie. Which
# packages there are cannot either: the checksum of each one that is used stands in the signature.
FOUND = tuple(f"packages/{name}" for name in ("__init__", "find", "store", "archive", "checksums"))
NO_MATTER = ("errors", "settings", "fingerprint", "disk", *FOUND)


def imported(path: Path) -> set[Path]:
    """The modules of the house that a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    places = [HOUSE.parent.joinpath(*name.split(".")) for name in names if name.startswith("bitexte.")]
    return {file for place in places for file in (place.with_suffix(".py"), place / "__init__.py") if file.exists()}


def closure(starts: set[Path]) -> set[Path]:
    found: set[Path] = set()
    while starts:
        found |= starts
        starts = {other for path in starts for other in imported(path)} - found
    return found


def test_all_that_the_engine_imports_is_in_the_fingerprint() -> None:
    inside = [HOUSE / path for path in fingerprint.TRANSLATION]
    outside = [HOUSE / name for name in NO_MATTER] + [HOUSE / f"{name}.py" for name in NO_MATTER]
    reached = closure(set((HOUSE / "engine").glob("*.py")))
    strange = [path for path in reached if not any(path.is_relative_to(known) for known in (*inside, *outside))]
    assert sorted(path.relative_to(HOUSE).as_posix() for path in strange) == []
    assert all(path.exists() for path in inside)


def test_a_changed_file_changes_the_digest(tmp_path: Path) -> None:
    digests = set()
    for name, content in (("one", "a = 1"), ("two", "a = 2")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.py").write_text(content, encoding="utf-8")
        digests.add(fingerprint.code_digest("model.py", house=tmp_path / name))
    assert len(digests) == 2


def test_another_version_of_a_library_changes_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.fingerprint()
    (tmp_path / "ctranslate2-999.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    fingerprint.code_digest.cache_clear()
    after = fingerprint.fingerprint()
    fingerprint.code_digest.cache_clear()
    assert before != after
    assert all(fingerprint._versions().values())
