"""index.html: the figures of a run on one page that runs nothing and loads nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from bitext_samples import PROVENANCE, bitext
from bitexte.disk.outputs import Outputs
from bitexte.model import Bitext, Finding, Severity, State
from bitexte.review.overview import overview, page, row


def made(tmp_path: Path, *bitexts: Bitext) -> str:
    with overview(Outputs(tmp_path), PROVENANCE) as collected:
        for each in bitexts:
            collected.add(each)
    return (tmp_path / "index.html").read_text(encoding="utf-8")


def reviewed(given: Bitext, *indexes: int) -> Bitext:
    units = [replace(unit, state=State.REVIEWED) if i in indexes else unit for i, unit in enumerate(given.units)]
    return replace(given, units=tuple(units))


def test_a_document_has_its_words_its_share_of_human_work_and_its_mean_confidence() -> None:
    given = reviewed(bitext(("un deux trois", "one two three"), ("quatre", "four")), 0)
    likely = zip(given.units, (0.5, 0.9), strict=True)
    units = [replace(u, translation=replace(u.translation, confidence=value)) for u, value in likely]
    found = row(replace(given, units=tuple(units)))
    assert (found.figures.words, found.reviewed_words, found.reviewed_segments, found.judged) == (4, 3, 1, 2)
    text = page([found], {}, PROVENANCE).decode()
    assert "<dd>75 %</dd>" in text
    assert "<dd>70 %</dd>" in text


def test_findings_are_counted_by_severity_and_by_code(tmp_path: Path) -> None:
    errors = tuple(Finding("U001", Severity.ERROR, "a#1.1", "left in French") for _ in range(3))
    note = Finding("Y004", Severity.NOTE, "a#1.1", "no-break space")
    text = made(tmp_path, bitext(("un", "one"), findings=(*errors, note)))
    bars = re.findall(
        r'<th scope="row">(error|warning|note|[A-Z]\d{3}[^<]*)</th>.*?class="bar" width="([\d.]+)".*?</td><td>(\d+)<',
        text,
    )
    assert [(label.split()[0], float(width), int(count)) for label, width, count in bars] == [
        ("error", 360.0, 3),
        ("warning", 0.0, 0),
        ("note", 120.0, 1),
        ("U001", 360.0, 3),
        ("Y004", 120.0, 1),
    ]


def test_the_page_links_to_the_files_that_are_there_by_relative_addresses(tmp_path: Path) -> None:
    for name in ("en/sub/a b#1.en.txt", "review/sub/a b#1.txt.review.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    text = made(tmp_path, bitext(("un", "one"), name="sub/a b#1.txt"))
    assert re.findall(r'href="([^"]*)"', text) == [
        "en/sub/a%20b%231.en.txt",
        "review/sub/a%20b%231.txt.review.html",
    ]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_no_name_of_a_document_becomes_markup_and_nothing_runs_or_loads(tmp_path: Path) -> None:
    text = made(tmp_path, bitext(("un", "one"), name='<img src=x onerror="alert(1)">\u202e.txt'))
    seen = _Tags()
    seen.feed(text)
    assert not seen.tags & {"script", "img", "link", "iframe", "object"}
    assert not {name for name in seen.attributes if name.startswith("on")} | (seen.attributes & {"src", "style"})
    assert "\u202e" not in text
    assert "default-src 'none'; style-src 'sha256-" in text


def test_an_interrupted_run_writes_no_page(tmp_path: Path) -> None:
    try:
        with overview(Outputs(tmp_path), PROVENANCE):
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert not (tmp_path / "index.html").exists()
