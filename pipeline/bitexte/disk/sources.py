"""Which files are meant: names, folders, patterns."""

from __future__ import annotations

import glob
import os
import stat
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bitexte.disk.outputs import MANIFEST
from bitexte.errors import InputError

_KINDS = 8  # kinds of skipped files that are listed


@dataclass(frozen=True, slots=True)
class Input:
    """An input file and the name its document goes by: its path below the folder asked for."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts to translate, sorted by name, and the files of the folders searched that are none of their formats."""

    inputs: tuple[Input, ...]
    skipped: tuple[Path, ...] = ()

    @property
    def skipped_summary(self) -> str:
        """How many files were skipped, in one line: `4 files skipped: 2 .md, 1 .docx, 1 without a suffix`."""
        kinds = Counter(path.suffix.lower() or "without a suffix" for path in self.skipped)
        listed = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common(_KINDS))
        more = ", …" if len(kinds) > _KINDS else ""
        return f"{len(self.skipped):,} file{'s' * (len(self.skipped) > 1)} skipped: {listed}{more}"


def find_sources(paths: Sequence[Path], suffixes: Collection[str], output: Path | None = None) -> Sources:
    """The texts to translate: files as named, by pattern too, and folders searched for files of these suffixes.

    Folders of results are no sources: `output`, and others that a run has written. Raises InputError where a path is
    missing, a folder holds no text, or two inputs would go by one name.
    """
    found: dict[str, Input] = {}
    seen: set[Path] = set()
    skipped: list[Path] = []
    named = [one for path in paths for one in _expanded(path)]
    for source in (source for path in named for source in _sources(path, suffixes, output, skipped)):
        real = source.path.resolve()
        if real in seen:
            continue
        seen.add(real)
        if source.name in found:
            other = found[source.name]
            raise InputError(
                f"would overwrite the results of {other.path}", where=str(source.path), hint="rename one of them"
            )
        found[source.name] = source
    if not found:
        raise InputError("no text is named", hint="name files or folders, or set `sources`")
    return Sources(tuple(sorted(found.values(), key=lambda source: source.name)), tuple(skipped))


def _expanded(path: Path) -> list[Path]:
    """The files of a pattern that the shell has left as it was; anything else stands for itself."""
    return [path] if os.path.lexists(path) else matching(Path(), str(path)) or [path]


def matching(folder: Path, pattern: str) -> list[Path]:
    """The files of a pattern, sorted; a path without wildcards stands for itself, so that it is missed if missing."""
    if not any(mark in pattern for mark in "*?["):
        return [folder / pattern]
    return sorted(Path(found) for found in glob.glob(str(folder / pattern), recursive=True))  # noqa: PTH207 - takes absolute ones


def _sources(path: Path, suffixes: Collection[str], output: Path | None, skipped: list[Path]) -> Iterator[Input]:
    if _kind(path) != stat.S_IFDIR:
        yield Input(path, path.name)
        return
    real = output.resolve() if output else None
    if path.resolve() == real:
        raise InputError("is the folder of the results", where=str(path), hint="name the texts, or another --output")
    texts: list[Path] = []
    for found in _walk(path, {real} if real else set()):
        (texts if found.suffix.lower() in suffixes else skipped).append(found)
    if not texts:
        raise InputError("holds no text", where=str(path), hint="formats that are read: bitexte formats")
    for found in texts:
        yield Input(found, found.relative_to(path).as_posix())


def _kind(path: Path) -> int:
    """The kind of a file by its number in `stat`; InputError where it is missing or out of reach."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError as error:
        hint = "standard input is read by: bitexte translate" if str(path) == "-" else ""
        raise InputError("there is no such file or folder", where=str(path), hint=hint) from error
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
        if kind == stat.S_IFDIR and not (entry / MANIFEST).exists():
            yield from _walk(entry, seen)
        elif kind == stat.S_IFREG:
            yield entry


def _dangling(path: Path) -> bool:
    """Whether a link leads nowhere; no error for one that cannot be followed."""
    return os.path.islink(path) and not os.path.exists(path)  # noqa: PTH110, PTH114 - pathlib's raise
