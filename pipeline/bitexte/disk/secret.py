"""What tells a file that this user's own programs wrote from one that came with somebody's project folder."""

from __future__ import annotations

import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from bitexte.disk import leftovers, places
from bitexte.errors import BitexteError

_SIZE = 32  # bytes


def seal(content: bytes) -> str | None:
    """The hexadecimal code (HMAC-SHA-256) of a content, which nobody without our key can make; None without a key."""
    key = _key()
    return hmac.digest(key, content, "sha256").hex() if key else None


def sealed(content: bytes, code: str) -> bool:
    """Whether `seal` gave this code for the content, on this machine and for this user."""
    own = seal(content)
    return own is not None and hmac.compare_digest(own.encode(), code.encode("utf-8", "replace"))


def _key() -> bytes:
    """Random bytes in the user's cache folder, made at first use; none where they cannot be kept."""
    with suppress(OSError, BitexteError):
        path = places.cache_folder() / "key"
        return _read(path) or _made(path)
    return b""


def _read(path: Path) -> bytes:
    key = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
    return key if len(key) == _SIZE else b""


def _made(path: Path) -> bytes:
    """A new key, readable for its user alone; of two made at once the last one counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=leftovers.prefix(), suffix=leftovers.PART)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(_SIZE))
    Path(temporary).replace(path)
    return _read(path)
