"""`bitexte package`: the store of model packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bitexte.cli import console
from bitexte.cli.options import Json
from bitexte.engine import probe as probing
from bitexte.errors import PackageError
from bitexte.packages import Package, checksums, find, offers
from bitexte.packages import install as installation
from bitexte.packages.hub import HUB
from bitexte.packages.install import Installed
from bitexte.packages.known import KnownModel
from bitexte.packages.known import known as known_models
from bitexte.packages.package import Origin
from bitexte.packages.properties import Alignment, Properties, Terms

UNDERSTOOD = 0.5  # share of known words below which a model seems to be none from French into English

_NOT_COMMERCIAL = re.compile(r"(?i)\bnc\b|non-?commercial")

app = typer.Typer(
    name="package",
    help="Model packages: list, describe, install, convert, verify, remove.",
    no_args_is_help=True,
    add_completion=False,
)

Index = Annotated[str | None, typer.Option(envvar="BITEXTE_PACKAGE_INDEX", help="Address of another package index.")]
Sha256 = Annotated[str | None, typer.Option(help="What the SHA-256 of the file must be.")]
Trust = Annotated[bool, typer.Option("--trust", help="Take a file from a network whose SHA-256 is not known.")]
Hub = Annotated[str, typer.Option(envvar="HF_ENDPOINT", help="Address of another hub.")]
Wanted = Annotated[str | None, typer.Argument(metavar="[NAME|PATH]", help="Default: the package that `run` uses.")]


@app.command("list")
def list_(
    known: Annotated[bool, typer.Option("--known", help="Models of others that can be installed, instead.")] = False,
    json: Json = False,
) -> None:
    """List the packages that can be used; the one that `run` uses is marked.

    With --known: models that others publish, with their licences, sizes and published BLEU, and what to give `install`.
    """
    if known:
        _list_known(json=json)
        return
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


def _list_known(*, json: bool) -> None:
    models = known_models()
    if json:
        console.result_json([asdict(model) for model in models])
        return
    header = ("model", "kind", "licence", "MB", "flores-dev", "flores-test")
    console.table("", header, [_known_row(model) for model in models])
    for model in models:
        console.result(f"bitexte package install {model.install}  # {model.name}: {model.note}")
    console.result("Scores are those that others published: docs/engines.md names the sources and says how to choose.")


def _known_row(model: KnownModel) -> tuple[str, ...]:
    figures = (model.megabytes, model.flores_dev, model.flores_test)
    return model.name, model.kind, model.licence, *("" if figure is None else str(figure) for figure in figures)


@app.command("info")
def describe(wanted: Wanted = None, json: Json = False) -> None:
    """Show what a package says of itself, its sizes and its checksum."""
    package = _chosen(wanted)
    sizes = checksums.sizes(package.folder)
    if json:
        console.result_json(
            _summary(package)
            | {
                "origin_files": dict(origin.files) if (origin := package.metadata.origin) else {},
                "properties": asdict(package.properties) if package.properties else None,
                "files": sizes,
                "readme": package.readme,
            }
        )
        return
    for name, value in _summary(package).items():
        if value != "":
            console.result(f"{name + ':':<13}{value}")
    console.result(f"{'size:':<13}{sum(sizes.values()):,} bytes in {len(sizes)} files")
    for line in _found(package.properties):
        console.result(line)
    if package.readme:
        # A foreign text: nothing in it is to command the terminal.
        console.result("\n" + "".join(c for c in package.readme.rstrip() if c.isprintable() or c in "\n\t"))


@app.command()
def install(
    source: Annotated[
        list[str],
        typer.Argument(metavar="FROM TO | SOURCE", help="Two language codes, or a file, folder, address or hf: name."),
    ],
    version: Annotated[str | None, typer.Option(help="This version, not the newest.")] = None,
    name: Annotated[str | None, typer.Option(help="What to call the package made of a model.")] = None,
    sha256: Sha256 = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an installed package of the same name.")] = False,
    trust: Trust = False,
    probe: Annotated[bool, typer.Option(help="Measure what it can do; some seconds to some minutes.")] = True,
    index: Index = None,
    hub: Hub = HUB,
    json: Json = False,
) -> None:
    """Install a package, or a model made one: from the Argos index, a file, a folder, an address or a hub.

    SOURCE is a .argosmodel file; a CTranslate2 model or a Marian one (.npz) with its SentencePiece models, as a folder
    or a zip; the http(s) address of such a file; or hf:OWNER/NAME@REVISION. Where it comes from and under which licence
    is told before it is used; the SHA-256 of each file is kept. This is the only command, with `convert`, that uses a
    network, and only for language codes, addresses and hf: names; the engine `local` asks the server of the settings.
    """
    expected = offers.pin(sha256) if sha256 else None
    measure = _measured if probe else None
    if len(source) == 1:
        result = installation.from_source(
            source[0],
            console.watch,
            _tell,
            name=name,
            pin=expected,
            force=force,
            trust=trust,
            hub=hub,
            probe=measure,
        )
    elif len(source) == 2:
        offer = installation.offered(source[0], source[1], index, version)
        result = installation.from_index(offer, console.watch, pin=expected, force=force, trust=trust, probe=measure)
    else:
        raise PackageError(f"{len(source)} sources given", hint="give two language codes (fr en) or one source")
    _report(result, json=json)


@app.command()
def convert(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A file, folder, address or hf: name.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A .argosmodel file, or the folder to write one in.")
    ] = Path(),
    sha256: Sha256 = None,
    trust: Trust = False,
    hub: Hub = HUB,
    json: Json = False,
) -> None:
    """Make a package file of a model, for a machine without a network; SOURCE as for `install`."""
    expected = offers.pin(sha256) if sha256 else None
    path = installation.to_archive(source, output, console.watch, _tell, pin=expected, trust=trust, hub=hub)
    size, sha256 = path.stat().st_size, checksums.file_sha256(path)
    if json:
        console.result_json({"file": str(path), "bytes": size, "sha256": sha256})
    else:
        console.result(f"{path}: {size:,} bytes, SHA-256 {sha256}")


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
    found = package.properties
    if result.fresh and found and found.words < UNDERSTOOD:
        share = f"{100 * found.words:.0f} % of the words of the probe came out in English"
        console.say(f"{package.name}: warning: {share}: is this a model from French into English?")
    if result.fresh and package != _used():
        console.say(f'It is used where `--package {package.name}` or `package = "{package.name}"` asks for it.')
    if result.fresh and not result.verified:
        console.say(f"No SHA-256 is known for {package.name}: its form was checked, not where it comes from.")


def _tell(origin: Origin, size: int) -> None:
    """Where a model comes from and under which licence, told before anything is made of it."""
    revision = f" at {origin.revision}" if origin.revision else ""
    fetched = f"; {size:,} bytes are fetched" if size else ""
    console.say(f"{origin.address}{revision}: licence {origin.licence}{fetched}")
    if _NOT_COMMERCIAL.search(origin.licence):
        console.say(f"{origin.address}: the licence allows no commercial use")


def _measured(package: Package) -> Properties | None:
    """What a package can do. An Argos package that cannot be probed is installed as it is, and that is told."""
    console.say(f"{package.name}: measuring what it can do")
    try:
        return probing.probe(package)
    except PackageError as error:
        if package.metadata.kind != "argos":
            raise
        console.complain(error)
        return None


def _found(properties: Properties | None) -> Iterator[str]:
    """What the probe found, a line each."""
    if properties is None:
        yield f"{'probe:':<13}not probed; `install` does it"
        return
    alignment = {
        Alignment.TRAINED: "its own head",
        Alignment.HEAD: f"layer {properties.layer}, head {'mean' if properties.head is None else properties.head}",
        Alignment.LEXICON: "none; words are linked by lexicon",
    }[properties.alignment]
    terms = f", {100 * properties.obeyed:.0f} % obeyed" if properties.terms is Terms.ANNOTATION else ""
    yield f"{'probe:':<13}{100 * properties.words:.0f} % of known words come out in English"
    yield f"{'terms:':<13}{properties.terms}{terms}"
    yield f"{'alignment:':<13}{alignment}; {100 * properties.agreement:.0f} % of known words linked rightly"
    yield f"{'longest:':<13}{properties.longest} pieces" + (
        f" of {properties.positions:,} positions" if properties.positions else ""
    )
    yield f"{'capitals:':<13}{'kept' if properties.cased else 'lost'}"
    yield f"{'literals:':<13}{properties.placeholders}"
    yield f"{'speed:':<13}{properties.speed:.1f} sentences a second on one core"
    if properties.memory:
        yield f"{'memory:':<13}{properties.memory / 1e6:,.0f} MB at most"


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
        "kind": package.metadata.kind,
        "address": package.metadata.origin.address if package.metadata.origin else "",
        "licence": package.metadata.origin.licence if package.metadata.origin else "",
        "terminology": package.annotation is not None,
        "lexicon": package.lexicon.count if package.lexicon else 0,
        "tokenizer": package.tokenizer.name,
        "checksum": package.checksum,
        "folder": str(package.folder),
    }
