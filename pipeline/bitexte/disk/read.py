"""Reads a file whole, up to a bound."""

from __future__ import annotations

from pathlib import Path

from bitexte import limits
from bitexte.errors import InputError

MB = 1_000_000


def read_bytes(path: Path, largest: int = limits.FILE_MB) -> bytes:
    """The content of a file of up to `largest` MB; InputError says why it cannot be had."""
    try:
        if path.is_dir():
            raise InputError("is a folder, not a file", where=str(path))
        if path.exists() and not path.is_file():
            raise InputError("is not a regular file", where=str(path))
        size = path.stat().st_size
        if size > largest * MB:
            raise InputError(
                f"has {size / MB:,.0f} MB, more than the {largest} MB that are read whole",
                where=str(path),
                hint="split it, or stream it: bitexte translate < FILE",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("there is no such file", where=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error
