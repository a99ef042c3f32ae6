"""What a reviewer changed, word by word."""

from __future__ import annotations

from difflib import SequenceMatcher

import regex

_TOKEN = regex.compile(r"\s+|\w+|[^\w\s]")


def word_diff(old: str, new: str) -> str:
    """The new text with what was taken out as `[-…-]` and what was put in as `{+…+}`."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    made = ""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            made += "".join(after[c:d])
            continue
        made += f"[-{''.join(before[a:b])}-]" if b > a else ""
        made += f"{{+{''.join(after[c:d])}+}}" if d > c else ""
    return made
