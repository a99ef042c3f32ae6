"""The file model.bin of CTranslate2: its table of variables, checked before CTranslate2 itself reads the file.

The layout, all numbers little-endian: u32 version of the layout; name of the specification; u32 its revision; u32
count of variables, each a name, u8 rank, u32 dimensions, u8 type, u32 size in bytes and the values; u32 count of
aliases, each two names. A name is a u16 length, its bytes and a NUL that is counted (ctranslate2/specs/model_spec.py).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import IO

from bitexte.errors import PackageError

NEWEST = 6  # version of the layout that CTranslate2 4 writes
_SIZES = {0: 4, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2}  # bytes of a value: float32, int8, int16, int32, float16, bfloat16
_MOST = 100_000  # variables of a file; a large model has some thousands
_RANK = 8


@dataclass(frozen=True, slots=True)
class Variable:
    """Where the values of a variable lie in the file: their type, dimensions, offset and size in bytes."""

    type: int
    dimensions: tuple[int, ...]
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Weights:
    """What a model.bin holds: the name of its specification, its variables and, by its other names, its aliases."""

    specification: str
    variables: Mapping[str, Variable]
    aliases: Mapping[str, str]
    heads: int  # of the decoder's attention; 0 where the file does not say it
    counted: int  # the offset of the count of variables
    end: int  # the offset behind the last variable

    def find(self, name: str) -> Variable | None:
        """The variable of a name, or of one that is an alias; None where there is none."""
        return self.variables.get(self.aliases.get(name, name))

    @property
    def layers(self) -> int:
        """The number of layers of the decoder that look at the source."""
        numbers = (name.split("/")[1] for name in self.variables if name.startswith("decoder/layer_"))
        return len({number for number in numbers if self.find(f"decoder/{number}/attention/linear_0/weight")})

    @property
    def positions(self) -> int | None:
        """How many pieces of a source have a position; None where positions are computed."""
        found = self.find("encoder/position_encodings/encodings")
        return found.dimensions[0] if found and found.dimensions else None


def is_model(head: bytes) -> bool:
    """Whether a file that begins like this is a model.bin."""
    if len(head) < 8:
        return False
    version, length = struct.unpack_from("<IH", head)
    name = head[6 : 6 + length]
    return 0 < version < 100 and length == len(name) and name.endswith(b"Spec\0")


def read(path: Path) -> Weights:
    """The table of a model.bin; raise PackageError where it is cut short, or says what cannot be."""
    try:
        with path.open("rb") as file:
            return _Reader(file, path.stat().st_size, str(path)).weights()
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", where=str(path)) from error


def steered(content: bytes, table: Weights, layer: int, head: int | None) -> bytes:
    """The same model, but that its attention is read off another head: that of `layer`, or the mean of all there.

    CTranslate2 reads the first heads of one layer: the head meant and the first one change places, in all four matrices
    of the attention, which changes no translation. Raise PackageError where the file's form does not allow it.
    """
    made, count = bytearray(content), table.heads
    if head:
        _swap(made, table, layer, head, count)
    made, table = _set(made, table, "decoder/alignment_layer", layer)
    made, _ = _set(made, table, "decoder/alignment_heads", count if head is None else 1)
    return bytes(made)


def _swap(content: bytearray, table: Weights, layer: int, head: int, count: int) -> None:
    """Let a head and the first one of the attention to the source change places."""
    found = [
        table.find(f"decoder/layer_{layer}/attention/linear_{n}/{part}")
        for n in range(3)
        for part in ("weight", "weight_scale", "bias")
    ]
    query, query_scale, query_bias, pairs, pairs_scale, pairs_bias, out, _, _ = found
    if not (query and pairs and out and len(out.dimensions) == 2 and 0 < head < count):
        raise PackageError("the attention of this model cannot be told by heads", hint="install it without a probe")
    width = out.dimensions[1]
    size = width // count
    for each in (query, query_scale, query_bias):
        _swap_rows(content, each, 0, head * size, size)
    for each in (pairs, pairs_scale, pairs_bias):
        for start in (0, width):  # keys, then values
            _swap_rows(content, each, start, start + head * size, size)
    bytes_each = _SIZES[out.type]
    for row in range(out.dimensions[0]):
        start = out.offset + row * width * bytes_each
        _swap_bytes(content, start, start + head * size * bytes_each, size * bytes_each)


def _swap_rows(content: bytearray, variable: Variable | None, one: int, other: int, count: int) -> None:
    """Let `count` rows from `one` and from `other` change places; a scale that all rows share stays."""
    if variable is None or not variable.dimensions:
        return
    bytes_each = variable.size // variable.dimensions[0]
    at = variable.offset
    _swap_bytes(content, at + one * bytes_each, at + other * bytes_each, count * bytes_each)


def _swap_bytes(content: bytearray, one: int, other: int, count: int) -> None:
    kept = content[one : one + count]
    content[one : one + count] = content[other : other + count]
    content[other : other + count] = kept


def _set(content: bytearray, table: Weights, name: str, value: int) -> tuple[bytearray, Weights]:
    """Give a scalar of 16 bits its value, adding it where the file lacks it."""
    packed, found = struct.pack("<h", value), table.find(name)
    if found is not None and found.size == len(packed):
        content[found.offset : found.offset + len(packed)] = packed
        return content, table
    if found is not None:
        raise PackageError(f"{name} is no number of 16 bits", hint="get the model again from its source")
    written = name.encode() + b"\0"
    variable = struct.pack("<H", len(written)) + written + struct.pack("<BBI", 0, 2, len(packed)) + packed
    count = struct.pack("<I", len(table.variables) + 1)
    content[table.counted : table.counted + 4] = count
    content[table.end : table.end] = variable
    added = {**table.variables, name: Variable(2, (), table.end + len(variable) - 2, 2)}
    return content, replace(table, variables=added, end=table.end + len(variable))


class _Reader:
    """Reads the table of an open file, leaving out the values."""

    def __init__(self, file: IO[bytes], size: int, where: str) -> None:
        self._file, self._size, self._where = file, size, where

    def weights(self) -> Weights:
        version = self._number("<I")
        self._must(0 < version <= NEWEST, f"layout {version} of CTranslate2 is not known, {NEWEST} is the newest")
        specification = self._name()
        self._number("<I")
        counted = self._file.tell()
        count = self._number("<I")
        self._must(count <= _MOST, f"claims {count:,} variables")
        variables = dict(self._variable() for _ in range(count))
        end = self._file.tell()
        aliases = self._number("<I")
        self._must(aliases <= _MOST, f"claims {aliases:,} aliases")
        other = {self._name(): self._name() for _ in range(aliases)}
        self._must(set(other.values()) <= set(variables), "an alias names no variable")
        return Weights(specification, variables, other, self._heads(variables), counted, end)

    def _heads(self, variables: Mapping[str, Variable]) -> int:
        found = variables.get("decoder/num_heads")
        if found is None or found.dimensions:
            return 0
        self._file.seek(found.offset)
        return int.from_bytes(self._file.read(found.size), "little")

    def _variable(self) -> tuple[str, Variable]:
        name, rank = self._name(), self._number("<B")
        self._must(rank <= _RANK, f"{name!r} has {rank} dimensions")
        dimensions = tuple(self._number("<I") for _ in range(rank))
        kind, size = self._number("<B"), self._number("<I")
        self._must(kind in _SIZES and prod(dimensions) * _SIZES[kind] == size, f"the size of {name!r} is not its own")
        offset = self._file.tell()
        self._must(offset + size <= self._size, f"ends within {name!r}")
        self._file.seek(size, 1)
        return name, Variable(kind, dimensions, offset, size)

    def _name(self) -> str:
        content = self._bytes(self._number("<H"))
        self._must(content.endswith(b"\0"), "a name has no end")
        return content[:-1].decode("ascii", "backslashreplace")

    def _number(self, form: str) -> int:
        return int(struct.unpack(form, self._bytes(struct.calcsize(form)))[0])

    def _bytes(self, count: int) -> bytes:
        content = self._file.read(count)
        self._must(len(content) == count, "ends in the middle of its table")
        return content

    def _must(self, holds: bool, reason: str) -> None:
        if not holds:
            raise PackageError(f"no sound model.bin: {reason}", where=self._where, hint="get it again from its source")
