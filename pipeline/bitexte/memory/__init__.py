"""The translation memory: a SQLite store that lets an interrupted or repeated run decode nothing twice.

It holds only what can be rebuilt: whoever deletes it loses time, never work.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType

from bitexte.memory.failures import explained
from bitexte.memory.lock import acquire
from bitexte.memory.rows import decode, encode, key
from bitexte.memory.store import connect, transaction
from bitexte.model import Translation

__all__ = ["Memory", "Stats", "key"]

KEYS_AT_ONCE = 500  # older SQLite builds allow 999 variables a statement


@dataclass(frozen=True, slots=True)
class Stats:
    """What a store holds; `size` is in bytes on disk."""

    entries: int
    size: int


class Memory:
    """An open store, held by one process at a time: use it as a context manager.

    Every failure is a MemoryStoreError that says what to do.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None, lock: int | None) -> None:
        self._path = path
        self._connection = connection
        self._lock = lock

    @classmethod
    def open(cls, path: Path) -> Memory:
        """Open the store at `path`, made with its folder where missing, and lock it against other runs."""
        lock = acquire(path)
        try:
            return cls(path, connect(path), lock)
        except BaseException:
            os.close(lock)
            raise

    @classmethod
    def none(cls) -> Memory:
        """Return a memory that remembers nothing, for filters and tests."""
        return cls(Path(os.devnull), None, None)

    def recall(self, keys: Iterable[str]) -> dict[str, Translation]:
        """Return the translations known under `keys`; unknown keys are left out."""
        found: dict[str, Translation] = {}
        if self._connection is None:
            return found
        remaining = iter(keys)
        with explained(self._path):
            while chunk := list(islice(remaining, KEYS_AT_ONCE)):
                marks = ",".join("?" * len(chunk))
                query = f"SELECT key, translation FROM translations WHERE key IN ({marks})"  # noqa: S608 - only "?,?"
                found.update((name, decode(text)) for name, text in self._connection.execute(query, chunk))
        return found

    def remember(self, items: Iterable[tuple[str, Translation]]) -> None:
        """Store translations under their keys in one commit: all of them or, if the process dies, none."""
        if self._connection is None:
            return
        rows = [(name, encode(translation)) for name, translation in items]
        with explained(self._path), transaction(self._connection):
            self._connection.executemany("INSERT OR REPLACE INTO translations VALUES (?, ?)", rows)

    def stats(self) -> Stats:
        if self._connection is None:
            return Stats(0, 0)
        with explained(self._path):
            (entries,) = self._connection.execute("SELECT count(*) FROM translations").fetchone()
        files = (self._path.with_name(self._path.name + suffix) for suffix in ("", "-wal"))
        return Stats(entries, sum(file.stat().st_size for file in files if file.exists()))

    def clear(self) -> None:
        """Forget everything and give the disk space back."""
        if self._connection is None:
            return
        with explained(self._path):
            with transaction(self._connection):
                self._connection.execute("DELETE FROM translations")
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._lock is not None:
            os.close(self._lock)
        self._connection = self._lock = None

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
