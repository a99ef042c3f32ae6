"""Bytes into text: byte-order marks, UTF-8, UTF-16 without a mark, and what old files are written in."""

from __future__ import annotations

import codecs

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
