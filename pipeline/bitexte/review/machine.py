"""machine.tmx: the drafts of a whole run as one translation memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bitexte.disk.outputs import OutputFile, Outputs
from bitexte.formats import tmx
from bitexte.model import Bitext, Provenance

NAME = "machine.tmx"


class MachineMemory:
    """Writes the units of documents as they come. The first one tells the languages."""

    def __init__(self, file: OutputFile) -> None:
        self._file = file
        self._begun = False

    def add(self, bitext: Bitext) -> None:
        self._begin(bitext.provenance, bitext.source_language)
        for chunk in tmx.body(bitext):
            self._file.write(chunk)

    def finish(self, provenance: Provenance) -> None:
        self._begin(provenance, "fr")
        self._file.write(tmx.FOOT)

    def _begin(self, provenance: Provenance, language: str) -> None:
        if not self._begun:
            self._file.write(tmx.head(provenance, language))
            self._begun = True


@contextmanager
def machine_tmx(outputs: Outputs, provenance: Provenance, name: str = NAME) -> Iterator[MachineMemory]:
    """The collection, written in pieces; it takes its place at the end, unless an error ends the run."""
    with outputs.open(name) as file:
        memory = MachineMemory(file)
        yield memory
        memory.finish(provenance)
