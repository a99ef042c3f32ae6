"""Which format a glossary file has: by its name, then by its first bytes."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import PurePath

from bitexte.errors import GlossaryError
from bitexte.terms.exchange import columns
from bitexte.text import delimited as table

# The names that our own exports have, `name.deepl.tsv`; the last extension alone says less.
_CONSUMERS = {"omegat", "deepl", "weblate", "amazon", "azure", "google", "memoq", "tbx2"}
_TABLES = {".csv", ".tsv", ".txt", ".tab", ".utf8"}
_OTHERS = {".tbx": "tbx", ".tmx": "tmx", ".po": "po", ".pot": "po", ".xlsx": "xlsx", ".xlsm": "xlsx"}
_ROOT = re.compile(rb"<(?:\w+:)?(tbx|martif|tmx)\b")
_ROOTS = {b"tbx": "tbx", b"martif": "tbx2", b"tmx": "tmx"}
_HEAD = 4096  # bytes


def format_of(content: bytes, name: str) -> str | None:
    """The key of IMPORTERS for this file, or None."""
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    if len(suffixes) > 1 and suffixes[-2][1:] in _CONSUMERS:
        return suffixes[-2][1:]
    last = suffixes[-1] if suffixes else ""
    return _OTHERS.get(last) or _by_content(content, name, last)


def _by_content(content: bytes, name: str, suffix: str) -> str | None:
    head = content[:_HEAD]
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    # UTF-16 is ASCII with NULs as far as a root element goes.
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t").startswith(b"<"):
        root = _ROOT.search(head.replace(b"\x00", b""))
        return _ROOTS[root[1]] if root else None
    if suffix in _TABLES:
        return _table(content, name, suffix)
    if re.search(rb'^msgid "', head, re.MULTILINE):
        return "po"
    return _table(content, name, suffix)


def _table(content: bytes, name: str, suffix: str) -> str | None:
    """The dialect by the first row: a header says most, then the extension."""
    try:
        rows = list(islice(table.records(content, name), 1))
    except GlossaryError:
        return "csv" if suffix in _TABLES else None  # whose import tells what is wrong
    cells = [cell.strip() for cell in rows[0].cells] if rows else []
    if "Entry_ID" in cells or ("French" in cells and "Term_Info" in cells):
        return "memoq"
    if columns.header(cells) or suffix == ".csv":
        return "csv"
    if suffix in _TABLES:
        return "omegat" if suffix != ".tsv" else "deepl"
    return "csv" if len(cells) > 1 else None
