"""Do equal numbers stand beside the same currency or unit?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.language.amounts import Amount, currencies, measures
from bitexte.model import Finding, Severity, Side, Unit

CURRENCY = Code(
    "N007",
    "amounts",
    "An amount is in another currency, or has lost its currency.",
    Severity.WARNING,
    "Le prix est de 35 €.",
    "The price is £35.",
)
UNIT = Code(
    "N008", "amounts", "A number has another unit of measure.", Severity.WARNING, "Il pèse 12 kg.", "It weighs 12 g."
)
CODES = (CURRENCY, UNIT)


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each amount whose number stands in the translation beside another currency or unit."""
    for unit in units:
        source, target = unit.segment.text, unit.translation.text
        if any(map(str.isdigit, source)) and any(map(str.isdigit, target)):
            yield from _differing(unit, CURRENCY, currencies(source), currencies(target))
            yield from _differing(unit, UNIT, measures(source), measures(target))


def _differing(unit: Unit, code: Code, ours: list[Amount], theirs: list[Amount]) -> Iterator[Finding]:
    named = any(each.names for each in theirs)
    for amount in ours:
        equal = [each for each in theirs if amount.value_of(each)] if amount.names else []
        if not equal or any(amount.names & each.names for each in equal):
            continue
        text = unit.segment.text[slice(*amount.span)]
        other = next((each for each in equal if each.names), None)
        if other is not None:
            wrong = unit.translation.text[slice(*other.span)]
            yield code.at(unit, f"{text} is {wrong} in the translation", amount.span, Side.SOURCE)
        elif code is CURRENCY and not named and not _mentioned(unit, amount):
            yield code.at(unit, f"{text} has no currency in the translation", amount.span, Side.SOURCE)


def _mentioned(unit: Unit, amount: Amount) -> bool:
    """Whether the translation names the currency anywhere: "worth 20 in euros"."""
    return any(name in unit.translation.text.casefold() for name in amount.names)
