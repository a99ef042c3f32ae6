"""Put an unpacked package in its place, whole or not at all."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bitexte.disk import leftovers, places
from bitexte.errors import PackageError
from bitexte.packages import archive
from bitexte.packages import checksums as content
from bitexte.packages.package import Package, Source, read


def cached(path: Path, source: Source) -> Package:
    """Unpack an archive into the cache, once for its content, and read it there.

    Where the cache cannot be written it is unpacked for this process alone. Raise PackageError where the archive is
    unsafe or damaged.
    """
    sha256 = content.archive_sha256(path)
    place = places.cache_folder() / "packages" / sha256
    if not _whole(place):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            beside = place.parent if os.access(place.parent, os.W_OK) else _passing_folder()
        except OSError:
            beside = _passing_folder()
        place = beside / sha256
        if not _whole(place):
            with writing(beside), unpacked(path, beside) as folder:
                _keep(folder, place)
    record = content.read_record(place)
    return read(place, content.known_checksum(place), source, record.name if record else "")


@cache
def _passing_folder() -> Path:
    """A folder that goes away with this process."""
    folder = tempfile.mkdtemp(prefix="bitexte-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _whole(place: Path) -> bool:
    try:
        record = content.read_record(place)
    except PackageError:
        return False
    return record is not None and not content.changed(place, record)


def _keep(folder: Path, place: Path) -> None:
    """Put the folder in its place, unless another run was faster: that one may be reading it already."""
    try:
        put(folder, place, replace=False)
    except OSError:
        if not _whole(place):
            put(folder, place, replace=True)


@contextmanager
def unpacked(path: Path, beside: Path) -> Iterator[Path]:
    """A temporary folder in `beside`, filled from the archive and with its record; it goes away at the end."""
    with temporary_beside(beside) as folder:
        content.write_record(folder, archive.unpack(path, folder))
        yield folder


@contextmanager
def temporary_beside(beside: Path) -> Iterator[Path]:
    """An empty folder in `beside`, on the same disk as what will stand there; it goes away at the end."""
    beside.mkdir(parents=True, exist_ok=True)
    leftovers.sweep(beside)
    # Folders that are being filled or thrown away; no package can be called so.
    outer = Path(tempfile.mkdtemp(prefix=leftovers.prefix(), suffix=leftovers.PART, dir=beside))
    try:
        # mkdtemp's own folder is closed to others for good; a package may be shared.
        inner = outer / "package"
        inner.mkdir()
        yield inner
    finally:
        shutil.rmtree(outer, ignore_errors=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Make a PackageError of the disk's refusals (full, read-only, forbidden)."""
    try:
        yield
    except OSError as error:
        hint = "set BITEXTE_HOME to a folder that can be written"
        raise PackageError(f"cannot be written: {error.strerror or error}", where=str(folder), hint=hint) from error


def put(folder: Path, place: Path, *, replace: bool) -> None:
    """Move the complete `folder` to `place` in one step; what stood there goes away only then.

    Raise OSError where something stands there and is not to be replaced.
    """
    with temporary_beside(place.parent) as old:
        if replace and place.exists():
            place.replace(old / "was")
        try:
            folder.replace(place)
        except OSError:
            if (old / "was").exists():
                (old / "was").replace(place)
            raise
    _flush(place.parent)


def discard(place: Path) -> None:
    """Take a package away in one step, so that no half of it is left to be used."""
    with writing(place.parent), temporary_beside(place.parent) as old:
        place.replace(old / "was")


def _flush(folder: Path) -> None:
    if os.name == "posix":  # Windows cannot open folders.
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
