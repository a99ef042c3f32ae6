"""`bitexte translate`: lines in, lines out, in bounded memory."""

from __future__ import annotations

import os
import select
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bitexte import flow, limits
from bitexte.cli import console, findings, options
from bitexte.errors import InputError
from bitexte.formats.assembly import target_blocks
from bitexte.model import Bitext, Block, BlockKind, Document
from bitexte.project import Project
from bitexte.text.characters import composed

READ = 1 << 16  # bytes asked for at a time; fewer come where the writer is slow
FIRST = 1 << 10  # bytes that are enough for the first batch
GROWTH = 4  # how many times as large as the one before a batch may be
FULL = 1 << 18  # bytes of a full batch, some 1,500 lines


def translate(
    glossary: Annotated[
        list[Path] | None,
        typer.Option("--glossary", "-g", help="A glossary, as for `run`; repeatable. Default: none."),
    ] = None,
    package: options.PackageName = None,
    engine: options.EngineName = None,
    jobs: options.Jobs = None,
    lexicon: options.Lexicon = None,
    srx: options.Srx = None,
    json: options.Json = False,
) -> None:
    """Translate stdin to stdout, one line of English for each line of French.

    A filter of any size: a line comes out as soon as it can, an empty line stays empty. Without --glossary no term is
    asked for; the findings are told on stderr. With --json each line is an object with its findings.
    """
    settings = options.settings(package=package, engine=engine, jobs=jobs, lexicon=lexicon, srx=srx)
    with options.project(settings, glossary, default=False, links=False) as project:
        options.tell_remarks(project)
        first = 1
        for lines in _batches():
            _translate(lines, first, project, json=json)
            first += len(lines)


def _translate(lines: list[bytes], first: int, project: Project, *, json: bool) -> None:
    """Write the English of some lines of stdin, the number of the first of which is `first`."""
    texts = [_decoded(line, number) for number, line in enumerate(lines, start=first)]
    document = Document("stdin", "txt", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))
    bitext = flow.translate_document(document, project)
    numbers = {unit.segment.id: f"stdin:{first + unit.segment.block}" for unit in bitext.units}
    if json:
        _tell_records(bitext)
        return
    for finding in bitext.findings:
        console.say(findings.finding_line(finding, numbers))
    for line, block in zip(lines, target_blocks(bitext), strict=True):
        ending = b"\n" if line.endswith(b"\n") else b""
        with console.delivered():
            sys.stdout.buffer.write(block.text.encode("utf-8", "replace") + ending)
    with console.delivered():
        sys.stdout.buffer.flush()


def _tell_records(bitext: Bitext) -> None:
    """An object a line, in the order of the lines."""
    lines = {unit.segment.id: unit.segment.block for unit in bitext.units}
    found: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    for finding in bitext.findings:
        record = {"code": finding.code, "severity": str(finding.severity), "message": finding.message}
        found[lines[finding.segment]].append(record)
    blocks = zip(bitext.document.blocks, target_blocks(bitext), strict=True)
    for number, (source, target) in enumerate(blocks):
        console.result_json({"source": source.text, "target": target.text, "findings": found[number]})
    with console.delivered():
        sys.stdout.flush()


def _batches() -> Iterator[list[bytes]]:
    """Whole lines, their ends kept, as many as have come; few at first, so that the first are out soon."""
    waiting, enough, chunk = b"", FIRST, b"-"
    handle = sys.stdin.fileno()
    while chunk or b"\n" in waiting:
        while chunk and (b"\n" not in waiting or (len(waiting) < enough and _ready(handle))):
            chunk = _read(handle)
            waiting += chunk
            if len(waiting) > limits.LINE_BYTES and b"\n" not in waiting:
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
    return composed(text)
