"""The translation memory: a SQLite store that lets an interrupted or repeated run decode nothing twice.

It holds only what can be rebuilt: whoever deletes it loses time, never work. A store that is damaged is set aside and
begun anew; a damaged row is decoded again.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from bitexte.disk import lock
from bitexte.errors import MemoryStoreError
from bitexte.memory.failures import damaged, explained
from bitexte.memory.rows import decode, encode, key
from bitexte.memory.store import connect, connect_frozen, refuse_links, set_aside, transaction
from bitexte.model import Translation

__all__ = ["Memory", "Stats", "key"]

KEYS_AT_ONCE = 500  # older SQLite builds allow 999 variables a statement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stats:
    """What a store holds; `size` is in bytes on disk."""

    entries: int
    size: int


class Memory:
    """An open store, held by one process at a time: use it as a context manager.

    Every failure is a MemoryStoreError that says what to do. `remarks` are lines for the user: a damaged store that was
    set aside.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection | None, opened: ExitStack) -> None:
        self._path = path
        self._connection = connection
        self._opened = opened
        self.remarks: list[str] = []

    @classmethod
    def open(cls, path: Path) -> Memory:
        """Open the store at `path`, made with its folder where missing, and lock it against other runs."""
        with ExitStack() as opened:
            refuse_links(path)
            _lock(path, opened)
            memory = cls(path, None, opened.pop_all())
        try:
            memory._reopen()
        except BaseException:
            memory.close()
            raise
        return memory

    @classmethod
    def frozen(cls, path: Path) -> Memory:
        """A snapshot, read by as many processes as like; what it is told to remember is an error."""
        with explained(path):
            return cls(path, connect_frozen(path), ExitStack())

    @classmethod
    def none(cls) -> Memory:
        """Return a memory that remembers nothing, for filters and tests."""
        return cls(Path(os.devnull), None, ExitStack())

    def recall(self, keys: Iterable[str]) -> dict[str, Translation]:
        """Return the translations known under `keys`; unknown keys, and those of damaged rows, are left out."""
        found: dict[str, Translation] = {}
        remaining = iter(keys)
        while chunk := list(islice(remaining, KEYS_AT_ONCE)):
            nothing: list[tuple[str, object]] = []
            for name, row in self._answer(partial(_rows, names=chunk), nothing):
                with suppress(ValueError):
                    found[name] = decode(row)
        return found

    def remember(self, items: Iterable[tuple[str, Translation]]) -> None:
        """Store translations under their keys in one commit: all of them or, if the process dies, none."""
        if self._connection is None:
            return
        rows = [(name, encode(translation)) for name, translation in items]

        def insert(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.executemany("INSERT OR REPLACE INTO translations VALUES (?, ?)", rows)

        self._answer(insert, None)

    def stats(self) -> Stats:
        (entries,) = self._answer(lambda connection: connection.execute(_COUNT).fetchone(), (0,))
        if self._connection is None:
            return Stats(0, 0)
        files = (self._path.with_name(self._path.name + suffix) for suffix in ("", "-wal"))
        return Stats(entries, sum(file.stat().st_size for file in files if file.exists()))

    def snapshot(self, path: Path) -> None:
        """Write a copy of the store to `path`, which must not be there yet."""
        self._answer(lambda connection: connection.execute("VACUUM INTO ?", (str(path),)), None)

    def clear(self) -> None:
        """Forget everything and give the disk space back."""

        def forget(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                connection.execute("DELETE FROM translations")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self._answer(forget, None)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._opened.close()

    def _answer(self, ask: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """What the store answers, once more from a new one where it turns out to be damaged; `nothing` without one."""
        if self._connection is None:
            return nothing
        with explained(self._path):
            try:
                return ask(self._connection)
            except sqlite3.DatabaseError as error:
                if not damaged(error):
                    raise
                self._begin_anew()
                return ask(self._connection)

    def _reopen(self) -> None:
        with explained(self._path):
            try:
                self._connection = connect(self._path)
            except sqlite3.DatabaseError as error:
                if not damaged(error):
                    raise
                self._begin_anew()

    def _begin_anew(self) -> None:
        if self._connection is not None:
            self._connection.close()
        kept = set_aside(self._path)
        self.remarks.append(f"{self._path}: the translation memory was damaged; it is set aside as {kept} and rebuilt")
        self._connection = connect(self._path)

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


_COUNT = "SELECT count(*) FROM translations"


def _rows(connection: sqlite3.Connection, names: list[str]) -> list[tuple[str, object]]:
    marks = ",".join("?" * len(names))
    query = f"SELECT key, translation FROM translations WHERE key IN ({marks})"  # noqa: S608 - only "?,?"
    return connection.execute(query, names).fetchall()


def _lock(path: Path, opened: ExitStack) -> None:
    """Keep other runs off the store; the lock vanishes with the process that holds it."""
    place = path.with_name(path.name + ".lock")
    try:
        opened.enter_context(lock.held(place))
    except lock.HeldError as error:
        run = f"process {error.owner}" if error.owner else "just starting"
        message = f"another bitexte run ({run}) is working in this project"
        raise MemoryStoreError(message, where=str(path), hint="wait until it is done, or end it") from None
    except OSError as error:
        hint = "choose another --output, a folder that can be written on a local disk"
        raise MemoryStoreError(f"cannot be locked: {error.strerror}", where=str(place), hint=hint) from error
