"""index.html: a whole run on one page, for who leads the project."""

from __future__ import annotations

import base64
import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from bitexte import checks, formats, results
from bitexte.disk import names
from bitexte.disk.outputs import Outputs
from bitexte.model import Bitext, Provenance, Severity, State
from bitexte.review import postedit
from bitexte.review.postedit import PostEdit
from bitexte.stages.figures import Summary, summary

NAME = "index.html"
_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_MOST = 25  # codes of findings that are shown
_WIDTH, _BAR = 360, 16  # of a plot, in pixels


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a document, or of all: words and segments, how many of them people stand for, and findings.

    `confidence` is the sum over the `judged` segments whose confidence is known.
    """

    name: str
    figures: Summary
    reviewed_segments: int = 0
    reviewed_words: int = 0
    confidence: float = 0.0
    judged: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    english: str = ""

    def __add__(self, other: Row) -> Row:
        return Row(
            self.name,
            self.figures + other.figures,
            self.reviewed_segments + other.reviewed_segments,
            self.reviewed_words + other.reviewed_words,
            self.confidence + other.confidence,
            self.judged + other.judged,
            self.codes + other.codes,
        )


def row(bitext: Bitext) -> Row:
    """The figures of a document."""
    document = bitext.document
    human = [unit for unit in bitext.units if unit.state is not State.INITIAL]
    known = [unit.translation.confidence for unit in bitext.units if unit.translation.confidence is not None]
    return Row(
        document.name,
        summary(bitext, 0, 0),
        len(human),
        sum(len(unit.segment.text.split()) for unit in human),
        sum(known),
        len(known),
        Counter(finding.code for finding in bitext.findings),
        results.english_path(document),
    )


class _Overview:
    def __init__(self) -> None:
        self.rows: list[Row] = []

    def add(self, bitext: Bitext) -> None:
        self.rows.append(row(bitext))


@contextmanager
def overview(outputs: Outputs, provenance: Provenance, record: Iterable[PostEdit] = ()) -> Iterator[_Overview]:
    """The collection: the page is written when the run is done, and links to the files that are there.

    `record` is what reviewers did to earlier drafts.
    """
    collected = _Overview()
    yield collected
    links = {each.name: _links(each, outputs) for each in collected.rows}
    outputs.write(NAME, page(collected.rows, links, provenance, record))


def page(
    rows: Sequence[Row],
    links: dict[str, list[tuple[str, str]]],
    provenance: Provenance,
    record: Iterable[PostEdit] = (),
) -> bytes:
    """The page as a file; `links` are label and path, below the page's own folder, of the files of each document.

    It has no script, loads nothing, and every text in it is escaped.
    """
    total = sum(rows, Row("All documents", Summary()))
    policy = f"default-src 'none'; style-src 'sha256-{_digest(_STYLE)}'; base-uri 'none'; form-action 'none'"
    parts = (
        '<!DOCTYPE html>\n<html lang="en" translate="no">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n',
        f"<title>Overview</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Overview</h1>\n",
        _headline(total),
        _documents(rows, total, links),
        _findings(total),
        _plot("Reviewed, in % of the words", [(each.name, _share(each), _percent(_share(each))) for each in rows]),
        _plot(
            "Mean confidence of the drafts, in %", [(e.name, _mean(e), _percent(_mean(e))) for e in rows if e.judged]
        ),
        *_post_edits(record),
        _made_by(provenance),
        "</main>\n</body>\n</html>\n",
    )
    return "".join(parts).encode("utf-8", "replace")


def _headline(total: Row) -> str:
    figures = total.figures
    tiles = (
        ("documents", f"{figures.documents:,}"),
        ("segments", f"{figures.segments:,}"),
        ("words", f"{figures.words:,}"),
        ("reviewed", _percent(_share(total))),
        ("mean confidence", _percent(_mean(total)) if total.judged else "not known"),
        ("terms honoured", f"{figures.honoured:,} of {figures.terms:,}"),
    )
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in tiles) + "</dl>\n"


def _documents(rows: Sequence[Row], total: Row, links: dict[str, list[tuple[str, str]]]) -> str:
    header = (
        "Document",
        "Words",
        "Segments",
        "Reviewed",
        "Confidence",
        "Errors",
        "Warnings",
        "Notes",
        "Terms",
        "Files",
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in header)
    body = "".join(_document(each, links.get(each.name, [])) for each in rows)
    foot = f"<tfoot>{_document(total, [])}</tfoot>" if len(rows) > 1 else ""
    return (
        f'<h2>Documents</h2>\n<div class="wide" tabindex="0" role="region" aria-label="Documents"><table>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>{foot}</table></div>\n"
    )


def _document(each: Row, links: Iterable[tuple[str, str]]) -> str:
    figures = each.figures
    cells = (
        f"{figures.words:,}",
        f"{figures.segments:,}",
        _percent(_share(each)),
        _percent(_mean(each)) if each.judged else "–",
        f"{figures.errors:,}",
        f"{figures.warnings:,}",
        f"{figures.notes:,}",
        f"{figures.honoured:,} of {figures.terms:,}" if figures.terms else "–",
    )
    files = " ".join(f'<a href="{_address(path)}">{_text(label)}</a>' for label, path in links)
    numbers = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{_text(each.name)}</th>{numbers}<td class="files">{files}</td></tr>\n'


def _findings(total: Row) -> str:
    figures = total.figures
    counts = dict(zip(_SEVERITIES, (figures.errors, figures.warnings, figures.notes), strict=True))
    most = max(counts.values(), default=0)
    severities = [(str(name), count / most if most else 0.0, f"{count:,}") for name, count in counts.items()]
    common = total.codes.most_common(_MOST)
    top = common[0][1] if common else 1
    codes = [(f"{code} {_title(code)}", count / top, f"{count:,}") for code, count in common]
    return _plot("Findings by severity", severities) + _plot("Findings by code", codes)


def _post_edits(record: Iterable[PostEdit]) -> Iterator[str]:
    """What reviewers did to the drafts, by the confidence these had."""
    bands = postedit.by_band(record)
    changed = [(name, min(1.0, of.word_rate), f"{_percent(of.word_rate)} of {of.words:,} words") for name, of in bands]
    kept = [(name, of.left_untouched, f"{_percent(of.left_untouched)} of {of.segments:,}") for name, of in bands]
    yield _plot("Post-editing: words changed, by confidence of the draft", changed)
    yield _plot("Post-editing: segments left untouched, by confidence of the draft", kept)


def _title(code: str) -> str:
    return checks.CODES[code].title if code in checks.CODES else ""


def _plot(title: str, bars: Sequence[tuple[str, float, str]]) -> str:
    """A bar for each label: its length is a share (0 to 1) of the whole width, its value is written beside it."""
    if not bars:
        return ""
    lines = "".join(
        f'<tr><th scope="row">{_text(label)}</th><td><svg width="{_WIDTH}" height="{_BAR}" aria-hidden="true">'
        f'<rect class="whole" width="{_WIDTH}" height="{_BAR}" rx="2"/>'
        f'<rect class="bar" width="{_WIDTH * share:.1f}" height="{_BAR}" rx="2"/></svg></td><td>{value}</td></tr>\n'
        for label, share, value in bars
    )
    region = f'<div class="wide" tabindex="0" role="region" aria-label="{_text(title)}">'
    return f"<h2>{_text(title)}</h2>\n{region}<table><tbody>\n{lines}</tbody></table></div>\n"


def _made_by(provenance: Provenance) -> str:
    values = {
        "engine": provenance.engine,
        "package": provenance.package,
        "glossary": provenance.glossary,
        "reviewed memory": provenance.reviewed,
    }
    said = [f"Bitexte {provenance.version}", *(f"{name} {value}" for name, value in values.items() if value)]
    return f'<p class="quiet">{_text(" · ".join(said))}</p>\n'


def _links(each: Row, outputs: Outputs) -> list[tuple[str, str]]:
    """The files of a document that lie in the output folder: what each is, and its path there."""
    paths = [("English", each.english)]
    paths += [(form.name, f"review/{each.name}{form.suffix}") for form in formats.BILINGUAL if form.suffix]
    named = [(label, names.safe(path)) for label, path in paths]
    return [(label, path) for label, path in named if (outputs.folder / path).is_file()]


def _share(each: Row) -> float:
    return each.reviewed_words / each.figures.words if each.figures.words else 0.0


def _mean(each: Row) -> float:
    return each.confidence / each.judged if each.judged else 0.0


def _percent(share: float) -> str:
    """Whole per cent, rounded down: 100 means that nothing is left."""
    return f"{int(share * 100 + 1e-9)} %"


def _text(text: str) -> str:
    return escape("".join(sign if sign.isprintable() else "\ufffd" for sign in text))


def _address(path: str) -> str:
    return quote(os.fsencode(path), safe="/")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


_STYLE = """
:root { color-scheme: light dark; --page: light-dark(#f4f5f6, #14171a); --panel: light-dark(#fff, #1b1f24);
  --ink: light-dark(#20262c, #dde2e7); --quiet: light-dark(#59636e, #98a3ae); --line: light-dark(#e1e5e9, #2b3138);
  --accent: light-dark(#1f6287, #7cb9dc); }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, "Noto Sans", sans-serif; }
main { max-width: 75rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .5rem; }
dl { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0; }
dl div { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .9rem; }
dt, .quiet { color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; } dd { margin: 0; font-size: 1.2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; background: var(--panel); font-size: .9rem; }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, .files { text-align: left; } thead th { color: var(--quiet); font-weight: 600; }
tbody th { font-weight: 400; max-width: 30rem; overflow: hidden; text-overflow: ellipsis; }
tfoot th, tfoot td { font-weight: 600; } svg { display: block; }
a { color: var(--accent); } :focus-visible { outline: 2px solid var(--accent); }
.whole { fill: var(--line); } .bar { fill: var(--accent); }
@media print { .wide { overflow: visible; } }
"""
