"""What each dialect of glossary tables is read as, and what each export leaves out and says so."""

from __future__ import annotations

import re

import pytest
from bitexte.errors import GlossaryError
from bitexte.model import Designation, PartOfSpeech, Status, Term
from bitexte.terms import exchange
from exchange_glossary import ALL, KEPT, MARKETPLACE, PLATFORM, PROVENANCE

NAMES = [row.name for row in exchange.EXCHANGE]


def shape(content: bytes, name: str = "a.csv") -> list[tuple[list[str], list[str]]]:
    terms = exchange.parse(content, name).terms
    return [([one.text for one in term.sources], [one.text for one in term.targets]) for term in terms]


CHAT = [(["chat"], ["cat"]), (["été"], ["summer"])]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "source,target\nchat,cat\nété,summer\n".encode()),
        ("a.csv", "\ufeffsource,target\r\nchat,cat\r\nété,summer".encode()),
        ("a.csv", "source;target\nchat;cat\nété;summer\n".encode("cp1252")),
        ("a.csv", "source;target\nchat;cat\nété;summer\n".encode("utf-16")),
        ("a.csv", "source\ttarget\nchat\tcat\nété\tsummer\n".encode("utf-16-le")),
        ("a.csv", "sep=;\nsource;target\nchat;cat\nété;summer\n".encode()),
        ("a.csv", "source,target\rchat,cat\rété,summer\r".encode()),
        ("a.csv", "Français;Anglais\nchat;cat\nété;summer\n".encode()),
        ("a.csv", "en,fr\ncat,chat\nsummer,été\n".encode()),
        ("a.csv", "chat,cat\nété,summer\n".encode()),
        ("a.tsv", "chat\tcat\nété\tsummer\n".encode()),
        ("a.txt", "# OmegaT\nchat\tcat\nété\tsummer\tsaison\n".encode()),
        ("a", "source,target\nchat,cat\nété,summer\n".encode()),
    ],
)
def test_a_table_is_read_whatever_its_separator_and_encoding(name: str, content: bytes) -> None:
    assert shape(content, name) == CHAT


def test_several_sources_with_one_target_are_one_concept() -> None:
    content = "source,target,pos,note\nplateforme,platform,noun,\nvendre,sell,verb,\nplate-forme,platform,noun,tiret\n"
    terms = exchange.parse(content.encode(), "a.csv").terms
    assert [term.id for term in terms] == ["plateforme", "vendre"]
    assert [(one.text, one.note) for one in terms[0].sources] == [("plateforme", ""), ("plate-forme", "tiret")]
    assert terms[1].sources[0].part_of_speech is PartOfSpeech.VERB


def test_different_definitions_are_different_concepts() -> None:
    content = "source,target,definition\nrive,bank,bord de l'eau\nbanque,bank,établissement\n"
    assert shape(content.encode()) == [(["rive"], ["bank"]), (["banque"], ["bank"])]


def test_a_forbidden_target_is_read_as_deprecated() -> None:
    term = exchange.parse(b"source,target,status\nchat,cat,\nchat,kitty,forbidden\n", "a.csv").terms[0]
    assert [(one.text, one.status) for one in term.targets] == [("cat", Status.PREFERRED), ("kitty", Status.DEPRECATED)]


def test_a_quoted_line_break_parts_two_terms() -> None:
    assert shape(b'source,target\n"panier\nchariot",cart\n') == [(["panier", "chariot"], ["cart"])]


def test_tmx_of_version_1_1_in_utf_16_with_inline_codes_is_read() -> None:
    content = (
        '<?xml version="1.0" encoding="UTF-16"?><tmx version="1.1"><header/><body><tu><tuv lang="EN-US">'
        '<seg><bpt i="1">&lt;b></bpt>cat<ept i="1">&lt;/b></ept></seg></tuv><tuv lang="FR"><seg>chat</seg></tuv></tu>'
        "</body></tmx>"
    ).encode("utf-16")
    assert shape(content, "a.tmx") == [(["chat"], ["cat"])]
    assert shape(content, "unnamed") == [(["chat"], ["cat"])]


@pytest.mark.parametrize("name", NAMES)
def test_every_export_is_recognised_by_its_name(name: str) -> None:
    export = exchange.serialize(name, ALL, PROVENANCE)
    found = exchange.parse(export.content, f"g.{export.suffix}").terms
    assert found == exchange.parse(export.content, f"g.{export.suffix}", name).terms


@pytest.mark.parametrize("name", ["amazon", "azure", "deepl", "google", "tmx"])
def test_the_losers_of_one_target_a_source_are_listed(name: str) -> None:
    export = exchange.serialize(name, [MARKETPLACE, PLATFORM], PROVENANCE)
    assert b"online marketplace" not in export.content
    assert any("'place de marché' -> 'online marketplace' left out" in loss for loss in export.losses)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"csv", "multiterm", "tbx", "tbx2", "xlsx"}))
def test_a_forbidden_target_is_listed_and_not_written(name: str) -> None:
    export = exchange.serialize(name, [MARKETPLACE], PROVENANCE)
    assert b"market place" not in export.content
    assert any("forbidden 'market place'" in loss for loss in export.losses)


@pytest.mark.parametrize(("name", "most"), [("amazon", 200), ("deepl", 1024), ("google", 1024)])
def test_a_term_of_too_many_bytes_is_listed_and_not_written(name: str, most: int) -> None:
    long = Term("long", (Designation("é" * (most // 2 + 1)),), (Designation("long"),))
    export = exchange.serialize(name, [long, PLATFORM], PROVENANCE)
    assert "ééé" not in export.content.decode()
    assert any("is left out" in loss and f"{most:,} bytes" in loss for loss in export.losses)


def test_every_field_without_a_place_is_named() -> None:
    losses = "\n".join(exchange.serialize("deepl", [MARKETPLACE, KEPT], PROVENANCE).losses)
    for field in ("id", "part of speech", "domain", "definition", "note", "inflected forms", "matching flags"):
        assert f"no place for the {field}: " in losses


def test_no_cell_of_a_table_is_a_formula_unless_that_is_wanted() -> None:
    safe, raw = (exchange.serialize("csv", ALL, PROVENANCE, raw=raw) for raw in (False, True))
    assert b"\n'=SOMME,'+sum," in safe.content
    assert b"\n=SOMME,+sum," in raw.content
    for export in (safe, raw):
        assert any(loss.startswith("caution") and "(sum)" in loss for loss in export.losses)
        assert "=SOMME" in {term.source for term in exchange.parse(export.content, "a.csv").terms}


@pytest.mark.parametrize("name", [row.name for row in exchange.EXCHANGE if row.table])
def test_notes_and_definitions_are_no_formulas_either(name: str) -> None:
    term = Term("a", (Designation("chat"),), (Designation("cat", note="-1"),), "@d", "+1", "=HYPERLINK(1)")
    cells = re.split(r'[\t,\n]"?', exchange.serialize(name, [term], PROVENANCE).content.decode())
    assert [cell for cell in cells if cell[:1] in tuple("=+-@")] == []


def test_an_id_that_is_no_xml_name_is_rewritten_and_named() -> None:
    export = exchange.serialize("tbx", ALL, PROVENANCE)
    assert export.losses == ("3-vendre: the id is no XML name, it is written 'c_3-vendre'",)


def test_control_characters_are_mended_and_named() -> None:
    export = exchange.serialize("tmx", [Term("a", (Designation("cha\x0bt"),), (Designation("cat"),))], PROVENANCE)
    assert "<seg>cha t</seg>" in export.content.decode()
    assert export.losses[0].startswith("a: mended")


def test_an_unknown_format_is_refused_with_the_list() -> None:
    with pytest.raises(GlossaryError, match="amazon, azure, csv"):
        exchange.serialize("excel", ALL, PROVENANCE)
    with pytest.raises(GlossaryError, match="amazon, azure, csv"):
        exchange.parse(b"", "a.csv", "excel")
