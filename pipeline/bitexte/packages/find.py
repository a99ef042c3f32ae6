"""Find packages, and decide which one is used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bitexte.disk import places
from bitexte.errors import PackageError, nearest
from bitexte.packages import checksums as content
from bitexte.packages import store
from bitexte.packages.package import Package, Source, read

ARCHIVE = ".argosmodel"


@dataclass(frozen=True, slots=True)
class Found:
    """The packages of one source, by name, and what is wrong with those that cannot be used."""

    packages: tuple[Package, ...] = ()
    problems: tuple[PackageError, ...] = ()


def resolve(
    wanted: str | None, configured: str | None, folder: Path, from_code: str = "fr", to_code: str = "en"
) -> Package:
    """The package to use: `wanted` (--package) > `configured` > newest installed one > embedded one.

    `wanted` and `configured` name a package or lead to an archive or an unpacked folder; `folder` is the project's,
    from which a relative path in its configuration starts. Raise PackageError where there is none.
    """
    if wanted or configured:
        package = named(wanted, Path()) if wanted else named(configured or "", folder)
        _check_languages(package, from_code, to_code)
        return package
    for find in (installed, embedded):
        found = find()
        if found.problems:
            problem = found.problems[0]
            hint = "install it again with --force, or bitexte package remove"
            raise PackageError(problem.message, where=problem.where, hint=hint) from problem
        fitting = [package for package in found.packages if languages(package) == (from_code, to_code)]
        if fitting:
            return max(fitting, key=lambda package: package.rank)
    raise PackageError(
        f"no package translates {from_code} into {to_code}", hint=f"bitexte package install {from_code} {to_code}"
    )


def named(wanted: str, folder: Path) -> Package:
    """The package called `wanted`, or at the path `wanted` (relative to `folder`); raise PackageError if none is."""
    path = folder / Path(wanted).expanduser()
    if wanted.endswith(ARCHIVE) or "/" in wanted or "\\" in wanted:
        return at(path)
    for place, source in ((places.packages_folder(), Source.INSTALLED), (places.argos_folder(), Source.ARGOS)):
        if wanted in _names(place):
            return _unpacked(place / wanted, source)
    for package in embedded().packages:
        if package.name == wanted:
            return package
    if path.exists():
        return at(path)
    raise _unknown(wanted)


def at(path: Path) -> Package:
    """The package in an archive or in an unpacked folder."""
    if path.is_file():
        return store.cached(path, Source.PATH)
    if path.is_dir():
        return _unpacked(path, Source.PATH)
    raise PackageError("no such package file or folder", where=str(path), hint="bitexte package list")


def installed() -> Found:
    """The packages in Bitexte's own folder."""
    return _inside(places.packages_folder(), Source.INSTALLED)


def embedded() -> Found:
    """The packages that come with Bitexte."""
    return Found(tuple(store.cached(path, Source.EMBEDDED) for path in places.embedded_archives()))


def argos() -> Found:
    """The packages that Argos Translate installed for itself: read, never written, used only if asked for by name."""
    return _inside(places.argos_folder(), Source.ARGOS)


def languages(package: Package) -> tuple[str, str]:
    return package.from_code, package.to_code


def _inside(place: Path, source: Source) -> Found:
    packages: list[Package] = []
    problems: list[PackageError] = []
    for name in _names(place):
        try:
            packages.append(_unpacked(place / name, source))
        except PackageError as problem:
            problems.append(problem)
    return Found(tuple(packages), tuple(problems))


def _names(place: Path) -> list[str]:
    try:
        return sorted(path.name for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", where=str(place)) from error


def _unpacked(folder: Path, source: Source) -> Package:
    # Reading comes first: it refuses a folder that is no package before all its files are summed up.
    return replace(read(folder, "", source), checksum=content.known_checksum(folder))


def _check_languages(package: Package, from_code: str, to_code: str) -> None:
    if languages(package) != (from_code, to_code):
        raise PackageError(
            f"translates {package.from_code} into {package.to_code}, not {from_code} into {to_code}", where=package.name
        )


def _unknown(wanted: str) -> PackageError:
    names = [*_names(places.packages_folder()), *_names(places.argos_folder())]
    names += [package.name for package in embedded().packages]
    close = nearest(wanted, names)
    hint = f"did you mean {close}?" if close else "bitexte package list shows them"
    return PackageError(f"no package is called {wanted!r}", hint=hint)
