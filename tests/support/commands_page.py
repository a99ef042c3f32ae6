"""docs/commands.md, made from the command line itself: python tests/support/commands_page.py > docs/commands.md"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import Any

from bitexte import cli
from typer.main import get_command

HEAD = """# Commands and options

This page is made from the program's own `--help`; a test compares them.

Results go to stdout; findings, warnings and summaries of work to stderr. [Exit codes](exit-codes-and-files.md) are the
same everywhere. Every command answers to `-h` and `--help`.
"""


def page() -> str:
    """The page: a section for each command, with its usage, its help and a table of its options."""
    return HEAD + "".join(_section(path, command) for path, command in commands())


def commands() -> Iterator[tuple[str, Any]]:
    """Every command and group with its full name, in the order of --help."""
    yield from _below("bitexte", get_command(cli.app))


def _below(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield path, command
    if hasattr(command, "list_commands"):
        context = command.make_context(path, [], resilient_parsing=True)
        for name in command.list_commands(context):
            yield from _below(f"{path} {name}", command.get_command(context, name))


def _section(path: str, command: Any) -> str:
    context = command.make_context(path, [], resilient_parsing=True)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    said = inspect.cleandoc(command.help or "")
    rows = "".join(map(_row, (each for each in command.params if not getattr(each, "hidden", False))))
    table = f"\n| argument or option | |\n|---|---|\n{rows}" if rows else ""
    return f"\n## {path}\n\n    {usage}\n\n{said}\n{table}"


def _row(parameter: Any) -> str:
    named = parameter.param_type_name == "option"
    names = ", ".join([*parameter.opts, *parameter.secondary_opts]) if named else parameter.metavar or parameter.name
    choices = getattr(parameter.type, "choices", None)
    told = [(parameter.help or "").strip()]
    if choices:
        told.append(f"One of: {', '.join(str(getattr(choice, 'value', choice)) for choice in choices)}.")
    if named and parameter.required:
        told.append("Required.")
    cells = [f"`{names}`", " ".join(filter(None, told))]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
