"""machine.tmx: the drafts of a whole run as one translation memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bitexte.disk.outputs import OutputFile, Outputs
from bitexte.formats import tmx
from bitexte.model import Bitext, Provenance

NAME = "machine.tmx"


class _Memory:
    def __init__(self, file: OutputFile) -> None:
        self._file = file

    def add(self, bitext: Bitext) -> None:
        for chunk in tmx.body(bitext):
            self._file.write(chunk)


@contextmanager
def machine_tmx(outputs: Outputs, provenance: Provenance) -> Iterator[_Memory]:
    """The collection, written in pieces; it takes its place at the end, unless an error ends the run."""
    with outputs.open(NAME) as file:
        file.write(tmx.head(provenance))
        yield _Memory(file)
        file.write(tmx.FOOT)
