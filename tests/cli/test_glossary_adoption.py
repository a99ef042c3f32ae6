"""`glossary renderings` lists, `check --consistency` tells, `glossary adopt` makes one rendering the rule."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from bitexte.cli import app
from typer.testing import CliRunner

UNITS = (
    ("Votre panier est vide.", "Your cart is empty."),
    ("Le panier contient deux articles.", "The cart contains two items."),
    ("Ajouter au panier", "Add to cart"),
    ("Ajouter un article", "Add an item"),
    ("Voir le panier", "View basket"),
    ("Le panier est plein.", "The basket is full."),
    ("La boutique est fermée.", "The store is closed."),
    ("Notre boutique est ouverte.", "Our store is open."),
)


def tmx(path: Path) -> Path:
    rows = "".join(
        f'<tu><tuv xml:lang="fr"><seg>{source}</seg></tuv><tuv xml:lang="en"><seg>{target}</seg></tuv></tu>'
        for source, target in UNITS
    )
    head = 'creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="fr"'
    path.write_text(f'<tmx version="1.4"><header {head} datatype="plaintext"/><body>{rows}</body></tmx>', "utf-8")
    return path


def call(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def test_renderings_are_listed_with_counts_and_places(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    file = tmx(tmp_path / "a.tmx").relative_to(tmp_path)
    code, listed, said = call("glossary", "renderings", file)
    assert (code, listed) == (0, "panier\tcart 3 (a.tmx#1, a.tmx#2, a.tmx#3); basket 2 (a.tmx#5, a.tmx#6)\n")
    assert "8 segments, 1 phrases" in said
    record = json.loads(call("glossary", "renderings", file, "--json")[1])
    assert (record["phrase"], record["count"]) == ("panier", 5)
    assert record["renderings"][0]["places"][0] == {"segment": "a.tmx#1", "source": [6, 12], "target": [5, 9]}


def test_check_tells_them_where_it_is_asked(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    file = tmx(tmp_path / "a.tmx")
    assert "C003" not in call("check", file)[1]
    assert call("check", file, "--consistency")[1].count("C003") == 2


def test_adopting_a_rendering_drafts_only_what_holds_it(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text('[tool.bitexte]\nengine = "echo"\nsources = ["seeds"]\n', "utf-8")
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("\n".join(source for source, _ in UNITS), "utf-8")
    assert call("run")[0] in (0, 1)
    code, told, _ = call("glossary", "adopt", "panier", "cart", "--pos", "noun")
    assert code in (0, 1)
    assert "panier → cart" in told
    assert [entry["fr"] for entry in yaml.safe_load((tmp_path / "glossary" / "terms.yaml").read_text("utf-8"))["terms"]]
    hits = next(line for line in told.splitlines() if "cache hits" in line)
    assert "3" in hits.split()  # of eight, five hold the term
    assert "cart" in (tmp_path / "output" / "machine.tmx").read_text("utf-8")
    assert call("glossary", "undo")[0] == 0
