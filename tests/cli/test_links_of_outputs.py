"""A file that a person names for what comes out may be a link of theirs: it stays one."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte import cli
from typer.testing import CliRunner

TEXT = "Le panier moyen augmente. Le panier moyen baisse. Le panier moyen stagne.\n"


@pytest.mark.parametrize(
    "command",
    [
        ["glossary", "export", "shop.yaml", "--format", "csv", "--output", "out.csv"],
        ["glossary", "extract", "a.txt", "--output", "out.csv"],
    ],
)
def test_what_is_written_into_a_link_goes_to_the_file_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text("terms:\n- {fr: panier, en: cart}\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "far").mkdir()
    behind, link = tmp_path / "far" / "real.csv", tmp_path / "out.csv"
    behind.write_text("old", encoding="utf-8")
    link.symlink_to(behind)
    result = CliRunner().invoke(cli.app, command)
    assert result.exit_code == 0, result.output
    assert link.is_symlink()
    assert "panier" in behind.read_text(encoding="utf-8-sig")
