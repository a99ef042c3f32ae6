"""One process at a time fetches a package."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bitexte.disk import lock
from bitexte.errors import PackageError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock at `path`; it falls with the process. Raise PackageError if another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            lock.take(handle)
        except OSError as error:
            raise PackageError("another run is fetching this package", where=path.stem, hint="wait for it") from error
        yield
    finally:
        os.close(handle)
