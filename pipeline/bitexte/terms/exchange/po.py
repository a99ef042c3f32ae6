"""PO glossary, as Poedit, Weblate and gettext's msgmerge --compendium read it: an entry a pair, notes as comments.

PO knows an entry by its msgid and msgctxt: the second target of a source has the context `2`, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polib

from bitexte.errors import GlossaryError
from bitexte.model import Provenance, Term
from bitexte.terms.exchange import clean as sound
from bitexte.terms.exchange import flat, losses
from bitexte.terms.exchange import pairs as rows
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.terms.exchange.pairs import Row
from bitexte.text import delimited as table
from bitexte.text.characters import one_line, prose

_NAME = "PO"


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Every source with every allowed target; definition and notes are the extracted comment."""
    kept, lost = flat.settled(terms, _keep)
    file = polib.POFile(wrapwidth=0)
    file.metadata = _header(provenance)
    for row, context in flat.numbered(kept):
        file.append(polib.POEntry(msgid=row.source, msgstr=row.target, msgctxt=context or None, comment=row.note))
    unheld = losses.unheld(terms, _NAME, {"definition", "note", "notes"})
    return Export("po", f"{file}".encode(), (*lost, *losses.forbidden(terms, _NAME), *unheld))


def load(content: bytes, name: str) -> Import:
    """The translated entries; fuzzy, obsolete and plural ones are reported."""
    text = content.decode(table.encoding(content, name))
    if "msgid" not in text:
        raise GlossaryError("this is no PO file", where=name)
    try:
        file = polib.pofile(text)
    except (OSError, ValueError, IndexError) as error:
        raise GlossaryError(f"malformed PO: {error}", where=name, hint="msgfmt -c tells more") from error
    lost: list[str] = []
    grouping = rows.concepts(_rows(file, name, lost))
    terms, mended = sound.agreed(grouping.terms)
    if not terms:
        raise GlossaryError("the file holds no translated entry", where=name)
    return Import(terms, (*lost, *grouping.repeats, *grouping.additions, *mended))


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
            text = one_line(raw)
            sound.check_length(text, f"{place}, {side}", f"{name}:{entry.linenum}")
            texts.append(text)
        if entry.msgctxt and not entry.msgctxt.isdecimal():
            lost.append(f"{place}: the context '{entry.msgctxt[:40]}' is not kept")
        note = "\n".join(text for text in (entry.comment, entry.tcomment) if text)
        yield Row(texts[0], texts[1], note=prose(note), place=place)


def _unusable(entry: polib.POEntry) -> str:
    states = {
        "obsolete": bool(entry.obsolete),
        "fuzzy": "fuzzy" in entry.flags,
        "a plural": bool(entry.msgid_plural),
        "empty": not one_line(entry.msgid),
        "not translated": not one_line(entry.msgstr),
    }
    return next((state for state, holds in states.items() if holds), "")
