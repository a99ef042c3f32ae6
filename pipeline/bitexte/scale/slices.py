"""What a table is cut into, and what every kind of table must answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

ROWS = 2_000  # rows of a slice: enough to fill the batches of a model, little enough to be lost in a crash

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Slice:
    """Consecutive rows of a table: `first` is the number of the first one (from 1), `rows` how many they are.

    `start` and `length` say where they lie: bytes of a text, rows of the row group `group` of a Parquet file.
    """

    first: int
    rows: int
    start: int
    length: int
    group: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be translated, and why; it stays as it is."""

    row: int
    message: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column to add: its name, a value for each row of a slice, and whether the values are numbers."""

    name: str
    values: tuple[Value, ...]
    numeric: bool = False


class Sink(Protocol):
    """Takes the finished slices of a table, in their order; `close` writes what belongs at the end."""

    def write(self, finished: bytes) -> None: ...

    def close(self) -> None: ...


class File(Protocol):
    """Where a sink writes."""

    def write(self, chunk: bytes, /) -> object: ...


class Table(Protocol):
    """A table on disk. `columns` are the names of all its columns; none of it is held but the slice in hand."""

    columns: tuple[str, ...]

    def slices(self) -> Iterator[Slice]: ...

    def content(self, cut: Slice) -> bytes:
        """The rows of a slice: equal bytes have equal results."""
        ...

    def texts(self, content: bytes, columns: Sequence[str]) -> tuple[list[list[str | None]], list[Fault]]:
        """The texts of each of the columns, None where there is none; rows of faults count from 0."""
        ...

    def filled(self, content: bytes, added: Sequence[Column]) -> bytes:
        """The rows with columns added; whatever else stands in them is left alone."""
        ...

    def sink(self, file: File, added: Sequence[Column]) -> Sink:
        """Begin the finished table; of `added` only names and kinds are looked at."""
        ...
