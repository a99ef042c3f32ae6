"""Errors seeded into good translations, by the code that must find each: the source and target with one thing wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bitexte.model import CodeKind, InlineCode, Unit
from published import unit

Seed = Callable[[str, str, int], tuple[str, str] | None]

_ENDS = " .!?:;…\u00a0\u202f"


def _beside(source: str, target: str, french: str, english: str) -> tuple[str, str]:
    """Both texts with something more in brackets before their end marks."""
    return tuple(
        f"{text.rstrip(_ENDS)} ({more}){text[len(text.rstrip(_ENDS)) :]}"
        for text, more in ((source, french), (target, english))
    )  # type: ignore[return-value]


def _inserted(french: Sequence[str], english: Sequence[str]) -> Seed:
    def seed(source: str, target: str, number: int) -> tuple[str, str]:
        return _beside(source, target, french[number % len(french)], english[number % len(english)])

    return seed


def _changed(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> Seed:
    """The target with what the pattern finds first replaced; nothing where it finds nothing."""

    def seed(source: str, target: str, number: int) -> tuple[str, str] | None:
        changed = re.sub(pattern, replacement, target, count=1)
        return (source, changed) if changed != target else None

    return seed


def _digit(match: re.Match[str]) -> str:
    """The number with its first digit another one."""
    return str(int(match[0][0]) % 9 + 1) + match[0][1:]


def _wrapped(opening: str, closing: str, after: Callable[[str], str]) -> Seed:
    """Both texts in a pair of tags, the target spoilt by `after`."""

    def seed(source: str, target: str, number: int) -> tuple[str, str]:
        return f"{opening}{source}{closing}", after(f"{opening}{target}{closing}")

    return seed


def _question(source: str, target: str, number: int) -> tuple[str, str] | None:
    whole = source.rstrip().endswith("?") and target.rstrip().endswith("?")
    return (source, target.rstrip("? ") + ".") if whole else None


def _sentence(source: str, target: str) -> bool:
    return len(source.split()) > 6 and source[-1:] in ".!"


def _partly(source: str, target: str, number: int) -> tuple[str, str] | None:
    words = source.split()
    if not _sentence(source, target) or len(words) < 10 or not " ".join(words[2:9]).islower():
        return None
    return source, f"{target.rstrip('.')} {' '.join(words[2:9])}."


SEEDS: dict[str, Sequence[Seed]] = {
    "E001": [lambda source, target, number: (source, " ")],
    "I001": [lambda source, target, number: (source, target)],
    "I002": [lambda source, target, number: (source, target)],
    "L001": [lambda source, target, number: (source, target[:8]) if len(source) > 60 else None],
    "L002": [lambda source, target, number: (source, " ".join([target] * 2)) if len(source) > 60 else None],
    "M001": [
        _wrapped("<em>", "</em>", lambda text: text.removesuffix("</em>")),
        _wrapped("<b>", "</b>", lambda t: t[3:-4]),
    ],
    "M002": [_changed(r"(\w+)$|(\w+)(?=\W+$)", r"<i>\g<0></i>")],
    "M003": [_wrapped("<p><b>", "</b></p>", lambda text: text.replace("</b></p>", "</p></b>"))],
    "M004": [_changed("$", "<script>alert(1)</script>"), _changed("$", "<img src=x onerror='a()'>")],
    "M005": [_changed(" ", " \u202e"), _changed(" ", " \u2066")],
    "M007": [_inserted(['<a href="/x">ici</a>', '<img src="a.png"/>'], ["<a>here</a>", "<img/>"])],
    "M006": [_changed(" ", " \u200b"), _changed(" ", "\u2060 ")],
    "N001": [
        _changed(r"(?<![\w.,%{$/-])\d{2,}(?![\w.,%}/-]) ?", ""),
        _inserted(["145 colis", "96 jours"], ["parcels", "days"]),
    ],
    "N002": [
        _changed(r"(?<![\w.,%{$/-])\d{2,}(?![\w.,%}/-])", _digit),
        _inserted(["471,36", "1 250"], ["47.36", "12,500"]),
    ],
    "N003": [_inserted(["3,75", "12,5"], ["3,75", "12,5"])],
    "N004": [_inserted(["version 4.12.3", "v0.42.x"], ["version 4.13.2", "v0.43.x"])],
    "N005": [_inserted(["-12", "-40 °C"], ["12", "40 °C"])],
    "N006": [_inserted(["5 août 2021", "le 3 avril"], ["5 July 2021", "3 August"])],
    "N010": [_inserted(["12 milliards d'euros", "7 millions de pages"], ["€12 million", "7 billion pages"])],
    "N007": [_inserted(["250 €", "8 200 $", "35 euros"], ["£250", "8,200 euros", "$35"])],
    "N008": [_inserted(["40 km", "12 kg", "20 Mo"], ["40 m", "12 g", "20 GB"])],
    "P001": [
        _inserted(["%s", "{0}", "%name%", "{{ total }}", "${HOME}", "%1"], ["it", "0", "name", "total", "HOME", "1"])
    ],
    "P002": [_inserted(["le", "un"], ["%s", "{name}", "%limit%", "{{x}}"])],
    "P003": [_inserted(["%s de %d", "%d pour %s"], ["%d of %s", "%s for %d"])],
    "P004": [
        _inserted(
            ["{n, plural, one {# colis} other {# colis}}"],
            ["{n, plural, one {# parcel} autre {# parcels}}", "{nb, plural, one {# parcel} other {# parcels}}"],
        )
    ],
    "R001": [
        _changed(r"\b([a-z]{4,})\b", r"\1 \1 \1 \1 \1"),
        _changed("$", " one more time and one more time and one more time and one more time and"),
    ],
    "R003": [_changed(r"\b(?=the\b|of\b|with\b|from\b)([a-z]+) ", r"\1 \1 ")],
    "U001": [lambda source, target, number: (source, source) if _sentence(source, target) else None],
    "U002": [_partly],
    "U003": [lambda source, target, number: (("Accueil", "Livraison", "Bienvenue", "Quantité")[number % 4],) * 2],
    "V001": [_inserted(["www.example.org", "a@example.org", "SKU-A12"], ["the site", "the mail", "the code"])],
    "Y001": [
        lambda source, target, number: (source + "\n", target),
        lambda source, target, number: (source, target + "\n"),
    ],
    "Y002": [_inserted(["ici\nlà"], ["here there"])],
    "Y003": [_question],
    "Y005": [lambda source, target, number: (f"Note : {source}", f"Note : {target}")],
    "Y006": [_inserted(["« oui »"], ["« yes »"])],
    "Y007": [_changed(r"(?<=[a-z]) (?=[a-z])", "  ")],
    "Y009": [_inserted(["(oui)", "[oui]"], ["(yes", "yes]"])],
}


def seeded(units: Sequence[Unit], each: int) -> Iterator[tuple[str, Unit]]:
    """For every code up to `each` units with an error that it must find, made from good units in their order."""
    for code, seeds in SEEDS.items():
        found = 0
        for number, good in enumerate(units):
            pair = seeds[found % len(seeds)](good.segment.text, good.translation.text, found)
            spoils = code.startswith("I") or pair != (good.segment.text, good.translation.text)
            if pair is not None and spoils:
                spoilt = unit(*pair, f"{code}#{number}")
                yield code, _with_codes(spoilt, code) if code.startswith("I") else spoilt
                found += 1
            if found == each:
                break


def _with_codes(good: Unit, code: str) -> Unit:
    """The unit with an inline pair round its source, of which the target has one half, or a half too many."""
    pair = (InlineCode("1", CodeKind.OPEN, 0), InlineCode("1", CodeKind.CLOSE, len(good.segment.text)))
    placed = pair[:1] if code == "I001" else (*pair, pair[1])
    return replace(good, segment=replace(good.segment, codes=pair), translation=replace(good.translation, codes=placed))
