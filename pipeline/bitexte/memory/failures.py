"""What can befall the memory's file, and what the user can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bitexte.errors import MemoryStoreError

REBUILD = "delete the file: it holds only what can be rebuilt"
ELSEWHERE = "move it away, or choose another --output"
_FAILURES = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run again: finished work is kept"),
    sqlite3.SQLITE_READONLY: ("the translation memory is read-only", "make the file and its folder writable"),
    sqlite3.SQLITE_PERM: ("the translation memory may not be opened", "make the file and its folder writable"),
    sqlite3.SQLITE_CANTOPEN: ("the translation memory cannot be opened", "make the file and its folder writable"),
    sqlite3.SQLITE_BUSY: ("another program is using the translation memory", "close it and run again"),
    sqlite3.SQLITE_LOCKED: ("another program is using the translation memory", "close it and run again"),
    sqlite3.SQLITE_IOERR: ("the disk failed under the translation memory", "check the disk and its free space"),
}
# Ours are fixed statements: one that cannot be run has met other tables.
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def damaged(error: sqlite3.Error) -> bool:
    """Whether the store's file itself is broken, so that it is to be made anew."""
    return _code(error) in _DAMAGED


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one clear line with a remedy."""
    try:
        yield
    except sqlite3.Error as error:
        message, hint = _FAILURES.get(_code(error), (f"the translation memory failed ({error})", REBUILD))
        raise MemoryStoreError(message, where=str(path), hint=hint) from error
