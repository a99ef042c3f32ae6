"""The terminal: results on stdout, everything else on stderr, and the exit codes."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import IntEnum
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TypeVar

from bitexte.errors import BitexteError, OutputError
from bitexte.text.characters import escaped

CLEAN, FINDINGS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

LONGEST = 300  # characters of a line on stderr
_END = 140

T = TypeVar("T")


class Voice(IntEnum):
    """How much is told on stderr beside errors."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


_voice = Voice.NORMAL


class UnheardError(Exception):
    """The reader of stdout closed the pipe (`| head`)."""


def prepare() -> None:
    """Results are UTF-8 whatever the locale; a stream that the caller closed is an empty one."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for as long as we run
        elif name == "stdout" and isinstance(stream, TextIOWrapper):
            lines = stream.line_buffering
            stream.flush()
            raw = BufferedWriter(FileIO(stream.fileno(), "w", closefd=False))
            sys.stdout = _Results(raw, encoding="utf-8", errors="backslashreplace", line_buffering=lines, newline="\n")
        elif mode == "w" and isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def finish() -> None:
    """Write out what waits to be written; what cannot be written any more is dropped without a word."""
    try:
        sys.stdout.flush()
    except (OSError, OutputError, UnheardError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def delivered() -> Iterator[None]:
    """Turn the failures of stdout into UnheardError or one clear line."""
    try:
        yield
    except BrokenPipeError as error:
        raise UnheardError from error
    except OSError as error:
        hint = "free some space, or send the output elsewhere"
        raise OutputError(f"cannot be written: {error.strerror}", where="stdout", hint=hint) from error


class _Results(TextIOWrapper):
    """Standard output whose failures are told as ours, whoever writes: --help and tables come from libraries."""

    def write(self, text: str, /) -> int:
        with delivered():
            return super().write(text)

    def flush(self) -> None:
        with delivered():
            super().flush()


def result(line: str) -> None:
    """Print one line of the result."""
    with delivered():
        sys.stdout.write(line + "\n")


def result_of(line: str, record: object, *, json: bool) -> None:
    """Print one result: for a person its line, for a program its record."""
    result_json(record) if json else result(line)


def result_json(value: object) -> None:
    """Print one result as a line of JSON; sets become sorted lists."""
    result(json.dumps(value, ensure_ascii=False, sort_keys=False, default=sorted))


def speak(voice: Voice) -> None:
    """Tell as much from now on."""
    global _voice
    _voice = voice


def voice() -> Voice:
    """How much is told."""
    return _voice


def say(line: str) -> None:
    """Tell the user something that is no result: a finding, a warning, a summary. Not with --quiet."""
    if _voice is not Voice.QUIET:
        _tell(line)


def detail(line: str) -> None:
    """Tell what only --verbose tells: what is in use, and what was done when."""
    if _voice is Voice.VERBOSE:
        _tell(line)


def complain(error: BitexteError) -> None:
    """Print an error as one line: place, message, remedy; with --verbose where in the program it arose, too."""
    if _voice is Voice.VERBOSE:
        with suppress(OSError):
            traceback.print_exception(error)
    _tell(f"bitexte: {error}")


def _tell(line: str) -> None:
    """A line on stderr; it is one, whatever file names and foreign texts are in it."""
    line = escaped(line)
    if len(line) > LONGEST:  # both ends say most: the place in front, the remedy behind
        line = f"{line[: LONGEST - _END - 1]}…{line[-_END:]}"
    with suppress(OSError):  # a terminal that is gone must not stop the work
        sys.stderr.write(line + "\n")


def watch(things: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """Hand the things on, with a progress bar where stderr is a terminal."""
    if _voice is Voice.QUIET or not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(things, label, total=total, console=Console(stderr=True), transient=True)


class Bar:
    """How far the work is: a bar with words a second and the time left, where stderr is a terminal."""

    def __init__(self, total: float, label: str = "Translating") -> None:
        """`total` is the size of all the work, in any unit."""
        self._total, self._label = total, label
        self._words = 0
        self._advance: Callable[[float], object] | None = None
        self._open = ExitStack()

    def advance(self, size: float, words: int = 0) -> None:
        """So much of the work is done, with so many words."""
        self._words += words
        if self._advance is not None:
            self._advance(size)

    def __enter__(self) -> Bar:
        if _voice is not Voice.QUIET and sys.stderr.isatty():
            self._advance = self._shown()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def _shown(self) -> Callable[[float], object]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
        )
        bar = Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120)
        self._open.enter_context(bar)
        began = monotonic()
        task = bar.add_task(self._label, total=self._total, speed="")

        def advance(size: float) -> None:
            speed = self._words / max(monotonic() - began, 0.001)
            bar.update(task, advance=size, speed=f"{speed:,.0f} words/s")

        return advance


def table(title: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Print a table on stdout; the first column is text, the others are figures."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(title=title or None, title_justify="left", show_header=any(header))
    for number, name in enumerate(header):
        grid.add_column(name, justify="left" if number == 0 else "right", overflow="fold")
    for row in rows:
        grid.add_row(*row)
    with delivered():
        Console(file=sys.stdout, highlight=False, markup=False).print(grid)
