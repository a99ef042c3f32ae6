"""`bitexte glossary export` and `bitexte glossary import`: glossaries to and from the formats of other programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import bitexte
from bitexte.cli import console, termbases
from bitexte.errors import GlossaryError
from bitexte.model import Provenance, Term

if TYPE_CHECKING:
    from bitexte.exchange import Import

_FORMATS = "amazon, azure, csv, deepl, google, memoq, omegat, po, tbx, tbx2, tmx, weblate, xlsx"
_FOLDER = Path("output") / "glossary"

Glossaries = Annotated[list[Path] | None, typer.Argument(metavar="[GLOSSARY]...", help="Default: glossary/*.yaml")]
ExportFormat = Annotated[str, typer.Option("--format", "-f", help=f"One of {_FORMATS}.")]
ExportFile = Annotated[Path | None, typer.Option("--output", "-o", help="Default: output/glossary/NAME.SUFFIX")]
ImportFormat = Annotated[
    str | None, typer.Option("--format", "-f", help=f"One of {_FORMATS}. Default: told by the file itself.")
]


def export(
    glossaries: Glossaries = None,
    format: ExportFormat = "csv",  # noqa: A002
    output: ExportFile = None,
) -> None:
    """Write glossaries in the format of another program, and tell on stderr what that format cannot hold."""
    from bitexte import exchange, files

    paths = termbases.glossary_files(glossaries or ())
    terms, provenance = _terms(paths)
    made = exchange.write(format, terms, provenance)
    _tell(made.losses)
    name = paths[0].stem if len(paths) == 1 else "glossary"
    path = output or _FOLDER / f"{name}.{made.suffix}"
    files.write_if_changed(path, made.content)
    console.result(str(path))


def import_(
    file: Annotated[Path, typer.Argument(help="A glossary in one of the formats.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The YAML termbase to write.")],
    format: ImportFormat = None,  # noqa: A002
    domain: Annotated[str, typer.Option("--domain", "-d", help="Domain of the terms that name none.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over an existing termbase.")] = False,
) -> None:
    """Turn a glossary of another program into a YAML termbase, and tell on stderr what was left out or changed."""
    from bitexte import exchange, files, termbase

    if output.exists() and not force:
        raise GlossaryError("the file exists", where=str(output), hint="give --force to replace it")
    found = _in_domain(exchange.read(files.read_bytes(file), str(file), format), domain)
    _tell(found.losses)
    files.write_if_changed(output, termbase.dump(found.terms))
    console.say(f"{len(found.terms):,} concepts")
    console.result(str(output))


def _terms(paths: Sequence[Path]) -> tuple[tuple[Term, ...], Provenance]:
    """The terms of the files, the first the strongest, and what they were made of."""
    from bitexte import termbase

    if not paths:
        raise GlossaryError("there is no glossary", hint="name one, or put it into glossary/")
    contents = [(str(path), termbases.yaml_content(path)) for path in paths]
    digest = hashlib.sha256(b"\0".join(content for _, content in contents)).hexdigest()
    terms = termbase.merge([(name, termbase.read(content, name)) for name, content in contents])
    return terms, Provenance(bitexte.__version__, glossary=f"sha256:{digest[:16]}")


def _in_domain(found: Import, domain: str) -> Import:
    from bitexte.exchange import Import, sound

    if not domain:
        return found
    terms, mended = sound.agreed(replace(term, domain=term.domain or domain) for term in found.terms)
    return Import(terms, (*found.losses, *mended))


def _tell(losses: Iterable[str]) -> None:
    for loss in losses:
        console.say(loss)
