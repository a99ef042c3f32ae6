"""docs/glossary-files.md says what the program does."""

from __future__ import annotations

from bitexte.cli.glossary import app
from glossary_docs import FILE, written
from typer.testing import CliRunner


def test_the_page_holds_the_tables_of_the_program() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert written(text) == text, "run: python tests/support/glossary_docs.py"


def test_the_columns_command_lists_what_the_page_lists() -> None:
    lines = CliRunner().invoke(app, ["columns"]).stdout.splitlines()
    page = FILE.read_text(encoding="utf-8")
    assert len(lines) > 50
    assert [name for name in (line.split("\t")[0] for line in lines) if name not in page] == []
