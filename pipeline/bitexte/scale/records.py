"""CSV, TSV and JSON Lines, record by record: what is added stands behind, all other bytes stay as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from bitexte import limits
from bitexte.errors import InputError
from bitexte.formats.csv import dialect
from bitexte.scale.slices import ROWS, Column, Fault, File, Slice, Value
from bitexte.text.delimited import guarded
from bitexte.text.encoding import SAMPLE, Charset, exact

_ENDS = b"\r\n"


class CsvTable:
    """A CSV or TSV table with a header, in its own dialect and encoding. Raises InputError where it is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        head, self._charset = _head(path)
        self._delimiter, self._quoted = dialect(head, path.name)
        self._begin = len(self._charset.mark)
        if head.startswith("sep="):
            self._begin += len(head.partition("\n")[0].encode(self._charset.codec)) + 1
        with _opened(path, self._begin) as file:
            self._header = next(_records(file, path, quoted=self._quoted), b"")
        self.columns = tuple(self._cells(self._header))
        if not self.columns:
            raise InputError("has no header", where=str(path), hint="name the columns in its first line")

    def slices(self) -> Iterator[Slice]:
        start = self._begin + len(self._header)
        with _opened(self._path, start) as file:
            yield from _cut(_records(file, self._path, quoted=self._quoted), start)

    def content(self, cut: Slice) -> bytes:
        return _content(self._path, cut)

    def texts(self, content: bytes, columns: Sequence[str]) -> tuple[list[list[str | None]], list[Fault]]:
        wanted = [self.columns.index(name) for name in columns]
        found: list[list[str | None]] = [[] for _ in wanted]
        faults: list[Fault] = []
        for row, record in enumerate(self._split(content)):
            try:
                cells = self._cells(record)
            except ValueError as error:
                cells, reason = [], f"cannot be read: {error}"
            else:
                reason = f"has {len(cells)} cells instead of {len(self.columns)}"
            if len(cells) != len(self.columns) and record.strip():
                faults.append(Fault(row, reason))
                cells = []
            for own, at in zip(found, wanted, strict=True):
                own.append(cells[at] if cells else None)
        return found, faults

    def filled(self, content: bytes, added: Sequence[Column]) -> bytes:
        done = io.BytesIO()
        for row, record in enumerate(self._split(content)):
            done.write(self._longer(record, [_cell(column.values[row]) for column in added]))
        return done.getvalue()

    def sink(self, file: File, added: Sequence[Column]) -> Lines:
        lines = Lines(file)
        with self._path.open("rb") as source:
            lines.write(source.read(self._begin))
        lines.write(self._longer(self._header, [column.name for column in added]))
        return lines

    def _split(self, content: bytes) -> Iterator[bytes]:
        return _records(io.BytesIO(content), self._path, quoted=self._quoted)

    def _longer(self, record: bytes, cells: Sequence[str]) -> bytes:
        """A record with cells behind its own. A blank line stays blank, the last one gets its end."""
        body = record.rstrip(_ENDS)
        if not body:
            return record
        more = "".join(self._delimiter + self._written(cell) for cell in cells)
        end = record[len(body) :] or (b"\r\n" if self._header.endswith(b"\r\n") else b"\n")
        codec = self._charset.codec if _fits(more, self._charset.codec) else "ascii"
        return body + more.encode(codec, "backslashreplace") + end

    def _written(self, cell: str) -> str:
        if not self._quoted:
            return " ".join(cell.split())
        return '"' + cell.replace('"', '""') + '"' if set(cell) & {self._delimiter, '"', "\r", "\n"} else cell

    def _cells(self, record: bytes) -> list[str]:
        """The cells of a record; a ValueError says why they cannot be had."""
        text = record.decode(self._charset.codec).rstrip("\r\n")
        if not self._quoted:
            return text.split(self._delimiter) if text else []
        try:
            return next(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter, strict=True), [])
        except csv.Error as error:
            raise ValueError(str(error)) from error


class JsonLinesTable:
    """An object a line. `columns` are the keys of the first one; others may have more or fewer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _opened(path, 0) as file:
            first = next((record for record in _records(file, path, quoted=False) if record.strip()), b"")
        try:
            self.columns = tuple(_object(first))
        except ValueError as error:
            raise InputError(f"holds no JSON objects: {error}", where=f"{path}:1", hint="one object a line") from error

    def slices(self) -> Iterator[Slice]:
        with _opened(self._path, 0) as file:
            yield from _cut(_records(file, self._path, quoted=False), 0)

    def content(self, cut: Slice) -> bytes:
        return _content(self._path, cut)

    def texts(self, content: bytes, columns: Sequence[str]) -> tuple[list[list[str | None]], list[Fault]]:
        found: list[list[str | None]] = [[] for _ in columns]
        faults: list[Fault] = []
        for row, line in enumerate(_split_lines(content, self._path)):
            values: dict[str, object] = {}
            try:
                values = _object(line) if line.strip() else {}
                strange = [name for name in columns if not isinstance(values.get(name), str | None)]
                if strange:
                    raise ValueError(f"{strange[0]} is no text")
            except ValueError as error:
                faults.append(Fault(row, str(error)))
                values = {}
            for own, name in zip(found, columns, strict=True):
                value = values.get(name)
                own.append(value if isinstance(value, str) else None)
        return found, faults

    def filled(self, content: bytes, added: Sequence[Column]) -> bytes:
        done = io.BytesIO()
        for row, line in enumerate(_split_lines(content, self._path)):
            body = line.rstrip()
            try:
                values = _object(body)
            except ValueError:
                done.write(line)
                continue
            more = [f"{json.dumps(one.name)}: {_json(one.values[row])}" for one in added]
            between = ", " if values else ""
            done.write(body[:-1].rstrip() + (between + ", ".join(more)).encode() + b"}" + (line[len(body) :] or b"\n"))
        return done.getvalue()

    def sink(self, file: File, added: Sequence[Column]) -> Lines:  # noqa: ARG002 - the names stand in every row
        return Lines(file)


class Lines:
    """A sink of records as they are."""

    def __init__(self, file: File) -> None:
        self._file = file

    def write(self, finished: bytes) -> None:
        self._file.write(finished)

    def close(self) -> None:
        """Nothing stands behind the last record."""


def _head(path: Path) -> tuple[str, Charset]:
    """The first lines of a table and its encoding, in which line ends and quotation marks are single bytes."""
    with _opened(path, 0) as file:
        sample = file.read(SAMPLE)
        sample += b"" if sample.endswith(b"\n") else file.readline(limits.RECORD_BYTES)
    text, charset, _ = exact(sample, str(path))
    if charset.codec.startswith(("utf-16", "utf-32")):
        raise InputError(f"is {charset.codec.upper()}", where=str(path), hint="save it as UTF-8 text")
    return text, charset


def _opened(path: Path, start: int) -> io.BufferedReader:
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error
    file.seek(start)
    return file


def _records(file: io.BufferedIOBase, path: Path, *, quoted: bool) -> Iterator[bytes]:
    """Records with their line ends; a line end between quotation marks is part of a record. Raises InputError."""
    lines: list[bytes] = []
    inside, size, row = False, 0, 1
    while line := file.readline(limits.RECORD_BYTES):
        lines.append(line)
        size += len(line)
        inside ^= quoted and line.count(b'"') % 2 == 1
        if size >= limits.RECORD_BYTES:
            reason = "has a quotation mark that is never closed" if inside else "is too long"
            raise InputError(f"row {row} {reason}: more than {limits.RECORD_BYTES:,} bytes", where=str(path))
        if not inside:
            yield b"".join(lines)
            lines, size, row = [], 0, row + 1
    if lines:
        yield b"".join(lines)


def _cut(records: Iterator[bytes], start: int) -> Iterator[Slice]:
    first, rows, length = 1, 0, 0
    for record in records:
        rows, length = rows + 1, length + len(record)
        if rows == ROWS or length >= limits.SLICE_BYTES:
            yield Slice(first, rows, start, length)
            first, rows, start, length = first + rows, 0, start + length, 0
    if rows:
        yield Slice(first, rows, start, length)


def _content(path: Path, cut: Slice) -> bytes:
    with _opened(path, cut.start) as file:
        return file.read(cut.length)


def _split_lines(content: bytes, path: Path) -> Iterator[bytes]:
    return _records(io.BytesIO(content), path, quoted=False)


def _object(line: bytes) -> dict[str, object]:
    """The object of a line; a ValueError says why there is none."""
    try:
        value = json.loads(line)
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("is no JSON object")
    return value


def _fits(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _cell(value: Value) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    return guarded(value) if isinstance(value, str) else "" if value is None else str(value)


def _json(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False)
