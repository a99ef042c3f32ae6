"""The only reader of inputs and the only writer of results."""

from __future__ import annotations

import errno
import glob
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from bitexte import config, language
from bitexte.errors import InputError, OutputError
from bitexte.model import Document
from bitexte.readers import READERS, txt

MB = 1_000_000
_PREFIX = ".bitexte-"


@dataclass(frozen=True, slots=True)
class Source:
    """An input file and the name its document goes by: its path below the folder asked for, without the suffix."""

    path: Path
    name: str


def read_bytes(path: Path, largest: int = 256) -> bytes:
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


def read_document(path: Path, name: str | None = None, largest: int = 64) -> Document:
    """Read a French text, with a warning where it looks like another language. Raises InputError."""
    reader = READERS.get(path.suffix.lower(), txt.read)
    content = read_bytes(path, largest)
    if content.startswith((b"PK\x03\x04", b"%PDF-", b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        known = ", ".join(sorted(READERS))
        raise InputError("is no plain text", where=str(path), hint=f"formats that are read: {known}")
    try:
        document = reader(content, path.stem if name is None else name)
    except InputError as error:
        raise InputError(error.message, where=_placed(error.where, path), hint=error.hint) from error
    if not document.blocks:
        raise InputError("holds no text", where=str(path))
    looks = language.foreign("\n".join(block.text for block in document.blocks[:50]))
    remark = (f"looks like {looks!r}, not French",) if looks else ()
    return replace(document, warnings=(*document.warnings, *remark))


def find_sources(paths: Sequence[Path]) -> tuple[Source, ...]:
    """The texts to translate: files as named, folders searched for the formats that are read, sorted by name.

    Raises InputError where a path is missing, a folder holds no text, or two inputs would go by one name.
    """
    found: dict[str, Source] = {}
    seen: set[Path] = set()
    for source in (source for path in paths for source in _sources(path)):
        real = source.path.resolve()
        if real in seen:
            continue
        seen.add(real)
        if source.name.casefold() in found:
            other = found[source.name.casefold()]
            raise InputError(
                f"would overwrite the results of {other.path}", where=str(source.path), hint="rename one of them"
            )
        found[source.name.casefold()] = source
    if not found:
        raise InputError("no text is named", hint="name files or folders, or set `sources`")
    return tuple(sorted(found.values(), key=lambda source: source.name))


def default_glossaries(settings: config.Settings | None = None) -> list[Path]:
    """The termbases of the project, in the order of the settings, then of their names."""
    chosen = settings or config.load(Path())
    return [path for pattern in chosen.glossaries for path in _matching(chosen.folder, pattern)]


def write_if_changed(path: Path, content: bytes) -> bool:
    """Replace a file at once and whole, or leave it alone where it holds that content already; OutputError if not."""
    with _explained(path):
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
    return write_stream(path, (content,))


def write_stream(path: Path, chunks: Iterable[bytes]) -> bool:
    """As `write_if_changed` for content that comes in pieces and may be larger than memory."""
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise OutputError("is not a regular file", where=str(path), hint="choose another --output")
    with _explained(path), _temporary(path) as (file, temporary):
        digest = hashlib.sha256()
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        if path.is_file() and _digest(path) == digest.digest():
            return False
        os.fsync(file.fileno())
        file.close()
        temporary.replace(os.path.realpath(path))  # what a link leads to is replaced, not the link
        return True


def remove_unfinished(folder: Path) -> None:
    """Remove what writers that were killed left below a folder. Only for who knows that no other one is at work."""
    with _explained(folder):
        for part in folder.rglob(f"{_PREFIX}*.part"):
            part.unlink()


def _matching(folder: Path, pattern: str) -> list[Path]:
    """The files of a pattern, sorted; a path without wildcards stands for itself, so that it is missed if missing."""
    if not any(mark in pattern for mark in "*?["):
        return [folder / pattern]
    return sorted(Path(found) for found in glob.glob(str(folder / pattern), recursive=True))  # noqa: PTH207 - takes absolute ones


def _sources(path: Path) -> Iterator[Source]:
    if _kind(path) != stat.S_IFDIR:
        yield Source(path, path.stem or path.name)
        return
    below = [found for found in _walk(path, set()) if found.suffix.lower() in READERS]
    if not below:
        raise InputError("holds no text", where=str(path), hint="formats that are read: " + ", ".join(sorted(READERS)))
    for found in below:
        yield Source(found, found.relative_to(path).with_suffix("").as_posix())


def _kind(path: Path) -> int:
    """The kind of a file by its number in `stat`; InputError where it is missing or out of reach."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError as error:
        raise InputError("there is no such file or folder", where=str(path)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error


def _walk(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """Files below a folder, sorted, without hidden ones; no folder is visited twice, whatever links there are."""
    real = folder.resolve()
    if real in seen:
        return
    seen.add(real)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(folder)) from error
    for entry in entries:
        if entry.name.startswith(".") or _dangling(entry):
            continue
        kind = _kind(entry)
        if kind == stat.S_IFDIR:
            yield from _walk(entry, seen)
        elif kind == stat.S_IFREG:
            yield entry


def _dangling(path: Path) -> bool:
    """Whether a link leads nowhere; no error for one that cannot be followed."""
    return os.path.islink(path) and not os.path.exists(path)  # noqa: PTH110, PTH114 - pathlib's raise


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


def _placed(where: str, path: Path) -> str:
    """The reader knows the line, this room the path."""
    line = where.rpartition(":")[2]
    return f"{path}:{line}" if line.isdigit() and ":" in where else str(path)
