"""Names of files: such as every system can hold, and that of an English document."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

import regex

LONGEST = 240  # bytes of a name: systems hold 255, and `.new` or `~2` may join it
_DEVICES = regex.compile(r"(?i)(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?")
# fr, fr-FR or fr_CA at the end of a name, alone or after a mark.
_FRENCH = regex.compile(r"(?i)(^|[._-])fr(?:[_-][A-Za-z]{2})?$")
_CONTROLS = dict.fromkeys((*range(32), 127), "_")


def safe(name: str) -> str:
    """A name of a file below a folder, its parts parted by `/`, as every system can hold it there.

    Parts of dots alone, names of Windows' devices and blanks or dots at the end get a `_`, controls become one; a part
    that is too long is cut and ends with a digest of the whole before its suffix.
    """
    return "/".join(_part(part) for part in name.split("/") if part) or "_"


def english_name(name: str, suffix: str) -> str:
    """The name of the English document: a language part is replaced, else `.en` comes before the suffix.

    `sub/fr.json` gives `sub/en.json`, `values-fr/strings.xml` `values-en/strings.xml`, `a.txt` `a.en.txt`.
    """
    *folders, file = name.split("/")
    stem = file[: len(file) - len(PurePosixPath(file).suffix)]
    english = [_FRENCH.sub(r"\1en", part) for part in (*folders, stem)]
    if english == [*folders, stem]:
        english[-1] += ".en"
    return "/".join(english) + suffix


def numbered(name: str, number: int) -> str:
    """The name with `~number` before its suffix: `a.en.txt` gives `a.en~2.txt`."""
    return _marked(name, f"~{number}")


def beside(name: str, number: int = 1) -> str:
    """Where a new version goes that must not take the place of the old one: `a.en.txt` gives `a.en.new.txt`."""
    return _marked(name, ".new" if number == 1 else f".new{number}")


def part(name: str, number: int) -> str:
    """The name of a part of a file: `a.txt` gives `a.part-001.txt`."""
    return _marked(name, f".part-{number:03}")


def _marked(name: str, mark: str) -> str:
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}{mark}{path.suffix}"))


def _part(part: str) -> str:
    plain = part.translate(_CONTROLS)
    if _DEVICES.fullmatch(plain):
        plain = "_" + plain
    if plain[-1:] in (".", " "):
        plain += "_"
    return plain if len(plain.encode("utf-8", "surrogateescape")) <= LONGEST else _shortened(plain)


def _shortened(part: str) -> str:
    whole = part.encode("utf-8", "surrogateescape")
    suffixes = "".join(PurePosixPath(part).suffixes[-3:])
    if len(suffixes.encode("utf-8", "surrogateescape")) > 60:
        suffixes = ""
    end = f"~{hashlib.sha256(whole).hexdigest()[:8]}{suffixes}"
    kept = whole[: LONGEST - len(end.encode("utf-8", "surrogateescape"))]
    return kept.decode("utf-8", "ignore") + end
