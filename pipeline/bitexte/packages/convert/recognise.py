"""What the files of a model are, told by what they hold and not by their names; what cannot be read is refused."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bitexte import limits
from bitexte.errors import PackageError
from bitexte.packages import weights

HEAD = 4096  # bytes of a file that are looked at

_ZIP = b"PK\x03\x04"
_PICKLES = tuple(b"\x80" + bytes([protocol]) for protocol in range(2, 6))


def _is_pickle(head: bytes, path: Path) -> bool:
    return head.startswith(_PICKLES) or any(name.endswith(".pkl") for name in _members(head, path))


def _is_npz(head: bytes, _path: Path) -> bool:
    """A zip whose first member is an array: u16 length of its name at 26, the name at 30."""
    if len(head) < 30 or not head.startswith(_ZIP):
        return False
    return head[30 : 30 + struct.unpack_from("<H", head, 26)[0]].endswith(b".npy")


def _is_browser_binary(head: bytes, _path: Path) -> bool:
    """Marian's own binary form: u64 version 1, u64 count of items, then for each four u64 (name, type, shape, data)."""
    if len(head) < 48:
        return False
    version, items, name, _, rank, size = struct.unpack_from("<6Q", head)
    return bool(version == 1 and 0 < items < 10_000 and 0 < name < 1_000 and 0 < rank < 9 and 0 < size < 1 << 40)


def _is_safetensors(head: bytes, _path: Path) -> bool:
    return len(head) > 9 and head[8:9] == b"{" and bool(struct.unpack_from("<Q", head)[0] < 100_000_000)


def _is_sentencepiece(head: bytes, _path: Path) -> bool:
    """A ModelProto: field 1 is a piece, whose field 1 is its text and whose field 2 its score."""
    if len(head) < 8 or head[0] != 0x0A or head[2] != 0x0A or head[1] >= 0x80:
        return False
    length = head[3]
    return 0 < length < head[1] and head[4 + length] == 0x15


def _is_model(head: bytes, _path: Path) -> bool:
    return weights.is_model(head)


# The kinds of files and how each is told, the strictest first.
MODEL, MARIAN, PIECES = "CTranslate2 model", "Marian model", "SentencePiece model"
PICKLE, BROWSER, TENSORS, HDF5, GGUF = "pickle", "browser binary", "safetensors", "HDF5", "GGUF"
_KINDS: dict[str, Callable[[bytes, Path], bool]] = {
    MODEL: _is_model,
    MARIAN: _is_npz,
    PICKLE: _is_pickle,
    GGUF: lambda head, _: head.startswith(b"GGUF"),
    HDF5: lambda head, _: head.startswith(b"\x89HDF\r\n"),
    BROWSER: _is_browser_binary,
    PIECES: _is_sentencepiece,
    TENSORS: _is_safetensors,
}
# Why a model of this kind is not read. Nothing of it is opened beyond its first bytes.
REFUSED = {
    PICKLE: (
        "PyTorch weights are a pickle, which can run a program when it is opened; it was not opened",
        "take the same model in CTranslate2 form: bitexte package list --known",
    ),
    TENSORS: (
        "weights of Transformers are not read",
        "ct2-transformers-converter makes a CTranslate2 folder of them, which is",
    ),
    HDF5: ("weights of TensorFlow are not read", "take the same model in CTranslate2 form"),
    BROWSER: (
        "a Marian binary for browsers (intgemm weights, as a rule with an SSRU decoder) cannot run on CTranslate2",
        "take the full model, an .npz file with its decoder.yml",
    ),
    GGUF: ("a language model, not a translation model", "run it in llama.cpp"),
}


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a folder by what they are: paths in order, the largest kind of model first."""

    folder: Path
    files: dict[str, tuple[Path, ...]]

    def of(self, kind: str) -> tuple[Path, ...]:
        return self.files.get(kind, ())


def contents(folder: Path) -> Contents:
    """Look at every file of a folder; raise PackageError where there are too many."""
    found: dict[str, list[Path]] = {}
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if len(paths) > limits.PACKAGE_MEMBERS:
        raise PackageError(f"{len(paths):,} files, at most {limits.PACKAGE_MEMBERS:,} are looked at", where=str(folder))
    for path in paths:
        kind = kind_of(path)
        if kind:
            found.setdefault(kind, []).append(path)
    return Contents(folder, {kind: tuple(own) for kind, own in found.items()})


def kind_of(path: Path) -> str | None:
    """What a file is by its first bytes; None for any other file."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", where=str(path)) from error
    return next((kind for kind, recognises in _KINDS.items() if recognises(head, path)), None)


def refusal(found: Contents) -> PackageError:
    """Why there is no model to be read in a folder."""
    for kind, (reason, hint) in REFUSED.items():
        if found.of(kind):
            return PackageError(reason, where=str(found.of(kind)[0]), hint=hint)
    return PackageError(
        "no translation model is here: neither a CTranslate2 model.bin nor a Marian .npz",
        where=str(found.folder),
        hint="docs/engines.md says what is read",
    )


def json_object(path: Path) -> dict[str, object]:
    """The object of a small JSON file; raise PackageError where it is none."""
    try:
        value = json.loads(small(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PackageError(f"not valid JSON: {error}", where=str(path)) from error
    if not isinstance(value, dict):
        raise PackageError("must hold one JSON object", where=str(path))
    return value


def small(path: Path, most: int = limits.METADATA_BYTES) -> bytes:
    """The bytes of a small file; raise PackageError if it is larger than `most`."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", where=str(path)) from error
    if len(content) > most:
        raise PackageError(f"larger than {most:,} bytes", where=str(path))
    return content


def _members(head: bytes, path: Path) -> list[str]:
    if not head.startswith(_ZIP):
        return []
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, struct.error, OSError):
        return []
