"""The terminal: results on stdout, everything else on stderr, and the exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from pipeline.errors import BitexteError

CLEAN, FINDINGS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

T = TypeVar("T")


def result(line: str) -> None:
    """Print one line of the result."""
    sys.stdout.write(line + "\n")


def result_json(value: object) -> None:
    """Print one result as a line of JSON."""
    result(json.dumps(value, ensure_ascii=False, sort_keys=False))


def say(line: str) -> None:
    """Tell the user something that is no result: a finding, a warning, a summary."""
    sys.stderr.write(line + "\n")


def complain(error: BitexteError) -> None:
    """Print an error as one line: place, message, remedy."""
    say(f"bitexte: {error}")


def watch(things: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Hand the things on, with a progress bar where stderr is a terminal."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(things, label, total=total, console=Console(stderr=True), transient=True)


def table(title: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table on stdout; the first column is text, the others are figures."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(title=title or None, title_justify="left")
    for number, name in enumerate(header):
        grid.add_column(name, justify="left" if number == 0 else "right", overflow="fold")
    for row in rows:
        grid.add_row(*row)
    Console(file=sys.stdout, highlight=False, markup=False).print(grid)
