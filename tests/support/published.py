"""Good published translations as units: what the checks are to leave alone. They lie outside the repository."""

from __future__ import annotations

import hashlib
import lzma
import unicodedata
from pathlib import Path

from bitexte.model import Origin, Segment, Translation, Unit

# Sources whose translations people have published and reviewed, software, handbooks, laws, news and dialogues.
SOURCES = (
    "python-docs",
    "eforms-sdk",
    "cds-digital-canada",
    "django-docs",
    "mdn",
    "gnome-help",
    "gnome-user-docs",
    "msdocs-dynamics-ops",
    "msdocs-project-ops",
    "libreoffice-help",
    "libreoffice-ui",
    "debian-handbook",
    "debian-manpages",
    "postgresql-docs",
    "payments-apps",
    "shop-apps-ui",
    "web-apps-ui",
    "wordpress-ui",
    "mediawiki-ui",
    "sylius",
    "business-apps-ui",
    "react-docs",
    "astro-docs",
    "tatoeba",
    "justice-laws",
    "mozilla-engagement",
    "wmt-news",
)
DEVELOPMENT, HELD_OUT = 0, 1


def units(shared: Path, half: int, each: int = 500) -> dict[str, list[Unit]]:
    """Up to `each` units of every source, those of one half by the digest of their texts; a source is a document."""
    return {name: _units(shared, name, half, each) for name in SOURCES}


def _units(shared: Path, name: str, half: int, each: int) -> list[Unit]:
    (path,) = shared.glob(f"corpus*/{name}.tsv.xz")
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t")[:2] for line in file]
    drawn = sorted((digest, row) for row in rows if (digest := _digest(row)) % 2 == half)[:each]
    return [unit(source, target, f"{name}#{n}") for n, (_, (source, target)) in enumerate(drawn, start=1)]


def unit(source: str, target: str, identity: str = "a#1") -> Unit:
    """A finished unit of these texts."""
    text = unicodedata.normalize("NFC", source)
    translation = Translation(unicodedata.normalize("NFC", target), Origin.HUMAN)
    return Unit(Segment(identity, 0, text, (0, len(text)), number=identity), (), translation)


def _digest(row: list[str]) -> int:
    return int.from_bytes(hashlib.sha256("\t".join(row).encode()).digest()[:6], "big")
