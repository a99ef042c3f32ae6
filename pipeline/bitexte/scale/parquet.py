"""Parquet through pyarrow: row groups are streamed, all other columns and the metadata of the schema stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bitexte.errors import ConfigError, InputError
from bitexte.scale.slices import ROWS, Column, Fault, File, Slice


class ParquetTable:
    """A Parquet file. Raises ConfigError where pyarrow is missing, InputError where the file is none."""

    def __init__(self, path: Path) -> None:
        self._arrow = arrow()
        self._path = path
        try:
            self._file = self._arrow.parquet.ParquetFile(path)
        except (OSError, self._arrow.ArrowException) as error:
            reason = str(error).partition("\n")[0]
            raise InputError(f"is no Parquet file: {reason}", where=str(path)) from error
        self.columns = tuple(self._file.schema_arrow.names)
        self._held: tuple[int, Any] | None = None

    def slices(self) -> Iterator[Slice]:
        first = 1
        for group in range(self._file.metadata.num_row_groups):
            count = self._file.metadata.row_group(group).num_rows
            for start in range(0, count, ROWS):
                rows = min(ROWS, count - start)
                yield Slice(first, rows, start, rows, group)
                first += rows

    def content(self, cut: Slice) -> bytes:
        table = self._group(cut.group).slice(cut.start, cut.length).combine_chunks()
        return self._packed(table)

    def texts(self, content: bytes, columns: Sequence[str]) -> tuple[list[list[str | None]], list[Fault]]:
        table = self._unpacked(content)
        found: list[list[str | None]] = []
        for name in columns:
            column = table.column(name)
            if self._arrow.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            if not (self._arrow.types.is_string(column.type) or self._arrow.types.is_large_string(column.type)):
                hint = "name a column of texts"
                raise InputError(f"the column {name!r} holds {column.type}", where=str(self._path), hint=hint)
            found.append(column.to_pylist())
        return found, []

    def filled(self, content: bytes, added: Sequence[Column]) -> bytes:
        table = self._unpacked(content)
        for column in added:
            kind = self._kind(column)
            table = table.append_column(column.name, self._arrow.array(column.values, type=kind))
        return self._packed(table)

    def sink(self, file: File, added: Sequence[Column]) -> _Groups:
        schema = self._file.schema_arrow
        for column in added:
            schema = schema.append(self._arrow.field(column.name, self._kind(column)))
        return _Groups(self._arrow, schema, file)

    def _group(self, number: int) -> Any:
        """A row group; the one in hand is kept, for the next slice is mostly of the same one."""
        if self._held is None or self._held[0] != number:
            self._held = None
            try:
                self._held = (number, self._file.read_row_group(number))
            except (OSError, self._arrow.ArrowException) as error:
                reason = str(error).partition("\n")[0]
                raise InputError(f"row group {number + 1} is damaged: {reason}", where=str(self._path)) from error
        return self._held[1]

    def _kind(self, column: Column) -> Any:
        return self._arrow.float64() if column.numeric else self._arrow.string()

    def _packed(self, table: Any) -> bytes:
        sink = self._arrow.BufferOutputStream()
        with self._arrow.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        return bytes(sink.getvalue())

    def _unpacked(self, content: bytes) -> Any:
        return self._arrow.ipc.open_stream(content).read_all()


class _Groups:
    """A sink whose slices become row groups."""

    def __init__(self, arrow: Any, schema: Any, file: File) -> None:
        self._arrow = arrow
        self._target = arrow.PythonFile(_Writable(file), mode="w")
        self._writer = arrow.parquet.ParquetWriter(self._target, schema, compression="zstd")

    def write(self, finished: bytes) -> None:
        self._writer.write_table(self._arrow.ipc.open_stream(finished).read_all())

    def close(self) -> None:
        self._writer.close()


class _Writable:
    """What pyarrow wants of a file beside `write`."""

    closed = False

    def __init__(self, file: File) -> None:
        self._file = file

    def write(self, chunk: bytes) -> int:
        self._file.write(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """The file is flushed when it takes its place."""

    def close(self) -> None:
        """The file is closed by who opened it."""


def arrow() -> Any:
    """pyarrow with its parts; ConfigError where it is not installed."""
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ImportError as error:
        hint = "pip install 'bitexte[tables]'"
        raise ConfigError("Parquet tables need pyarrow, which is not installed", hint=hint) from error
    return pyarrow
