"""`bitexte package`: the store of model packages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bitexte.cli import console
from bitexte.cli.options import Json
from bitexte.errors import PackageError
from bitexte.packages import Package, checksums, find, offers
from bitexte.packages import install as installation
from bitexte.packages.install import Installed

app = typer.Typer(
    name="package",
    help="Model packages: list, describe, install, verify, remove.",
    no_args_is_help=True,
    add_completion=False,
)

Index = Annotated[str | None, typer.Option(envvar="BITEXTE_PACKAGE_INDEX", help="Address of another package index.")]
Wanted = Annotated[str | None, typer.Argument(metavar="[NAME|PATH]", help="Default: the package that `run` uses.")]


@app.command("list")
def list_(json: Json = False) -> None:
    """List the packages that can be used; the one that `run` uses is marked."""
    found = (find.installed(), find.embedded(), find.argos())
    packages = [package for source in found for package in source.packages]
    problems = [problem for source in found for problem in source.problems]
    used = _used() if packages and not problems else None
    if json:
        console.result_json([_summary(package) | {"used": package == used} for package in packages])
    elif packages:
        header = ("package", "version", "languages", "origin", "terminology", "used")
        console.table("", header, (_row(package, package == used) for package in packages))
    else:
        console.say("No package is here: bitexte package install fr en")
    for problem in problems:
        console.complain(problem)
    if problems:
        raise typer.Exit(console.FINDINGS)


@app.command("info")
def describe(wanted: Wanted = None, json: Json = False) -> None:
    """Show what a package says of itself, its sizes and its checksum."""
    package = _chosen(wanted)
    sizes = checksums.sizes(package.folder)
    if json:
        console.result_json(_summary(package) | {"files": sizes, "readme": package.readme})
        return
    for name, value in _summary(package).items():
        console.result(f"{name + ':':<13}{value}")
    console.result(f"{'size:':<13}{sum(sizes.values()):,} bytes in {len(sizes)} files")
    if package.readme:
        # A foreign text: nothing in it is to command the terminal.
        console.result("\n" + "".join(c for c in package.readme.rstrip() if c.isprintable() or c in "\n\t"))


@app.command()
def install(
    source: Annotated[list[str], typer.Argument(metavar="FROM TO | FILE", help="Two language codes, or an archive.")],
    version: Annotated[str | None, typer.Option(help="This version, not the newest.")] = None,
    sha256: Annotated[str | None, typer.Option(help="What the archive's SHA-256 must be.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an installed package of the same name.")] = False,
    trust: Annotated[
        bool, typer.Option("--trust", help="Install a version from the index whose SHA-256 is not known.")
    ] = False,
    index: Index = None,
    json: Json = False,
) -> None:
    """Install a package, from the Argos index (`fr en`) or from a .argosmodel file.

    This is the only command that uses a network, and only for two language codes.
    """
    expected = offers.pin(sha256) if sha256 else None
    if len(source) == 1:
        result = installation.from_file(Path(source[0]).expanduser(), pin=expected, force=force)
    elif len(source) == 2:
        offer = installation.offered(source[0], source[1], index, version)
        result = installation.from_index(offer, console.watch, pin=expected, force=force, trust=trust)
    else:
        raise PackageError(f"{len(source)} sources given", hint="give two language codes (fr en) or one file")
    _report(result, json=json)


@app.command()
def verify(wanted: Wanted = None, json: Json = False) -> None:
    """Compare each file of a package with what was installed; exit with code 1 if one differs."""
    name, problems = installation.verify(wanted) if wanted else installation.verify(_chosen(None).name)
    if json:
        console.result_json({"name": name, "sound": not problems, "problems": problems})
    else:
        for line in problems or [f"{name}: every file is as installed"]:
            console.result(line)
    if problems:
        raise typer.Exit(console.FINDINGS)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="An installed package.")], json: Json = False) -> None:
    """Remove an installed package; others are left alone."""
    gone = installation.remove(name)
    console.result_of(f"removed {gone}", {"removed": str(gone)}, json=json)


def _report(result: Installed, *, json: bool) -> None:
    package = result.package
    if json:
        console.result_json(_summary(package) | {"verified": result.verified, "fresh": result.fresh})
    else:
        console.result(f"{package.name} {'installed' if result.fresh else 'is installed already'}: {package.folder}")
    if result.fresh and not result.verified:
        console.say(f"No SHA-256 is known for {package.name}: its form was checked, not where it comes from.")


def _chosen(wanted: str | None) -> Package:
    return find.named(wanted, Path()) if wanted else find.resolve(None, None, Path())


def _used() -> Package | None:
    try:
        return find.resolve(None, None, Path())
    except PackageError:
        # Packages for other languages alone: none is used.
        return None


def _row(package: Package, used: bool) -> tuple[str, ...]:
    languages = f"{package.from_code} -> {package.to_code}"
    terminology = "yes" if package.annotation else "no"
    return package.name, package.version, languages, str(package.source), terminology, "*" if used else ""


def _summary(package: Package) -> dict[str, object]:
    return {
        "name": package.name,
        "version": package.version,
        "from": package.from_code,
        "to": package.to_code,
        "origin": str(package.source),
        "terminology": package.annotation is not None,
        "lexicon": package.lexicon.count if package.lexicon else 0,
        "tokenizer": package.tokenizer.name,
        "checksum": package.checksum,
        "folder": str(package.folder),
    }
