"""The files of a document: the English one, whole or in parts, one in both languages, and those for review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from bitexte import formats
from bitexte.disk.names import english_name
from bitexte.disk.outputs import OutputFile, Outputs, Written
from bitexte.formats.options import Writing
from bitexte.model import Bitext, Document

WRITING = Writing()


def write_files(
    bitext: Bitext, output: Path | str | Outputs, names: Sequence[str] = (), writing: Writing = WRITING
) -> list[Path]:
    """Write the English document, and the units in the formats of these names; the paths of the files that changed.

    A copy with both languages is written where the document's format has the layout that is asked for. A file that a
    person changed stays; the new version goes beside it (disk/outputs).
    """
    outputs = output if isinstance(output, Outputs) else Outputs(Path(output))
    english = outputs.write(english_path(bitext.document), formats.rebuild(bitext))
    results = (english, *write_units(bitext, outputs, names, writing))
    return [result.path for result in results if result.changed]


def write_units(bitext: Bitext, outputs: Outputs, names: Sequence[str], writing: Writing) -> Iterator[Written]:
    """One file at a time: they are many times as large as the document."""
    document = bitext.document
    if writing.bilingual is not None and writing.bilingual in formats.layouts(document):
        yield outputs.write(f"bilingual/{document.name}", formats.rebuild(bitext, writing.bilingual))
    for name in names:
        suffix = formats.bilingual(name).suffix
        yield outputs.write(f"review/{document.name}{suffix}", formats.serialize(bitext, name, writing))


class Wholes:
    """Writes English documents; one whose French comes in parts grows with them and takes its place at the last."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._open = ExitStack()
        self._file: OutputFile | None = None

    def __enter__(self) -> Wholes:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.__exit__(kind, error, at)

    def write(self, bitext: Bitext) -> list[Written]:
        """What was finished: nothing before the last part."""
        path, part, content = english_path(bitext.document), bitext.document.part, formats.rebuild(bitext)
        if part is None:
            return [self._outputs.write(path, content)]
        if self._file is None:
            self._file = self._open.enter_context(self._outputs.open(path))
        self._file.write(content)
        if part.number < part.count:
            return []
        file, self._file = self._file, None
        self._open.close()
        return [file.written]


def english_path(document: Document) -> str:
    """Where the English document goes, below the output folder: parts of a file into one."""
    name = document.part.name if document.part else document.name
    return "en/" + english_name(name, formats.target_suffix(document))
