"""The filter of `bitexte translate`: lines in, lines out, in bounded memory."""

from __future__ import annotations

import os
import select
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bitexte.cli import console
from bitexte.errors import InputError
from bitexte.model import Block, BlockKind, Document, Honour, Match, Request, Segment, Translation

if TYPE_CHECKING:
    from bitexte.engines import Engine
    from bitexte.glossary import Glossary
    from bitexte.segment import Rules

READ = 1 << 16  # bytes asked for at a time; fewer come where the writer is slow
FIRST = 1 << 10  # bytes that are enough for the first batch
GROWTH = 4  # how many times as large as the one before a batch may be
FULL = 1 << 18  # bytes of a full batch, some 1,500 lines
LONGEST = 16_000_000  # bytes a line

# The terms in a segment of the line of that number, counted from 0.
Find = Callable[[int, Segment], tuple[Match, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line cut to segments, each with what the engine was asked and what it gave."""

    text: str
    parts: tuple[tuple[Segment, Request, Translation], ...]

    @property
    def target(self) -> str:
        """The line in English, with its own white space."""
        lead = self.text[: self.parts[0][0].span[0]] if self.parts else self.text
        return lead + "".join(translation.text + found.tail for found, _, translation in self.parts)


def translate(engine: Engine, rules: Rules, glossary: Glossary) -> None:
    """Write one line for every line of stdin, as soon as what is there has been translated."""
    number = 0
    for lines in _batches():
        texts = [_decoded(line, number + place) for place, line in enumerate(lines, start=1)]
        done = translated(texts, engine, rules, lambda _, found: glossary.find(found.text))
        for place, line in enumerate(done, start=number + 1):
            _report(place, line)
            ending = b"" if place == number + len(lines) and not lines[-1].endswith(b"\n") else b"\n"
            with console.delivered():
                sys.stdout.buffer.write(line.target.encode("utf-8", "replace") + ending)
        with console.delivered():
            sys.stdout.buffer.flush()
        number += len(lines)


def translated(texts: Sequence[str], engine: Engine, rules: Rules, find: Find) -> list[Line]:
    """The lines in English; each distinct segment is decoded once."""
    from bitexte.segment import segment

    cut = [
        [(found, Request(found.text, find(number, found))) for found in segment(_line(text), rules) if found.text]
        for number, text in enumerate(texts)
    ]
    requests = list(dict.fromkeys(request for line in cut for _, request in line))
    known = dict(zip(requests, engine.translate(requests), strict=True))
    return [
        Line(text, tuple((found, request, known[request]) for found, request in line))
        for text, line in zip(texts, cut, strict=True)
    ]


def _batches() -> Iterator[list[bytes]]:
    """Whole lines, their ends kept, as many as have come; few at first, so that the first are out soon."""
    waiting, enough, chunk = b"", FIRST, b"-"
    handle = sys.stdin.fileno()
    while chunk or b"\n" in waiting:
        while chunk and (b"\n" not in waiting or (len(waiting) < enough and _ready(handle))):
            chunk = _read(handle)
            waiting += chunk
            if len(waiting) > LONGEST and b"\n" not in waiting:
                raise InputError("a line is longer than 16 MB", where="stdin", hint="is it a text?")
        if end := _end(waiting, enough):
            yield [line + b"\n" for line in waiting[: end - 1].split(b"\n")]
            waiting, enough = waiting[end:], min(enough * GROWTH, FULL)
    if waiting:
        yield [waiting]


def _read(handle: int) -> bytes:
    try:
        return os.read(handle, READ)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where="stdin") from error


def _end(waiting: bytes, enough: int) -> int:
    """Where the whole lines among the first bytes end: at least one line, 0 where there is none."""
    return waiting.rfind(b"\n", 0, enough) + 1 or waiting.find(b"\n") + 1


def _ready(handle: int) -> bool:
    """Whether more has come already. Windows cannot say so of pipes."""
    return sys.platform != "win32" and bool(select.select([handle], [], [], 0)[0])


def _decoded(line: bytes, number: int) -> str:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").removesuffix("\n")
    except UnicodeDecodeError as error:
        hint = "convert it first: iconv -f WINDOWS-1252 -t UTF-8"
        raise InputError("not UTF-8", where=f"stdin:{number}", hint=hint) from error
    if "\0" in text:
        raise InputError("holds NUL characters: not a text", where=f"stdin:{number}", hint="send UTF-8 text")
    return unicodedata.normalize("NFC", text)


def _line(text: str) -> Document:
    return Document("stdin", "txt", (Block(BlockKind.PARAGRAPH, text),))


def _report(number: int, line: Line) -> None:
    for _, request, translation in line.parts:
        for match, use in zip(request.matches, translation.uses, strict=True):
            if use.honour is Honour.MISSED:
                console.say(f'stdin:{number}: warning: "{match.surface}" is not translated as "{match.term.target}"')
        for problem in translation.problems:
            console.say(f"stdin:{number}: warning: {problem}")
