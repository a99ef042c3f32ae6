"""Digests of our own code and of the libraries below it: what keys results that are kept.

Nobody has to number a change of rules: a file that changes changes the digest, and what was kept under the old one is
made anew.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# All that a translation depends on besides its request, its package and its search; a test holds the engine to it.
TRANSLATION = (
    "limits.py",
    "model.py",
    "text",
    "language",
    "terms/matching",
    "packages/package.py",
    "packages/lexicon.py",
    "packages/properties.py",
    "packages/weights.py",
    "packages/argos.py",
    "packages/http.py",
    "engine",
    "memory/rows.py",
)
LIBRARIES = ("ahocorasick-rs", "ctranslate2", "lemminflect", "regex", "sentencepiece", "simplemma")

HOUSE = Path(__file__).parent
_INSTALLED = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+).*\.(?:dist|egg)-info")


def fingerprint() -> str:
    """The digest (16 hexadecimal digits) of what translations depend on besides their requests and their package."""
    return code_digest(*TRANSLATION)


@cache
def code_digest(*paths: str, house: Path = HOUSE) -> str:
    """The digest (16 hexadecimal digits) of the Python files at these paths below `house`, and of the libraries."""
    digest = hashlib.sha256(unicodedata.unidata_version.encode())
    versions = _versions()
    for name in LIBRARIES:
        digest.update(f"\0{name} {versions[_plain(name)]}".encode())
    for path in paths:
        for file in _files(house / path):
            content = file.read_bytes()
            digest.update(f"\0{file.relative_to(house).as_posix()} {len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _versions() -> dict[str, str]:
    """The versions of the libraries, read off the names of their folders: importlib.metadata takes 100 ms to load."""
    wanted = set(map(_plain, LIBRARIES))
    found: dict[str, str] = {}
    for name, version in _installed():
        if name in wanted:
            found.setdefault(name, version)
    return {name: found.get(name) or _asked(name) for name in wanted}


def _installed() -> Iterator[tuple[str, str]]:
    """Name and version of each distribution, in the order in which Python looks for modules."""
    for folder in sys.path:
        try:
            names = [entry.name for entry in os.scandir(folder or ".")]
        except OSError:  # sys.path may hold what is no folder, or is not there
            continue
        for match in filter(None, map(_INSTALLED.fullmatch, names)):
            yield _plain(match["name"]), match["version"]


def _asked(name: str) -> str:
    """The version of a library that was installed in no usual way; empty where it is not there."""
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _plain(name: str) -> str:
    """The name of a distribution as folders of installed ones are called."""
    return re.sub(r"[-_.]+", "_", name).lower()
