"""Characters: what a text may hold, and how it becomes bytes."""

from __future__ import annotations

import unicodedata

import regex

# Putting a run of combining marks in order costs the square of its length; no script stacks so many.
_ENDLESS_MARKS = regex.compile(r"(\p{M}{256,}+)")


def composed(text: str) -> str:
    """The text in NFC, in linear time: what is left as it is are runs of hundreds of combining marks."""
    if text.isascii():
        return text
    parts = _ENDLESS_MARKS.split(text)
    parts[::2] = (unicodedata.normalize("NFC", part) for part in parts[::2])
    return "".join(parts)


def utf8(text: str) -> bytes:
    """Encode a text; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")
