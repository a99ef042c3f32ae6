"""Are the numbers of the source those of the translation, whatever their format?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from bitexte.language.numbers import Quantity, in_digits, in_words
from bitexte.model import Finding, Severity, Side, Unit

_CLOCK = re.compile(r"\d\s?[hH](?![^\W\d_])|\d:\d\d|\d\s?[ap]\.?m\b", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"(?<![\d,.])\d+,(?:\d{1,2}|\d{4,})(?![\d,])")
_CENTURY = 100


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each number in digits that only one side has, and for French decimal commas in the target.

    3,35 is 3.35, 1 000 is 1,000, 2 is two or second, 05/08 is 5 August, 15h58 is 3:58 pm, XXe is 20th.
    """
    for unit in units:
        source, target = unit.segment.text, unit.translation.text
        if not target.strip():
            continue
        ours, theirs = in_digits(source), in_digits(target)
        if not ours and not theirs:
            continue
        clock = bool(_CLOCK.search(source) or _CLOCK.search(target))
        for quantity in _absent(ours, theirs, target, clock):
            message = f"{quantity.text} is not in the translation"
            yield Finding("numbers", Severity.WARNING, unit.segment.id, message, quantity.span, Side.SOURCE)
        for quantity in _absent(theirs, ours, source, clock):
            message = f"{quantity.text} is not in the source"
            yield Finding("numbers", Severity.WARNING, unit.segment.id, message, quantity.span)
        yield from _commas(unit)


def _absent(quantities: list[Quantity], others: list[Quantity], other_text: str, clock: bool) -> Iterator[Quantity]:
    """The quantities that have no counterpart among those of the other text, in digits or in words."""
    if not quantities:
        return
    words = in_words(other_text)
    values = words.union(*(other.values for other in others))
    runs = words.union(*(other.runs for other in others))
    hours = frozenset(run + shift for run in runs for shift in (-12, 12)) if clock else frozenset()
    for quantity in quantities:
        if quantity.values.isdisjoint(values) and not all(_known(run, runs | hours) for run in quantity.runs):
            yield quantity


def _known(run: Fraction, runs: frozenset[Fraction]) -> bool:
    """0 may go unsaid (10h00); 90 and 1990 may be the same year."""
    if run == 0 or run in runs:
        return True
    years = {other % _CENTURY for other in runs if other >= _CENTURY * 10}
    return run in years or (_CENTURY * 10 <= run <= _CENTURY * 21 and run % _CENTURY in runs)


def _commas(unit: Unit) -> Iterator[Finding]:
    for match in _DECIMAL_COMMA.finditer(unit.translation.text):
        if match.group() in unit.segment.text:
            message = f"{match.group()} has a French decimal comma"
            yield Finding("numbers", Severity.WARNING, unit.segment.id, message, match.span())
