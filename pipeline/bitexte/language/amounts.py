"""Amounts: a number with its currency or unit, in the spellings of French and English."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from bitexte.language.numbers import Kind, Quantity, in_digits
from bitexte.model import Span
from bitexte.text.characters import APOSTROPHE, BLANK

# Spellings of one currency or unit, a row each; a spelling in several rows may mean any of them.
_CURRENCIES = {
    "euro": "€ euro euros EUR",
    "dollar": "$ dollar dollars USD US$ $US CAD C$ CA$ $CA $CAN AUD A$ NZD HKD HK$ SGD",
    "pound": "£ livre livres pound pounds GBP",
    "yen": "¥ yen yens JPY",
    "yuan": "¥ yuan yuans CNY RMB renminbi",
    "franc": "CHF franc francs Fr. FCFA XOF XAF CFA",
    "rupee": "₹ roupie roupies rupee rupees INR Rs",
    "rouble": "₽ rouble roubles ruble rubles RUB",
    "won": "₩ won wons KRW",
    "real": "R$ real reais BRL",
    "bitcoin": "₿ BTC bitcoin bitcoins",
    "cent": "¢ cent cents centime centimes ct",
}
_UNITS = {
    "percent": "% pour-cent percent per-cent pc p.c.",
    "millimetre": "mm millimètre millimètres millimetre millimetres millimeter millimeters",
    "centimetre": "cm centimètre centimètres centimetre centimetres centimeter centimeters",
    "metre": "m mètre mètres metre metres meter meters",
    "kilometre": "km kilomètre kilomètres kilometre kilometres kilometer kilometers",
    "inch": "po pouce pouces in inch inches",
    "foot": "pi pied pieds ft foot feet",
    "mile": "mi mile miles",
    "square metre": "m² m2",
    "cubic metre": "m³ m3",
    "square kilometre": "km² km2",
    "hectare": "ha hectare hectares",
    "milligram": "mg milligramme milligrammes milligram milligrams",
    "gram": "g gramme grammes gram grams",
    "kilogram": "kg kilo kilos kilogramme kilogrammes kilogram kilograms",
    "tonne": "t tonne tonnes ton tons",
    "millilitre": "ml mL millilitre millilitres milliliter milliliters",
    "centilitre": "cl cL centilitre centilitres",
    "litre": "l L litre litres liter liters",
    "millisecond": "ms milliseconde millisecondes millisecond milliseconds",
    "second": "s sec seconde secondes second seconds",
    "minute": "min mn minute minutes",
    "hour": "h heure heures hour hours",
    "day": "j jour jours day days",
    "week": "semaine semaines week weeks",
    "month": "mois month months",
    "year": "an ans année années year years",
    "bit": "bit bits b",
    "byte": "o octet octets B byte bytes",
    "kilobyte": "Ko ko kB KB Kio KiB kilooctet kilo-octet kilo-octets kilobyte kilobytes",
    "megabyte": "Mo MB Mio MiB mégaoctet méga-octet mégaoctets megabyte megabytes",
    "gigabyte": "Go GB Gio GiB gigaoctet giga-octet gigaoctets gigabyte gigabytes",
    "terabyte": "To TB Tio TiB téraoctet téraoctets terabyte terabytes",
    "hertz": "Hz hertz",
    "kilohertz": "kHz",
    "megahertz": "MHz",
    "gigahertz": "GHz",
    "watt": "W watt watts",
    "kilowatt": "kW kilowatt kilowatts",
    "megawatt": "MW mégawatt mégawatts megawatt megawatts",
    "kilowatt-hour": "kWh",
    "volt": "V volt volts",
    "degree Celsius": "°C",
    "degree Fahrenheit": "°F",
    "pixel": "px pixel pixels",
    "km/h": "km/h kph",
    "mph": "mph",
}
# What stands between a figure and its currency: 1,5 million d'euros, $5 billion, 3 000 de dollars.
_SCALE = (
    rf"(?:{BLANK}?(?:k|[mM]|[mM]illions?|milliards?|[bB]illions?|mille|thousand|bn|mn|Mds?)(?!\w))?"
    rf"(?:{BLANK}(?:d{APOSTROPHE}|de|of{BLANK}))?"
)
_MEASURE_KINDS = (Kind.NUMBER, Kind.TIME)


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity and the names of its currency or unit, more than one where the spelling may mean several."""

    quantity: Quantity
    names: frozenset[str]
    span: Span

    def value_of(self, other: Amount) -> bool:
        """Whether both may be of one value."""
        return bool(self.quantity.values & other.quantity.values)


def _names(table: dict[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, spellings in table.items():
        for spelling in spellings.split():
            found.setdefault(spelling, set()).add(name)
    return {spelling: frozenset(names) for spelling, names in found.items()}


_CURRENCY_NAMES, _UNIT_NAMES = _names(_CURRENCIES), _names(_UNITS)


def _pattern(spellings: dict[str, frozenset[str]]) -> str:
    ordered = sorted(spellings, key=len, reverse=True)
    return "|".join(regex.escape(spelling).replace(r"\-", f"(?:-|{BLANK})") for spelling in ordered)


_CURRENCY_BEHIND = regex.compile(rf"{_SCALE}{BLANK}?(?P<name>{_pattern(_CURRENCY_NAMES)})(?!\w)")
_CURRENCY_BEFORE = regex.compile(rf"(?<!\w)(?P<name>{_pattern(_CURRENCY_NAMES)}){BLANK}?$")
_UNIT_BEHIND = regex.compile(rf"(?:{BLANK}|-)?(?P<name>{_pattern(_UNIT_NAMES)})(?![\w²³/°])")
_BEFORE = 6  # characters before a figure that may hold a currency


def currencies(text: str) -> list[Amount]:
    """The quantities of a text, each with its currency; `names` is empty where it has none."""
    return [_with_currency(text, quantity) for quantity in in_digits(text)]


def measures(text: str) -> list[Amount]:
    """The quantities of a text, each with its unit; `names` is empty where it has none."""
    return [_with_unit(text, quantity) for quantity in in_digits(text) if quantity.kind in _MEASURE_KINDS]


def _with_currency(text: str, quantity: Quantity) -> Amount:
    start, end = quantity.span
    behind = _CURRENCY_BEHIND.match(text, end)
    if behind is not None and behind["name"] not in ("$", "£", "¥"):
        return Amount(quantity, _CURRENCY_NAMES[behind["name"]], (start, behind.end()))
    before = _CURRENCY_BEFORE.search(text[max(start - _BEFORE, 0) : start])
    if before is not None:
        return Amount(quantity, _CURRENCY_NAMES[before["name"]], (start - len(before.group()), end))
    if behind is not None:
        return Amount(quantity, _CURRENCY_NAMES[behind["name"]], (start, behind.end()))
    return Amount(quantity, frozenset(), quantity.span)


def _with_unit(text: str, quantity: Quantity) -> Amount:
    match = _UNIT_BEHIND.match(text, quantity.span[1])
    if match is None:
        return Amount(quantity, frozenset(), quantity.span)
    spelling = regex.sub(BLANK, "-", match["name"])
    return Amount(quantity, _UNIT_NAMES[spelling], (quantity.span[0], match.end()))
