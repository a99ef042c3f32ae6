"""French typography made plain for a model, and English typography restored in what comes back.

A pure function each way, shared with the recipe of the embedded model, so that it meets at work what it was trained on.
"""

from __future__ import annotations

import regex

from bitexte.text.characters import BLANKS, composed

_PLAIN = str.maketrans(
    {
        **dict.fromkeys(BLANKS + "\u2007\u2008\u200a\u2002\u2003\u3000\t", " "),
        **dict.fromkeys("’‘ʼ′‛", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        "…": "...",
        "\u00ad": None,
        **dict.fromkeys("\u200b\u200c\u200e\u200f\u2060\ufeff"),
    }
)
_CONTROL = regex.compile(r"[\p{Cc}\p{Co}\p{Cs}\p{Cn}\u2028\u2029]+")
_BLANKS = regex.compile(r" {2,}")
_GUILLEMETS = regex.compile(r"« *+|(?<! ) *+»")


def to_model(text: str) -> str:
    """One line of plain text: NFC, straight quotes, single blanks, no control or private characters."""
    plain = _CONTROL.sub(" ", composed(text)).translate(_PLAIN)
    return _BLANKS.sub(" ", _GUILLEMETS.sub('"', plain)).strip()


def plain(text: str) -> str:
    """As `to_model`, but for a part of a sentence: white space at its ends is kept as one blank."""
    inner = to_model(text)
    lead = " " if text[:1].isspace() and inner and not text.lstrip().startswith("»") else ""
    trail = " " if text[-1:].isspace() and not text.rstrip().endswith("«") else ""
    return lead + inner + trail


_CLOSED_UP = regex.compile(r"(?<! ) ++([?!;:,.])(?=[\s\"'”’)\]]|$)")
_PERCENT = regex.compile(r"(?<=\d) ++%(?![\w(])")  # "3 %s" holds a placeholder
_INNER = regex.compile(r"(^|[\s(\[“‘—–-])\"|\"")
_QUOTED = regex.compile(r"“([^“”]*)”")
_STRAIGHT = regex.compile(r'"([^"]*)"')


def to_reader(text: str, source: str) -> str:
    """English typography: no blank before ? ! : ; and %, curly quotes and … where the source is set that way."""
    closed = _PERCENT.sub("%", _CLOSED_UP.sub(r"\1", text))
    if any(mark in source for mark in "«»“”"):
        closed = _INNER.sub(lambda quote: f"{quote[1]}“" if quote[1] is not None else "”", closed)
        closed = _QUOTED.sub(lambda quoted: f"“{quoted[1].strip(' ')}”", closed)
    elif _has_blanks(closed) and not _has_blanks(source) and source.count('"') == closed.count('"'):
        closed = _STRAIGHT.sub(lambda quoted: f'"{quoted[1].strip(" ")}"', closed)
    if "…" in source:
        closed = closed.replace("...", "…")
    if "’" in source:
        closed = closed.replace("'", "’")
    return closed


def _has_blanks(text: str) -> bool:
    """Whether blanks stand inside straight quotation marks, at either end."""
    return any(inner != inner.strip(" ") for inner in _STRAIGHT.findall(text))


def is_all_caps(text: str) -> bool:
    """Whether a text is written in capitals throughout: two words of it at least, not an acronym."""
    words = [word for word in regex.findall(r"\p{L}+", text) if len(word) > 1]
    return len(words) >= 2 and max(map(len, words)) > 4 and text.upper() == text


def sentence_case(text: str) -> str:
    """A text in capitals as a model knows sentences: only the first letter is one. Its length does not change."""
    low = "".join(character.lower() if len(character.lower()) == 1 else character for character in text)
    first = next((place for place, character in enumerate(low) if character.isalpha()), 0)
    return low[:first] + text[first : first + 1] + low[first + 1 :]
