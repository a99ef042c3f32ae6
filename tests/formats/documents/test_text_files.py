"""Web pages, Markdown, subtitles, tables and string files of real projects come out with only their texts changed."""

# ruff: noqa: PT017  # samples stay in one piece; a refusal is one of two good outcomes

from __future__ import annotations

import csv
import pickle
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from bitexte.errors import InputError
from bitexte.model import Block, CodeKind
from documents import read, rebuilt, shouted, texts
from lxml import etree
from markdown_it import MarkdownIt

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases" / "documents"
REFUSED = ["drm.epub", "sans-fin.epub", "profondeur.json", "tabulations.yml", "virgule.json", "alias.yml", "nul.csv"]
FOLDERS = [
    "html",
    "md",
    "epub",
    "srt",
    "vtt",
    "ass",
    "csv",
    "json",
    "yaml",
    "properties",
    "android",
    "arb",
    "ini",
    "strings",
    "resx",
    "ftl",
    "txt",
]


def listed(*expectations: str) -> list[str]:
    """The files of these formats; none where the development data are absent."""
    table = CASES / "FILES.tsv"
    if not table.is_file():
        return []
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        row["file"]
        for row in rows
        if row["expect"] in expectations and row["file"].split("/")[0] in FOLDERS and not row["file"].endswith(".eml")
    ]


def of_folder(folder: str) -> list[str]:
    return [file for file in listed("rebuild") if file.startswith(f"{folder}/")]


@pytest.mark.parametrize("file", listed("rebuild", "either"))
def test_a_real_file_comes_out_to_the_letter_when_nothing_is_translated(file: str) -> None:
    content = (CASES / file).read_bytes()
    document = pickle.loads(pickle.dumps(read(content, Path(file).name)))
    assert rebuilt(document) == content


@pytest.mark.parametrize("file", listed("rebuild"))
def test_the_codes_of_every_block_are_in_order_and_paired(file: str) -> None:
    for block in read((CASES / file).read_bytes(), Path(file).name).blocks:
        assert block.text.strip()
        offsets = [code.offset for code in block.codes]
        assert offsets == sorted(offsets)
        assert all(0 <= offset <= len(block.text) for offset in offsets)
        assert all(block.text.startswith(code.equivalent, code.offset) for code in block.codes)
        opened = sorted(code.id for code in block.codes if code.kind is CodeKind.OPEN)
        assert opened == sorted(code.id for code in block.codes if code.kind is CodeKind.CLOSE)
        assert len(block.codes) == len({(code.id, code.kind) for code in block.codes})


def extended(block: Block) -> Block:
    return replace(block, text=f"{block.text} ok")


# Subtitles are divided over their cues anew, so that a second reading may join other cues.
@pytest.mark.parametrize(
    "file", [file for file in listed("rebuild") if file.split("/")[0] not in ("srt", "vtt", "ass")]
)
def test_a_translation_reads_back_as_it_was_written(file: str) -> None:
    document = read((CASES / file).read_bytes(), Path(file).name)
    if any(remark.code == "encoding" for remark in document.warnings):
        pytest.skip("its encoding is a guess, which other letters may turn")
    again = read(rebuilt(document, extended), Path(file).name)
    assert [text.split() for text in texts(again)] == [extended(block).text.split() for block in document.blocks]


def tree(page: bytes, encoding: str) -> list[tuple[object, list[str]]]:
    text = page.decode(encoding, "replace").replace("encoding=", "data-encoding=")
    return [
        (element.tag if isinstance(element.tag, str) else "comment", sorted(map(str, element.attrib)))
        for element in lxml.html.document_fromstring(text).iter()
    ]


@pytest.mark.parametrize("file", of_folder("html"))
def test_a_translated_page_has_the_same_tree(file: str) -> None:
    content = (CASES / file).read_bytes()
    translated = rebuilt(read(content, Path(file).name), shouted)
    assert translated != content
    encoding = "utf-16" if "utf16" in file else "latin-1"
    assert tree(translated, encoding) == tree(content, encoding)


def structure(text: str) -> list[object]:
    """The marks of a Markdown page in order, without its texts and its line ends within paragraphs."""
    marks: list[object] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        marks.append((token.type, token.tag, token.markup))
        # What CommonMark takes for indented code may be the second paragraph of a footnote.
        marks += [token.content.lower()] if token.type in ("fence", "code_block") else []
        for child in token.children or ():
            if child.type not in ("text", "softbreak", "html_inline"):
                kept = child.content if child.type == "code_inline" else ""
                target = {key: value for key, value in child.attrs.items() if key in ("href", "src")}
                marks.append((child.type, child.markup, kept, str(target).lower()))
    return marks


@pytest.mark.parametrize("file", of_folder("md"))
def test_a_translated_markdown_page_has_the_same_marks(file: str) -> None:
    content = (CASES / file).read_bytes()
    translated = rebuilt(read(content, Path(file).name), shouted)
    assert translated != content
    assert structure(translated.decode()) == structure(content.decode())
    assert translated.count(b"\n\n") == content.count(b"\n\n")


@pytest.mark.parametrize("file", [*of_folder("android"), *of_folder("resx"), *of_folder("strings")])
def test_a_translated_xml_file_is_sound(file: str) -> None:
    if not file.endswith(".strings"):
        etree.fromstring(rebuilt(read((CASES / file).read_bytes(), Path(file).name), shouted))


@pytest.mark.parametrize(
    "file",
    [
        f"refused/{name}"
        for name in (
            "drm.epub",
            "sans-fin.epub",
            "profondeur.json",
            "tabulations.yml",
            "virgule.json",
            "alias.yml",
            "nul.csv",
        )
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line_or_comes_out_whole(file: str) -> None:
    if not (CASES / file).is_file():
        pytest.skip("the development data are absent")
    content = (CASES / file).read_bytes()
    try:
        document = read(content, Path(file).name)
    except InputError as error:
        assert len(str(error)) <= 300
        assert "\n" not in str(error)
    else:
        assert file == "refused/alias.yml"
        assert rebuilt(document) == content
