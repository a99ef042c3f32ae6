"""Gettext PO: catalogues whose messages are French and whose translations are English, read and written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import accumulate

import polib

from bitexte.errors import InputError
from bitexte.formats.layout import CONTROL, needs_review, notes, reviewed
from bitexte.formats.units import TARGET, Pair, units
from bitexte.language.detection import primary
from bitexte.model import Bitext, Document, Finding, Provenance, Remark, Unit
from bitexte.text.characters import shown, utf8

_CHARSET = re.compile(rb"charset=([A-Za-z0-9_.:-]+)")
_ERROR_LINE = re.compile(r"line (\d+)")
LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """One unit a message, two for a message with a plural; obsolete messages are left out, fuzzy ones noted.

    Raises InputError for malformed files and for a header whose language is not English.
    """
    text = _decode(content, name)
    if not text.strip():
        raise InputError("the file is empty", where=name)
    try:
        # polib takes text for a path where such a file exists; no path ends in a line break.
        catalogue = polib.pofile(text + "\n")
    except (OSError, ValueError) as error:
        line = _ERROR_LINE.search(str(error))
        raise InputError("malformed PO", where=f"{name}:{line[1]}" if line else name) from error
    spoken = catalogue.metadata.get("Language", "").strip()
    if spoken and primary(spoken) != TARGET:
        raise InputError(
            f"it translates into {shown(spoken)}, not into English", where=name, hint="see Language: in its header"
        )
    if not catalogue and not catalogue.metadata:
        raise InputError("there is no message in it", where=name, hint="is this really a PO file?")
    return units(name, (pair for entry in catalogue if not entry.obsolete for pair in _pairs(entry)))


def _decode(content: bytes, name: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16"
    else:
        named = _CHARSET.search(content[:10_000])
        charset = named[1].decode() if named and named[1] != b"CHARSET" else "utf-8"
    try:
        return content.decode("utf-8-sig" if charset.lower() in {"utf-8", "utf8"} else charset)
    except LookupError as error:
        raise InputError(f"unknown charset {charset}", where=name) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"not {charset} text", where=f"{name}:{line}", hint="see charset= in its header") from error


def _pairs(entry: polib.POEntry) -> Iterator[Pair]:
    problems = (Remark("fuzzy"),) if entry.fuzzy else ()
    context = entry.msgctxt or ""
    if not entry.msgid_plural:
        yield Pair(context, entry.msgid, entry.msgstr, problems)
        return
    forms = [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)] or [""]
    yield Pair(context, entry.msgid, forms[0], problems)
    yield Pair(f"{context}.plural" if context else "", entry.msgid_plural, forms[-1], problems)


def serialize_units(bitext: Bitext) -> bytes:
    """A catalogue of the units: msgctxt is the segment id; fuzzy is what has a warning or an error.

    Other line ends become `\\n` and control characters U+FFFD, which gettext does not take.
    """
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = _metadata(bitext.document, bitext.provenance)
    lines = _lines(bitext.document)
    catalogue.extend(_entry(unit, findings, bitext.document, lines) for unit, findings in reviewed(bitext))
    return utf8(f"{catalogue}\n".rstrip("\n") + "\n")


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
    """Return the line on which each block starts; for formats without lines, the block's number."""
    gaps = document.skeleton
    if document.format != "txt" or not isinstance(gaps, tuple):
        return list(range(1, len(document.blocks) + 1))
    texts = ("", *(block.text for block in document.blocks))
    breaks = ((text + gap).count("\n") for text, gap in zip(texts, gaps, strict=True))
    return [1 + count for count in accumulate(breaks)]


def _reference(name: str) -> str:
    return re.sub(r"\s", "_", _clean(name))


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    return CONTROL.sub("\ufffd", LINE_END.sub("\n", text))
