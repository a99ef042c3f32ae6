"""One process at a time: a lock that falls with the process that holds it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bitexte.disk import leftovers, places
from bitexte.errors import OutputError

PATIENCE = 30.0  # seconds that an edit waits for another one of the same file


class HeldError(Exception):
    """Another process holds the lock; `owner` is its number, "" where that is not known."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


@contextmanager
def held(place: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock at `place`, a file of ours whose folder is made; the system frees it when we die.

    No link is followed there. Raises HeldError where another process holds it for `patience` seconds, OSError where
    the disk refuses or knows no locks.
    """
    from filelock import FileLock, Timeout

    place.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place, timeout=patience, mode=0o644, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise HeldError(_owner(place)) from None
    try:
        _sign(place)
        yield
    finally:
        lock.release()


@contextmanager
def editing(path: Path) -> Iterator[None]:
    """Hold a person's file while it is read, changed and written: `with editing(path): …` re-reads it inside.

    Waits for another edit of the same file; OutputError where that takes half a minute. What killed edits left beside
    the file is removed.
    """
    real = os.path.realpath(path)
    name = hashlib.sha256(os.fsencode(real)).hexdigest()[:32]
    try:
        with held(_locks() / name, PATIENCE):
            leftovers.sweep(Path(real).parent)
            yield
    except HeldError as error:
        message = f"another bitexte command is changing it (process {error.owner or 'unknown'})"
        raise OutputError(message, where=str(path), hint="wait until it is done, or end it") from None


def _locks() -> Path:
    """Where the locks of persons' files lie: in our cache, in the system's temporary folder where that is shut."""
    folder = places.cache_folder() / "locks"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    owner = os.getuid() if hasattr(os, "getuid") else "locks"
    return Path(tempfile.gettempdir()) / f"bitexte-{owner}"


def _owner(place: Path) -> str:
    with suppress(OSError):
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        try:
            owner = os.read(handle, 20).decode("ascii", "replace").strip()
        finally:
            os.close(handle)
        return owner if owner.isdigit() else ""
    return ""


def _sign(place: Path) -> None:
    """Leave our number for whoever meets the lock; on a full disk, and on Windows, it is missing, no more."""
    with suppress(OSError):
        handle = os.open(place, os.O_WRONLY | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0))
        try:
            os.write(handle, str(os.getpid()).encode("ascii"))
        finally:
            os.close(handle)
