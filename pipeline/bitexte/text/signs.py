"""Signs that no model spells: emoji, notes of a song, stars and arrows, smileys; and the stamps of a log or a chat."""

from __future__ import annotations

import regex

_PICTURE = r"\p{Extended_Pictographic}"
EMOJI = rf"(?:\p{{Emoji_Presentation}}|{_PICTURE}\ufe0f|[©®™])[\ufe0f\u200d\p{{Emoji_Modifier}}{_PICTURE}]*"
# Other symbols, the degree sign left out, which belongs to its figure; arrows, bullets, box drawing, musical signs.
_SYMBOL = r"(?:(?![°©®™№])[\p{So}←-⇿⟵-⟿•‣⁃∙●■□▪◦♭♯])"
SYMBOLS = rf"{_SYMBOL}+\ufe0f?"
_FACE = r"(?:[:;=][-o^']?(?:[)(DPpOo|*]+|3(?!\d))|[:;]-?[/\\](?!/)|<3+|\^_*\^|[xX]D+|[oO]_[oO]|¯\\_\(ツ\)_/¯)"
SMILEY = rf"(?<!\S){_FACE}(?![^\s.,!?…)\"”»])"
SIGN = regex.compile(f"{EMOJI}|{SMILEY}|{SYMBOLS}")

_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,6})?"
_STAMP = rf"\d{{4}}-\d\d-\d\d(?:[ T]{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?)?|\d{{1,2}}:\d\d:\d\d(?:[.,]\d{{1,6}})?"
# The time a line was said at, the name of its speaker in a chat, and the blank behind them.
_ENCLOSED = rf"\[(?:{_STAMP}|{_CLOCK})\]|\((?:{_STAMP}|{_CLOCK})\)"
_STAMPS = rf"(?:(?:{_ENCLOSED}|(?:{_STAMP})(?![\w.,:]))\s*+)+(?:<[\w.@-]+>\s*+)?"
# Emoji and signs of rights are part of a sentence: models that know masks are trained on them.
_EDGE = rf"(?:(?![©®™]|\p{{Emoji_Presentation}}|{_PICTURE}\ufe0f)(?:{SMILEY}|{SYMBOLS}))"
_LEAD = regex.compile(rf"\s*+(?:{_STAMPS}(?:[-–—|]\s++)?)?(?:{_EDGE}\s*+)*+")
_TRAIL = regex.compile(rf"(?:\s*+{_EDGE})++\s*+\Z")

_FURTHEST = 200  # characters before the end of a text that signs are looked for in


def lead(text: str) -> int:
    """The offset behind the stamps and signs that a text begins with, and the blanks about them."""
    found = _LEAD.match(text)
    return found.end() if found else 0


def trail(text: str, start: int) -> int:
    """The offset of the signs that a text ends with and the blank before them, from `start` on."""
    found = _TRAIL.search(text, max(start, len(text) - _FURTHEST))
    return found.start() if found else len(text)
