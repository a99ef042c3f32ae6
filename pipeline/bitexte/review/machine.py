"""machine.tmx: the drafts of a whole run as one translation memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bitexte.disk.replace import Replacement
from bitexte.formats import tmx
from bitexte.model import Bitext, Provenance

NAME = "machine.tmx"


class _Memory:
    def __init__(self, file: Replacement) -> None:
        self._file = file

    def add(self, bitext: Bitext) -> None:
        for chunk in tmx.body(bitext):
            self._file.write(chunk)


@contextmanager
def machine_tmx(folder: Path, provenance: Provenance) -> Iterator[_Memory]:
    """The collection, written in pieces; it takes its place at the end, unless an error ends the run."""
    with Replacement(folder / NAME) as file:
        file.write(tmx.head(provenance))
        yield _Memory(file)
        file.write(tmx.FOOT)
        file.commit()
