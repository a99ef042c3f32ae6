"""How a run of Word looks, from its properties: what can be seen, its style, whether it is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_UNSEEN = re.compile(
    r"<(?:\w+:)?(?:lang|noProof)\b[^<>]*/>|<(?:\w+:)?rFonts\s+(?:\w+:)?hint=[\"'][^\"']*[\"']\s*/>|\s(?:\w+:)?rsid\w*=\"\w*\""
)
_EMPTY = re.compile(r"<(\w+:)?rPr\s*(?:/>|>\s*</(?:\w+:)?rPr\s*>)")
_STYLE = re.compile(r"<(?:\w+:)?rStyle\s[^<>]*?(?:\w+:)?val\s*=\s*[\"']([^\"']*)")
_VANISH = re.compile(r"<(?:\w+:)?vanish(?=[\s/>])([^<>]*)")
_OFF = re.compile(r"val\s*=\s*[\"'](?:0|false|off)[\"']")
_BLANKS_SHOW = re.compile(r"<(?:\w+:)?(?:u|strike|dstrike|highlight|shd|bdr)\b")


@dataclass(frozen=True, slots=True)
class RunLook:
    """What the properties of a run mean: how it looks, its style, whether it is hidden."""

    look: str
    style: str
    vanish: bool | None
    blank_shows: bool


@lru_cache(maxsize=4096)
def run_look(raw: str) -> RunLook:
    """What the properties of a run mean, from their mark-up."""
    look = _EMPTY.sub("", _UNSEEN.sub("", raw))
    style, vanish = _STYLE.search(raw), _VANISH.search(raw)
    hidden = None if vanish is None else _OFF.search(vanish[1]) is None
    return RunLook(look, style[1] if style else "", hidden, _BLANKS_SHOW.search(raw) is not None)
