"""Compiled glossaries on disk: JSON, keyed by what they were made from; one that is not ours means: build again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import overload

from bitexte.disk import leftovers, secret
from bitexte.disk.replace import write_stream
from bitexte.errors import OutputError
from bitexte.fingerprint import code_digest
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms.matching.index import Index

_KEPT = 8  # compiled glossaries in a folder; older ones go
_COLUMNS = ("firsts", "terms", "sources", "guards")

Row = list[object]


def place(folder: Path, files: Sequence[tuple[str, bytes]]) -> Path:
    """Where the compiled form of these files lies: its name is a digest of them and of the code that compiles them."""
    digest = hashlib.sha256(code_digest("limits.py", "model.py", "text", "language", "terms").encode())
    for name, content in files:
        digest.update(f"\0{name}\0{len(content)}\0".encode())
        digest.update(content)
    return folder / f"glossary-{digest.hexdigest()}.json"


def load(path: Path) -> tuple[Sequence[Term], Index] | None:
    """The terms and the index, or None where the file is missing or is not what `save` wrote."""
    try:
        header, _, body = path.read_bytes().partition(b"\n")
        # A digest alone can be forged by whoever gave us the project; terms are made from the rows without a look.
        if not secret.sealed(body, header.decode("ascii")):
            return None
        kept = json.loads(body)
        index = Index(
            _lines(kept["keys"]), forms=_lines(kept["forms"]), **{name: tuple(kept[name]) for name in _COLUMNS}
        )
        return _Rows(_lines(kept["rows"])), index
    except (OSError, ValueError, KeyError, TypeError):
        return None


class _Rows(Sequence[Term]):
    """Terms made from their rows when they are first asked for: a text holds few of a large termbase."""

    def __init__(self, rows: tuple[str, ...]) -> None:
        self._rows = rows
        self._made: dict[int, Term] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Term: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Term]: ...
    def __getitem__(self, place: int | slice) -> Term | Sequence[Term]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if place not in self._made:
            self._made[place] = _term(json.loads(self._rows[place]))
        return self._made[place]


def save(path: Path, terms: Sequence[Term], index: Index) -> None:
    """Write atomically; a cache that cannot be written is no error."""
    kept = {
        "keys": "\n".join(index.keys),
        "forms": "\n".join(index.forms),
        "rows": "\n".join(_packed(row(term)) for term in terms),
        **{name: getattr(index, name) for name in _COLUMNS},
    }
    body = _packed(kept).encode()
    code = secret.seal(body)
    if code is None:
        return
    with contextlib.suppress(OSError, OutputError):
        if path.parent.is_symlink():  # it may lead to any folder of the user
            return
        leftovers.sweep(path.parent)
        write_stream(path, (code.encode(), b"\n", body))
        for old in sorted(path.parent.glob("glossary-*.json"), key=lambda one: one.stat().st_mtime)[:-_KEPT]:
            old.unlink()


def _packed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def row(term: Term) -> Row:
    """A term as plain lists; the same term gives the same row."""
    designations = [[_designation_row(one) for one in side] for side in (term.sources, term.targets)]
    return [term.id, *designations, term.domain, term.definition, term.note, sorted(term.flags)]


def _designation_row(one: Designation) -> Row:
    return [one.text, one.part_of_speech, one.status, one.note, list(one.forms)]


_NO_FLAGS: frozenset[Flag] = frozenset()
_PARTS = {str(part): part for part in PartOfSpeech}
_STATUSES = {str(status): status for status in Status}


def _term(kept: list[list[list[str]]]) -> Term:
    identifier, sources, targets, domain, definition, note, flags = kept
    return Term(
        str(identifier),
        tuple(_designation(one) for one in sources),
        tuple(_designation(one) for one in targets),
        str(domain),
        str(definition),
        str(note),
        frozenset(Flag(str(flag)) for flag in flags) if flags else _NO_FLAGS,
    )


def _designation(kept: list[str]) -> Designation:
    text, part, status, note, forms = kept
    return Designation(text, _PARTS[part], _STATUSES[status], note, tuple(forms))


def _lines(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("\n")) if joined else ()
