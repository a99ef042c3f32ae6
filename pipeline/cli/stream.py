"""The filter of `bitexte translate`: lines in, lines out, in bounded memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.cli import console
from pipeline.errors import InputError
from pipeline.model import Block, BlockKind, Document, Honour, Request, Segment

if TYPE_CHECKING:
    from pipeline.engines import Engine
    from pipeline.glossary import Glossary
    from pipeline.model import Translation
    from pipeline.segment import Rules

READ = 1 << 16  # bytes asked for at a time; fewer come where the writer is slow
LONGEST = 16_000_000  # bytes a line


def translate(engine: Engine, rules: Rules, glossary: Glossary) -> None:
    """Write one line for every line of stdin, as soon as what is there has been translated."""
    number = 0
    for lines in _batches():
        texts = [_decoded(line, number + place) for place, line in enumerate(lines, start=1)]
        for place, line in enumerate(_translated(texts, engine, rules, glossary, number), start=number + 1):
            ending = b"" if place == number + len(lines) and not lines[-1].endswith(b"\n") else b"\n"
            sys.stdout.buffer.write(line.encode("utf-8", "replace") + ending)
        sys.stdout.buffer.flush()
        number += len(lines)


def _batches() -> Iterator[list[bytes]]:
    """Whole lines, their ends kept, as many as have come."""
    waiting = b""
    handle = sys.stdin.fileno()
    while chunk := os.read(handle, READ):
        waiting += chunk
        whole, newline, rest = waiting.rpartition(b"\n")
        if newline:
            yield [line + b"\n" for line in whole.split(b"\n")]
            waiting = rest
        elif len(waiting) > LONGEST:
            raise InputError("a line is longer than 16 MB", where="stdin", hint="is it a text?")
    if waiting:
        yield [waiting]


def _decoded(line: bytes, number: int) -> str:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8").removesuffix("\n")
    except UnicodeDecodeError as error:
        hint = "convert it first: iconv -f WINDOWS-1252 -t UTF-8"
        raise InputError("not UTF-8", where=f"stdin:{number}", hint=hint) from error
    if "\0" in text:
        raise InputError("holds NUL characters: not a text", where=f"stdin:{number}", hint="send UTF-8 text")
    return text


def _translated(
    texts: Sequence[str], engine: Engine, rules: Rules, glossary: Glossary, before: int
) -> Iterator[str]:
    """The lines in English; each distinct segment is decoded once a batch."""
    from pipeline.segment import segment

    cut = [tuple(segment(_line(text), rules)) for text in texts]
    requests = dict.fromkeys(_request(found, glossary) for line in cut for found in line)
    known = dict(zip(requests, engine.translate(list(requests)), strict=True))
    for number, (text, line) in enumerate(zip(texts, cut, strict=True), start=before + 1):
        done = [(found, request, known[request]) for found in line for request in [_request(found, glossary)]]
        for _, request, translation in done:
            _report(number, request, translation)
        lead = text[: line[0].span[0]] if line else text
        yield lead + "".join(translation.text + found.tail for found, _, translation in done)


def _line(text: str) -> Document:
    return Document("stdin", "txt", (Block(BlockKind.PARAGRAPH, text),))


def _request(found: Segment, glossary: Glossary) -> Request:
    return Request(found.text, glossary.find(found.text))


def _report(number: int, request: Request, translation: Translation) -> None:
    for match, use in zip(request.matches, translation.uses, strict=True):
        if use.honour is Honour.MISSED:
            console.say(f"stdin:{number}: warning: \"{match.surface}\" is not translated as \"{match.term.target}\"")
    for problem in translation.problems:
        console.say(f"stdin:{number}: warning: {problem}")
