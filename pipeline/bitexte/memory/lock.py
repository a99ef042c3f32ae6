"""The lock that keeps two runs off one memory; it vanishes with the process that holds it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from bitexte.disk import lock
from bitexte.errors import MemoryStoreError


def acquire(path: Path) -> int:
    """Lock the store for this process and return the lock's file descriptor; the system frees it when we die."""
    place = path.with_name(path.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        hint = "make the folder writable, or choose another place for the memory"
        raise MemoryStoreError(f"cannot write here: {error.strerror}", where=str(place), hint=hint) from error
    try:
        lock.take(descriptor)
    except OSError as error:
        owner = os.read(descriptor, 20).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise _refusal(path, error, owner) from error
    with suppress(OSError):  # on a full disk the message to other runs lacks our number, no more
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode("ascii"))
    return descriptor


def _refusal(path: Path, error: OSError, owner: str) -> MemoryStoreError:
    if not isinstance(error, BlockingIOError | PermissionError):
        hint = "choose a place for the memory on a local disk"
        return MemoryStoreError(f"cannot be locked: {error.strerror}", where=str(path), hint=hint)
    run = f"process {owner}" if owner else "just starting"
    message = f"another bitexte run ({run}) is working in this project"
    return MemoryStoreError(message, where=str(path), hint="wait until it is done, or end it")
