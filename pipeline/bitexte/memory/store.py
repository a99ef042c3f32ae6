"""The SQLite file of the memory: opened, checked, brought up to date, written in whole transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bitexte.errors import MemoryStoreError
from bitexte.memory.failures import ELSEWHERE, REBUILD

_FILES = ("", "-wal", "-shm", "-journal", ".lock")
APPLICATION = 0x42695478  # "BiTx" in the file's header: tells our stores from other programs' databases
MIGRATIONS = (
    "CREATE TABLE translations (key TEXT NOT NULL PRIMARY KEY, translation TEXT NOT NULL)",  # 1: the machine cache
)


def connect(path: Path) -> sqlite3.Connection:
    """The store at `path`, brought up to date. Raises sqlite3.Error; MemoryStoreError where it is not ours."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        _refuse_foreign(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        # In WAL mode NORMAL never corrupts; a power cut may cost the last batches, which are decoded again.
        connection.execute("PRAGMA synchronous = NORMAL")
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_frozen(path: Path) -> sqlite3.Connection:
    """A store that nobody changes, to read; no lock is taken, which network file systems do badly."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def refuse_links(path: Path) -> None:
    """A link in the store's place, or its folder's, may lead to any file of the user: MemoryStoreError."""
    own = [path.parent] if path.parent.name.startswith(".") else []
    for place in (*own, *(path.with_name(path.name + suffix) for suffix in _FILES)):
        if place.is_symlink():
            hint = "delete it, or choose another --output"
            raise MemoryStoreError("is a link, and none is followed here", where=str(place), hint=hint)


def set_aside(path: Path) -> Path:
    """Give a store another name, the first that is free, so that a new one can take its place."""
    number = 1
    while (kept := path.with_name(f"{path.name}.damaged{number}")).exists():
        number += 1
    path.replace(kept)
    for suffix in _FILES[1:-1]:
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return kept


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    application, version, tables = (
        connection.execute(query).fetchone()[0]
        for query in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
    )
    if application not in (0, APPLICATION) or (application == 0 and tables):
        raise MemoryStoreError("this database is no translation memory of Bitexte", where=str(path), hint=ELSEWHERE)
    if version > len(MIGRATIONS):
        message = f"the translation memory was written by a newer Bitexte (format {version}, known {len(MIGRATIONS)})"
        raise MemoryStoreError(message, where=str(path), hint=f"upgrade bitexte, or {REBUILD}")


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == len(MIGRATIONS):
        return
    with transaction(connection):
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, statement TEXT)")
        for number, statement in enumerate(MIGRATIONS[version:], start=version + 1):
            connection.execute(statement)
            connection.execute("INSERT INTO migrations VALUES (?, ?)", (number, statement))
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:  # Ctrl-C too must leave whole batches only
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
