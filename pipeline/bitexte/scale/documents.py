"""Documents decoded elsewhere: workers bring the translations of groups of files home, and the plain road uses them.

What a worker has decoded lies in a file named by the content of its group, whole or not at all; the driver puts it into
the memory, reads, checks and writes as ever. So the results are those of one machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from bitexte import fingerprint, formats
from bitexte.disk.replace import write_stream
from bitexte.disk.sources import Input
from bitexte.errors import InputError
from bitexte.memory import Memory
from bitexte.memory.rows import decode, encode
from bitexte.model import Request, Translation
from bitexte.project import Project
from bitexte.stages.matching import matched
from bitexte.stages.translation import asked, reviewed, translated

GROUP_BYTES = 100_000  # bytes of the files of a group: some hundred sentences


@dataclass(frozen=True)
class Decoding:
    """All that decoding a group of files needs; it can be pickled. `snapshot` is a copy of the memory, read only."""

    project: Project
    folder: Path
    snapshot: Path | None = None

    def answer(self, group: Sequence[Sequence[str]]) -> dict[str, object]:
        """Decode the files of a group, given as paths and names, if no earlier run has: `path` is where it lies."""
        key = hashlib.sha256(self._key)
        for path, name in group:
            with suppress(OSError):  # what cannot be read is told by the driver, which reads it too
                key.update(f"\0{name}\0".encode("utf-8", "surrogateescape") + Path(path).read_bytes())
        place = self.folder / f"{key.hexdigest()}.pairs"
        if not place.exists():
            notes = _Notes(self._known)
            requests = [request for path, name in group for request in self._requests(Path(path), name)]
            translated(requests, self.project.engine, notes, self.project.settings.batch_segments)
            write_stream(place, (_line(name, found) for name, found in notes.found.items()))
        return {"path": str(place)}

    @cached_property
    def _key(self) -> bytes:
        elsewhere = replace(self.project.settings, folder=Path(), output="", sources=(), jobs=0)
        return repr((fingerprint.code_digest(""), elsewhere, self.project.provenance)).encode()

    @cached_property
    def _known(self) -> Memory:
        return Memory.frozen(self.snapshot) if self.snapshot is not None else Memory.none()

    def _requests(self, path: Path, name: str) -> Iterator[Request]:
        """What the engine is asked for a file: nothing for one that cannot be read, which the driver tells."""
        project = self.project
        with suppress(InputError):
            for document in formats.load_documents(path, name, project.options):
                cut = matched(document, project.rules, project.glossary)
                yield from asked(cut, reviewed(cut, project.reviewed), project)


@dataclass
class _Notes:
    """What the memory knows, and what is new."""

    known: Memory
    found: dict[str, Translation] = field(default_factory=dict)

    def recall(self, keys: Iterable[str]) -> dict[str, Translation]:
        return self.known.recall(keys)

    def remember(self, items: Iterable[tuple[str, Translation]]) -> None:
        self.found.update(items)


def groups(inputs: Iterable[Input]) -> Iterator[list[list[str]]]:
    """Files in groups of about GROUP_BYTES, as paths that hold in any folder, and names."""
    group: list[list[str]] = []
    size = 0
    for source in inputs:
        group.append([str(source.path.resolve()), source.name])
        with suppress(OSError):
            size += source.path.stat().st_size
        if size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def brought_home(path: Path, memory: Memory) -> None:
    """Put what a worker decoded into the memory; a line that is damaged is passed over, and decoded again."""
    found: list[tuple[str, Translation]] = []
    with path.open("rb") as lines:
        for line in lines:
            with suppress(ValueError, TypeError):
                name, row = json.loads(line)
                found.append((str(name), decode(row)))
    memory.remember(found)


def _line(name: str, translation: Translation) -> bytes:
    return json.dumps([name, encode(translation)]).encode("ascii") + b"\n"
