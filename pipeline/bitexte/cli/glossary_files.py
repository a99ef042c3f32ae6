"""`bitexte glossary export` and `bitexte glossary import`: glossaries to and from the formats of other programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bitexte import terms
from bitexte.cli import console, glossary_changes, options
from bitexte.disk.read import read_bytes
from bitexte.disk.replace import write_if_changed
from bitexte.errors import GlossaryError
from bitexte.model import Provenance, Term
from bitexte.terms import exchange, termbase
from bitexte.terms.exchange import Import, clean
from bitexte.version import __version__

_FORMATS = ", ".join(row.name for row in exchange.EXCHANGE)


class Formulas(StrEnum):
    """What becomes of cells that a spreadsheet program would run."""

    SAFE = "safe"
    KEEP = "keep"


ExportFormat = Annotated[str, typer.Option("--format", "-f", help=f"One of {_FORMATS}.")]
ExportFile = Annotated[Path | None, typer.Option("--output", "-o", help="Default: output/glossary/NAME.SUFFIX")]
ImportFormat = Annotated[
    str | None, typer.Option("--format", "-f", help=f"One of {_FORMATS}. Default: told by the file itself.")
]
FormulaCells = Annotated[
    Formulas, typer.Option(help="Table cells that begin with = + - @: an apostrophe before them (safe), or keep them.")
]


def export(
    glossaries: options.GlossaryFiles = None,
    format: ExportFormat = "csv",  # noqa: A002
    output: ExportFile = None,
    formulas: FormulaCells = Formulas.SAFE,
    json: options.Json = False,
) -> None:
    """Write glossaries in the format of another program, and tell on stderr what that format cannot hold."""
    settings = options.settings()
    paths = options.glossary_files(settings, glossaries)
    made = exchange.serialize(format, *_terms(paths), raw=formulas is Formulas.KEEP)
    _tell(made.losses)
    name = paths[0].stem if len(paths) == 1 else "glossary"
    path = output or settings.folder / settings.output / "glossary" / f"{name}.{made.suffix}"
    write_if_changed(path, made.content, keep_links=output is not None)
    console.result_of(str(path), {"file": str(path), "losses": list(made.losses)}, json=json)


def import_(
    file: Annotated[Path, typer.Argument(help="A glossary in one of the formats.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The YAML termbase to write.")] = None,
    format: ImportFormat = None,  # noqa: A002
    domain: Annotated[str, typer.Option("--domain", "-d", help="Domain of the terms that name none.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over an existing termbase.")] = False,
    update: Annotated[Path | None, typer.Option("--update", "-u", help="A YAML termbase to bring up to FILE.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="With --update: take out what FILE has no more.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --update: show the changes only.")] = False,
    json: options.Json = False,
) -> None:
    """Turn a glossary of another program into a YAML termbase, and tell on stderr what was left out or changed.

    With --update the entries of your termbase are compared with FILE: + added, ~ changed, - withdrawn. What FILE does
    not say is kept: comments, forms, notes, your own entries. `glossary undo` takes it back.
    """
    if (output is None) == (update is None):
        raise GlossaryError("one of --output and --update is needed", hint="--output NEW.yaml, or --update MINE.yaml")
    found = _in_domain(exchange.parse(read_bytes(file), str(file), format), domain)
    _tell(found.losses)
    if update is not None:
        glossary_changes.update(update, found.terms, remove_withdrawn=remove, dry_run=dry_run, json=json)
    elif output is not None:
        _write(output, found, force=force, json=json)


def _write(output: Path, found: Import, *, force: bool, json: bool) -> None:
    if output.exists() and not force:
        raise GlossaryError("the file exists", where=str(output), hint="give --force to replace it")
    glossary_changes.change(output, lambda _: termbase.dump(found.terms))
    console.say(f"{len(found.terms):,} concepts")
    record = {"file": str(output), "concepts": len(found.terms), "losses": list(found.losses)}
    console.result_of(str(output), record, json=json)


def _terms(paths: Sequence[Path]) -> tuple[tuple[Term, ...], Provenance]:
    """The terms of the files, the first the strongest, and what they were made of."""
    if not paths:
        raise GlossaryError("there is no glossary", hint="name one, or put it into glossary/")
    glossary = terms.load_glossary(paths)
    _tell(glossary.remarks)
    return glossary.terms, Provenance(__version__, glossary=f"sha256:{glossary.checksum}")


def _in_domain(found: Import, domain: str) -> Import:
    if not domain:
        return found
    named = (replace(one, term=replace(one.term, domain=one.term.domain or domain)) for one in found.entries)
    entries, mended = clean.agreed(named)
    return Import(entries, (*found.losses, *mended))


def _tell(losses: Iterable[str]) -> None:
    for loss in losses:
        console.say(loss)
