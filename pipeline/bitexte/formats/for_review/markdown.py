"""Markdown: French and English side by side, for a person to review on GitHub, in an editor or through pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bitexte.formats.for_review.layout import CONTROL, needs_review, notes, reviewed
from bitexte.model import Bitext, BlockKind, Finding, Origin, Provenance, Span, Unit
from bitexte.text.characters import utf8
from bitexte.text.spans import merged

# pandoc reads relative column widths from the number of dashes.
TABLE_HEAD = f"| No. | French | English | Notes |\n|:{'-' * 5}|:{'-' * 38}|:{'-' * 38}|:{'-' * 19}|\n"
# Backslashes for marks of Markdown; entities for what HTML or a table would take first.
ESCAPES = str.maketrans(
    {mark: f"\\{mark}" for mark in "\\`*_{}[]#~^$@"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}
)
# Where GitHub or pandoc would make a link or an emoji of plain text.
AUTOMATIC = re.compile(r"(?=://)|(?<=www)(?=\.)|(?=:[a-z+-][\w+-]*:)", re.IGNORECASE)
LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def serialize_units(bitext: Bitext) -> bytes:
    """How it was made, what to look at, then a table of all the units.

    Terms are bold on both sides. Texts are escaped: nothing in them is read as Markdown or HTML.
    """
    parts = [_head(bitext, bitext.provenance), *_findings(bitext), "\n## Text\n\n", TABLE_HEAD]
    parts += (_row(bitext, unit, findings) for unit, findings in reviewed(bitext))
    return utf8("".join(parts))


def _head(bitext: Bitext, provenance: Provenance) -> str:
    counts = f"{len(bitext.units)} segments, {sum(len(unit.matches) for unit in bitext.units)} terms"
    lines = {
        "Made by": f"Bitexte {provenance.version}",
        "Engine": provenance.engine,
        "Package": provenance.package,
        "Glossary": provenance.glossary,
        "Content": f"{counts}, {len(bitext.findings)} findings",
    }
    items = (f"- {name}: {escaped(value)}\n" for name, value in lines.items() if value)
    return f"# Document {escaped(bitext.document.name)}\n\n{''.join(items)}"


def _findings(bitext: Bitext) -> Iterator[str]:
    if bitext.findings:
        yield "\n## Findings\n\n"
    for finding in bitext.findings:
        number = escaped(_number(bitext, finding.segment))
        yield f"- {number} **{finding.severity}**: {escaped(finding.message)} ({escaped(finding.code)})\n"


def _row(bitext: Bitext, unit: Unit, findings: list[Finding]) -> str:
    sources = [match.span for match in unit.matches]
    targets = [use.span for use in unit.translation.uses if use.span]
    cells = (
        escaped(_number(bitext, unit.segment.id)),
        _highlighted(unit.segment.text, sources),
        _highlighted(unit.translation.text, targets),
        "<br>".join(map(escaped, _remarks(bitext, unit, findings))),
    )
    return f"| {' | '.join(cells)} |\n"


def _remarks(bitext: Bitext, unit: Unit, findings: list[Finding]) -> Iterator[str]:
    kind = bitext.document.blocks[unit.segment.block].kind
    if kind is not BlockKind.PARAGRAPH:
        yield kind
    if unit.translation.origin is not Origin.MACHINE:
        yield unit.translation.origin
    if needs_review(findings):
        yield "to review"
    yield from notes(unit, findings)


def _number(bitext: Bitext, segment: str) -> str:
    """Return the segment's number within the document: `name#3.2` gives `3.2`."""
    return segment.removeprefix(f"{bitext.document.name}#")


def _highlighted(text: str, spans: list[Span]) -> str:
    parts, end = [], 0
    clipped = ((start, min(stop, len(text))) for start, stop in spans)
    for start, stop in merged((span for span in clipped if 0 <= span[0] < span[1]), touching=True):
        parts += [escaped(text[end:start]), _bold(text[start:stop])]
        end = stop
    return "".join([*parts, escaped(text[end:])])


def _bold(text: str) -> str:
    # `**` opens and closes only beside a letter or digit; HTML does everywhere.
    if text[0].isalnum() and text[-1].isalnum():
        return f"**{escaped(text)}**"
    return f"<b>{escaped(text)}</b>"


def escaped(text: str) -> str:
    """Return a text as inline Markdown that shows it as it is; line ends become `<br>`."""
    shown = AUTOMATIC.sub(r"\\", CONTROL.sub("\ufffd", text).translate(ESCAPES))
    return "<br>".join(LINE_END.split(shown))
