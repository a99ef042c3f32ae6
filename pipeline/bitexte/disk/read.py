"""Reads a file whole, up to a bound, or piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bitexte import limits
from bitexte.errors import InputError

MB = 1_000_000


def read_bytes(path: Path, largest: int = limits.FILE_MB) -> bytes:
    """The content of a file of up to `largest` MB; InputError says why it cannot be had."""
    with _explained(path):
        size = _size(path)
        if size > largest * MB:
            raise InputError(
                f"has {size / MB:,.0f} MB, more than the {largest} MB that are read whole",
                where=str(path),
                hint="split it, or stream it: bitexte translate < FILE",
            )
        return path.read_bytes()


@contextmanager
def reading(path: Path) -> Iterator[BinaryIO]:
    """A file of any size, to be read piece by piece; InputError says why it cannot be had."""
    with _explained(path):
        _size(path)
        file = path.open("rb")
    with file:
        yield file


def _size(path: Path) -> int:
    """The bytes of a regular file."""
    if path.is_dir():
        raise InputError("is a folder, not a file", where=str(path))
    if path.exists() and not path.is_file():
        raise InputError("is not a regular file", where=str(path))
    return path.stat().st_size


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error
