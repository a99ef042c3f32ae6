"""What no translation may change: addresses, placeholders and codes to the letter, numbers in their value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

from bitexte.model import Span
from bitexte.text import scripts
from bitexte.text.characters import BLANK, BLANKS
from bitexte.text.placeholders import IN_ANY_TEXT

_KEPT = regex.compile(
    rf"""
    (?P<address>(?:https?|ftp)://[^\s<>"«»]+|www\.[^\s<>"«»]+)
    | (?P<time>(?<![\w:.,])(?:\d{{1,2}}:)?\d{{1,2}}:\d\d[.,]\d{{2,3}}(?![\d:]))
    | (?P<mail>(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+)
    | (?P<placeholder>{IN_ANY_TEXT})
    | (?P<path>(?<![\w/.:~<])(?:~|\.{{1,2}})?(?:/[\w.-]*\w){{2,}}/? | (?<!\w)[A-Z]:(?:\\[\w.-]*\w)+)
    | (?P<iban>(?<!\w)[A-Z]{{2}}\d\d(?:[ \u00a0]?[A-Z0-9]{{4}}){{2,7}}(?:[ \u00a0]?[A-Z0-9]{{1,3}})?(?!\w))
    | (?P<name>(?<![\w@/.-])[A-Za-z0-9]++(?:_[A-Za-z0-9]++)++(?![\w@/]))
    | (?P<handle>(?<![\w&@#])[@\#]\p{{L}}\w+)
    | (?P<code>(?<![\w.@/-])(?=[\w-]*\d)(?=(?:[\w-]*[A-Z]){{2}})[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![\w@/-]))
    | (?P<script>{scripts.RUN})
    | (?P<blob>(?<![\w+/=-])[\w+/=-]{{200,}}+)
    """,
    regex.VERBOSE,
)
# What any literal or figure holds one of: most texts have none, and are spared the patterns above and below.
_HINT = regex.compile(rf"[@#%{{$_\\\d]|/[\w.-]+/|://|www\.|{scripts.LETTER}|(?<![\w+/=-])[\w+/=-]{{200}}")
_DIGIT = regex.compile(r"\d")
_ENDS = ".,;:!?)]}'’"
_CLOCK = rf"(?<![\w:])(?P<hours>[01]?\d|2[0-4]){BLANK}?h{BLANK}?(?P<minutes>[0-5]\d)(?!\w)"
# Groups of digits after a zero or a plus sign are a telephone number, no quantity.
_TELEPHONE = rf"(?<![\w.,/+-])(?P<telephone>(?:\+\d{{1,3}}|0\d{{0,3}})(?:(?:{BLANK}|[.])\d{{2,4}}){{2,}}(?!\d))"
_NUMBER = (
    rf"(?<![\w.,/]|\w-)(?:[1-9]\d{{0,2}}(?:(?P<mark>[{BLANKS}.])\d{{3}}(?:(?P=mark)\d{{3}})*)(?:,\d+)?|\d++,\d+)"
    r"(?![\d]|[.,/-]\d)"
)
_FRENCH_FIGURE = regex.compile(f"{_TELEPHONE}|{_CLOCK}|{_NUMBER}")
_ANY_NUMBER = regex.compile(r"(?<![\w.,/:-])\d++(?:[.,]\d++)*+(?![\w/:]|[.,-]\d)")
_DATE = r"(?<![\w/])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\w/])"
_FIXED_FIGURE = regex.compile(f"{_DATE}|{_FRENCH_FIGURE.pattern}|{_ANY_NUMBER.pattern}")
# XVIIe, and Ier or Xe where what follows shows that it is an ordinal.
_ROMAN_ORDINAL = regex.compile(
    r"(?<![\w'’-])(?:(?P<numeral>[IVX]{2,})(?:e|ème)(?![\w-])"
    r"|(?P<numeral>[IVX]+)(?:er|e|ème)(?=\s+(?:siècle|millénaire|arrondissement|République|étage)s?\b))"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_THOUSANDS = regex.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_OPENINGS = "([{\"'“‘«"
_LIKENESS = 0.7  # from which a stretch of a target is a garbled copy of a literal, and no other words
_SIGNS = "€$£¥"
_MONEY = regex.compile(
    rf"(?:(?P<sign>[{_SIGNS}]){BLANK}?)?(?P<figure>\d++(?:(?:{BLANK}|[.,])\d++)*+){BLANK}?(?P<after>[{_SIGNS}])?"
)
_CURRENCY_NAME = regex.compile(r"(?i)[ \u00a0-](?:euros?|dollars?|pounds?|yen)\b")
_CURRENCY_WORD = regex.compile(r"(?i)\b(?:dollar|euro|livre|yen)s?\b")


@dataclass(frozen=True, slots=True)
class Literal:
    """A stretch of text to keep to the letter; `kind` is that of the pattern: address, mail, path, code and so on.

    A blob is what no language has words for: 200 letters, digits and signs of base64 in one.
    """

    text: str
    kind: str
    span: Span


def find(text: str) -> Iterator[Literal]:
    """The literals of a text. Punctuation after an address is not part of it."""
    for match in _KEPT.finditer(text) if _HINT.search(text) else ():
        kind = match.lastgroup or ""
        literal = match.group().rstrip(_ENDS) if kind == "address" else match.group()
        yield Literal(literal, kind, (match.start(), match.start() + len(literal)))


def masked(text: str, but: str = "") -> str:
    """The text with its literals blanked out by U+0000, those of the kind `but` left; no offset moves."""
    parts, last = [], 0
    for start, end in (literal.span for literal in find(text) if literal.kind != but):
        parts += [text[last:start], "\0" * (end - start)]
        last = end
    return "".join((*parts, text[last:]))


def must_stand(text: str) -> Iterator[tuple[Span, str]]:
    """What must stand in the translation, by its span.

    Literals as they are, figures of two digits on and Roman ordinals in English: 3.35, 17th (of XVIIe).
    """
    for match in _ROMAN_ORDINAL.finditer(text):
        yield match.span(), english_ordinal(roman(match["numeral"]))
    last = 0
    for literal in (*find(text), None):
        end = len(text) if literal is None else literal.span[0]
        for match in _FIXED_FIGURE.finditer(text, last, end):
            if len(match.group()) > 1:
                yield match.span(), english_numbers(match.group())
        if literal is not None:
            yield literal.span, literal.text
            last = literal.span[1]


def roman(numeral: str) -> int:
    """The value of a Roman numeral: each digit counts against what follows where a greater one follows."""
    digits = [_ROMAN_DIGITS[letter] for letter in numeral]
    return sum(-one if one < following else one for one, following in zip(digits, [*digits[1:], 0], strict=True))


def english_ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    last = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else last}"


def has_no_words(text: str) -> bool:
    """Whether nothing is left to translate but literals, numbers, signs."""
    bare = regex.sub(_CLOCK, " ", _KEPT.sub(" ", text)) if _HINT.search(text) else text
    return not any(map(str.isalpha, bare))


def english_numbers(text: str, source: str | None = None) -> str:
    """French figures in English dress: 3,35 is 3.35, 1 000 is 1,000, 15h58 is 15:58.

    With `source`, only figures that stand in it are touched: what the engine has turned already is right. Figures in
    addresses and codes are never touched.
    """
    if not _DIGIT.search(text):
        return text
    french = None if source is None else {_plain(match.group()) for match in _FRENCH_FIGURE.finditer(source)}

    def dressed(match: regex.Match[str]) -> str:
        if match["minutes"]:
            return f"{match['hours']}:{match['minutes']}"
        figure = match.group()
        if match["telephone"]:
            return figure
        return english_figure(figure) if french is None or _plain(figure) in french else figure

    made, last = "", 0
    for literal in find(text):
        start, end = literal.span
        made += _FRENCH_FIGURE.sub(dressed, text[last:start]) + literal.text
        last = end
    return made + _FRENCH_FIGURE.sub(dressed, text[last:])


def english_figure(figure: str) -> str:
    """One French figure as English writes it; 1 000,5 is 1,000.5."""
    whole, comma, decimals = figure.partition(",")
    groups = regex.split(rf"{BLANK}|\.", whole)
    return ",".join(groups) + ("." + decimals if comma else "")


def restore(source: str, target: str) -> str:
    """The target with the source's literals and figures put right.

    Only sure repairs are made: a garbled address in the place of the one address, a wrong figure for the one missing;
    others are left for the checks to report.
    """
    target = english_numbers(_restored_literals(source, target), source)
    return _restored_money(source, _restored_figures(source, target))


def figures(text: str) -> list[str]:
    """The plain figures of a text (no dates, times, codes), as written."""
    return [match.group() for match in _ANY_NUMBER.finditer(_KEPT.sub(" ", text))] if _DIGIT.search(text) else []


def _restored_literals(source: str, target: str) -> str:
    standing = Counter(literal.text for literal in find(target))
    for literal in find(source):
        if standing[literal.text] > 0:
            standing[literal.text] -= 1
        elif literal.text not in target:
            target = _with_literal(source, target, literal)
    return target


def _with_literal(source: str, target: str, literal: Literal) -> str:
    """The literal in the place of its garbled copy, or at the end where it ends the source."""
    garbled = _garbled(source, target, literal.text)
    if garbled is not None:
        return target[: garbled[0]] + literal.text + target[garbled[1] :]
    if literal.span[1] < len(source.rstrip(" .!?…")):
        return target
    closing = target[len(target.rstrip(" .!?…")) :]
    return f"{target[: len(target) - len(closing)]} {literal.text}{closing.strip()}".strip()


def _garbled(source: str, target: str, literal: str) -> Span | None:
    """The words of the target, at most four in a row and not from the source, that look most like the literal."""
    words = [word.span() for word in regex.finditer(r"\S+", target)]
    best, place = _LIKENESS, None
    for first, (begin, _) in enumerate(words):
        for _, end in words[first : first + 4]:
            wording = target[begin:end].rstrip(_ENDS)
            start = begin + len(wording) - len(wording.lstrip(_OPENINGS))
            wording = wording.lstrip(_OPENINGS)
            if wording and wording not in source and len(wording) < 2 * len(literal) + 4:
                likeness = SequenceMatcher(None, "".join(wording.split()), literal, autojunk=False).ratio()
                best, place = max((best, place), (likeness, (start, start + len(wording))), key=lambda pair: pair[0])
    return place


def _restored_money(source: str, target: str) -> str:
    """The source's currency signs before their figures, and no others; no character that the model could not spell."""
    if "\ufffd" not in source:
        target = regex.sub(" ?\ufffd+", "", target)
    if not any(sign in source for sign in _SIGNS):
        return target if _CURRENCY_WORD.search(source) else regex.sub(rf"[{_SIGNS}](?=\d)", "", target)
    for money in _MONEY.finditer(_KEPT.sub(" ", source)):
        sign, figure = money["sign"] or money["after"] or "", english_numbers(money["figure"])
        standing = rf"[{_SIGNS}]?{BLANK}?(?<![\d.,]){regex.escape(figure)}(?!\d|[.,]\d)(?:{BLANK}?[{_SIGNS}])?"
        if (found := regex.search(standing, target)) and not _CURRENCY_NAME.match(target, found.end()):
            blank = " " if found.group()[:1].isspace() else ""
            target = f"{target[: found.start()]}{blank}{sign}{figure}{target[found.end() :]}"
    return target


def _restored_figures(source: str, target: str) -> str:
    wanted = figures(english_numbers(_KEPT.sub(" ", source)))
    standing = figures(target)
    missing, strange = _beyond(wanted, standing), _beyond(standing, wanted)
    if len(missing) != 1 or len(strange) != 1 or len(missing[0]) < 3:
        return target
    start = next(m.start() for m in _ANY_NUMBER.finditer(target) if m.group() == strange[0])
    return target[:start] + missing[0] + target[start + len(strange[0]) :]


def _beyond(figures: list[str], others: list[str]) -> list[str]:
    """The figures whose value the others lack: 2500 and 2,500 are one value."""
    left = Counter(_THOUSANDS.sub("", other) for other in others)
    left.subtract(_THOUSANDS.sub("", figure) for figure in figures)
    found = []
    for figure in figures:
        value = _THOUSANDS.sub("", figure)
        if left[value] < 0:
            left[value] += 1
            found.append(figure)
    return found


def _plain(figure: str) -> str:
    return regex.sub(BLANK, " ", figure)
