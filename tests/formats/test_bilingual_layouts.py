"""Copies of documents with both languages, in the documents' own layout."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from bitexte import formats
from bitexte.errors import ConfigError, InputError
from bitexte.formats import DOCUMENTS, Layout, zipped
from bitexte.formats.subtitles import Skeleton as Cues
from bitexte.model import Bitext, Document
from bitexte.text import xml
from bitexte.text.encoding import exact
from documents import read, shouted

LAYOUTS = {row.name: row for row in DOCUMENTS if row.layouts}


def both(document: Document, layout: Layout) -> bytes:
    module: Any = import_module(LAYOUTS[document.format].module)
    return bytes(module.rebuild_bilingual(document, [shouted(block) for block in document.blocks], layout))


def copy(content: str, name: str, layout: Layout = Layout.INTERLEAVED) -> str:
    return both(read(content, name), layout).decode()


def test_a_line_of_text_has_its_translation_below_it_or_beside_it() -> None:
    assert copy("Un deux\n\n  Trois\n", "a.txt") == "Un deux\nUN DEUX\n\n  Trois\n  TROIS\n"
    beside = copy("Un deux\r\nTrois\r\n", "a.txt", Layout.COLUMNS)
    assert [line.split("   ") for line in beside.split("\r\n") if line] == [
        ["Un deux", *[""] * 13, "  UN DEUX"],
        ["Trois", *[""] * 14, " TROIS"],
    ]


def test_a_wrapped_paragraph_is_followed_by_one_of_its_kind() -> None:
    text = "> Il fait beau.\n> Il pleut.\n"
    document = read(text, "a.txt", formats.Options(wrapped="yes"))
    assert both(document, Layout.INTERLEAVED).decode().startswith("> Il fait beau.\n>\n> IL FAIT BEAU.\n")


def test_a_paragraph_of_markdown_is_followed_by_one_and_all_else_by_a_line_break() -> None:
    source = "# Titre\n\nUn **mot**.\n\n> Cité.\n\n- Point\n\n| A | Tête |\n|---|---|\n| b | corps |\n"
    made = copy(source, "a.md")
    assert "# Titre<br/>TITRE\n\nUn **mot**.\n\nUN **MOT**.\n\n> Cité.\n>\n> CITÉ.\n\n- Point<br/>POINT\n" in made
    assert "| corps<br/>CORPS |" in made


def test_a_text_of_a_page_has_both_languages_in_its_element() -> None:
    page = '<html lang="fr"><title>Un</title><p title="Bulle">Deux <b id="x">trois</b></p>'
    assert copy(page, "a.html") == (
        '<html lang="fr"><title>Un / UN</title><p title="Bulle">Deux <b id="x">trois</b>'
        '<br/><span lang="en">DEUX <b>TROIS</b></span></p>'
    )
    beside = copy(page, "a.html", Layout.COLUMNS)
    assert beside.count("width:47%") == 2
    assert beside.index(">Deux <") < beside.index(">DEUX <")


def test_a_layout_that_a_format_has_not_is_told_with_those_it_has() -> None:
    for name, content, hint in (
        ("a.srt", "1\n00:00:01,0 --> 00:00:02,0\nUn\n", "interleaved"),
        ("a.json", "{}", "page"),
    ):
        with pytest.raises(ConfigError, match="no layout columns") as caught:
            formats.rebuild(Bitext(read(content, name), ()), Layout.COLUMNS)
        assert hint in caught.value.hint


def cases(shared: Path) -> list[Path]:
    folder = shared / "cases/documents"
    suffixes = {suffix for row in LAYOUTS.values() for suffix in row.suffixes}
    files = [path for path in sorted(folder.glob("*/*.*")) if path.suffix in suffixes and path.parent.name != "refused"]
    assert len(files) > 40
    return files


def test_real_documents_have_both_languages_and_lose_nothing(shared: Path) -> None:
    for path in cases(shared):
        document = formats.load_document(path)
        for layout in LAYOUTS[document.format].layouts:
            made = both(document, layout)
            if isinstance(
                document.skeleton, Cues
            ):  # sentences are read over cues: their parts are what can be compared
                cues, text = document.skeleton, exact(made, path.name)[0]
                assert all(cues.text[one.start : one.end] in text for parts in cues.parts for one in parts), path
                continue
            if document.format == "txt":  # what is a paragraph is told by the lengths of lines
                continue
            again = formats.parse(made, path.name)
            texts = "\n".join(block.text for block in again.blocks)
            lost = [block.text for block in document.blocks if block.text not in texts]
            assert len(lost) * 8 <= len(document.blocks), (path, layout, lost)
            if made[:2] == b"PK":
                before, after = (zipped.open_archive(one, path.name) for one in (path.read_bytes(), made))
                assert before.names == after.names
                for member in after.names:
                    if after.read(member) != before.read(member):
                        xml.tree(after.read(member), f"{path}: {member}", InputError)


def test_unchanged_texts_stand_once(shared: Path) -> None:
    for path in cases(shared):
        document = formats.load_document(path)
        module: Any = import_module(LAYOUTS[document.format].module)
        for layout in LAYOUTS[document.format].layouts:
            assert module.rebuild_bilingual(document, document.blocks, layout) == path.read_bytes(), (path, layout)
