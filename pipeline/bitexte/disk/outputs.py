"""A folder of results: nothing is followed out of it, and what a person changed in it is never overwritten."""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bitexte.disk import leftovers, names
from bitexte.disk.replace import Replacement, file_digest, holds, write_stream
from bitexte.errors import OutputError

MANIFEST = ".cache/written.jsonl"
_LOOSE = 10  # lines a file, beyond which the manifest is written anew
_KEPT = 2  # digests a file whose writing was killed may have: the one before, the one after


@dataclass(frozen=True, slots=True)
class Written:
    """Where a result lies; `changed`: it was written now; `edited`: beside the file that a person changed."""

    path: Path
    changed: bool
    edited: bool = False


class Outputs:
    """Writes files below `folder`, by names with `/`, each whole or not at all, and remembers what it wrote.

    A file that holds something else than what was written last time is a person's work: it stays, the new version goes
    beside it (`a.new.txt`) and a line is told; `force` overwrites it. Names are made such as every system can hold; two
    that differ by case at most get a number. Failures are OutputErrors.
    """

    def __init__(self, folder: Path, *, force: bool = False, tell: Callable[[str], object] = str) -> None:
        if folder.exists() and not folder.is_dir():
            raise OutputError("is a file, not a folder", where=str(folder), hint="name a folder: --output FOLDER")
        self.folder = folder
        self._force = force
        self._tell = tell  # `str`: nobody listens
        self._claimed: set[str] = set()
        self._digests = self._read_manifest()

    def beside(self, name: str) -> Outputs:
        """Another folder of results, next to this one, under the same rules."""
        return Outputs(self.folder.resolve().parent / name, force=self._force, tell=self._tell)

    def clear_leftovers(self) -> None:
        """Remove what writers that were killed left here; for who has the folder for itself."""
        leftovers.sweep_below(self.folder)

    def write(self, name: str, content: bytes) -> Written:
        """Write a file, unless it holds that content already."""
        chosen = self._claim(name)
        path = self.folder / chosen
        if holds(path, content):
            self._remember(chosen, hashlib.sha256(content).hexdigest())
            self._remove_beside(chosen)
            return Written(path, changed=False)
        with self._open(chosen) as file:
            file.write(content)
        return file.written

    def adopt(self, path: Path) -> None:
        """Take a file that a person changed for one of ours again: their work in it has been taken home."""
        with suppress(ValueError, OSError):
            name = path.resolve().relative_to(self.folder.resolve()).as_posix()
            if name in self._digests:
                self._remember(name, file_digest(path))

    @contextmanager
    def open(self, name: str) -> Iterator[OutputFile]:
        """A file to write in pieces, as `write` does; it takes its place at the end, unless an error ends the block."""
        with self._open(self._claim(name)) as file:
            yield file

    @contextmanager
    def _open(self, name: str) -> Iterator[OutputFile]:
        with Replacement(self.folder / name) as replacement:
            file = OutputFile(replacement)
            yield file
            file.written = self._committed(replacement, name)

    def _committed(self, file: Replacement, name: str) -> Written:
        edited = not self._force and self._is_edited(name, file.digest)
        target = self._free_beside(name, file.digest) if edited else name
        path = self.folder / target
        self._remember(target, file.digest)
        changed = file.commit(path)
        if edited and changed:
            self._tell(f"{self.folder / name}: was changed since it was written and stays; the new version is {path}")
        if not edited:
            self._remove_beside(name)
        return Written(path, changed, edited)

    def _is_edited(self, name: str, digest: str) -> bool:
        """Whether a file is there that neither holds what we want to write nor what we wrote."""
        path = self.folder / name
        with suppress(OSError):
            if path.is_file() and not path.is_symlink():
                return file_digest(path) not in (digest, *self._digests[name])
        return False

    def _free_beside(self, name: str, digest: str) -> str:
        """The first name beside a file under which no other work of a person lies."""
        number = 1
        while self._is_edited(names.beside(name, number), digest):
            number += 1
        return names.beside(name, number)

    def _remove_beside(self, name: str) -> None:
        """The new version that went beside a file has had its time when the file itself is new."""
        other = names.beside(name)
        if other not in self._claimed and self._digests.get(other) and not self._is_edited(other, ""):
            with suppress(OSError):
                (self.folder / other).unlink(missing_ok=True)

    def _claim(self, name: str) -> str:
        """The name under which a file may be written, in a folder of ours."""
        number, chosen = 1, names.safe(name)
        while chosen.casefold() in self._claimed:
            number += 1
            chosen = names.numbered(names.safe(name), number)
        self._claimed.add(chosen.casefold())
        self._refuse_links((self.folder / chosen).parent)
        return chosen

    def _refuse_links(self, folder: Path) -> None:
        """A link below the folder of results may lead anywhere: who gave us the project may have set it."""
        while folder != self.folder:
            if folder.is_symlink():
                raise OutputError("is a link, and none is followed here", where=str(folder), hint="delete it")
            folder = folder.parent

    def _read_manifest(self) -> defaultdict[str, list[str]]:
        """The last digests of each file; a line that a kill or a person broke is passed over."""
        digests: defaultdict[str, list[str]] = defaultdict(list)
        path, count = self.folder / MANIFEST, 0
        if path.is_symlink() or path.parent.is_symlink():
            return digests
        with suppress(OSError), path.open("rb") as lines:
            for count, line in enumerate(lines, start=1):  # noqa: B007 - counted for what follows
                with suppress(ValueError, TypeError, RecursionError):
                    name, digest = json.loads(line)
                    digests[str(name)] = [*digests[str(name)], str(digest)][-_KEPT:]
        if count > _LOOSE * len(digests) + _LOOSE:
            write_stream(path, (_line(name, digest) for name, kept in digests.items() for digest in kept))
        return digests

    def _remember(self, name: str, digest: str) -> None:
        """Note what is about to be written: whoever is killed after it must not take it for a person's work."""
        if self._digests[name][-1:] == [digest]:
            return
        self._digests[name] = [*self._digests[name], digest][-_KEPT:]
        path = self.folder / MANIFEST
        self._refuse_links(path.parent)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
            try:
                os.write(handle, _line(name, digest))
            finally:
                os.close(handle)
        except OSError as error:
            hint = "free some space, or choose another --output"
            raise OutputError(f"cannot be written: {error.strerror}", where=str(path), hint=hint) from error


class OutputFile:
    """A result that is being written; `written` says at the end what became of it."""

    written: Written

    def __init__(self, file: Replacement) -> None:
        self._file = file

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)


def _line(name: str, digest: str) -> bytes:
    return json.dumps([name, digest]).encode("ascii") + b"\n"
