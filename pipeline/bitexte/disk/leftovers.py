"""What killed processes left behind: temporary files and folders of our own kinds, known by name and age."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import regex

PART = ".part"
_OURS = regex.compile(r"\.bitexte-([0-9]+)-.+\.part")
_STALE = 24 * 3600.0  # seconds after which nobody is at work on it any more, wherever its process ran


def prefix() -> str:
    """What the names of this process's temporary files and folders begin with; they end with PART."""
    return f".bitexte-{os.getpid()}-"


def sweep(folder: Path) -> None:
    """Remove what lies in a folder and belongs to no living process."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _abandoned(entry):
                _remove(Path(entry))


def sweep_below(folder: Path) -> None:
    """As `sweep`, for a folder of results and all below it, but for other runs' folders and what links lead to."""
    for each in _own_folders(folder):
        sweep(each)


def _own_folders(folder: Path) -> Iterator[Path]:
    yield folder
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and not Path(entry, ".cache").exists():
                yield from _own_folders(Path(entry))


def _abandoned(entry: os.DirEntry[str]) -> bool:
    name = _OURS.fullmatch(entry.name)
    if not name:
        return False
    with suppress(OSError):
        return time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE or not _alive(int(name[1]))
    return False


def _alive(process: int) -> bool:
    if sys.platform == "win32":  # signal 0 would end it
        return True
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
