"""Dates, times, amounts and ordinals in both languages' dress, for a corpus shows too few of them.

A French one and its English one are made together and stand by themselves, or at the end of a sentence.
"""

from __future__ import annotations

import random

from training.align import Text

_MONTHS = (
    ("janvier", "January"), ("février", "February"), ("mars", "March"), ("avril", "April"), ("mai", "May"),
    ("juin", "June"), ("juillet", "July"), ("août", "August"), ("septembre", "September"), ("octobre", "October"),
    ("novembre", "November"), ("décembre", "December"),
)  # fmt: skip
_DAYS = (
    ("lundi", "Monday"), ("mardi", "Tuesday"), ("mercredi", "Wednesday"), ("jeudi", "Thursday"),
    ("vendredi", "Friday"), ("samedi", "Saturday"), ("dimanche", "Sunday"),
)  # fmt: skip
_PARTS = (("début", "early"), ("mi-", "mid-"), ("fin", "late"))
_UNITS = (
    ("km", "km"), ("kg", "kg"), ("%", "%"), ("millions d'euros", "million euros"),
    ("milliards de dollars", "billion dollars"),
    ("ans", "years"), ("jours", "days"), ("heures", "hours"), ("millions de personnes", "million people"), ("m²", "m²"),
)  # fmt: skip
_ORDINALS = (
    ("place", "place"), ("siècle", "century"), ("édition", "edition"), ("anniversaire", "anniversary"),
    ("étage", "floor"), ("arrondissement", "arrondissement"),
)  # fmt: skip


def made(rng: random.Random) -> Text:
    """One of them, as it stands inside a sentence."""
    return rng.choice((_date, _date, _time, _moment, _amount, _measure, _ordinal, _part))(rng)


def alone(rng: random.Random) -> Text:
    """One of them by itself, as labels and captions have it."""
    text = made(rng)
    return Text(text.source[:1].upper() + text.source[1:], text.target[:1].upper() + text.target[1:])


def appended(text: Text, rng: random.Random) -> Text:
    """A sentence with one of them at its end."""
    extra = made(rng)
    between = rng.choice((" ", ", ", " - ", " ("))
    close = ")" if between == " (" else ""
    return Text(
        _put(text.source, f"{between}{extra.source}{close}"),
        _put(text.target, f"{between}{extra.target}{close}"),
        text.links,
    )


def _put(text: str, addition: str) -> str:
    bare = text.rstrip(" .!?")
    return bare + addition + text[len(bare) :]


def _date(rng: random.Random) -> Text:
    day, (french, english), year = rng.randint(1, 31), rng.choice(_MONTHS), rng.randint(1900, 2035)
    first = "1er" if day == 1 else str(day)
    tail = f" {year}" if rng.random() < 0.7 else ""
    if rng.random() < 0.35:
        weekday, theirs = rng.choice(_DAYS)
        return Text(f"le {weekday} {first} {french}{tail}", f"on {theirs} {day} {english}{tail}")
    if rng.random() < 0.15:
        return Text(f"en {french}{tail}", f"in {english}{tail}")
    return Text(f"le {first} {french}{tail}", f"on {day} {english}{tail}")


def _clock(rng: random.Random) -> tuple[str, str]:
    hours, minutes = rng.randint(0, 23), rng.randint(0, 59)
    form = rng.choice(("{}h{:02}", "{} h {:02}", "{}:{:02}"))
    return form.format(hours, minutes), f"{hours}:{minutes:02}"


def _time(rng: random.Random) -> Text:
    french, english = _clock(rng)
    if rng.random() < 0.3:
        other, theirs = _clock(rng)
        return Text(f"de {french} à {other}", f"from {english} to {theirs}")
    return Text(f"à {french}", f"at {english}")


def _moment(rng: random.Random) -> Text:
    """As news sites write it: le 05/08/2012 à 15h58."""
    date = f"{rng.randint(1, 31):02}/{rng.randint(1, 12):02}" + (
        f"/{rng.randint(1990, 2035)}" if rng.random() < 0.6 else ""
    )
    french, english = _clock(rng)
    verb, theirs = rng.choice((("", ""), ("publié ", "published "), ("mis à jour ", "updated ")))
    return Text(f"{verb}le {date} à {french}", f"{theirs}on {date} at {english}")


def _figure(rng: random.Random, decimals: int) -> tuple[str, str]:
    number = rng.randint(1, 10 ** rng.randint(1, 7))
    whole = f"{number:,}"
    part = "".join(rng.choice("0123456789") for _ in range(decimals))
    return whole.replace(",", " ") + ("," + part if part else ""), whole + ("." + part if part else "")


def _amount(rng: random.Random) -> Text:
    french, english = _figure(rng, rng.choice((0, 0, 2)))
    sign = rng.choice("€€€$£")
    if rng.random() < 0.3:
        return Text(f"{french} euros", f"{english} euros")
    return Text(f"{french} {sign}", f"{sign}{english}")


def _measure(rng: random.Random) -> Text:
    french, english = _figure(rng, rng.choice((0, 0, 1)))
    unit, theirs = rng.choice(_UNITS)
    blank = "" if unit == "%" else " "
    return Text(f"{french} {unit}", f"{english}{blank}{theirs}")


def _ordinal(rng: random.Random) -> Text:
    number = rng.randint(2, 60)
    unit, theirs = rng.choice(_ORDINALS)
    mark = rng.choice(("e", "e", "ème"))
    ending = "th" if 10 < number < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    article = "la" if unit in ("place", "édition") else "le"
    return Text(f"{article} {number}{mark} {unit}", f"the {number}{ending} {theirs}")


def _part(rng: random.Random) -> Text:
    (part, theirs), (french, english) = rng.choice(_PARTS), rng.choice(_MONTHS)
    year = f" {rng.randint(1950, 2035)}" if rng.random() < 0.5 else ""
    blank = "" if part.endswith("-") else " "
    return Text(f"{part}{blank}{french}{year}", f"in {theirs}{blank}{english}{year}")
