"""The index of packages for download: a JSON list of what argospm offers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bitexte.errors import PackageError
from bitexte.packages.package import version_rank


@dataclass(frozen=True, slots=True)
class Pin:
    """What an archive must be: its size in bytes and the SHA-256 of its bytes."""

    size: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A package of the index and the addresses where it lies."""

    code: str
    version: str
    from_code: str
    to_code: str
    links: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name that Argos gives the package's folder."""
        return f"{self.code}-{self.version.replace('.', '_')}"


# The official packages that Bitexte was measured with.
PINS = {
    "translate-fr_en-1_9": Pin(66_585_033, "3b3052fee6bb1e8e8e632a26a723eb2a2c7710dfe73ba61ffd9b83e85d4f14c1"),
}


def pin(sha256: str) -> Pin:
    """What a SHA-256 given by the user asks of an archive; raise PackageError if it is none."""
    if not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise PackageError(f"{sha256!r} is no SHA-256", hint="it has 64 hexadecimal digits")
    return Pin(None, sha256.lower())


def parse(content: bytes, where: str) -> list[Offer]:
    """The translation packages of an index; raise PackageError where it is no such list.

    Entries of other kinds, and malformed ones, are passed over: one bad entry does not take the others away.
    """
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackageError(f"the package index is not valid JSON: {error}", where=where) from error
    if not isinstance(entries, list):
        raise PackageError("the package index must be a JSON list", where=where)
    return [offer for entry in entries if isinstance(entry, dict) and (offer := _offer(entry))]


def choose(offers: list[Offer], from_code: str, to_code: str, version: str | None, where: str) -> Offer:
    """The offer for these languages: the given version, or the newest; raise PackageError if there is none."""
    pairs = {(offer.from_code, offer.to_code) for offer in offers}
    fitting = [offer for offer in offers if (offer.from_code, offer.to_code) == (from_code, to_code)]
    if not fitting:
        raise PackageError(
            f"the index has no package from {from_code!r} to {to_code!r} among its {len(pairs)} pairs",
            where=where,
            hint="languages are given by their codes: fr en",
        )
    wanted = [offer for offer in fitting if version in (None, offer.version)]
    if not wanted:
        versions = ", ".join(sorted((offer.version for offer in fitting), key=version_rank))
        raise PackageError(
            f"the index has no version {version} of this package", where=where, hint=f"it has {versions}"
        )
    return max(wanted, key=lambda offer: version_rank(offer.version))


def _offer(entry: dict[str, object]) -> Offer | None:
    texts = {key: value for key, value in entry.items() if isinstance(value, str)}
    version, from_code, to_code = (texts.get(key, "") for key in ("package_version", "from_code", "to_code"))
    links = entry.get("links")
    if not (version and from_code and to_code and isinstance(links, list)):
        return None
    if texts.get("type", "translate") != "translate":
        return None
    code = texts.get("code", f"translate-{from_code}_{to_code}")
    return Offer(code, version, from_code, to_code, tuple(link for link in links if isinstance(link, str)))
