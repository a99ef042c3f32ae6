"""PO glossary, as Poedit, Weblate and gettext's msgmerge --compendium read it: an entry a pair, notes as comments.

PO knows an entry by its msgid and msgctxt: the second target of a source has the context `2`, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polib

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.model import Provenance, Term
from bitexte.terms.exchange import clean, losses, pairs
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.terms.exchange.pairs import Row
from bitexte.text import delimited

_NAME = "PO"


def serialize(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Every source with every allowed target; definition and notes are the extracted comment."""
    kept, lost = pairs.as_reimported(terms, _keep)
    file = polib.POFile(wrapwidth=0)
    file.metadata = _header(provenance)
    for row, context in pairs.numbered(kept):
        file.append(polib.POEntry(msgid=row.source, msgstr=row.target, msgctxt=context or None, comment=row.note))
    unheld = losses.unsupported_fields(terms, _NAME, {"definition", "note", "notes"})
    return Export("po", f"{file}".encode(), (*lost, *losses.forbidden(terms, _NAME), *unheld))


def parse(content: bytes, name: str) -> Import:
    """The translated entries; fuzzy, obsolete and plural ones are reported."""
    try:
        text = content.decode(delimited.encoding(content, name))
    except UnicodeError as error:
        raise GlossaryError("the text breaks off within a character", where=name) from error
    if "msgid" not in text:
        raise GlossaryError("this is no PO file", where=name)
    file = _file(text, name)
    lost: list[str] = []
    grouping = pairs.concepts(_rows(file, name, lost), name)
    entries, mended = clean.agreed(grouping.entries)
    if not entries:
        raise GlossaryError("the file holds no translated entry", where=name)
    return Import(entries, (*lost, *grouping.repeats, *grouping.additions, *mended))


def _file(text: str, name: str) -> polib.POFile:
    """The catalogue of a text; one that opens as a file name or a wild encoding is refused like any malformed one."""
    longest = max(map(len, re.findall(r'(?:^"[^\n]*\n)+', text, re.MULTILINE)), default=0)
    if longest > limits.PO_MESSAGE_CHARACTERS:
        raise GlossaryError(f"a message has {longest:,} characters", where=name, hint="is it really a glossary?")
    try:
        # The line break keeps polib from taking a text of one line for the name of a file.
        return polib.pofile(f"{text}\n\n", encoding="utf-8", check_for_duplicates=False)
    except (OSError, ValueError, IndexError, LookupError, AttributeError) as error:
        reason = " ".join(str(error).split())[:160]
        raise GlossaryError(f"malformed PO: {reason}", where=name, hint="msgfmt -c tells more") from error


def _keep(row: Row) -> Row:
    """The pair with its comment, whose blank lines no PO file keeps."""
    return Row(row.source, row.target, note="\n".join(line for line in row.note.split("\n") if line))


def _header(provenance: Provenance) -> dict[str, str]:
    return {
        "Project-Id-Version": f"glossary {provenance.glossary}".strip(),
        # Without a clock: gettext asks for a date, and this one says that none is told.
        "PO-Revision-Date": "1970-01-01 00:00+0000",
        "Last-Translator": "bitexte",
        "Language-Team": "none",
        "Language": "en",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": "fr",
        "X-Generator": f"bitexte {provenance.version}",
    }


def _rows(file: polib.POFile, name: str, lost: list[str]) -> Iterator[Row]:
    for entry in file:
        place = f"line {entry.linenum}"
        unusable = _unusable(entry)
        if unusable:
            lost.append(f"{place}: '{entry.msgid[:40]}' is left out, it is {unusable}")
            continue
        texts = []
        for side, raw in (("msgid", entry.msgid), ("msgstr", entry.msgstr)):
            text = clean.one_line(raw)
            clean.check_length(text, f"{place}, {side}", f"{name}:{entry.linenum}")
            texts.append(text)
        if entry.msgctxt and not entry.msgctxt.isdecimal():
            lost.append(f"{place}: the context '{entry.msgctxt[:40]}' is not kept")
        note = "\n".join(text for text in (entry.comment, entry.tcomment) if text)
        yield Row(texts[0], texts[1], note=clean.prose(note), place=place, line=entry.linenum or 0)


def _unusable(entry: polib.POEntry) -> str:
    states = {
        "obsolete": bool(entry.obsolete),
        "fuzzy": "fuzzy" in entry.flags,
        "a plural": bool(entry.msgid_plural),
        "empty": not clean.one_line(entry.msgid),
        "not translated": not clean.one_line(entry.msgstr),
    }
    return next((state for state, holds in states.items() if holds), "")
