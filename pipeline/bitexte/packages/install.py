"""Install, verify and remove packages in Bitexte's own folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bitexte import limits
from bitexte.disk import places
from bitexte.errors import PackageError
from bitexte.packages import archive, argos, convert, download, find, properties, sources, store
from bitexte.packages import checksums as content
from bitexte.packages import http as web
from bitexte.packages import offers as index
from bitexte.packages.checksums import Entry
from bitexte.packages.hub import HUB
from bitexte.packages.offers import PINS, Offer, Pin
from bitexte.packages.package import METADATA, README, Origin, Package, Source, check_name, read
from bitexte.packages.properties import Properties

# Measures what a package can do; None where that cannot be told. Raises PackageError for one that cannot be used.
Probe = Callable[[Package], Properties | None]

_ENDING = re.compile(r"(?i)\.(argosmodel|zip)$")


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in its place; `verified` if its archive was compared with a known SHA-256."""

    package: Package
    verified: bool
    fresh: bool  # False: it was there already


def from_file(path: Path, *, pin: Pin | None = None, force: bool = False, probe: Probe | None = None) -> Installed:
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
        return _put(folder, place, pin is not None, probe, force=force)


def from_source(
    source: str,
    watch: download.Watch,
    tell: sources.Tell,
    *,
    name: str | None = None,
    pin: Pin | None = None,
    force: bool = False,
    trust: bool = False,
    hub: str = HUB,
    probe: Probe | None = None,
    pause: float = download.PAUSE,
) -> Installed:
    """Install the package or the model that `source` names, as sources.brought has it; `name` is what to call it.

    Raise PackageError where it cannot be read, or as `from_file` does.
    """
    store_folder = places.packages_folder()

    def known(called: str, origin: Origin) -> bool:
        return not force and _is_of(store_folder / (name or called), origin)

    with sources.brought(source, watch, tell, known, pin=pin, trust=trust, hub_address=hub, pause=pause) as local:
        if local.known:
            place = store_folder / (name or local.name)
            return Installed(read(place, content.known_checksum(place), Source.INSTALLED), verified=True, fresh=False)
        if local.path.is_file():
            return from_file(local.path, pin=pin, force=force, probe=probe)
        place = store_folder / check_name(name or local.name, "--name")
        with store.writing(place.parent), store.temporary_beside(place.parent) as folder:
            _made(local, place.name, folder)
            return _put(folder, place, local.verified, probe, force=force)


def to_archive(
    source: str,
    output: Path,
    watch: download.Watch,
    tell: sources.Tell,
    *,
    pin: Pin | None = None,
    trust: bool = False,
    hub: str = HUB,
    pause: float = download.PAUSE,
) -> Path:
    """Make a package archive of the model that `source` names; `output` is its file or the folder for it.

    Raise PackageError where the model cannot be read, or the file is there already.
    """
    with sources.brought(source, watch, tell, pin=pin, trust=trust, hub_address=hub, pause=pause) as local:
        if local.path.is_file():
            raise PackageError("is a package already", where=source, hint="bitexte package install takes it as it is")
        name = _ENDING.sub("", output.name) if _ENDING.search(output.name) else local.name
        path = output if _ENDING.search(output.name) else output / f"{name}{find.ARCHIVE}"
        if path.exists():
            raise PackageError("is there already", where=str(path), hint="name another file")
        with store.writing(path.parent), store.temporary_beside(path.parent) as folder:
            _made(local, check_name(name, str(path)), folder)
            packed = folder.parent / path.name
            archive.pack(folder, name, packed)
            packed.replace(path)
        return path


def from_index(
    offer: Offer,
    watch: download.Watch,
    *,
    pin: Pin | None = None,
    force: bool = False,
    trust: bool = False,
    probe: Probe | None = None,
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
    with store.writing(part.parent), download.alone(part):
        download.fetch(offer.links, part, pin, watch, pause)
        try:
            _check_offer(offer, part)
            return from_file(part, pin=pin, force=force, probe=probe)
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


def _made(local: sources.Local, name: str, folder: Path) -> None:
    """Fill the empty `folder` with the package of a model, or of an unpacked package, and its record."""
    if (local.path / METADATA).is_file():
        read(local.path, "", Source.PATH, name)
        shutil.copytree(local.path, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*content.OWN))
    else:
        model = convert.recognised(local.path)
        origin = replace(local.origin, files=convert.digests(model))
        convert.package(model, origin, local.path / README, folder)
    content.write_record(folder, content.Record(name, content.entries(folder)))


def _put(folder: Path, place: Path, verified: bool, probe: Probe | None, *, force: bool) -> Installed:
    """Put the complete folder in its place, probed before; nothing is done where the same package is there."""
    fresh = _differs(folder, place, force=force)
    if fresh:
        if probe is not None:
            found = probe(read(folder, content.known_checksum(folder), Source.INSTALLED, place.name))
            if found is not None:
                properties.write(folder, found)
        store.put(folder, place, replace=force)
    return Installed(read(place, content.known_checksum(place), Source.INSTALLED), verified, fresh)


def _is_of(place: Path, origin: Origin) -> bool:
    """Whether the package that stands there was made of this commit."""
    if not place.exists():
        return False
    there = read(place, content.known_checksum(place), Source.INSTALLED).metadata.origin
    return there is not None and (there.address, there.revision) == (origin.address, origin.revision)


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
