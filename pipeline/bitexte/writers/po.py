"""Gettext PO: the units as messages for PO editors and for msgmerge's compendium."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

import polib

from bitexte.model import Bitext, Document, Finding, Provenance, Term, Unit
from bitexte.writers.layout import CONTROL, needs_review, notes, place, reviewed, utf8

LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def write(bitexts: Sequence[Bitext], _terms: Sequence[Term], provenance: Provenance) -> Iterator[tuple[str, bytes]]:
    """Yield one `.po` a document: msgctxt is the segment id; fuzzy is what has a warning or an error.

    Other line ends become `\\n` and control characters U+FFFD, which gettext does not take.
    """
    for bitext in bitexts:
        catalogue = polib.POFile(wrapwidth=0)
        catalogue.metadata = _metadata(bitext.document, provenance)
        lines = _lines(bitext.document)
        catalogue.extend(_entry(unit, findings, bitext.document, lines) for unit, findings in reviewed(bitext))
        yield place(bitext.document, ".po"), utf8(f"{catalogue}\n".rstrip("\n") + "\n")


def _metadata(document: Document, provenance: Provenance) -> dict[str, str]:
    made_by = [provenance.engine, provenance.package, provenance.glossary]
    names = ("X-Bitexte-Engine", "X-Bitexte-Package", "X-Bitexte-Glossary")
    return {
        "Project-Id-Version": _line(document.name),
        "PO-Revision-Date": "",  # no clock in outputs
        "Last-Translator": f"Bitexte {_line(provenance.version)}",
        "Language-Team": "none",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": "fr",
        "X-Generator": f"Bitexte {_line(provenance.version)}",
        **{name: _line(value) for name, value in zip(names, made_by, strict=True) if value},
    }


def _entry(unit: Unit, findings: list[Finding], document: Document, lines: list[int]) -> polib.POEntry:
    source = _clean(unit.segment.text)
    origin = " ".join(filter(None, ("origin:", unit.translation.origin, unit.translation.engine)))
    return polib.POEntry(
        msgctxt=_clean(unit.segment.id),
        msgid=source,
        msgstr=_framed(_clean(unit.translation.text), source),
        comment="\n".join(map(_line, [origin, *notes(unit, findings)])),
        occurrences=[(_reference(document.name), lines[unit.segment.block])],
        flags=["fuzzy"] if needs_review(findings) else [],
    )


def _framed(target: str, source: str) -> str:
    """Give the target the source's newlines at both ends, as msgfmt wants; an empty target stays untranslated."""
    inner = target.strip("\n")
    if not inner:
        return ""
    return "\n" * source.startswith("\n") + inner + "\n" * source.endswith("\n")


def _lines(document: Document) -> list[int]:
    """Return the line on which each block starts; where the skeleton does not tell, the block's number."""
    if len(document.skeleton) != len(document.blocks) + 1:
        return list(range(1, len(document.blocks) + 1))
    texts = ("", *(block.text for block in document.blocks))
    breaks = ((text + gap).count("\n") for text, gap in zip(texts, document.skeleton, strict=True))
    return [1 + count for count in accumulate(breaks)]


def _reference(name: str) -> str:
    return re.sub(r"\s", "_", _clean(name))


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return CONTROL.sub("\ufffd", LINE_END.sub("\n", text))
