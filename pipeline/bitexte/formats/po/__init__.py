"""Gettext PO: a document whose empty entries are filled, the units of a catalogue, and a catalogue for review."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

import polib

from bitexte.errors import InputError
from bitexte.formats.code_notation import OMEGAT, Coded, from_omegat, written
from bitexte.formats.for_review.layout import CONTROL, needs_review, notes, reviewed, standing
from bitexte.formats.options import Writing
from bitexte.formats.po.catalogue import Field, Message, decoded, metadata
from bitexte.formats.po.catalogue import parse as parse_catalogue
from bitexte.formats.po.fill import parse, rebuild, rebuild_stated
from bitexte.formats.units import UNTRANSLATED, Approval, Pair, Returned, Standing, returned
from bitexte.language.tags import TARGET, primary
from bitexte.model import Bitext, Comment, Document, Finding, Remark, State, Unit
from bitexte.text.characters import shown, utf8
from bitexte.text.codes import numbered

__all__ = ["parse", "parse_returned", "parse_units", "rebuild", "rebuild_stated", "serialize_chosen"]

LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SEGMENTS = "segments: "
_DRAFTS, _FINAL = "X-Bitexte-Drafts", "final"  # the header of a catalogue whose drafts are not fuzzy


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """One unit a message, two for a message with a plural; obsolete messages are left out, fuzzy ones noted.

    Raises InputError for malformed files and for a header whose language is not English.
    """
    return tuple(each.unit for each in parse_returned(content, name))


def parse_returned(content: bytes, name: str) -> tuple[Returned, ...]:
    """As `parse_units`, with the state of each message: what is not fuzzy a person stands for.

    A message of our own stands for all segments that it was written for.
    """
    text, _ = decoded(content, name)
    if not text.strip("\ufeff \t\r\n"):
        raise InputError("the file is empty", where=name)
    messages = parse_catalogue(text, name)
    head = metadata(messages)
    spoken = head.get("Language", "")
    if spoken and primary(spoken) != TARGET:
        raise InputError(
            f"it translates into {shown(spoken)}, not into English", where=name, hint="see Language: in its header"
        )
    if not messages:
        raise InputError("there is no message in it", where=name, hint="is this really a PO file?")
    ours = head.get("X-Generator", "").startswith("Bitexte")
    unmarked = head.get(_DRAFTS) == _FINAL
    live = (each for each in messages if not each.obsolete and not each.is_header)
    return returned(name, (pair for message in live for pair in _pairs(message, ours, unmarked)))


def _pairs(message: Message, ours: bool, unmarked: bool) -> Iterator[Pair]:
    forms = [message.targets[number].value for number in sorted(message.targets)] or [""]
    context = message.context.value if message.context is not None else ""
    keys = [key for line in message.extracted if ours and line.startswith(_SEGMENTS) for key in line.split()[1:]]
    for key in keys or [context]:
        yield _pair(message, key, message.source, forms[0], ours, unmarked)
    if message.plural is not None:
        yield _pair(message, f"{context}.plural" if context else "", message.plural, forms[-1], ours, unmarked)


def _pair(message: Message, key: str, source: Field | None, target: str, ours: bool, unmarked: bool) -> Pair:
    read = from_omegat if ours else Coded
    if message.fuzzy:
        standing_of = Standing(raw="fuzzy")
    elif target and unmarked:
        standing_of = Standing(raw="not marked")
    elif target:
        standing_of = Standing(Approval.APPROVED, State.TRANSLATED, "translated")
    else:
        standing_of = UNTRANSLATED
    comments = tuple(Comment(text) for text in message.comments if text)
    problems = (Remark("fuzzy"),) if message.fuzzy else ()
    return Pair(
        key,
        read(source.value if source is not None else ""),
        read(target),
        problems,
        standing_of,
        comments,
        exact=not ours,
    )


def serialize_chosen(bitext: Bitext, writing: Writing) -> bytes:
    """A catalogue of the units: a message for each text with its translation, with all places it stands in.

    msgctxt is there only where one text has several translations. Fuzzy is what no person has confirmed, and what has
    a warning or an error, unless drafts are to be final: the header says so, and they stay drafts for us. Other line
    ends become `\\n` and control characters U+FFFD, which gettext does not take.
    """
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = _metadata(bitext) | ({_DRAFTS: _FINAL} if writing.po_drafts == _FINAL else {})
    lines = _lines(bitext.document)
    catalogue.extend(_entries(bitext, lines, marked=writing.po_drafts != _FINAL))
    return utf8(f"{catalogue}\n".rstrip("\n") + "\n")


def _metadata(bitext: Bitext) -> dict[str, str]:
    document, provenance = bitext.document, bitext.provenance
    made_by = [provenance.engine, provenance.package, provenance.glossary]
    names = ("X-Bitexte-Engine", "X-Bitexte-Package", "X-Bitexte-Glossary")
    return {
        "Project-Id-Version": _line(document.name),
        "PO-Revision-Date": "",  # no clock in outputs
        "Last-Translator": f"Bitexte {_line(provenance.version)}",
        "Language-Team": "none",
        "Language": _line(bitext.target_language).replace("-", "_"),
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": _line(bitext.source_language).replace("-", "_"),
        "X-Generator": f"Bitexte {_line(provenance.version)}",
        **{name: _line(value) for name, value in zip(names, made_by, strict=True) if value},
    }


def _entries(bitext: Bitext, lines: list[int], *, marked: bool) -> list[polib.POEntry]:
    """The messages in the order their texts first stand in the document."""
    groups: dict[tuple[str, str], list[tuple[Unit, list[Finding]]]] = {}
    for unit, findings in reviewed(bitext):
        source, target = _texts(unit)
        if source:  # an empty msgid is the header's
            groups.setdefault((source, target), []).append((unit, findings))
    translations = Counter(source for source, _ in groups)
    return [
        _entry(source, target, group, translations[source] > 1, bitext, lines, marked=marked)
        for (source, target), group in groups.items()
    ]


def _texts(unit: Unit) -> tuple[str, str]:
    """Source and target of a message, codes as OmegaT writes them."""
    segment, translation = unit.segment, unit.translation
    numbers = {name: str(number) for name, number in numbered(segment.codes).items()}
    source = _clean(written(segment.text, segment.codes, OMEGAT, numbers))
    return source, _framed(_clean(written(translation.text, translation.codes, OMEGAT, numbers)), source)


def _entry(
    source: str,
    target: str,
    group: list[tuple[Unit, list[Finding]]],
    alone: bool,
    bitext: Bitext,
    lines: list[int],
    *,
    marked: bool,
) -> polib.POEntry:
    (unit, findings), document = group[0], bitext.document
    origin = " ".join(filter(None, ("origin:", unit.translation.origin, unit.translation.engine)))
    places = [text for each, _ in group for text in standing(document.blocks[each.segment.block])]
    segments = _SEGMENTS + " ".join(_clean(each.segment.id) for each, _ in group)
    said = [origin, segments, *dict.fromkeys(places), *notes(unit, findings)]
    comments = [f"{each.author}: {each.text}" if each.author else each.text for each in unit.comments]
    draft = unit.state is State.INITIAL or any(needs_review(found) for _, found in group)
    return polib.POEntry(
        msgctxt=_clean(unit.segment.id) if alone else None,
        msgid=source,
        msgstr=target,
        comment="\n".join(map(_line, said)),
        tcomment="\n".join(map(_line, comments)),
        occurrences=[(_reference(document.name), lines[each.segment.block]) for each, _ in group],
        flags=["fuzzy"] if draft and target and marked else [],
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
