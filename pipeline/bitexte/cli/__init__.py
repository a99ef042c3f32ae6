"""The command `bitexte`: a table of commands, each loaded when it is called, and errors to exit codes."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup, TyperOption
from typer.main import get_command

from bitexte.cli import console
from bitexte.errors import BitexteError
from bitexte.version import __version__

# The commands in the order of --help, and where each lies.
COMMANDS = {
    "run": "bitexte.cli.run:run",
    "translate": "bitexte.cli.translate:translate",
    "check": "bitexte.cli.check:check",
    "show": "bitexte.cli.show:show",
    "eval": "bitexte.cli.evaluate:evaluate",
    "segment": "bitexte.cli.segment:segment",
    "count": "bitexte.cli.count:count",
    "align": "bitexte.cli.align:align",
    "update": "bitexte.cli.update:update",
    "review": "bitexte.cli.review:app",
    "memory": "bitexte.cli.memory:app",
    "glossary": "bitexte.cli.glossary:app",
    "package": "bitexte.cli.package:app",
    "formats": "bitexte.cli.formats:formats",
    "config": "bitexte.cli.config:config",
    "init": "bitexte.cli.init:init",
    "doctor": "bitexte.cli.doctor:doctor",
}


class _Commands(TyperGroup):
    """Loads a command's module when the command is called, or listed."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.params += _voices()

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            single = typer.Typer(context_settings=_CONTEXT, pretty_exceptions_enable=False, add_completion=False)
            single.command(cmd_name)(found)
            found = single
        command = get_command(found)
        for each in getattr(command, "commands", {cmd_name: command}).values():
            each.params += _voices()
        return command


def _voices() -> list[TyperOption]:
    """The two options that every command has."""
    quiet = "Tell errors only: no findings, no warnings, no summary, no progress."
    verbose = "Tell what is in use and how long it took, and where an error arose."
    return [
        TyperOption(
            param_decls=[f"--{name}"], is_flag=True, expose_value=False, is_eager=True, help=told, callback=_speak
        )
        for name, told in (("quiet", quiet), ("verbose", verbose))
    ]


def _speak(context: typer.Context, option: Any, wanted: bool) -> None:
    """What the last of --quiet and --verbose asks for holds."""
    if wanted and not context.resilient_parsing:
        console.speak(console.Voice[option.name.upper()])


_CONTEXT = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="bitexte",
    cls=_Commands,
    help="French documents into reviewed English ones, offline, with your own terminology.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings=_CONTEXT,
)


def _version(wanted: bool) -> None:
    if wanted:
        console.result(f"bitexte {__version__}")
        raise typer.Exit


@app.callback()
def bitexte(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_version)
    ] = False,
) -> None: ...


def main() -> None:
    """Entry point: exit 0 clean, 1 error findings, 2 usage or input error, 130 interrupted."""
    began = time.perf_counter()
    console.prepare()
    console.speak(console.Voice.NORMAL)
    try:
        try:
            app()
        finally:
            with console.delivered():
                sys.stdout.flush()
            console.detail(f"bitexte {__version__}: {time.perf_counter() - began:.2f} s")
    except BitexteError as error:
        console.complain(error)
        sys.exit(console.UNUSABLE)
    except KeyboardInterrupt:
        sys.exit(console.INTERRUPTED)
    except console.UnheardError:
        sys.exit(console.CLEAN)
    finally:
        console.finish()
