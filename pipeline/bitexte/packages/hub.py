"""Models of a hub by their names, `hf:owner/name@revision`: what is there, and its files, each with its digest.

A repository that holds several models is given with the folder of one: `hf:owner/name/folder@revision`.

The addresses are those of huggingface.co: GET /api/models/OWNER/NAME/revision/REVISION?blobs=true describes a revision,
/OWNER/NAME/resolve/COMMIT/PATH is a file of it. HF_ENDPOINT names another server that speaks like it, a mirror.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bitexte import limits
from bitexte.errors import PackageError
from bitexte.packages import checksums, download, http
from bitexte.packages.offers import Pin
from bitexte.text.characters import shown

PREFIX = "hf:"
HUB = "https://huggingface.co"

_PART = r"\w[\w.-]{0,95}"
_NAME = re.compile(
    rf"(?P<owner>{_PART})/(?P<name>{_PART})(?P<folder>(?:/{_PART}){{0,4}})(?:@(?P<revision>\w[\w./-]{{0,99}}))?",
    re.ASCII,
)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PATH = re.compile(r"(?:[\w][\w.+@-]*/){0,4}[\w][\w.+@-]*", re.ASCII)
# What a package can be made of; the rest of a repository is not fetched.
_WEIGHTS = re.compile(r"(?:^|/)(?:model\.bin|[^/]+\.npz)$")
_BESIDE = re.compile(
    r"(?:^|/)(?:config\.json|[^/]*vocabulary[^/]*\.(?:json|txt)|[^/]+\.(?:spm|model|yml)|README\.md|LICEN[CS]E[^/]*)$"
)
_UNREAD = {
    "PyTorch weights (a pickle, which can run a program when it is opened)": re.compile(r"\.(?:bin|pt|pth|ckpt)$"),
    "weights of Transformers (safetensors)": re.compile(r"\.safetensors$"),
    "weights of TensorFlow or Flax": re.compile(r"\.(?:h5|msgpack)$"),
    "a language model (GGUF), no translation model": re.compile(r"\.gguf$"),
}


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a repository: its size in bytes, and the SHA-256 of a large one or git's SHA-1 of a small one."""

    path: str
    size: int
    sha256: str = ""
    blob: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """A commit of a repository of the hub: its licence, as its card states it, and the files a package needs.

    `folder` is the one in it where the model lies, "" for the repository itself.
    """

    owner: str
    name: str
    folder: str
    commit: str
    licence: str
    files: tuple[RemoteFile, ...]
    hub: str

    @property
    def address(self) -> str:
        return f"{PREFIX}{self.owner}/{self.name}" + (f"/{self.folder}" if self.folder else "")

    @property
    def title(self) -> str:
        """What a package made of it is called: the last part of its address."""
        return self.address.rpartition("/")[2]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def described(source: str, hub: str = HUB) -> Repository:
    """What lies under a name of the hub; raise PackageError where nothing does, or nothing that can be used."""
    found = _NAME.fullmatch(source.removeprefix(PREFIX))
    if found is None or ".." in source:
        hint = "hf:owner/name, or hf:owner/name@revision"
        raise PackageError(f"{shown(source)!r} is no name of a model on a hub", hint=hint)
    owner, name, revision = found["owner"], found["name"], found["revision"] or "main"
    where = f"{PREFIX}{owner}/{name}{found['folder']}"
    address = f"{hub.rstrip('/')}/api/models/{owner}/{name}/revision/{quote(revision, safe='')}?blobs=true"
    hint = "is the name right, and public, and is there a network? HF_ENDPOINT names another hub"
    empty = Repository(owner, name, found["folder"].strip("/"), "", "", (), hub.rstrip("/"))
    return _repository(http.read(address, limits.INDEX_BYTES, hint), empty, where)


def fetch(repository: Repository, folder: Path, watch: download.Watch, pause: float = download.PAUSE) -> None:
    """Bring the files to `folder`, each compared with its digest; what an earlier call brought there is kept."""
    for file in repository.files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_file() and _sound(file, place):
            continue
        address = f"{repository.hub}/{repository.owner}/{repository.name}/resolve/{repository.commit}/{file.path}"
        if file.sha256:
            part = place.with_name(f"{place.name}.part")
            download.fetch([address], part, Pin(file.size, file.sha256), watch, pause)
            part.replace(place)
            download.forget(part)
            continue
        content = http.read(address, file.size, "the same command tries again")
        if len(content) != file.size or _blob(content) != file.blob:
            raise PackageError("is not the file that the hub describes: its digest differs", where=address)
        place.write_bytes(content)


def _repository(content: bytes, empty: Repository, where: str) -> Repository:
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackageError(f"the hub's answer is not valid JSON: {error}", where=where) from error
    commit = fields.get("sha") if isinstance(fields, dict) else None
    if not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        raise PackageError("the hub's answer names no commit", where=where)
    inside = f"{empty.folder}/" if empty.folder else ""
    files = tuple(file for file in _files(fields.get("siblings"), where) if file.path.startswith(inside))
    wanted = tuple(file for file in files if _WEIGHTS.search(file.path) or _BESIDE.search(file.path))
    if not any(_WEIGHTS.search(file.path) for file in wanted):
        raise _unusable(files, where)
    found = replace(empty, commit=commit, licence=_licence(fields), files=wanted)
    if found.size > limits.PACKAGE_BYTES:
        raise PackageError(f"its {found.size:,} bytes are more than {limits.PACKAGE_BYTES:,}", where=where)
    return found


def _files(siblings: object, where: str) -> Iterator[RemoteFile]:
    """The files that the hub lists; what could not lie in a folder, or has no digest, is passed over."""
    entries = siblings if isinstance(siblings, list) else []
    if len(entries) > limits.PACKAGE_MEMBERS:
        raise PackageError(f"{len(entries):,} files, at most {limits.PACKAGE_MEMBERS:,} are looked at", where=where)
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(path := entry.get("rfilename"), str):
            continue
        large = entry.get("lfs")
        sums: Mapping[str, Any] = large if isinstance(large, dict) else {}
        sha256, blob, size = sums.get("sha256", ""), entry.get("blobId", ""), entry.get("size")
        sound = bool(_DIGEST.fullmatch(str(sha256)) if sums else _COMMIT.fullmatch(str(blob)))
        if _PATH.fullmatch(path) and isinstance(size, int) and size >= 0 and sound:
            yield RemoteFile(path, size, str(sha256), str(blob))


def _licence(fields: Mapping[str, Any]) -> str:
    card = fields.get("cardData")
    stated = card.get("license") if isinstance(card, dict) else None
    if isinstance(stated, list):
        stated = ", ".join(each for each in stated if isinstance(each, str))
    return shown(stated, 80) if isinstance(stated, str) else ""


def _unusable(files: tuple[RemoteFile, ...], where: str) -> PackageError:
    hint = "take it in CTranslate2 form: bitexte package list --known"
    for what, pattern in _UNREAD.items():
        if any(pattern.search(file.path) for file in files):
            return PackageError(
                f"has {what}, and neither a CTranslate2 model.bin nor a Marian .npz", where=where, hint=hint
            )
    return PackageError("has neither a CTranslate2 model.bin nor a Marian .npz", where=where, hint=hint)


def _sound(file: RemoteFile, place: Path) -> bool:
    if place.stat().st_size != file.size:
        return False
    return checksums.file_sha256(place) == file.sha256 if file.sha256 else _blob(place.read_bytes()) == file.blob


def _blob(content: bytes) -> str:
    """Git's own name of a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
