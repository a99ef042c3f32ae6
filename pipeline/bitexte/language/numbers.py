"""The numbers of a French or English text: every way to read those in digits, and the values of those in words.

A quantity is read in the ways of both languages, for French texts hold English figures and the other way round:
1,000 is 1000 and 1. What is written with other signs is read as a whole too: 05/08 is 5 and 8, 15h58 is 15 and 58 or
3 and 58, 5,7 is 5.7 or 5 and 7.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bitexte.model import Span
from bitexte.text import literals
from bitexte.text.characters import BLANK, BLANKS, HYPHENS

_LONGEST = 100  # characters; what is longer is no number that anybody reads
_GROUP = rf"[{BLANKS}.,'’]\d{{3}}(?!\d)"
_FREE = r"(?<![^\W_])(?<![\d][.,:/])"
# A digit after a letter belongs to a code (A380, H2O), which checks/literals looks at.
_QUANTITY = re.compile(
    rf"""
    (?P<date>{_FREE}(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-.]\d{{1,2}}[-.]\d{{4}}
      |\d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d{{2}})|\d{{1,2}}/\d{{1,2}})(?![\d/]|[.-]\d))
  | (?P<version>(?<![\w.,])[vV]\d+(?:\.\d+)+(?:[-+.]?\w+)*(?!\w)
      |(?<![\w.,])\d+(?:\.\d+)+-?(?:a|b|rc|alpha|beta|dev|post)\.?\d+(?!\w)
      |(?<![\w.,])[vV]?\d+(?:\.\d+)*(?:\.\d+\.(?:\d+|[xX*])|\.[xX*])(?:[-+.]?\w+)*(?!\w))
  | (?P<time>{_FREE}(?P<hours>[01]?\d|2[0-4])(?:{BLANK}?[hH]{BLANK}?|:|[.](?=\d\d{BLANK}?[ap][.]?m))
      (?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?
      (?![\d:]))
  | (?P<hour>{_FREE}(?P<round>[01]?\d|2[0-4]){BLANK}?(?:[hH](?![^\W\d_])|(?:[ap]\.m\b|[apAP][mM]\b)))
  | (?P<number>(?:(?<![^\W_])|(?<=\d[hH]))\d+(?:{_GROUP})*(?:[.,]\d+)?)
    """,
    re.VERBOSE,
)
_SIGN = re.compile(rf"(?:^|[\s(\[«“\"'=:;,])[{HYPHENS}\u2212]$")
_THOUSANDS = re.compile(rf"\d{{1,3}}(?:{_GROUP})+")
_DECIMAL = re.compile(rf"(\d{{1,3}}(?:{_GROUP})+|\d+)[.,](\d+)")
_RUN = re.compile(r"\d+")
_SCALE = re.compile(
    r"[\s-]*(mille\s+milliards?|thousand\s+millions?|mille|thousand|millions?|milliards?|billions?|trillions?|[mM]|[mb]n)(?![^\W_])"
)
_ROMAN = re.compile(r"\b(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?=e\b|er\b|è|ème|\b)")
_WORD = re.compile(r"[^\W\d_]+")
_SCALES = {
    **dict.fromkeys(("mille", "thousand"), (10**3,)),
    **dict.fromkeys(("million", "millions", "m", "mn"), (10**6,)),
    **dict.fromkeys(("mille milliard", "mille milliards"), (10**12,)),
    **dict.fromkeys(("milliard", "milliards", "bn", "thousand million", "thousand millions"), (10**9,)),
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
# Not "neuf", which is new, and nothing that is an ordinal, a share or a measure elsewhere.
_CARDINALS = frozenset(
    word
    for words in (
        "deux trois quatre cinq six sept huit dix onze douze treize quatorze quinze seize vingt trente quarante",
        "cinquante soixante two three four five seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety",
    )
    for word in words.split()
)
_BESIDE = frozenset({"un", "une", "one", "neuf", "cent", "cents", "vingts", "hundred"}) | frozenset(_SCALES) - {
    "m",
    "mn",
    "bn",
}
_GAP = re.compile(r"[\s-]+(?:(?:et|and)[\s-]+)?")
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "janvier january janv jan",
            "février february févr fév feb",
            "mars march mar",
            "avril april avr apr",
            "mai may",
            "juin june jun",
            "juillet july juil jul",
            "août august aug",
            "septembre september sept sep",
            "octobre october oct",
            "novembre november nov",
            "décembre december déc dec",
        ),
        start=1,
    )
    for word in words.split()
}


_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATED_MONTH = re.compile(
    rf"(?i)\b(?:\d{{1,2}}|1er|\d{{1,2}}(?:st|nd|rd|th))(?:\sof)?\s(?P<before>{_NAMES})\b|\b(?P<after>{_NAMES})\.?\s\d{{1,4}}\b"
)


class Kind(StrEnum):
    """What a quantity is by the way it is written."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    VERSION = "version"  # to be kept to the letter: 10.4.2, 0.42.x


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in digits, its text and span.

    `values` are the values it may have as one number, and `scaled` those of them that count a word behind it
    (2 millions); `lists` are the ways to read it as several (05/08 is 5 and 8).
    """

    text: str
    span: Span
    kind: Kind
    values: frozenset[Fraction] = frozenset()
    lists: tuple[tuple[Fraction, ...], ...] = ()
    negative: bool = False
    scaled: frozenset[Fraction] = frozenset()

    def known(self, values: Collection[Fraction]) -> bool:
        """Whether one of its readings is wholly among the values."""
        return any(value in values for value in self.values) or any(
            all(value in values for value in reading) for reading in self.lists
        )


def in_digits(text: str) -> list[Quantity]:
    """The numbers written in digits."""
    found = _QUANTITY.finditer(text)
    return [_quantity(text, match) for match in found if match.end() - match.start() <= _LONGEST]


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    written, span = match.group(), match.span()
    if match["date"]:
        runs = _runs(written)
        half = frozenset({Fraction(runs[0], runs[1])} if len(runs) == 2 and runs[1] else ())
        short = (*runs[:-1], Fraction(int(runs[-1]) % 100))
        lists = (runs, short) if len(runs) == 3 else (runs,)
        return Quantity(written, span, Kind.DATE, half, lists)
    if match["version"] and not _THOUSANDS.fullmatch(written):
        return Quantity(written, span, Kind.VERSION)
    if match["time"] or match["hour"]:
        return Quantity(written, span, Kind.TIME, frozenset(), _times(match))
    values = set(_readings(written))
    scale = _SCALE.match(text, match.end())
    factors = _SCALES[" ".join(scale[1].lower().split())] if scale else ()
    scaled = frozenset(value * factor for value in values for factor in factors)
    runs = _runs(written)
    negative = _SIGN.search(text, max(span[0] - 2, 0), span[0]) is not None
    return Quantity(
        written, span, Kind.NUMBER, scaled.union(values), (runs,) if len(runs) > 1 else (), negative, scaled
    )


def _times(match: re.Match[str]) -> tuple[tuple[Fraction, ...], ...]:
    """15h58 as 15 and 58, or 3 and 58; a round hour has no minutes."""
    hour = int(match["hours"] or match["round"])
    rest = tuple(Fraction(int(part)) for part in (match["minutes"], match["seconds"]) if part)
    readings = [(Fraction(each), *rest) for each in (hour, hour - 12, hour + 12) if 0 <= each <= 24]
    return tuple(reading[:1] if not any(rest) else reading for reading in readings) + ((readings[0],) if rest else ())


def _readings(written: str) -> Iterator[Fraction]:
    if written.isdigit():
        yield Fraction(int(written))
    if _THOUSANDS.fullmatch(written):
        yield Fraction(_joined(written))
    if decimal := _DECIMAL.fullmatch(written):
        yield Fraction(_joined(decimal[1] + decimal[2]), 10 ** len(decimal[2]))


def _runs(written: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(run)) for run in _RUN.findall(written))


def _joined(written: str) -> int:
    return int("".join(_RUN.findall(written)))


def months(text: str) -> dict[int, Span]:
    """The months named beside a figure (5 août, August 2020), each with the span of its name."""
    found: dict[int, Span] = {}
    for match in _DATED_MONTH.finditer(text):
        name = "before" if match["before"] else "after"
        found.setdefault(_MONTHS[match[name].casefold()], match.span(name))
    return found


def month_names(text: str) -> frozenset[int]:
    """The months that a text may name anywhere; "mars" and "may" are among them whatever they mean."""
    return frozenset(_MONTHS[word] for word in map(str.casefold, _WORD.findall(text)) if word in _MONTHS)


def cardinals(text: str) -> dict[int, Span]:
    """The numbers from two on that words of a text name and that mean nothing else, each with its first span.

    Words in a row are one number: soixante-treize is 73.
    """
    found: dict[int, Span] = {}
    run: list[re.Match[str]] = []
    for match in (*_WORD.finditer(text), None):
        word = match.group().casefold() if match else ""
        if run and match and word in ("et", "and"):
            continue
        named = word in _CARDINALS or word in _BESIDE
        if run and not (named and match and _GAP.fullmatch(text, run[-1].end(), match.start())):
            words = [each.group().casefold() for each in run]
            if not _CARDINALS.isdisjoint(words):
                *_, total = _compounds(words)
                found.setdefault(total, (run[0].start(), run[-1].end()))
            run = []
        if named and match:
            run.append(match)
    return found


def in_words(text: str) -> frozenset[Fraction]:
    """The values of number words, months and Roman numerals of either language, single and put together."""
    words = [word.casefold() for word in _WORD.findall(text)]
    months = {_MONTHS[word] for word in words if word in _MONTHS}
    romans = {literals.roman(match.group()) for match in _ROMAN.finditer(text) if match.group()}
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
