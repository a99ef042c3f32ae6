"""A text of a web page in both languages: the English below the French, or beside it.

Both stand in the element that held the French, for what may stand there is the page's own affair: two spans may
stand wherever text may. Where only text may stand, a stroke parts the two.
"""

from __future__ import annotations

import regex

from bitexte.formats.options import Layout
from bitexte.formats.splice import Pair, Slot

_TAG = regex.compile(r"<[A-Za-z][^<>]*>")
_IDENTITY = regex.compile(r"""\s(?:xml:)?id\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+)""")
_TEXT_ONLY = regex.compile(r"(?i)<(?:title|option|textarea|text|desc)\b[^<>]*>\Z")
_HALF = "display:inline-block;width:47%;vertical-align:top"
_REACH = 2000  # characters before a text in which the tag that holds it is looked for


def pair(source: str, layout: Layout) -> Pair:
    """How a text between the tags of this page is written in both languages; the value of an attribute stays French."""

    def written(slot: Slot, french: str, english: str) -> str:
        if slot.style != "text":
            return french
        if _TEXT_ONLY.search(source[max(0, slot.start - _REACH) : slot.start].rstrip()):
            return f"{french} / {english}"
        copy = _TAG.sub(lambda tag: _IDENTITY.sub("", tag[0]), english)
        if layout is Layout.COLUMNS:
            left, right = f'<span style="{_HALF};margin-right:3%">', f'<span lang="en" style="{_HALF}">'
            return f"{left}{french}</span> {right}{copy}</span>"
        return f'{french}<br/><span lang="en">{copy}</span>'

    return written
