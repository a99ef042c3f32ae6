"""Bytes into text: byte-order marks, UTF-8, UTF-16 without a mark, and what old files are written in."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

from bitexte.errors import InputError

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 65_536
_REMEDY = "save it as UTF-8 text"


def decode(content: bytes, name: str) -> tuple[str, str | None]:
    """The text of a file, and the name of its encoding where that had to be guessed or is broken.

    Raises InputError where the bytes are no text.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(content, encoding, name), None
    wide = _utf16(content[:SAMPLE])
    if wide:
        return _strict(content, wide, name), wide.upper()
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise InputError("holds NUL bytes: not a text", where=f"{name}:{line}", hint=_REMEDY)
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError:
        return _damaged(content) or _guessed(content, name)


@dataclass(frozen=True, slots=True)
class Charset:
    """How a file's text is encoded: the codec, and the mark that stands before it."""

    codec: str
    mark: bytes = b""

    def encode(self, text: str, reference: Callable[[str], str] | None = None) -> bytes:
        """The bytes of a text that was read in this charset, changed or not.

        A character that the charset lacks is written as `reference` has it; without one the whole text becomes UTF-8.
        """
        try:
            return self.mark + text.encode(self.codec, "surrogateescape")
        except UnicodeEncodeError:
            if reference is None:
                return text.encode("utf-8", "surrogateescape")
        strange = {character for character in set(text) if not _has(self.codec, character)}
        replaced = text.translate({ord(character): reference(character) for character in strange})
        return self.mark + replaced.encode(self.codec, "surrogateescape")


def exact(content: bytes, name: str, declared: str = "") -> tuple[str, Charset, str | None]:
    """The text of a file, the charset that gives its bytes back, and the encoding's name where it had to be guessed.

    `declared` is what the file says of itself: it counts where the bytes are no UTF-8. A byte that stands for no
    character becomes a lone surrogate. Raises InputError where the bytes are no text.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            codec = "utf-8" if mark == codecs.BOM_UTF8 else f"{encoding}-{'le' if mark[0] == 0xFF else 'be'}"
            return _strict(content[len(mark) :], codec, name), Charset(codec, mark), None
    wide = _utf16(content[:SAMPLE])
    if wide:
        return _strict(content, wide, name), Charset(wide), wide.upper()
    if b"\0" in content:
        return decode(content, name)[0], Charset("utf-8"), None
    stated = _stated(content, declared)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        if stated:
            return content.decode(stated, "surrogateescape"), Charset(stated), None
        if damaged := _damaged(content):
            return content.decode("utf-8", "surrogateescape"), Charset("utf-8"), damaged[1]
        guess = _guessed(content, name)[1]
        codec = guess if _faithful(content, guess) else "latin-1"
        return content.decode(codec, "surrogateescape"), Charset(codec), guess
    return text, Charset(stated if stated and text.isascii() else "utf-8"), None


def _stated(content: bytes, declared: str) -> str:
    """The codec that a file declares, Latin-1 read as browsers do; empty where it is unknown or does not fit."""
    label = declared.strip().lower()
    if label in {"iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii"}:
        label = "cp1252"
    if not label or label.startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return ""
    return label if _faithful(content, label) else ""


def _faithful(content: bytes, codec: str) -> bool:
    """Whether a codec gives the bytes back to the letter."""
    try:
        return content.decode(codec, "surrogateescape").encode(codec, "surrogateescape") == content
    except (LookupError, UnicodeError):
        return False


def _has(codec: str, character: str) -> bool:
    try:
        character.encode(codec, "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"not valid {encoding.upper()}", where=f"{name}:{line}", hint=_REMEDY) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError("holds NUL characters: not a text", where=f"{name}:{line}", hint=_REMEDY)
    return text


def _utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: Western text has a zero for nearly every second byte."""
    if len(sample) < 4 or len(sample) % 2:
        return None
    pairs = len(sample) // 2
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    if high > 0.6 * pairs and low < 0.05 * pairs:
        return "utf-16-le"
    if low > 0.6 * pairs and high < 0.05 * pairs:
        return "utf-16-be"
    return None


def _damaged(content: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few broken bytes: nine accented letters or more for each one of them."""
    text = content.decode("utf-8", errors="replace")
    sound = sum(character > "\x7f" for character in text)
    broken = text.count("\ufffd")
    return (text, "UTF-8 with \ufffd for broken bytes") if sound >= 10 * broken else None


def _guessed(content: bytes, name: str) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    control = sum(byte < 32 and byte not in b"\t\n\r\f\v\x1b\x1a" for byte in content[:SAMPLE])
    if control > len(content[:SAMPLE]) * 0.01:
        raise InputError("looks like a binary file, not a text", where=name, hint=_REMEDY)
    best = from_bytes(content[:SAMPLE], cp_isolation=["cp1252", "latin_1", "iso8859_15", "mac_roman", "cp850"]).best()
    encoding = best.encoding if best is not None else "cp1252"
    if encoding in ("latin_1", "iso8859_15") or (encoding != "cp1252" and _french(content, "cp1252")):
        encoding = "cp1252"  # a superset of Latin-1 in all that a text can hold
    return content.decode(encoding, errors="replace"), encoding


def _french(content: bytes, encoding: str) -> bool:
    """Whether the bytes read so give the accented letters of French and hardly any others."""
    high = [character for character in content[:SAMPLE].decode(encoding, errors="replace") if character > "\x7f"]
    usual = set("éèêëàâäîïôöûüùçœæÉÈÊÀÂÎÔÛÇŒ«»’‘“”…–—\u00a0°€")
    return sum(character in usual for character in high) > 0.9 * len(high)
