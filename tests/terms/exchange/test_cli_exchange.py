"""`bitexte glossary export` and `import` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from bitexte.cli import glossary_files as exchange
from bitexte.errors import GlossaryError
from bitexte.terms import termbase
from bitexte.terms.exchange import EXCHANGE
from exchange_glossary import ALL, MARKETPLACE
from typer.testing import CliRunner, Result

app = typer.Typer()
app.command("export")(exchange.export)
app.command("import")(exchange.import_)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def glossary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "shop.yaml"
    path.write_bytes(termbase.dump(ALL))
    return path


def test_export_prints_the_path_and_tells_the_losses(glossary: Path) -> None:
    done = run("export", glossary, "--format", "deepl")
    assert (done.exit_code, done.stdout) == (0, "output/glossary/shop.deepl.tsv\n")
    assert "'online marketplace' left out" in done.stderr
    assert "plateforme\tplatform\n" in Path("output/glossary/shop.deepl.tsv").read_text(encoding="utf-8")


def test_what_is_exported_is_imported_as_the_same_termbase(glossary: Path, tmp_path: Path) -> None:
    run("export", glossary, "--format", "csv", "--output", "out.csv")
    done = run("import", "out.csv", "--output", "back.yaml")
    assert (done.exit_code, done.stdout) == (0, "back.yaml\n")
    assert (tmp_path / "back.yaml").read_bytes() == glossary.read_bytes()


def test_import_gives_the_domain_to_terms_without_one(glossary: Path) -> None:
    Path("a.csv").write_text("source,target,domain\nchat,cat,\nchien,dog,chiens\n", encoding="utf-8")
    assert run("import", "a.csv", "--output", "a.yaml", "--domain", "animaux").exit_code == 0
    assert [term.domain for term in termbase.parse(Path("a.yaml").read_bytes(), "a")] == ["animaux", "chiens"]


def test_import_writes_over_no_termbase_unless_forced(glossary: Path) -> None:
    Path("a.csv").write_text("source,target\nchat,cat\n", encoding="utf-8")
    before = glossary.read_bytes()
    done = run("import", "a.csv", "--output", glossary)
    assert isinstance(done.exception, GlossaryError)
    assert "the file exists" in str(done.exception)
    assert glossary.read_bytes() == before
    assert run("import", "a.csv", "--output", glossary, "--force").exit_code == 0
    assert MARKETPLACE.source not in glossary.read_text(encoding="utf-8")


def test_an_unknown_format_names_the_known_ones(glossary: Path) -> None:
    done = run("export", glossary, "--format", "excel")
    assert isinstance(done.exception, GlossaryError)
    assert "xlsx" in str(done.exception)


def test_the_help_names_every_format() -> None:
    assert exchange._FORMATS.split(", ") == [row.name for row in EXCHANGE]
