"""Checksums of a package's content, its record of installation, and a cache that spares reading it again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bitexte.disk import leftovers, places
from bitexte.disk.replace import write_if_changed
from bitexte.errors import OutputError, PackageError
from bitexte.packages.properties import PROPERTIES

RECORD = ".bitexte.json"
OWN = (RECORD, PROPERTIES)  # what we leave beside the files of a package


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a package: its size in bytes and the SHA-256 of its bytes."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """What was installed under which name, file by file; keys are paths in the package, with `/`."""

    name: str
    entries: Mapping[str, Entry]

    @property
    def checksum(self) -> str:
        return checksum(self.entries)


def checksum(entries: Mapping[str, Entry]) -> str:
    """The SHA-256 of a package: that of the lines `sha256  path` of its files in order of path.

    `cd FOLDER; find . -type f ! -name '.*.json' | cut -c3- | LC_ALL=C sort | xargs sha256sum | sha256sum`
    gives the same figure. It does not depend on how the package was compressed or where it lies.
    """
    lines = (f"{entries[path].sha256}  {path}\n" for path in sorted(entries, key=os.fsencode))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def entries(folder: Path) -> dict[str, Entry]:
    """Read every file of an unpacked package: its path in the package, size and SHA-256."""
    return {path.relative_to(folder).as_posix(): _entry(path) for path in _files(folder)}


def sizes(folder: Path) -> dict[str, int]:
    """The size in bytes of every file of an unpacked package, by its path in it."""
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in _files(folder)}


def file_sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", where=str(path)) from error


def write_record(folder: Path, record: Record) -> None:
    """Leave the record in the folder of the package, on disk before this returns."""
    files = {path: {"size": entry.size, "sha256": entry.sha256} for path, entry in sorted(record.entries.items())}
    with (folder / RECORD).open("w", encoding="utf-8") as file:
        json.dump({"name": record.name, "checksum": record.checksum, "files": files}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read_record(folder: Path) -> Record | None:
    """The record of an installed package, None where it has none (a folder unpacked by hand)."""
    path = folder / RECORD
    if not path.is_file():
        return None
    try:
        fields = json.loads(path.read_bytes())
        files = {str(key): Entry(int(file["size"]), str(file["sha256"])) for key, file in fields["files"].items()}
        return Record(str(fields["name"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PackageError("the record of installation is damaged", where=str(path), hint="install it again") from error


def changed(folder: Path, record: Record) -> list[str]:
    """The files that are missing or not what was recorded.

    Each is read, unless the cache knows that the same files, by inode, size and times, were sound.
    """
    missing = [path for path in sorted(record.entries) if not (folder / path).is_file()]
    if missing:
        return missing
    files = [folder / path for path in sorted(record.entries)]
    if cached_digest(files, lambda: checksum(_entries_of(folder, record))) == record.checksum:
        return []
    return [path for path, entry in sorted(record.entries.items()) if _entry(folder / path) != entry]


def known_checksum(folder: Path) -> str:
    """The checksum of an unpacked package, from the cache where its files are unchanged, else by reading them.

    Raise PackageError where the files are not those of its record.
    """
    record = read_record(folder)
    if record is None:
        return cached_digest(_files(folder), lambda: checksum(entries(folder)))
    damaged = changed(folder, record)
    if damaged:
        hint = "install it again with --force"
        raise PackageError(f"{damaged[0]} is not what was installed", where=str(folder), hint=hint)
    return record.checksum


def archive_sha256(path: Path) -> str:
    """The SHA-256 of an archive's bytes, from the cache where its inode, size and times are unchanged."""
    return cached_digest([path], lambda: file_sha256(path))


def cached_digest(paths: list[Path], compute: Callable[[], str]) -> str:
    """The figure computed from these files, kept in the cache under their paths, inodes, sizes and times."""
    stamps = [_stamp(path) for path in paths]
    key = hashlib.sha256(json.dumps(stamps).encode()).hexdigest()
    note = places.cache_folder() / "checksums" / key
    with suppress(OSError, ValueError):
        figure = note.read_text("ascii")
        if len(figure) == 64:
            return figure
    figure = compute()
    leftovers.sweep(note.parent)
    with suppress(OutputError):  # A cache that cannot be written costs time, nothing else.
        write_if_changed(note, figure.encode("ascii"))
    return figure


def _stamp(path: Path) -> tuple[str | int, ...]:
    """What changes with a file's content; the time of the last change of status cannot be set by a program."""
    status = path.stat()
    return str(path.resolve()), status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in OWN)


def _entries_of(folder: Path, record: Record) -> dict[str, Entry]:
    return {path: _entry(folder / path) for path in record.entries}


def _entry(path: Path) -> Entry:
    return Entry(path.stat().st_size, file_sha256(path))
