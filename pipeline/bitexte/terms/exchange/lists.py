"""A list in one cell or note: items between bars, `\\|` and `\\\\` for a bar and a backslash of an item itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ITEM = re.compile(r"(?:[^|\\]|\\.|\\$)+")


def join(items: Iterable[str]) -> str:
    """The items in one text."""
    return "|".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def split(text: str) -> tuple[str, ...]:
    """The items of a text, without white space around them; empty ones are none."""
    items = (re.sub(r"\\(.)", r"\1", item).strip() for item in _ITEM.findall(text))
    return tuple(item for item in items if item)
