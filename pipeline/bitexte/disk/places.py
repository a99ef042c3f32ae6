"""Where packages lie: the user's data and cache folders, Argos Translate's own folder, the embedded package."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bitexte.errors import PackageError

EMBEDDED = Path(__file__).resolve().parent.parent / "assets"


def packages_folder() -> Path:
    """Where `bitexte package install` puts packages: `$BITEXTE_HOME/packages`, or the platform's data folder."""
    home = _own_home() or _platform_folder("XDG_DATA_HOME", ".local/share", "Library/Application Support")
    return home / "packages"


def cache_folder() -> Path:
    """What can be made again: `$BITEXTE_HOME/cache`, or the platform's cache folder."""
    home = _own_home()
    return home / "cache" if home else _platform_folder("XDG_CACHE_HOME", ".cache", "Library/Caches")


def argos_folder() -> Path:
    """Where Argos Translate keeps its packages (it uses the same folder on every platform)."""
    named = os.environ.get("ARGOS_PACKAGES_DIR")
    if named:
        return Path(named).expanduser()
    return _xdg("XDG_DATA_HOME", ".local/share") / "argos-translate" / "packages"


def embedded_archives() -> list[Path]:
    """The package archives that come with Bitexte."""
    return sorted(EMBEDDED.glob("*.argosmodel"))


def _own_home() -> Path | None:
    named = os.environ.get("BITEXTE_HOME")
    return Path(named).expanduser().absolute() if named else None


def _platform_folder(variable: str, unix: str, mac: str) -> Path:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else _home() / "AppData" / "Local") / "bitexte"
    return _xdg(variable, mac if sys.platform == "darwin" else unix) / "bitexte"


def _xdg(variable: str, default: str) -> Path:
    named = os.environ.get(variable, "")
    # The XDG base directory specification: relative paths are invalid and ignored.
    return Path(named) if Path(named).is_absolute() else _home() / default


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        raise PackageError("there is no home folder", hint="set BITEXTE_HOME to a folder for packages") from error
