"""Which format a glossary file has: by its content where that tells, else by its name."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import PurePath

from bitexte.errors import GlossaryError
from bitexte.terms.exchange import columns
from bitexte.text import delimited

# The names that our own exports have, `name.deepl.tsv`; the last extension alone says less.
_CONSUMERS = {"omegat", "deepl", "weblate", "amazon", "azure", "google", "memoq", "tbx2"}
_TABLES = {".csv", ".tsv", ".txt", ".tab", ".utf8"}
_OTHERS = {".tbx": "tbx", ".tmx": "tmx", ".po": "po", ".pot": "po", ".xlsx": "xlsx", ".xlsm": "xlsx"}
_ROOT = re.compile(rb"<(?:\w+:)?(tbx|martif|tmx|mtf)\b")
_ROOTS = {b"tbx": "tbx", b"martif": "tbx2", b"tmx": "tmx", b"mtf": "multiterm"}
_HEAD = 4096  # bytes
# What other files begin with: they are told apart from tables, whose bytes anything could be.
_STRANGERS = (b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf")


def format_of(content: bytes, name: str) -> str | None:
    """The name of the row of EXCHANGE for this file, or None."""
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    last = suffixes[-1] if suffixes else ""
    head = content[:_HEAD]
    if head.startswith(_STRANGERS):
        return None
    if head.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/" in content or last in _OTHERS else None
    if len(suffixes) > 1 and suffixes[-2][1:] in _CONSUMERS:
        return suffixes[-2][1:]
    # UTF-16 is ASCII with NULs as far as a root element goes.
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t").startswith(b"<"):
        root = _ROOT.search(head.replace(b"\x00", b""))
        return _ROOTS[root[1]] if root else _OTHERS.get(last)
    if last in _OTHERS:
        return _OTHERS[last]
    if last not in _TABLES and re.search(rb'^msgid "', head, re.MULTILINE):
        return "po"
    return _table(content, name, last)


def _table(content: bytes, name: str, suffix: str) -> str | None:
    """The dialect by the first row: a header says most, then the extension."""
    try:
        rows = list(islice(delimited.records(content, name, is_header=columns.is_header), 1))
    except GlossaryError:
        return "csv" if suffix in _TABLES else None  # whose import tells what is wrong
    cells = [cell.strip() for cell in rows[0].cells] if rows else []
    if "Entry_ID" in cells or ("French" in cells and "Term_Info" in cells):
        return "memoq"
    if suffix in _TABLES or len(cells) > 1:
        return "csv"
    return None
