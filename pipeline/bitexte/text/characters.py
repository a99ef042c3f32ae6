"""Characters: which ones a text may hold, which ones look alike, and how a foreign text is shown on one line."""

from __future__ import annotations

import re
import unicodedata

import regex

# What people write for one hyphen, one apostrophe, one blank; the plain one first.
HYPHENS = "-\u2010\u2011"
APOSTROPHES = "'’ʼ‘`´′＇"
BLANKS = " \u00a0\u202f\u2009"  # those that stand in front of French marks and between groups of digits
# One of them, for regular expressions.
HYPHEN = f"[{HYPHENS}]"
APOSTROPHE = "['’]"  # typed or typeset: the two that careful texts elide with
BLANK = f"[{BLANKS}]"

# Characters that may not stand, as the inside of a regular expression's set, by what refuses them.
NO_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
NO_GETTEXT = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
NO_HTML = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
# C1 controls, line separators, a stray byte order mark, surrogates, private use and noncharacters.
NO_TERM = "\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff"

_NOT_IN_TERM = re.compile(f"[\x00-\x1f{NO_TERM}]")
_NOT_IN_PROSE = re.compile(f"[\x00-\x09\x0b-\x1f{NO_TERM}]")
# What would break a line or command a terminal: controls but the tab, ends of lines, marks that turn the text.
_COMMANDS = (*range(9), *range(10, 32), *range(127, 160), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
_ESCAPED = {code: ascii(chr(code))[1:-1] for code in _COMMANDS}
# One character for one, so that offsets stay those of the text.
_EVEN = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2010": "-", "\u2011": "-"})
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


def even(text: str) -> str:
    """The text with one kind of apostrophe, hyphen and blank; offsets stay."""
    return text.translate(_EVEN)


def visible(text: str) -> str:
    """The text with a blank for each character that is not printed: one line; offsets stay."""
    return "".join(character if character.isprintable() else " " for character in text)


def shown(text: str, longest: int = 40) -> str:
    """A foreign text as a message may repeat it: one line of at most `longest` characters."""
    return " ".join(visible(text).split())[:longest]


def escaped(text: str) -> str:
    """The text on one line, with what a terminal would obey in the notation of Python: `\\x1b`."""
    return text.translate(_ESCAPED)


def one_line(text: str) -> str:
    """NFC text with single blanks, without control characters and without white space around it."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(composed(_NOT_IN_TERM.sub(" ", text)).split())


def prose(text: str) -> str:
    """The same for a definition or a note, which may have several lines."""
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = _NOT_IN_PROSE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return composed("\n".join(map(str.rstrip, lines))).strip()


def has_control(text: str) -> bool:
    """Whether the text holds a character that may not stand in a term."""
    return _NOT_IN_TERM.search(text) is not None
