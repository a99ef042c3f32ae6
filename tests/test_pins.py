"""What a fresh clone installs: one set of pins for uv and for plain pip."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
REMEDY = "run .ci/pin"


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def required() -> list[Requirement]:
    """The lines of requirements.txt, without their hashes."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return [Requirement(line.rstrip("\\ ")) for line in text.splitlines() if "==" in line]


@pytest.fixture(scope="module")
def constraints(project: dict[str, Any]) -> list[Requirement]:
    return [Requirement(line) for line in project["tool"]["uv"]["constraint-dependencies"]]


def _versions(requirements: list[Requirement]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for requirement in requirements:
        found.setdefault(requirement.name, set()).add(str(requirement.specifier))
    return found


def test_pip_and_uv_install_the_same_versions(required: list[Requirement], constraints: list[Requirement]) -> None:
    ours, uvs = _versions(required), _versions(constraints)
    assert ours == {name: uvs.get(name) for name in ours}, REMEDY


def test_every_dependency_is_pinned_within_its_bounds(
    project: dict[str, Any], required: list[Requirement], constraints: list[Requirement]
) -> None:
    asked = {
        "run time": project["project"]["dependencies"],
        "tools": project["dependency-groups"]["dev"] + project["dependency-groups"]["docs"],
    }
    pins = {"run time": required, "tools": constraints}
    for kind, lines in asked.items():
        for wanted in map(Requirement, filter(lambda line: isinstance(line, str), lines)):
            versions = [next(iter(pin.specifier)).version for pin in pins[kind] if pin.name == wanted.name]
            assert versions, f"{wanted.name} is not pinned: {REMEDY}"
            assert all(wanted.specifier.contains(version) for version in versions), f"{wanted}: {REMEDY}"


def test_development_tools_are_not_installed_to_run(project: dict[str, Any], required: list[Requirement]) -> None:
    assert project["tool"]["uv"]["default-groups"] == []
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & {requirement.name for requirement in required}


def test_every_pin_of_pip_has_hashes_and_no_file_names_a_registry() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    blocks = text.replace("\\\n", " ").splitlines()
    assert all("--hash=sha256:" in line for line in blocks if "==" in line)
    for name in ("requirements.txt", "pyproject.toml"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_ci_runs_the_commands_of_the_readme_to_the_letter() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    commands = [line for line in readme if line.startswith("pip install uv && uv run ")]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert len(commands) == 2
    assert all(f"({command})" in ci for command in commands)
    plain = "pip install --no-deps -r requirements.txt && pip install --no-deps ."
    assert any(plain in line for line in readme)
    assert plain.replace("install", "install -q") in "\n".join(ci)
