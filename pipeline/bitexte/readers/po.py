"""Gettext PO whose messages are French and whose translations are English."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import polib

from bitexte.errors import InputError
from bitexte.language import primary
from bitexte.model import Unit
from bitexte.readers.bilingual import TARGET, Pair, shown, units

_CHARSET = re.compile(rb"charset=([A-Za-z0-9_.:-]+)")
_LINE = re.compile(r"line (\d+)")


def read(content: bytes, name: str) -> tuple[Unit, ...]:
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
        line = _LINE.search(str(error))
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
    problems = ("marked fuzzy in the file",) if entry.fuzzy else ()
    context = entry.msgctxt or ""
    if not entry.msgid_plural:
        yield Pair(context, entry.msgid, entry.msgstr, problems)
        return
    forms = [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)] or [""]
    yield Pair(context, entry.msgid, forms[0], problems)
    yield Pair(f"{context}.plural" if context else "", entry.msgid_plural, forms[-1], problems)
