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

from bitexte.disk import leftovers
from bitexte.errors import OutputError


def write_if_changed(path: Path, content: bytes, *, keep_links: bool = False) -> bool:
    """Replace a file at once and whole, or leave it alone where it holds that content already; OutputError if not.

    `keep_links`: the file is a person's own. A link stays one, to the new content, and the folder is flushed too;
    elsewhere a link is replaced by a file.
    """
    with _explained(path):
        if holds(path, content, keep_links=keep_links):
            return False
    return write_stream(path, (content,), keep_links=keep_links)


def write_stream(path: Path, chunks: Iterable[bytes], *, keep_links: bool = False) -> bool:
    """As `write_if_changed` for content that comes in pieces and may be larger than memory."""
    with Replacement(path, keep_links=keep_links) as file:
        for chunk in chunks:
            file.write(chunk)
        return file.commit()


class Replacement:
    """A file that is written in pieces and takes its place whole, at `commit`; a context manager.

    Left without a commit, or by a kill, the file at `path` is as it was. The permissions of what is replaced are kept.
    Failures are OutputErrors. `keep_links` as for `write_if_changed`.
    """

    def __init__(self, path: Path, *, keep_links: bool = False) -> None:
        self._path = path
        self._keep_links = keep_links
        self._digest = hashlib.sha256()
        self._open = ExitStack()
        with _explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not (path.is_file() or path.is_dir()):
                raise OutputError("is not a regular file", where=str(path), hint="choose another --output")
            self._target = Path(os.path.realpath(path)) if keep_links else path
            self._file, self._temporary = self._open.enter_context(_temporary(self._target))

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written so far."""
        return self._digest.hexdigest()

    def write(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        with _explained(self._path):
            self._file.write(chunk)

    def commit(self, path: Path | None = None) -> bool:
        """Put the file in its place, or at another `path` of its folder.

        False, and nothing is touched, where that holds the same content already.
        """
        target = path or self._target
        with _explained(target), self._open:
            self._file.flush()
            if _plain(target, keep_links=self._keep_links) and file_digest(target) == self.digest:
                return False
            os.fsync(self._file.fileno())
            self._file.close()
            self._temporary.replace(target)
            if self._keep_links:
                _flush(target.parent)
            return True

    def __enter__(self) -> Replacement:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()


def holds(path: Path, content: bytes, *, keep_links: bool = False) -> bool:
    """Whether a file is there and holds this content. Raises OSError."""
    return _plain(path, keep_links=keep_links) and path.stat().st_size == len(content) and path.read_bytes() == content


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(path: Path, *, keep_links: bool) -> bool:
    return path.is_file() and (keep_links or not path.is_symlink())


@contextmanager
def _temporary(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=leftovers.prefix(), suffix=leftovers.PART)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), _permissions(path))
            yield file, temporary
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _permissions(path: Path) -> int:
    """Those of the file that is there, else those of a new one."""
    if path.is_file() and not path.is_symlink():
        return path.stat().st_mode & 0o777
    return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush(folder: Path) -> None:
    if os.name == "posix":  # Windows cannot open folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno == errno.ENOSPC
        hint = "free some space and run again: finished work is kept" if full else "choose another --output"
        raise OutputError(f"cannot be written: {error.strerror}", where=str(path), hint=hint) from error
