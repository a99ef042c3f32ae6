"""The command `bitexte`: assembly of the command groups, and the one place where errors become exit codes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bitexte import __version__
from bitexte.cli import check, console, evaluate, exchange, glossary, package, road
from bitexte.errors import BitexteError

app = typer.Typer(
    name="bitexte",
    help="French documents into reviewed English ones, offline, with your own terminology.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for verb in (road.run, road.translate, check.check, road.segment, road.show, road.config):
    app.command()(verb)
app.command("eval")(evaluate.evaluate)
glossary.app.command("export")(exchange.export)
glossary.app.command("import")(exchange.import_)
for group in (glossary.app, package.app):
    app.add_typer(group)


def _version(wanted: bool) -> None:
    if wanted:
        console.result(f"bitexte {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_version)
    ] = False,
) -> None: ...


def main() -> None:
    """Entry point: exit 0 clean, 1 error findings, 2 usage or input error, 130 interrupted."""
    console.prepare()
    try:
        try:
            app()
        finally:
            with console.delivered():
                sys.stdout.flush()
    except BitexteError as error:
        console.complain(error)
        sys.exit(console.UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(console.INTERRUPTED)
    except console.UnheardError:
        sys.exit(console.CLEAN)
    finally:
        console.finish()
