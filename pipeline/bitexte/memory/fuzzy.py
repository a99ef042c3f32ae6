"""An index of large memories: similar texts among a million units, found in milliseconds, from a file on disk.

Similarity is 1 - edits / words of the longer text (Levenshtein over words). A text that is so similar to another lacks
few of its words, so that it holds some of its rarest: only what those stand in, at a length that fits, is compared
(prefix filtering, Chaudhuri et al. 2006). Nothing similar is missed but where the rarest words of a text are among the
commonest of the memory.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from heapq import nsmallest
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from bitexte.disk.read import reading
from bitexte.disk.replace import file_digest
from bitexte.errors import InputError
from bitexte.formats import tmx
from bitexte.memory.failures import damaged, explained
from bitexte.memory.store import refuse_links
from bitexte.model import MemoryMatch, State

PENALTY = 5  # in a hundred, of what is not reviewed here
_FORMAT = 1
_CHUNK = 100_000  # units that are indexed in memory at a time
_MOST = 500  # texts that are compared
_WIDEST = 50_000  # texts that are looked at
_HITS = 3  # of the rarest words that a similar text has, where the text is long enough
_LONGEST = 400  # words: longer texts are not similar by words
_SCHEMA = """
CREATE TABLE about (checksum TEXT NOT NULL);
CREATE TABLE units
(number INTEGER PRIMARY KEY, source TEXT, target TEXT, state TEXT, author TEXT, date TEXT, file TEXT);
CREATE TABLE words (word TEXT PRIMARY KEY, frequency INTEGER) WITHOUT ROWID;
CREATE TABLE postings (word TEXT, length INTEGER, chunk INTEGER, numbers BLOB, PRIMARY KEY (word, length, chunk))
WITHOUT ROWID;
"""


class Row(NamedTuple):
    """A unit of the index."""

    source: str
    target: str
    state: str = State.TRANSLATED
    author: str = ""
    date: str = ""
    file: str = ""


class FuzzyIndex:
    """An index on disk, opened for reading."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection

    @classmethod
    def open(cls, path: Path, checksum: str, rows: Callable[[], Iterable[Row]]) -> FuzzyIndex:
        """The index at `path`, made anew from `rows` where it is not that of `checksum`, or damaged.

        Raises MemoryStoreError.
        """
        refuse_links(path)
        with explained(path):
            if not _is_of(path, checksum):
                _build(path, checksum, rows())
            return cls(path, sqlite3.connect(f"file:{path}?mode=ro", uri=True))

    def similar(self, text: str, least: int = 70, limit: int = 3) -> tuple[MemoryMatch, ...]:
        """Units of similar sources, the most similar first: of `least` in a hundred or more, 100 for the same words."""
        words = text.split()
        if not 0 < len(words) <= _LONGEST:
            return ()
        from rapidfuzz.distance import Levenshtein

        with explained(self._path):
            found = self._units(self._candidates(words, least / 100))
        scored = []
        for number, row in found:
            score = Levenshtein.normalized_similarity(words, row.source.split(), score_cutoff=least / 100)
            if score * 100 >= least:
                scored.append((-int(score * 100 + 1e-9), number, row))
        return tuple(_match(row, -score) for score, _, row in sorted(scored)[:limit])

    def _candidates(self, words: Sequence[str], least: float) -> list[int]:
        """The numbers of the units that hold enough of the rarest words, at a length that fits."""
        distinct = list(dict.fromkeys(words))
        marks = ",".join("?" * len(distinct))
        query = f"SELECT word, frequency FROM words WHERE word IN ({marks})"  # noqa: S608 - only "?,?"
        known = dict(self._connection.execute(query, distinct).fetchall())
        missing = sum(word not in known for word in words)
        spare = int((1 - least) * len(words) + 1e-9) - missing  # words that may still be others
        if spare < 0:
            return []
        shortest, longest = int(least * len(words)), int(len(words) / least) + 1
        rarest = sorted(known, key=lambda each: (known[each], each))
        wanted = max(1, min(_HITS, (len(rarest) - spare) // 2))
        found: Counter[int] = Counter()
        for word in rarest[: spare + wanted]:
            if len(found) > _WIDEST:
                break
            for (blob,) in self._connection.execute(_POSTINGS, (word, shortest, longest)):
                found.update(array("I", blob))
        hits = ((-count, number) for number, count in found.items() if count >= wanted)
        return [number for _, number in nsmallest(_MOST, hits)]

    def _units(self, numbers: Sequence[int]) -> Iterator[tuple[int, Row]]:
        for start in range(0, len(numbers), 500):
            chunk = numbers[start : start + 500]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT * FROM units WHERE number IN ({marks})"  # noqa: S608 - only "?,?"
            for number, *row in self._connection.execute(query, chunk):
                yield number, Row(*row)

    def close(self) -> None:
        self._connection.close()


_POSTINGS = "SELECT numbers FROM postings WHERE word = ? AND length BETWEEN ? AND ? ORDER BY length"


class References:
    """Memories whose similar units are shown beside and never put in place: each counts less than its likeness."""

    def __init__(self, indexes: Sequence[FuzzyIndex] = ()) -> None:
        self._indexes = tuple(indexes)

    @classmethod
    def open(cls, memories: Iterable[Path], folder: Path) -> References:
        """The references of these TMX files, their indexes kept in `folder`. Raises InputError, MemoryStoreError."""
        return cls([_of_file(memory, folder) for memory in memories])

    def similar(self, text: str, least: int = 70, limit: int = 3) -> tuple[MemoryMatch, ...]:
        """Units of similar sources, the most similar first; the penalty is taken off their similarity."""
        found = [match for index in self._indexes for match in index.similar(text, least + PENALTY, limit)]
        lowered = [replace(match, similarity=match.similarity - PENALTY) for match in found]
        return tuple(sorted(lowered, key=lambda match: -match.similarity)[:limit])

    def close(self) -> None:
        for index in self._indexes:
            index.close()


def _of_file(memory: Path, folder: Path) -> FuzzyIndex:
    if not memory.is_file():
        raise InputError("there is no such memory", where=str(memory), hint="see references in the settings")
    name = hashlib.sha256(os.fsencode(memory.resolve())).hexdigest()[:16]

    def rows() -> Iterator[Row]:
        with reading(memory) as file:
            for pair in tmx.pairs(file, str(memory)):
                if pair.source.text.strip() and pair.target.text.strip():
                    state = max(pair.standing.state, State.TRANSLATED, key=list(State).index)
                    yield Row(pair.source.text, pair.target.text, state, pair.author, pair.date, memory.name)

    return FuzzyIndex.open(folder / f"reference-{name}.sqlite", file_digest(memory), rows)


def _match(row: Row, similarity: int) -> MemoryMatch:
    return MemoryMatch(row.source, row.target, similarity, State(row.state), row.author, row.date, row.file)


def _is_of(path: Path, checksum: str) -> bool:
    if not path.exists():
        return False
    with closing(sqlite3.connect(path)) as connection:
        try:
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            return version == _FORMAT and [*connection.execute("SELECT checksum FROM about")] == [(checksum,)]
        except sqlite3.DatabaseError as error:
            if not damaged(error):
                raise
            return False


def _build(path: Path, checksum: str, rows: Iterable[Row]) -> None:
    """Write the index beside its place, and put it there when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    making.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(making, isolation_level=None)) as connection:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", f"user_version = {_FORMAT}"):
                connection.execute(f"PRAGMA {pragma}")
            connection.executescript(_SCHEMA)
            connection.execute("BEGIN")
            _fill(connection, iter(rows))
            connection.execute("INSERT INTO about VALUES (?)", (checksum,))
            connection.execute("COMMIT")
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, rows: Iterator[Row]) -> None:
    frequency: Counter[str] = Counter()
    for chunk in range(1_000_000):
        own = list(enumerate(islice(rows, _CHUNK), start=chunk * _CHUNK))
        if not own:
            break
        connection.executemany("INSERT INTO units VALUES (?,?,?,?,?,?,?)", ((number, *row) for number, row in own))
        postings: defaultdict[str, defaultdict[int, array[int]]] = defaultdict(lambda: defaultdict(lambda: array("I")))
        for number, row in own:
            words = row.source.split()
            length = len(words)
            if length <= _LONGEST:
                for word in set(words):
                    postings[word][length].append(number)
        for word, lengths in postings.items():
            frequency[word] += sum(map(len, lengths.values()))
        lines = (
            (word, length, chunk, lengths[length].tobytes())
            for word, lengths in sorted(postings.items(), key=itemgetter(0))
            for length in sorted(lengths)
        )
        connection.executemany("INSERT INTO postings VALUES (?,?,?,?)", lines)
    connection.executemany("INSERT INTO words VALUES (?,?)", sorted(frequency.items()))
