"""The numbers of a French or English text: those in digits with all the values they may have, and those in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from bitexte.model import Span

_LONGEST = 100  # characters; what is longer is no number that anybody reads
_GROUP = r"[ \u00a0\u202f\u2009.,'’]\d{3}(?!\d)"
# A digit after a letter belongs to a code (A380, H2O), which is the affair of the verbatim check.
_DIGITS = re.compile(rf"(?:(?<![^\W_])|(?<=\d[hH]))\d+(?:{_GROUP})*(?:[.,]\d+)?")
_THOUSANDS = re.compile(rf"\d{{1,3}}(?:{_GROUP})+")
_DECIMAL = re.compile(rf"(\d{{1,3}}(?:{_GROUP})+|\d+)[.,](\d+)")
_RUN = re.compile(r"\d+")
_SCALE = re.compile(r"[\s-]*(mille|thousand|millions?|milliards?|billions?|trillions?|[mM]|[mb]n)(?![^\W_])")
_ROMAN = re.compile(r"\b(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?=e\b|er\b|è|ème|\b)")
_NUMERALS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORD = re.compile(r"[^\W\d_]+")
_SCALES = {
    **dict.fromkeys(("mille", "thousand"), (10**3,)),
    **dict.fromkeys(("million", "millions", "m", "mn"), (10**6,)),
    **dict.fromkeys(("milliard", "milliards", "bn"), (10**9,)),
    **dict.fromkeys(("billion", "billions"), (10**9, 10**12)),  # English and French
    **dict.fromkeys(("trillion", "trillions"), (10**12, 10**18)),
}
_VALUES = {
    word: value
    for value, words in {
        0: "zéro zero nul null no aucun none",
        1: "un une one a an premier première premiers premières first once single unique primary",
        2: "deux two second seconde deuxième secondly twice double both pair paire couple half demi moitié",
        3: "trois three third thirds troisième tiers triple triplet thrice",
        4: "quatre four fourth fourths quatrième quart quarts quarter quarters quadruple",
        5: "cinq five fifth fifths cinquième cinquièmes",
        6: "six sixth sixième semestre",
        7: "sept seven seventh septième",
        8: "huit eight eighth huitième",
        9: "neuf nine ninth neuvième",
        10: "dix ten tenth dixième dizaine dizaines décennie decade",
        11: "onze eleven eleventh onzième",
        12: "douze twelve twelfth douzième douzaine dozen dozens noon midi midnight minuit",
        13: "treize thirteen thirteenth treizième",
        14: "quatorze fourteen fourteenth quatorzième fortnight",
        15: "quinze fifteen fifteenth quinzième quinzaine",
        16: "seize sixteen sixteenth seizième",
        17: "seventeen seventeenth",
        18: "eighteen eighteenth",
        19: "nineteen nineteenth",
        20: "vingt vingts twenty twenties twentieth vingtième vingtaine",
        30: "trente thirty thirties thirtieth trentième trentaine",
        40: "quarante forty forties fortieth quarantième quarantaine",
        50: "cinquante fifty fifties fiftieth cinquantième cinquantaine moitié half",
        60: "soixante sixty sixties sixtieth soixantième soixantaine",
        70: "septante seventy seventies seventieth",
        80: "huitante octante eighty eighties eightieth",
        90: "nonante ninety nineties ninetieth",
        100: "cent cents hundred hundreds centième hundredth centaine centaines",
    }.items()
    for word in words.split()
}
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "janvier january jan",
            "février february feb",
            "mars march mar",
            "avril april apr",
            "mai may",
            "juin june jun",
            "juillet july jul",
            "août august aug",
            "septembre september sept sep",
            "octobre october oct",
            "novembre november nov",
            "décembre december dec",
        ),
        start=1,
    )
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in digits: its text, its span, its values as one number, and its runs of digits."""

    text: str
    span: Span
    values: frozenset[Fraction]
    runs: frozenset[Fraction]


def in_digits(text: str) -> list[Quantity]:
    """The numbers written in digits, groups and decimals read in the ways of both languages (1,000 is 1000 and 1)."""
    return [_quantity(text, match) for match in _DIGITS.finditer(text) if len(match.group()) <= _LONGEST]


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    written = match.group()
    values = set(_readings(written))
    if scale := _SCALE.match(text, match.end()):
        values |= {value * factor for value in values for factor in _SCALES[scale[1].lower()]}
    runs = frozenset(Fraction(int(run)) for run in _RUN.findall(written))
    return Quantity(written, match.span(), frozenset(values), runs)


def _readings(written: str) -> Iterator[Fraction]:
    if written.isdigit():
        yield Fraction(int(written))
    if _THOUSANDS.fullmatch(written):
        yield Fraction(_joined(written))
    if decimal := _DECIMAL.fullmatch(written):
        yield Fraction(_joined(decimal[1] + decimal[2]), 10 ** len(decimal[2]))


def _joined(written: str) -> int:
    return int("".join(_RUN.findall(written)))


def in_words(text: str) -> frozenset[Fraction]:
    """The values of number words, months and Roman numerals of either language, single and put together."""
    words = [word.casefold() for word in _WORD.findall(text)]
    months = {_MONTHS[word] for word in words if word in _MONTHS}
    romans = {_roman(match.group()) for match in _ROMAN.finditer(text) if match.group()}
    return frozenset(Fraction(value) for value in (*_compounds(words), *months, *romans))


def _compounds(words: list[str]) -> Iterator[int]:
    """Values of the number words, and of runs of them: quatre-vingt-dix is 4, 20, 80, 10 and 90."""
    total, current = 0, 0
    for word in words:
        if word in ("et", "and", "de"):
            continue
        if word in _VALUES:
            value = _VALUES[word]
            current = max(current, 1) * value if value == 100 or (value == 20 and current == 4) else current + value
            yield from (value, current, total + current)
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word][0], 0
            yield total
        else:
            total, current = 0, 0


def _roman(numeral: str) -> int:
    values = [_NUMERALS[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))
