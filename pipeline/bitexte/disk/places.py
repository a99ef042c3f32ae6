"""Where packages lie: the user's data and cache folders, Argos Translate's own folder, the embedded package."""

from __future__ import annotations

import os
from pathlib import Path

from bitexte.errors import PackageError

EMBEDDED = Path(__file__).resolve().parent.parent / "assets"


def packages_folder() -> Path:
    """Where `bitexte package install` puts packages: `$BITEXTE_HOME/packages`, or the platform's data folder."""
    return (_own_home() or _platform_folder("data")) / "packages"


def cache_folder() -> Path:
    """What can be made again: `$BITEXTE_HOME/cache`, or the platform's cache folder."""
    home = _own_home()
    return home / "cache" if home else _platform_folder("cache")


def argos_folder() -> Path:
    """Where Argos Translate keeps its packages (it uses the same folder on every platform)."""
    named = os.environ.get("ARGOS_PACKAGES_DIR")
    if named:
        return Path(named).expanduser()
    data = os.environ.get("XDG_DATA_HOME", "")
    # The XDG base directory specification: relative paths are invalid and ignored.
    folder = Path(data) if Path(data).is_absolute() else _home() / ".local" / "share"
    return folder / "argos-translate" / "packages"


def embedded_archives() -> list[Path]:
    """The package archives that come with Bitexte."""
    return sorted(EMBEDDED.glob("*.argosmodel"))


def _own_home() -> Path | None:
    named = os.environ.get("BITEXTE_HOME")
    return Path(named).expanduser().absolute() if named else None


def _platform_folder(kind: str) -> Path:
    from platformdirs import PlatformDirs

    folders = PlatformDirs("bitexte", appauthor=False)
    folder = folders.user_data_path if kind == "data" else folders.user_cache_path
    # Where there is no home, its sign (~) stays in the path.
    return folder if folder.is_absolute() else _home() / folder


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise PackageError("there is no home folder", hint="set BITEXTE_HOME to a folder for packages") from error
