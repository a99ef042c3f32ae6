"""Unpacks .argosmodel archives; unsafe paths, links, bombs and encryption are refused."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from bitexte import limits
from bitexte.errors import PackageError
from bitexte.packages.checksums import OWN, Entry, Record
from bitexte.packages.package import METADATA, REQUIRED, TOKENIZERS, Metadata, check_name, parse_metadata

CHUNK = 1 << 20

# What zipfile is known to raise on archives that are none.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError)
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')


def inspect(path: Path) -> tuple[str, Metadata]:
    """The name and the metadata of the package in an archive; raise PackageError if it is unsafe or no package."""
    with _opened(path) as archive:
        top, members = _checked(archive, path)
        return top, _metadata(archive, members, path)


def unpack(path: Path, folder: Path) -> Record:
    """Unpack the package into the empty `folder` (without the archive's top folder) and flush it to the disk.

    Raise PackageError on a damaged or unsafe archive; `folder` is then to be thrown away.
    """
    with _opened(path) as archive:
        top, members = _checked(archive, path)
        _metadata(archive, members, path)
        files = {name: _write(archive, member, folder / name, path) for name, member in sorted(members.items())}
        return Record(top, files)


def extract(path: Path, folder: Path) -> None:
    """Unpack a zip of any files into the empty `folder`; raise PackageError on a damaged or unsafe one."""
    with _opened(path) as archive:
        for member in _safe(archive, path):
            _write(archive, member, folder / member.filename, path)


def is_package(path: Path) -> bool:
    """Whether an archive has the metadata of a package in its top folder; raise PackageError where it is no archive."""
    with _opened(path) as archive:
        names = (PurePosixPath(name) for name in archive.namelist())
        return any(name.name == METADATA and len(name.parts) == 2 for name in names)


def pack(folder: Path, name: str, path: Path) -> None:
    """Write the package in `folder` as an archive whose top folder is `name`; equal packages give equal bytes."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(each for each in folder.rglob("*") if each.is_file()):
            inside = file.relative_to(folder).as_posix()
            if inside in OWN:
                continue
            member = zipfile.ZipInfo(f"{name}/{inside}")  # of 1980: the hour of the work is no part of it
            member.compress_type = zipfile.ZIP_DEFLATED
            with file.open("rb") as source, archive.open(member, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, CHUNK)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise PackageError(f"not a package archive: {error}", where=str(path)) from error
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", where=str(path)) from error


def _checked(archive: zipfile.ZipFile, path: Path) -> tuple[str, dict[str, zipfile.ZipInfo]]:
    """The top folder's name and the files below it, by their paths in it."""
    files = _safe(archive, path)
    tops = {PurePosixPath(name).parts[0] for name in archive.namelist()}
    _must(len(tops) == 1, f"all files must lie in one top folder, not in {len(tops)}", path)
    top = check_name(tops.pop(), str(path))
    named = {member.filename.removeprefix(f"{top}/"): member for member in files}
    _check_required(named, path)
    return top, named


def _safe(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    """The files of an archive that may be unpacked in a folder."""
    members = archive.infolist()
    _must(
        0 < len(members) <= limits.PACKAGE_MEMBERS,
        f"{len(members)} members, 1 to {limits.PACKAGE_MEMBERS} are allowed",
        path,
    )
    for member in members:
        _check_member(member, path)
    _check_sizes(members, path)
    files = [member for member in members if not member.is_dir()]
    _check_collisions([member.filename for member in files], path)
    return files


def _check_member(member: zipfile.ZipInfo, path: Path) -> None:
    # orig_filename: zipfile cuts the name at a NUL, and other programs would not.
    name = member.orig_filename
    parts = name.removesuffix("/").split("/")
    kind = stat.S_IFMT(member.external_attr >> 16)
    _must(all(parts) and not {".", ".."} & set(parts), f"unsafe path {name!r}", path)
    _must(not any(_unportable(part) for part in parts), f"unsafe path {name!r}", path)
    _must(len(name.encode("utf-8", "surrogatepass")) <= 250, f"over-long path {name[:40]!r}...", path)
    _must(kind in (0, stat.S_IFREG, stat.S_IFDIR), f"{name!r} is a link or a device", path)
    _must((kind == stat.S_IFDIR) <= member.is_dir(), f"{name!r} is a folder with a file's name", path)
    _must(not member.is_dir() or member.file_size == 0, f"{name!r} is a folder with content", path)
    _must(not member.flag_bits & _ENCRYPTED, f"{name!r} is encrypted", path)
    _must(member.compress_type in _METHODS, f"{name!r} is compressed by an unusual method", path)


def _unportable(part: str) -> bool:
    return bool(_FORBIDDEN.search(part) or _RESERVED.fullmatch(part)) or part != part.strip(" ").rstrip(".")


def _check_sizes(members: Iterable[zipfile.ZipInfo], path: Path) -> None:
    total = sum(member.file_size for member in members)
    packed = path.stat().st_size
    _must(total <= limits.PACKAGE_BYTES, f"would unpack to {total:,} bytes, more than {limits.PACKAGE_BYTES:,}", path)
    _must(
        total <= limits.PACKAGE_RATIO * packed + limits.METADATA_BYTES,
        f"would unpack {packed:,} bytes to {total:,}: a decompression bomb",
        path,
    )


def _check_collisions(names: list[str], path: Path) -> None:
    """No two files may meet in one place on a disk that ignores case or Unicode form, nor a file and a folder."""
    seen: set[str] = set()
    folders: set[str] = set()
    for name in names:
        plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        _must(plain not in seen, f"two members are called {name!r}", path)
        seen.add(plain)
        folders.update(str(parent) for parent in PurePosixPath(plain).parents)
    _must(not seen & folders, f"{min(seen & folders, default='')!r} is both a file and a folder", path)


def _check_required(named: dict[str, zipfile.ZipInfo], path: Path) -> None:
    for required in REQUIRED:
        _must(required in named, f"{required} is missing", path)
    _must(any(name in named for name in TOKENIZERS), f"{' or '.join(TOKENIZERS)} is missing", path)
    for own in OWN:
        _must(own not in named, f"{own} must not come with a package", path)
    _must(
        named[METADATA].file_size <= limits.METADATA_BYTES,
        f"{METADATA} is larger than {limits.METADATA_BYTES:,} bytes",
        path,
    )


def _metadata(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], path: Path) -> Metadata:
    content = b"".join(_chunks(archive, members[METADATA], path))
    return parse_metadata(content, f"{path}:{METADATA}")


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, path: Path) -> Entry:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for chunk in _chunks(archive, member, path):
            digest.update(chunk)
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    _must(size == member.file_size, f"{member.filename!r} is cut short", path)
    return Entry(size, digest.hexdigest())


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> Iterable[bytes]:
    """The content of a member; zipfile itself stops at the declared size and compares the CRC."""
    try:
        with archive.open(member) as content:
            while chunk := content.read(CHUNK):
                yield chunk
    except (*_DAMAGE, OSError) as error:
        raise PackageError(f"{member.filename!r} is damaged: {error}", where=str(path)) from error


def _must(holds: bool, message: str, path: Path) -> None:
    if not holds:
        raise PackageError(message, where=str(path), hint="the archive is left untouched; get it again from its source")
