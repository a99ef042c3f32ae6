"""What can befall the memory's file, and what the user can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bitexte.errors import MemoryStoreError

REBUILD = "delete the file: it holds only what can be rebuilt"
ELSEWHERE = "choose another place for the memory, or move this file away"
_FAILURES = {
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run again: finished work is kept"),
    sqlite3.SQLITE_READONLY: ("the translation memory is read-only", "make the file and its folder writable"),
    sqlite3.SQLITE_PERM: ("the translation memory may not be opened", "make the file and its folder writable"),
    sqlite3.SQLITE_CANTOPEN: ("the translation memory cannot be opened", "make the file and its folder writable"),
    sqlite3.SQLITE_NOTADB: ("this file is no translation memory", ELSEWHERE),
    sqlite3.SQLITE_CORRUPT: ("the translation memory is damaged", REBUILD),
    sqlite3.SQLITE_BUSY: ("another program is using the translation memory", "close it and run again"),
    sqlite3.SQLITE_LOCKED: ("another program is using the translation memory", "close it and run again"),
    sqlite3.SQLITE_IOERR: ("the disk failed under the translation memory", "check the disk and its free space"),
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one clear line with a remedy."""
    try:
        yield
    except (ValueError, TypeError) as error:  # a row that was not written by us
        raise MemoryStoreError("the translation memory is damaged", where=str(path), hint=REBUILD) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        message, hint = _FAILURES.get(code, (f"the translation memory failed ({error})", REBUILD))
        raise MemoryStoreError(message, where=str(path), hint=hint) from error
