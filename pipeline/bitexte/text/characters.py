"""Characters: what a text may hold, and how it becomes bytes."""

from __future__ import annotations


def utf8(text: str) -> bytes:
    """Encode a text; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")
