"""The only writer of files: each is replaced whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO

from bitexte.errors import OutputError

_PREFIX = ".bitexte-"


def write_if_changed(path: Path, content: bytes) -> bool:
    """Replace a file at once and whole, or leave it alone where it holds that content already; OutputError if not."""
    with _explained(path):
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
    return write_stream(path, (content,))


def write_stream(path: Path, chunks: Iterable[bytes]) -> bool:
    """As `write_if_changed` for content that comes in pieces and may be larger than memory."""
    with Replacement(path) as file:
        for chunk in chunks:
            file.write(chunk)
        return file.commit()


class Replacement:
    """A file that is written in pieces and takes its place whole, at `commit`; a context manager.

    Left without a commit, or by a kill, the file at `path` is as it was. Failures are OutputErrors.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = hashlib.sha256()
        self._open = ExitStack()
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not (path.is_file() or path.is_dir()):
                raise OutputError("is not a regular file", where=str(path), hint="choose another --output")
            self._file, self._temporary = self._open.enter_context(_temporary(path))

    def write(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        with _explained(self._path):
            self._file.write(chunk)

    def commit(self) -> bool:
        """Put the file in its place; False, and nothing is touched, where it holds that content already."""
        path = self._path
        with _explained(path), self._open:
            self._file.flush()
            if path.is_file() and _digest(path) == self._digest.digest():
                return False
            os.fsync(self._file.fileno())
            self._file.close()
            self._temporary.replace(os.path.realpath(path))  # what a link leads to is replaced, not the link
            return True

    def __enter__(self) -> Replacement:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()


def remove_unfinished(folder: Path) -> None:
    """Remove what writers that were killed left below a folder. Only for who knows that no other one is at work."""
    with _explained(folder):
        for part in folder.rglob(f"{_PREFIX}*.part"):
            part.unlink()


@contextmanager
def _temporary(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    handle, name = tempfile.mkstemp(dir=Path(os.path.realpath(path)).parent, prefix=_PREFIX, suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o666 & ~_umask())
            yield file, temporary
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno == errno.ENOSPC
        hint = "free some space and run again: finished work is kept" if full else "choose another --output"
        raise OutputError(f"cannot be written: {error.strerror}", where=str(path), hint=hint) from error


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
