"""Plain text as the mark-up of each kind of place in an office document: a run of Word, a cell, an attribute."""

from __future__ import annotations

import re
from collections.abc import Callable

from bitexte.formats.html import styles as html_styles
from bitexte.formats.xml_source import escaped, escaped_attribute

# Words of text in each dialect to mark-up: the text, the prefix of its elements, and the text before it.
Writer = Callable[[str, str, str], str]

_WORD_ELEMENTS = {"\t": "tab", "\n": "br", "\u00ad": "softHyphen", "\u2011": "noBreakHyphen"}


def _word_text(text: str, prefix: str, _: str) -> str:
    """w:t, with the characters that Word keeps as elements."""
    out = []
    for part in re.split("([\t\n\u00ad\u2011])", text):
        if part in _WORD_ELEMENTS:
            out.append(f"<{prefix}{_WORD_ELEMENTS[part]}/>")
        elif part:
            out.append(f'<{prefix}t xml:space="preserve">{escaped(part)}</{prefix}t>')
    return "".join(out)


def _drawing_text(text: str, prefix: str, _: str) -> str:
    """a:t of a run; line breaks that nobody made a code are blanks: a run cannot hold one."""
    return f"<{prefix}t>{escaped(text.replace(chr(10), ' '))}</{prefix}t>"


def _sheet_text(text: str, prefix: str, _: str) -> str:
    """t of a shared string; what looks like an escape of Excel is escaped."""
    return f'<{prefix}t xml:space="preserve">{_cell_text(text)}</{prefix}t>'


def _cell_text(text: str, _: str = "", _before: str = "") -> str:
    return escaped(re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text))


def _odf_text(text: str, prefix: str, before: str) -> str:
    """Text of an OpenDocument paragraph, whose blanks collapse like those of a web page."""
    if text and not text.strip(" "):
        return f'<{prefix}s {prefix}c="{len(text)}"/>' if len(text) > 1 else f"<{prefix}s/>"
    out = []
    if text.startswith(" ") and before.endswith(" "):
        out.append(f"<{prefix}s/>")
        text = text[1:]
    for part in re.split("(\t|\n| {2,})", text):
        if part == "\t":
            out.append(f"<{prefix}tab/>")
        elif part == "\n":
            out.append(f"<{prefix}line-break/>")
        elif len(part) > 1 and not part.strip(" "):
            out.append(f' <{prefix}s {prefix}c="{len(part) - 1}"/>')
        else:
            out.append(escaped(part))
    return "".join(out)


WRITERS: dict[str, Writer] = {
    "word": _word_text,
    "drawing": _drawing_text,
    "sheet": _sheet_text,
    "cell": _cell_text,  # in a t that is there
    "page": lambda text, *_: _cell_text(html_styles.escaped(text)),  # of a cell that holds HTML
    "column": lambda text, *_: escaped_attribute(_cell_text(text).replace("\n", "_x000a_")),  # of a table
    "option": lambda text, *_: escaped(text.replace('"', "")),  # of a list typed in a validation
    "margin": lambda text, *_: escaped(text.replace("&", "&&")),  # print headers and footers
    "odf": _odf_text,
    "indesign": lambda text, *_: f"<Content>{escaped(text)}</Content>",
    "content": lambda text, *_: escaped(text),
    "attribute": lambda text, *_: escaped_attribute(text),
}
