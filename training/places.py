"""Countries and languages by their names in CLDR: a corpus names few of them, the texts to come name any.

Where a pair of sentences names one, another of the same gender, first sound and ending takes its place, so that
articles and agreement stay right: "un client chinois" makes "un client polonais".
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import regex

from training.align import Text, swap_words

SHARE = 0.6  # of the sentences that name one
COMMON = {"Canada": 0.15}  # named so often in the corpus that less will do
_WORD = regex.compile(r"\p{L}[\p{L}-]*")
_NAME = regex.compile(r"\p{L}+(?:[ -]\p{L}+)?")
_VOWEL = regex.compile(r"(?i)[aàâeéèêiîoôuyh]")
# What is added to the adjective for number and gender, by its ending; others are left alone.
_ENDINGS = {"ais": ("", "e", "es"), "ois": ("", "e", "es"), "ien": ("", "s", "ne", "nes"), "e": ("", "s")}
_MASCULINE = frozenset(["Belize", "Cambodge", "Mexique", "Mozambique", "Suriname", "Zimbabwe"])  # though in -e
# Languages whose English name is not that of the people or the things.
_NO_ADJECTIVES = frozenset(["groenlandais", "mannois"])

Kind = tuple[str, bool]  # an ending, and whether a vowel comes first


@dataclass(frozen=True)
class Gazetteer:
    """French names with their English ones, and the French names by kind."""

    english: Mapping[str, str]
    kinds: Mapping[Kind, list[str]]


def swap_country(text: Text, rng: random.Random) -> Text:
    """The pair with another country or language in place of the one it names; unchanged where it names none."""
    for found in _WORD.finditer(text.source):
        known = _known(found.group())
        if known is None:
            continue
        gazetteer, name, ending = known
        if rng.random() > COMMON.get(name, SHARE):
            return text
        other = rng.choice(gazetteer.kinds[_kind(name)])
        return swap_words(text, (found.group(), gazetteer.english[name]), (other + ending, gazetteer.english[other]))
    return text


def bare(rng: random.Random) -> Text:
    """One to three countries by themselves, as labels and lists name them, with their articles or without."""
    names = rng.sample(list(countries().english), rng.choice((1, 1, 2, 3)))
    article = rng.random() < 0.5
    french = [_article(name) + name if article else name for name in names]
    english = [countries().english[name] for name in names]
    return Text(_listed(french, "et"), _listed(english, "and"))


def _listed(names: list[str], word: str) -> str:
    return f" {word} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _article(name: str) -> str:
    ending, vowel = _kind(name)
    if ending == "s":
        return "les "
    return "l'" if vowel else "la " if ending == "e" and name not in _MASCULINE else "le "


def _known(word: str) -> tuple[Gazetteer, str, str] | None:
    """The gazetteer that holds a word, the name in it, and what the word has more than the name."""
    if word in countries().english:
        return countries(), word, ""
    for ending in ("", "s", "e", "es", "ne", "nes"):
        name = word.removesuffix(ending)
        if word.endswith(ending) and name in languages().english and ending in _ENDINGS[_kind(name)[0]]:
            return languages(), name, ending
    return None


@cache
def countries() -> Gazetteer:
    """The countries and territories of one word or two; those ending in -e are mostly feminine."""
    return _gazetteer("territories")


@cache
def languages() -> Gazetteer:
    """The languages whose names are adjectives too, of an ending that tells their forms."""
    return _gazetteer("languages")


def _gazetteer(kind: str) -> Gazetteer:
    from babel import Locale

    french, english = (getattr(Locale(code), kind) for code in ("fr", "en"))
    codes = [code for code in sorted(french) if len(code) == 2 and code in english]  # ISO's own, no regions or dialects
    pairs = [(french[code], english[code]) for code in codes]
    names = {name: other for name, other in pairs if _NAME.fullmatch(name) and _NAME.fullmatch(other)}
    if kind == "languages":
        names = {name: other for name, other in names.items() if _adjective(name) and other.isalpha()}
    kinds: defaultdict[Kind, list[str]] = defaultdict(list)
    for name in names:
        kinds[_kind(name)].append(name)
    return Gazetteer(names, dict(kinds))


def _adjective(name: str) -> bool:
    ours = name.endswith(("ais", "ois", "ien", "que", "sse", "be", "te", "are")) and name not in _NO_ADJECTIVES
    return ours and name.isalpha()


def _kind(name: str) -> Kind:
    endings = _ENDINGS if name[0].islower() else ("s", "e")
    return next((ending for ending in endings if name.endswith(ending)), ""), bool(_VOWEL.match(name))
