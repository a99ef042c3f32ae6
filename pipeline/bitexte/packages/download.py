"""Fetch a package archive: bounded, resumed where a run stopped, from the first address that serves it."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO

from bitexte import limits
from bitexte.disk.lock import HeldError, held
from bitexte.errors import PackageError
from bitexte.packages.checksums import file_sha256
from bitexte.packages.http import BrokenTransferError, TransferError, UnfitRangeError, opened, received
from bitexte.packages.offers import Pin

Watch = Callable[[Iterable[bytes], str, int | None], Iterable[bytes]]

ATTEMPTS = 4  # for each address, each going on where the last one stopped
PAUSE = 1.0  # seconds before the second attempt, doubled before each further one
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class _Start:
    """What is known of a part file: where its bytes came from, and the server's mark of that very content."""

    address: str = ""
    mark: str = ""


def fetch(links: Sequence[str], part: Path, pin: Pin | None, watch: Watch, pause: float = PAUSE) -> None:
    """Bring the file at one of `links` to `part`; what an earlier run brought there is kept and completed.

    With a `pin` its size and SHA-256 are compared. `watch` is handed the chunks, a label and their number.
    Raise PackageError if no link serves the file.
    """
    reasons: list[str] = []
    for link in links:
        try:
            _from_link(link, part, pin, watch, pause)
            return
        except TransferError as error:
            reasons.append(f"{link} {error}")
    raise PackageError(
        "; ".join(reasons) or "the index gives no address for it",
        where=part.stem,
        hint="the same command tries again, and goes on where this one stopped",
    )


@contextmanager
def alone(part: Path) -> Iterator[None]:
    """One process at a time fetches what `part` is for."""
    try:
        with held(part.with_suffix(".lock")):
            yield
    except HeldError as error:
        raise PackageError("another run is fetching this package", where=part.stem, hint="wait for it") from error


def forget(part: Path) -> None:
    """Throw away a part file and what is known of it."""
    part.unlink(missing_ok=True)
    _note(part).unlink(missing_ok=True)


def _from_link(link: str, part: Path, pin: Pin | None, watch: Watch, pause: float) -> None:
    # Twice where a part was here before: it may have been of another file.
    for _ in range(1 + (_size(part) > 0)):
        _attempts(link, part, pin, watch, pause)
        if _fits(part, pin):
            return
        forget(part)
    raise TransferError("serves another file than the one expected: its size or SHA-256 differs")


def _attempts(link: str, part: Path, pin: Pin | None, watch: Watch, pause: float) -> None:
    for attempt in range(ATTEMPTS):
        try:
            return _append(link, part, pin, watch)
        except UnfitRangeError:
            forget(part)
            broken: TransferError = BrokenTransferError("changes its file while it is fetched")
        except BrokenTransferError as error:
            broken = error
            time.sleep(pause * 2**attempt if attempt < ATTEMPTS - 1 else 0)
    raise broken


def _append(link: str, part: Path, pin: Pin | None, watch: Watch) -> None:
    have, headers = _resumption(link, part, pin)
    if have and pin and have == pin.size:
        return
    with opened(link, headers) as response:
        at = have if response.status == http.client.PARTIAL_CONTENT else 0
        total = _total(response.headers, at, pin)
        _remember(part, _Start(link, _mark(response.headers)))
        with part.open("r+b" if at else "wb") as file:
            file.seek(at)
            file.truncate()
            _copy(response, file, at, total, watch)


def _resumption(link: str, part: Path, pin: Pin | None) -> tuple[int, dict[str, str]]:
    """How many bytes are here to go on from, and the headers that ask for the others.

    A part without a mark, or from another address, is trusted only where a pin will tell.
    """
    start, have = _known(part), _size(part)
    marked = start.address == link and bool(start.mark)
    if not have or not (marked or pin):
        return 0, {}
    return have, {"Range": f"bytes={have}-"} | ({"If-Range": start.mark} if marked else {})


def _copy(response: http.client.HTTPResponse, file: IO[bytes], at: int, total: int | None, watch: Watch) -> None:
    limit = limits.DOWNLOAD_BYTES if total is None else total
    chunks = None if total is None else -(-(total - at) // CHUNK)
    for chunk in watch(received(response, CHUNK), "download", chunks):
        at += file.write(chunk)
        if at > limit:
            raise TransferError(f"sends more than {limit:,} bytes")
    if total is not None and at < total:
        raise BrokenTransferError(f"ended after {at:,} of {total:,} bytes")


def _total(headers: Message, at: int, pin: Pin | None) -> int | None:
    """The size of the whole file as the server gives it, None if it does not."""
    total = _number(headers.get("Content-Length", ""))
    if at:
        begin, _, whole = headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        if begin.partition("-")[0] != str(at):
            raise TransferError("answers with another part of the file than the one asked for")
        total = _number(whole)
    if pin and pin.size and total not in (None, pin.size):
        raise TransferError(f"serves {total:,} bytes where {pin.size:,} are expected")
    most = limits.PACKAGE_BYTES if pin and pin.size else limits.DOWNLOAD_BYTES
    if total is not None and total > most:
        raise TransferError(f"serves {total:,} bytes, more than {most:,}")
    return total if total is not None or pin is None else pin.size


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _mark(headers: Message) -> str:
    """The validator for If-Range (RFC 9110, 13.1.5): a strong ETag, else the date of modification."""
    tag = str(headers.get("ETag", ""))
    return tag if tag.startswith('"') else str(headers.get("Last-Modified", ""))


def _fits(part: Path, pin: Pin | None) -> bool:
    return pin is None or (pin.size in (None, _size(part)) and file_sha256(part) == pin.sha256)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _known(part: Path) -> _Start:
    with suppress(OSError, ValueError, TypeError):
        return _Start(**json.loads(_note(part).read_text("utf-8")))
    return _Start()


def _remember(part: Path, start: _Start) -> None:
    _note(part).write_text(json.dumps({"address": start.address, "mark": start.mark}), "utf-8")


def _note(part: Path) -> Path:
    return part.with_suffix(".json")
