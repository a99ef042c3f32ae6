"""Are the numbers of the source those of the translation, in value and sign, whatever their dress?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from bitexte.checks.code import Code
from bitexte.language.numbers import Kind, Quantity, cardinals, in_digits, in_words, month_names, months
from bitexte.model import Finding, Severity, Side, Unit
from bitexte.text import literals

LOST = Code(
    "N001", "numbers", "A number of the source is not in the translation.", Severity.WARNING, "En 2020.", "In the year."
)
ADDED = Code(
    "N002", "numbers", "A number of the translation is not in the source.", Severity.WARNING, "En hausse.", "Up by 20%."
)
COMMA = Code(
    "N003", "numbers", "A number has a French decimal comma in English.", Severity.WARNING, "Soit 3,35 m.", "Or 3,35 m."
)
VERSION = Code(
    "N004",
    "numbers",
    "A version number or the like is not kept to the letter.",
    Severity.WARNING,
    "Installez la version 10.4.2.",
    "Install version 10.2.4.",
)
SIGN = Code(
    "N005", "numbers", "A number has lost its minus sign, or gained one.", Severity.WARNING, "Il fait -5.", "It is 5."
)
MONTH = Code(
    "N006", "numbers", "A month of a date is another one.", Severity.WARNING, "Le 5 août 2020", "5 September 2020"
)
WORDS = Code(
    "N009",
    "numbers",
    "A number in words is another one.",
    Severity.WARNING,
    "Il reste deux places.",
    "There are three seats left.",
)
SCALE = Code(
    "N010",
    "numbers",
    "A number counts thousands, millions or billions, and others in the translation.",
    Severity.WARNING,
    "Soit 2 milliards d'euros.",
    "That is 2 million euros.",
)
CODES = (LOST, ADDED, COMMA, VERSION, SIGN, MONTH, WORDS, SCALE)

DECIMAL_COMMA = re.compile(r"(?<![\d,.])\d+,(?:\d{1,2}|\d{4,})(?![\d,])")
_DOTTED = re.compile(r"\d+\.\d+")
_NEGATIVE_WORDS = re.compile(r"(?i)\b(?:moins|minus|n[ée]gati(?:f|ve)s?|below|au-dessous)\b")
_ENTITY = re.compile(r"&#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});")
_CENTURY = 100
_LATEST_MONTH = 12
_PADDED = re.compile(r"00+[1-9]\d*")  # the zeros belong to a code: 007


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each number in digits that only one side has in any dress, and for what CODES says.

    3,35 is 3.35, 1 000 is 1,000, 2 is two or second, 05/08 is 5 August, 15h58 is 3:58 pm, XXe is 20th.
    """
    for unit in units:
        if not unit.translation.text.strip():
            continue
        source, target = _masked(unit.segment.text), _masked(unit.translation.text)
        ours, theirs = in_digits(source), in_digits(target)
        yield from _words(unit, _pool(source, ours, theirs), _pool(target, theirs, ours))
        if ours or theirs:
            yield from _values(unit, source, target, ours, theirs)
            yield from _versions(unit, ours, theirs)
            yield from _signs(unit, ours, theirs)
            yield from _scales(unit, ours, theirs)
            yield from _months(unit, source, target)
            yield from _commas(unit)


def _masked(text: str) -> str:
    """The text with what is no number of its own blanked out: addresses, placeholders, codes, entities."""
    if "&#" in text:
        text = _ENTITY.sub(lambda found: "\0" * len(found.group()), text)
    return literals.masked(text, but="handle")


def _values(unit: Unit, source: str, target: str, ours: list[Quantity], theirs: list[Quantity]) -> Iterator[Finding]:
    standing, known = _pool(target, theirs, ours), _pool(source, ours, theirs)
    for quantity in ours:
        if quantity.kind is not Kind.VERSION and not _known(quantity, standing):
            yield LOST.at(unit, f"{quantity.text} is not in the translation", quantity.span, Side.SOURCE)
    for quantity in theirs:
        if quantity.kind is not Kind.VERSION and not _known(quantity, known):
            yield ADDED.at(unit, f"{quantity.text} is not in the source", quantity.span)


def _pool(text: str, quantities: list[Quantity], others: list[Quantity]) -> frozenset[Fraction]:
    """All values that a text holds, in digits and in words; 5,7 as 5 and 7 only where the other side has both."""
    whole = {value for other in others for value in other.values}
    values = set(in_words(text))
    for quantity in quantities:
        values |= quantity.values
        for reading in quantity.lists:
            if quantity.kind is not Kind.NUMBER or not quantity.values or whole.issuperset(reading):
                values.update(reading)
    return frozenset(values)


def _known(quantity: Quantity, values: frozenset[Fraction]) -> bool:
    """90 and 1990 may be the same year."""
    if quantity.known(values):
        return True
    years = {other % _CENTURY for other in values if other >= _CENTURY * 10}
    return any(
        value in years or (_CENTURY * 10 <= value <= _CENTURY * 21 and value % _CENTURY in values)
        for value in quantity.values
        if value.denominator == 1
    )


def _versions(unit: Unit, ours: list[Quantity], theirs: list[Quantity]) -> Iterator[Finding]:
    """Version numbers and codes stand to the letter; so do those with one dot, which no French number has."""
    standing, known = {_letters(each) for each in theirs}, {_letters(each) for each in ours}
    for quantity in ours:
        dotted = quantity.kind is Kind.NUMBER and _DOTTED.fullmatch(quantity.text)
        padded = _PADDED.fullmatch(quantity.text)
        if _letters(quantity) in standing or not (quantity.kind is Kind.VERSION or dotted or padded):
            continue
        if quantity.kind is Kind.VERSION or padded or _shortened(quantity, theirs):
            yield VERSION.at(unit, f"{quantity.text} is not in the translation", quantity.span, Side.SOURCE)
    for quantity in theirs:
        if quantity.kind is Kind.VERSION and _letters(quantity) not in known:
            yield VERSION.at(unit, f"{quantity.text} is not in the source", quantity.span)


def _letters(quantity: Quantity) -> str:
    return quantity.text.casefold().removeprefix("v")


def _shortened(quantity: Quantity, theirs: list[Quantity]) -> bool:
    """Whether the other side has the value in other digits only: 3.1 for 3.10."""
    return any(quantity.values & each.values and _DOTTED.fullmatch(each.text) for each in theirs)


def _signs(unit: Unit, ours: list[Quantity], theirs: list[Quantity]) -> Iterator[Finding]:
    if _NEGATIVE_WORDS.search(unit.segment.text) or _NEGATIVE_WORDS.search(unit.translation.text):
        return
    for quantities, others, side in ((ours, theirs, Side.SOURCE), (theirs, ours, Side.TARGET)):
        for quantity in quantities:
            equal = [other for other in others if quantity.values & other.values]
            if quantity.negative and equal and not any(other.negative for other in equal):
                other_side = "source" if side is Side.TARGET else "translation"
                message = f"-{quantity.text} has no minus sign in the {other_side}"
                start, end = quantity.span
                yield SIGN.at(unit, message, (start - 1, end), side)


def _scales(unit: Unit, ours: list[Quantity], theirs: list[Quantity]) -> Iterator[Finding]:
    for quantity in ours:
        beside = [each for each in theirs if quantity.scaled and each.scaled and quantity.values & each.values]
        if beside and not any(quantity.scaled & each.scaled for each in theirs):
            yield SCALE.at(unit, f"{quantity.text} counts something else in the translation", beside[0].span)


def _months(unit: Unit, source: str, target: str) -> Iterator[Finding]:
    standing = {Fraction(month) for month in month_names(target)}
    standing.update(part for each in in_digits(target) if each.kind is Kind.DATE for part in each.lists[0])
    for month, span in months(source).items():
        if standing and month not in standing:
            yield MONTH.at(unit, f"{source[slice(*span)]} is another month in the translation", span, Side.SOURCE)
    named = months(target)
    for date in in_digits(source) if named else ():
        if date.kind is not Kind.DATE or len(date.lists[0]) < 3:
            continue
        first, second, year = date.lists[0]
        if year > _LATEST_MONTH and first in named and second not in named and second <= _LATEST_MONTH:
            yield MONTH.at(
                unit, f"{date.text} is another day in the translation: French puts it first", date.span, Side.SOURCE
            )


def _words(unit: Unit, ours: frozenset[Fraction], theirs: frozenset[Fraction]) -> Iterator[Finding]:
    """Where each side has a number in words that the other has in no form: what one side alone has may be an idiom."""
    lost = {value: span for value, span in cardinals(unit.segment.text).items() if value not in theirs}
    added = {value: span for value, span in cardinals(unit.translation.text).items() if value not in ours}
    for (_, here), (_, there) in zip(lost.items(), added.items(), strict=False):
        said, wanted = unit.translation.text[slice(*there)], unit.segment.text[slice(*here)]
        yield WORDS.at(unit, f"{said} stands for {wanted}", there)


def _commas(unit: Unit) -> Iterator[Finding]:
    for match in DECIMAL_COMMA.finditer(unit.translation.text):
        if match.group() in unit.segment.text:
            yield COMMA.at(unit, f"{match.group()} has a French decimal comma", match.span())
