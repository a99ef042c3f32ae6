"""Which files are meant: names, folders, patterns."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bitexte.errors import InputError


@dataclass(frozen=True, slots=True)
class Input:
    """An input file and the name its document goes by: its path below the folder asked for."""

    path: Path
    name: str


def find_sources(paths: Sequence[Path], suffixes: Collection[str]) -> tuple[Input, ...]:
    """The texts to translate: files as named, folders searched for files of these suffixes, sorted by name.

    Raises InputError where a path is missing, a folder holds no text, or two inputs would go by one name.
    """
    found: dict[str, Input] = {}
    seen: set[Path] = set()
    for source in (source for path in paths for source in _sources(path, suffixes)):
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


def matching(folder: Path, pattern: str) -> list[Path]:
    """The files of a pattern, sorted; a path without wildcards stands for itself, so that it is missed if missing."""
    if not any(mark in pattern for mark in "*?["):
        return [folder / pattern]
    return sorted(Path(found) for found in glob.glob(str(folder / pattern), recursive=True))  # noqa: PTH207 - takes absolute ones


def _sources(path: Path, suffixes: Collection[str]) -> Iterator[Input]:
    if _kind(path) != stat.S_IFDIR:
        yield Input(path, path.name)
        return
    below = [found for found in _walk(path, set()) if found.suffix.lower() in suffixes]
    if not below:
        raise InputError("holds no text", where=str(path), hint="formats that are read: " + ", ".join(sorted(suffixes)))
    for found in below:
        yield Input(found, found.relative_to(path).as_posix())


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
