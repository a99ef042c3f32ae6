"""Markdown: whatever the texts hold, a reader sees them side by side, as they are."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from bitext_samples import PROVENANCE, arbitrary, bitext, full
from bitexte import formats
from bitexte.formats.for_review.markdown import _highlighted, escaped
from bitexte.model import Bitext, Provenance
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
TRAPS = ("a|b", "`x`", "# T", "- x", "1. x", "<script>alert(1)</script>", "&amp;", "\\|", "*a* _b_", "[a](b)", "~~s~~")


class Cells(HTMLParser):
    """The text of each table cell of a page, and the tags seen."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "br":
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def written(made: Bitext) -> str:
    return formats.serialize(replace(made, provenance=PROVENANCE), "markdown").decode("utf-8")


def rendered(text: str) -> Cells:
    cells = Cells()
    cells.feed(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))
    return cells


def visible(text: str) -> str:
    """What a browser leaves of a text: no difference between kinds and numbers of blanks."""
    shown = re.sub("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "\ufffd", BREAKS.sub(" ", text))
    return " ".join(shown.split())


@given(arbitrary())
@example(bitext(*((trap, trap[::-1]) for trap in TRAPS)))
@example(bitext(("\\", "|"), ("a\\|b\\", "\\\\|"), ("**", "__"), ("http://a.b/c_d_e", "www.a.b/c_d_")))
def test_any_text_shows_as_it_is_in_its_cell(made: Bitext) -> None:
    rows = rendered(written(made)).rows[1:]
    assert [[visible(cell) for cell in row[1:3]] for row in rows] == [
        [visible(unit.segment.text), visible(unit.translation.text)] for unit in made.units
    ]


@given(arbitrary())
def test_no_text_becomes_markup(made: Bitext) -> None:
    assert rendered(written(made)).tags <= {"h1", "h2", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "br"}


@given(st.text("ab |*_é.(", max_size=12), st.lists(st.tuples(st.integers(-2, 14), st.integers(-2, 14))))
def test_highlights_never_change_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    (row,) = rendered(f"| a |\n|---|\n| x{_highlighted(text, spans)}x |\n").rows[1:]
    assert visible(row[0]) == visible(f"x{text}x")


def test_terms_are_bold_on_both_sides() -> None:
    assert "| 0.1 | La **porte** | The **gate** | heading<br>memory-exact<br>term: porte → gate (substituted) |" in (
        written(full())
    )
    assert _highlighted("l'eau-de-vie", [(2, 5), (5, 12)]) == "l'**eau-de-vie**"
    assert _highlighted("(eau)", [(0, 5)]) == "<b>(eau)</b>"


def test_findings_stand_at_the_top_and_beside_their_segment() -> None:
    text = written(full())
    assert "- 1.1 **error**: “gate” is missing (T001)\n" in text
    assert text.count("“gate” is missing") == 2
    assert "to review" in text
    assert "## Findings" not in written(bitext(("a", "b")))


def test_the_header_says_how_the_document_was_made() -> None:
    text = written(full())
    assert text.startswith("# Document a/b\n\n- Made by: Bitexte 1.2.3\n- Engine: argos 1.9 beam 4\n")
    assert "- Package: translate-fr\\_en-1\\_9 sha256:abc\n" in text
    bare = formats.serialize(replace(full(), provenance=Provenance("1")), "markdown")
    assert b"Package" not in bare


def test_pandoc_shows_the_same_texts() -> None:
    if not (pandoc := shutil.which("pandoc")):
        pytest.skip("pandoc is not installed")
    made = bitext(*((trap, trap[::-1]) for trap in (*TRAPS, "$a$ @b ^c^ ~d~ #e", "{.x}", "http://a.b/c_d_e", ":a:")))
    for reader in ("gfm", "markdown-smart"):
        command = [pandoc, "-f", reader, "-t", "html"]
        page = subprocess.run(command, input=written(made), capture_output=True, text=True, check=True, timeout=60)
        cells = Cells()
        cells.feed(page.stdout)
        assert [[visible(cell) for cell in row[1:3]] for row in cells.rows[1:]] == [
            [visible(unit.segment.text), visible(unit.translation.text)] for unit in made.units
        ]


def test_ordinary_french_needs_no_escapes() -> None:
    plain = "L’œuvre d'art (n° 5) coûte 1 000,50 € – « cher » ! Voir p. ex. l'art. 12 ; 83 % : oui ?"
    assert escaped(plain) == plain
