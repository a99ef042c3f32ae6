"""Install, verify and remove packages in Bitexte's own folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bitexte import limits
from bitexte.disk import places
from bitexte.disk.lock import HeldError, held
from bitexte.errors import PackageError
from bitexte.packages import archive, argos, download, find, store
from bitexte.packages import checksums as content
from bitexte.packages import http as web
from bitexte.packages import offers as index
from bitexte.packages.checksums import Entry
from bitexte.packages.offers import PINS, Offer, Pin
from bitexte.packages.package import Package, Source, check_name, read


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in its place; `verified` if its archive was compared with a known SHA-256."""

    package: Package
    verified: bool
    fresh: bool  # False: it was there already


def from_file(path: Path, *, pin: Pin | None = None, force: bool = False) -> Installed:
    """Install the package archive at `path`.

    Raise PackageError if it is missing, damaged, unsafe or not the one of the `pin`, or if a package of its name with
    other content is there and `force` is not given.
    """
    if not path.is_file():
        raise PackageError("no such package file", where=str(path), hint="bitexte package install fr en fetches one")
    if pin and content.file_sha256(path) != pin.sha256:
        raise PackageError("not the package expected: its SHA-256 differs", where=str(path), hint="get it again")
    name, _ = archive.inspect(path)
    place = places.packages_folder() / name
    with store.writing(place.parent), store.unpacked(path, place.parent) as folder:
        fresh = _differs(folder, place, force=force)
        if fresh:
            store.put(folder, place, replace=force)
    return Installed(read(place, content.known_checksum(place), Source.INSTALLED), pin is not None, fresh)


def from_index(
    offer: Offer,
    watch: download.Watch,
    *,
    pin: Pin | None = None,
    force: bool = False,
    trust: bool = False,
    pause: float = download.PAUSE,
) -> Installed:
    """Fetch the offered package and install it; a later call goes on with what an interrupted one has fetched.

    `pin` takes the place of the one known for an official package; where none is known nothing is fetched without
    `trust`. Raise PackageError as `from_file` does, or if no link serves the package.
    """
    name = check_name(offer.name, "package index")
    place = places.packages_folder() / name
    if place.exists() and not force:
        return Installed(read(place, content.known_checksum(place), Source.INSTALLED), verified=False, fresh=False)
    pin = pin or PINS.get(name)
    if pin is None and not trust:
        hint = "give its --sha256, or --trust to install it unseen"
        raise PackageError("no SHA-256 is known for this package", where=name, hint=hint)
    part = places.cache_folder() / "downloads" / f"{name}.part"
    with store.writing(part.parent), _fetching(part):
        download.fetch(offer.links, part, pin, watch, pause)
        try:
            _check_offer(offer, part)
            return from_file(part, pin=pin, force=force)
        finally:
            # It is complete: whether it served or not, it has had its turn.
            download.forget(part)


def offered(from_code: str, to_code: str, address: str | None = None, version: str | None = None) -> Offer:
    """What the index at `address` (default: Argos Translate's) offers for these languages, the newest version.

    Raise PackageError if it offers nothing, or cannot be read.
    """
    address = address or argos.index_address()
    return index.choose(
        index.parse(web.read(address, limits.INDEX_BYTES), address), from_code, to_code, version, address
    )


def verify(wanted: str) -> tuple[str, list[str]]:
    """The name of a package and which of its files differ from the record of its installation, a line each.

    `wanted` is a name or a path, as for find.named. Raise PackageError if there is no such package, or no record.
    """
    place = places.packages_folder() / Path(wanted).name
    # A damaged package cannot be read as one, and is just what is to be verified.
    folder = place if place.name == wanted and place.is_dir() else find.named(wanted, Path()).folder
    record = content.read_record(folder)
    if record is None:
        raise PackageError("not installed by Bitexte: there is no record to compare with", where=wanted)
    return record.name, _differences(record.entries, content.entries(folder))


def remove(name: str) -> Path:
    """Remove an installed package; give the folder where it was. Raise PackageError for any other package."""
    place = places.packages_folder() / check_name(name, "package")
    if place.is_dir():
        store.discard(place)
        return place
    owners = {Source.EMBEDDED: "comes with Bitexte", Source.ARGOS: "belongs to Argos Translate"}
    for package in (*find.embedded().packages, *find.argos().packages):
        if package.name == name:
            raise PackageError(f"{owners[package.source]} and cannot be removed", where=name)
    raise PackageError(f"no package called {name!r} is installed", hint="bitexte package list")


@contextmanager
def _fetching(part: Path) -> Iterator[None]:
    """One process at a time fetches a package."""
    try:
        with held(part.with_suffix(".lock")):
            yield
    except HeldError as error:
        raise PackageError("another run is fetching this package", where=part.stem, hint="wait for it") from error


def _differences(recorded: Mapping[str, Entry], found: Mapping[str, Entry]) -> list[str]:
    missing = [f"{path}: missing" for path in recorded.keys() - found.keys()]
    extra = [f"{path}: not part of the package" for path in found.keys() - recorded.keys()]
    both = recorded.keys() & found.keys()
    return sorted([*missing, *extra, *(f"{path}: changed" for path in both if recorded[path] != found[path])])


def _differs(folder: Path, place: Path, *, force: bool) -> bool:
    """Whether `folder` must be put in `place`; raise PackageError if that would replace something unasked."""
    if force or not place.exists():
        return True
    ours, theirs = content.read_record(folder), content.read_record(place)
    if theirs is not None and ours == theirs and not content.changed(place, theirs):
        return False
    raise PackageError("a package of this name, with other content, is installed", where=place.name, hint="--force")


def _check_offer(offer: Offer, part: Path) -> None:
    _, metadata = archive.inspect(part)
    if (metadata.from_code, metadata.to_code) != (offer.from_code, offer.to_code):
        raise PackageError(
            f"translates {metadata.from_code} into {metadata.to_code}, not {offer.from_code} into {offer.to_code}",
            where=offer.name,
        )
