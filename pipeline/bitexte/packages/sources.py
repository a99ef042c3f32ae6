"""Where a model comes from: a file or a folder, an address, or a hub; brought here, and said before it is used."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bitexte.disk import places
from bitexte.errors import PackageError
from bitexte.packages import archive, checksums, convert, download, hub, store
from bitexte.packages.convert import recognise
from bitexte.packages.offers import Pin
from bitexte.packages.package import METADATA, Origin, check_name

Known = Callable[[str, Origin], bool]  # whether a commit of a hub is installed under a name already
Tell = Callable[[Origin, int], None]  # an origin, and the size of what is fetched from there (0: it is here)

_ENDINGS = re.compile(r"(?i)(\.(zip|argosmodel|npz|bin|part))+$")
_UNFIT = re.compile(r"[^A-Za-z0-9_.+-]+")


@dataclass(frozen=True, slots=True)
class Local:
    """A model that lies here: a package archive, or a folder of files; what it is called, and where it comes from."""

    path: Path
    name: str
    origin: Origin
    verified: bool
    known: bool = False  # it is installed, and nothing was fetched


@contextmanager
def brought(
    source: str,
    watch: download.Watch,
    tell: Tell,
    known: Known = lambda _name, _origin: False,
    *,
    pin: Pin | None = None,
    trust: bool = False,
    hub_address: str = hub.HUB,
    pause: float = download.PAUSE,
) -> Iterator[Local]:
    """The model that `source` names; what was fetched for it goes away at the end, or waits for another try.

    `source` is a file or a folder, an http(s) address, or `hf:owner/name@revision`. Raise PackageError where there is
    none, where its SHA-256 is not that of the `pin`, or where an address comes without one and without `trust`.
    """
    if source.startswith(hub.PREFIX):
        with _from_hub(source, watch, tell, known, pin, hub_address, pause) as local:
            yield local
    elif "://" in source:
        with _from_address(source, watch, tell, pin, pause, trust=trust) as local:
            yield local
    else:
        with _unpacked(Path(source).expanduser(), source, pin, tell) as local:
            yield local


@contextmanager
def _from_hub(
    source: str, watch: download.Watch, tell: Tell, known: Known, pin: Pin | None, address: str, pause: float
) -> Iterator[Local]:
    if pin is not None:
        hint = "hf:owner/name@COMMIT pins all of its files"
        raise PackageError("--sha256 is for a file, and a hub name has many", where=source, hint=hint)
    found = hub.described(source, address)
    origin = Origin(found.address, found.commit, found.licence or convert.NO_LICENCE)
    folder = places.cache_folder() / "downloads" / f"{found.owner}--{found.name}-{found.commit[:12]}"
    local = Local(folder / found.folder, _plain(found.title), origin, verified=True)
    if known(local.name, origin):
        yield replace(local, known=True)
        return
    tell(origin, found.size)
    with store.writing(folder), download.alone(folder.with_suffix(".part")):
        hub.fetch(found, folder, watch, pause)
        try:
            yield local
        finally:
            # It is complete: whether it served or not, it has had its turn.
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _from_address(
    source: str, watch: download.Watch, tell: Tell, pin: Pin | None, pause: float, *, trust: bool
) -> Iterator[Local]:
    if pin is None and not trust:
        hint = "give its --sha256, or --trust to install it unseen"
        raise PackageError("no SHA-256 is known for this file", where=source, hint=hint)
    part = places.cache_folder() / "downloads" / f"{hashlib.sha256(source.encode()).hexdigest()[:32]}.part"
    with store.writing(part.parent), download.alone(part):
        part.parent.mkdir(parents=True, exist_ok=True)
        download.fetch([source], part, pin, watch, pause)
        try:
            with _unpacked(part, source, pin, tell) as local:
                yield local
        finally:
            download.forget(part)


@contextmanager
def _unpacked(path: Path, source: str, pin: Pin | None, tell: Tell) -> Iterator[Local]:
    """A package archive as it is, any other archive unpacked, a folder or a model in one as the folder."""
    if not path.exists():
        hint = "bitexte package install fr en fetches one, bitexte package list --known shows others"
        raise PackageError("no such package file or folder", where=str(path), hint=hint)
    if pin and (path.is_dir() or checksums.file_sha256(path) != pin.sha256):
        raise PackageError("not the package expected: its SHA-256 differs", where=str(path), hint="get it again")
    name, verified = _name_of(source), pin is not None
    kind = recognise.kind_of(path) if path.is_file() else None
    if kind in recognise.REFUSED:
        reason, hint = recognise.REFUSED[kind]
        raise PackageError(reason, where=str(path), hint=hint)
    if kind is not None or path.is_dir():
        folder = path if path.is_dir() else path.parent
        name = name if path.is_dir() else _plain(path.resolve().parent.name)
        yield _told(folder, source, name, tell, verified=verified)
    elif archive.is_package(path):
        yield Local(path, name, Origin(source), verified)
    else:
        beside = places.cache_folder() / "packages"
        with store.writing(beside), store.temporary_beside(beside) as folder:
            archive.extract(path, folder)
            yield _told(_inner(folder), source, name, tell, verified=verified)


def _told(folder: Path, source: str, name: str, tell: Tell, *, verified: bool) -> Local:
    """The folder of a model, whose origin and licence are told before anything is made of it."""
    if (folder / METADATA).is_file():
        return Local(folder, name, Origin(source), verified)
    address = source if "://" in source else Path(source).name or name
    origin = Origin(address, "", convert.licence(folder))
    tell(origin, 0)
    return Local(folder, name, origin, verified)


def _inner(folder: Path) -> Path:
    """The folder in which the files of an archive lie: the only one in it, or itself."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _name_of(source: str) -> str:
    """What a package is called that comes from there: the last part of its path, without its ending."""
    path = unquote(urlsplit(source).path) if "://" in source else str(Path(source).expanduser().resolve())
    return _plain(_ENDINGS.sub("", re.split(r"[/\\]", path.rstrip("/\\"))[-1]))


def _plain(name: str) -> str:
    """A name that can name a package, nearest to the one given."""
    return check_name(_UNFIT.sub("-", name).strip(".-+")[:100] or "model", name)
