"""Regular expressions as ICU and Java write them, put into the syntax of the regex library (version 1)."""

from __future__ import annotations

import sys

import regex

from bitexte import limits

TOKEN = regex.compile(
    r"""(?<quoted>\\Q.*?(?:\\E|\Z))
    | \\(?<number>x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|0[0-7]{1,3})
    | (?<property>\\[pP](?:\{[^}]*\}|[A-Z])|\\N\{[^}]*\}|\[:\^?\w+:\])
    | \\(?<escape>.)
    | (?<comment>\(\?\#[^)]*\))
    | (?<look>\(\?(?:<?[=!]|>|:))
    | (?<capture>\(\?<\w+>|\((?!\?))
    | \(\?(?<flags>[A-Za-z]*-?[A-Za-z]*[:)])
    | (?<opening>\[\^?)
    | (?<closing>\])
    | (?<repeat>(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})[?+]?)
    | (?<other>&&|.)""",
    regex.V1 | regex.VERBOSE | regex.DOTALL,
)
SAME_ESCAPES = frozenset("dDsSwWbBAXtnrfa")
ESCAPES = {
    "h": r"[\t\p{Zs}]",
    "H": r"[^\t\p{Zs}]",
    "v": r"[\n-\r\x85\u2028\u2029]",
    "V": r"[^\n-\r\x85\u2028\u2029]",
    "R": r"(?:\r\n|[\n-\r\x85\u2028\u2029])",
    "e": r"\x1b",
    "z": r"\Z",
    "Z": r"(?=\n?\Z)",
}
FLAGS = {"i": "i", "m": "m", "s": "s", "x": "x", "u": "", "U": "", "d": "", "w": "", "-": "-"}


def translated(icu: str, repeats: int) -> str:
    """The same expression for the regex library, captures dropped and every open repetition bounded by `repeats`.

    Its groups and sets are closed, so that it may become a part of a larger expression. Raises ValueError for what has
    no like there (back references, \\G, unknown escapes and flags) and for what asks for more than limits grant.
    """
    _measure(icu)
    depth = groups = 0
    pieces: list[str] = []
    for token in TOKEN.finditer(icu):
        kind = token.lastgroup or "other"
        text = token[kind]
        if kind == "opening":
            depth += 1
        elif kind == "closing" and depth and pieces[-1] not in ("[", "[^"):
            depth -= 1
        elif depth and kind not in ("quoted", "number", "property", "escape"):
            text = _in_set(token.group())
        else:
            groups += kind in ("capture", "look") or (kind == "flags" and text.endswith(":"))
            groups -= kind == "other" and text == ")"
            if groups < 0:
                raise ValueError("a ) closes nothing")
            text = _outside(kind, text, repeats)
        pieces.append(text)
    if depth or groups:
        raise ValueError(f"a {'[' if depth else '('} is never closed")
    return "".join(pieces)


def copies(icu: str) -> int:
    """The size of an expression once its repetitions are written out, in characters, sets and escapes.

    Raises ValueError where groups are nested too deeply.
    """
    levels = [[0, 0]]  # of each open group: its size so far, that of its last piece
    inside = 0
    for token in TOKEN.finditer(icu):
        kind, text = token.lastgroup or "other", token.group()
        if kind == "opening":
            inside += 1
        elif kind == "closing" and inside:
            inside -= 1
        if inside or text == "|" or (kind == "flags" and text.endswith(")")):
            continue
        if kind in ("capture", "look", "flags"):
            levels.append([0, 0])
            if len(levels) > limits.SRX_DEPTH:
                raise ValueError("groups are nested too deeply")
        elif kind == "repeat":
            size, last = levels[-1]
            levels[-1] = [size + last * (max(_least(text), 1) - 1), last * max(_least(text), 1)]
        else:
            piece = levels.pop()[0] if text == ")" and kind == "other" and len(levels) > 1 else 1
            levels[-1] = [levels[-1][0] + piece, piece]
    return sum(size for size, _ in levels)


def _measure(icu: str) -> None:
    if len(icu) > limits.SRX_LENGTH:
        raise ValueError(f"it has more than {limits.SRX_LENGTH:,} characters")
    if copies(icu) > limits.SRX_COPIES:
        raise ValueError("its repetitions ask for too much")


def _least(repeat: str) -> int:
    """How often a piece must stand at least: 3 of {3,7}."""
    return int(repeat[1:].partition(",")[0].partition("}")[0]) if repeat[0] == "{" else int(repeat[0] == "+")


def _in_set(text: str) -> str:
    """Characters of a set; only && and - mean more than themselves there."""
    return text if text in ("&&", "-", "^") else regex.escape(text, special_only=True).replace("|", r"\|")


def _outside(kind: str, text: str, repeats: int) -> str:
    match kind:
        case "quoted":
            return regex.escape(text.removeprefix("\\Q").removesuffix("\\E"))
        case "number":
            return regex.escape(_character(text))
        case "escape":
            return _escape(text)
        case "capture":
            return "(?:"
        case "flags":
            return _flags(text)
        case "repeat":
            return _bounded(text, repeats)
        case "comment":
            return ""
        case "closing":
            return r"\]"
    return r"\{" if text == "{" else text


def _character(number: str) -> str:
    code = int(number.strip("xuU{}"), 8 if number[0] == "0" else 16)
    if code > sys.maxunicode:
        raise ValueError(f"there is no character U+{number.strip('xuU{}'):.10}")
    return chr(code)


def _escape(letter: str) -> str:
    if letter in ESCAPES:
        return ESCAPES[letter]
    if letter.isalnum() and letter not in SAME_ESCAPES:
        kind = "the back reference" if letter.isdigit() or letter == "k" else "the escape"
        raise ValueError(f"{kind} \\{letter} is not supported")
    return "\\" + letter


def _flags(text: str) -> str:
    letters, end = text[:-1], text[-1]
    unknown = [letter for letter in letters if letter not in FLAGS]
    if unknown:
        raise ValueError(f"the flag {unknown[0]} is not supported")
    kept = "".join(FLAGS[letter] for letter in letters).rstrip("-")
    if end == ")" and not kept:
        return ""
    return f"(?{kept}{end}"


def _bounded(text: str, repeats: int) -> str:
    """An open repetition up to `repeats`; SRX tools on Java bound their lookbehind the same way."""
    mood = text[-1] if len(text) > 1 and text[-1] in "?+" else ""
    amount = text.removesuffix(mood) if mood else text
    if amount in ("*", "+"):
        return f"{{{int(amount == '+')},{repeats}}}{mood}"
    if amount.endswith(",}"):
        least = int(amount[1:-2])
        return f"{{{least},{max(least, repeats)}}}{mood}"
    return text
