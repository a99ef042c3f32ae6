"""French word forms: plurals by rule, feminines the lexicon confirms, verbs from the lexicon and by rule."""

from __future__ import annotations

from functools import lru_cache

from bitexte.language import lemmas as lexicon
from bitexte.language.closed_classes import PREFIXES, word_set

_IRREGULAR_PLURALS = {
    "œil": "yeux", "ciel": "cieux", "aïeul": "aïeux", "monsieur": "messieurs", "madame": "mesdames",
    "mademoiselle": "mesdemoiselles", "bonhomme": "bonshommes", "gentilhomme": "gentilshommes", "ail": "aulx",
}  # fmt: skip
_AL_TO_ALS = word_set(
    "aval bal bancal banal cal carnaval cérémonial chacal choral corral étal fatal festival final floréal fractal "
    "furoshikal glacial idéal moral mistral narval natal naval nopal pal récital régal rorqual santal serval sial "
    "tonal trial val virginal"
)
_AL_TO_BOTH = word_set("banal choral final glacial idéal moral tonal val étal")
_AIL_TO_AUX = word_set("bail corail émail fermail gemmail soupirail travail vantail ventail vitrail")
_AU_TO_AUS = word_set("bleu émeu enfeu feu landau pneu sarrau")
_OU_TO_OUX = word_set("bijou caillou chou genou hibou joujou pou")
_FEMININES = {
    "beau": "belle", "nouveau": "nouvelle", "vieux": "vieille", "fou": "folle", "mou": "molle", "blanc": "blanche",
    "franc": "franche", "sec": "sèche", "frais": "fraîche", "public": "publique", "turc": "turque", "grec": "grecque",
    "long": "longue", "doux": "douce", "faux": "fausse", "roux": "rousse", "favori": "favorite", "gros": "grosse",
    "gras": "grasse", "bas": "basse", "épais": "épaisse", "las": "lasse", "gentil": "gentille", "tiers": "tierce",
    "malin": "maligne", "bénin": "bénigne", "héros": "héroïne", "roi": "reine", "aigu": "aiguë", "ambigu": "ambiguë",
}  # fmt: skip
_BEFORE_VOWEL = {"beau": "bel", "nouveau": "nouvel", "vieux": "vieil", "fou": "fol", "mou": "mol"}
_FEMININE_ENDINGS = (
    ("teur", ("trice", "teuse", "teure")),
    ("eur", ("euse", "eure", "eresse")),
    ("er", ("ère",)),
    ("ien", ("ienne",)),
    ("éen", ("éenne",)),
    ("on", ("onne", "one")),
    ("el", ("elle",)),
    ("eil", ("eille",)),
    ("ul", ("ulle",)),
    ("et", ("ette", "ète")),
    ("ot", ("otte", "ote")),
    ("an", ("anne", "ane")),
    ("f", ("ve",)),
    ("x", ("se",)),
    ("s", ("sse", "se")),
    ("", ("e",)),
)
_PREFIXES = sorted(PREFIXES, key=lambda prefix: (-len(prefix), prefix))


def plurals(word: str) -> tuple[str, ...]:
    """The plurals of a singular noun or adjective; empty where the word does not change."""
    low = word.lower()
    if low in _IRREGULAR_PLURALS:
        return (_IRREGULAR_PLURALS[low],)
    if low.endswith(("s", "x", "z")):
        return ()
    if low.endswith("al"):
        return _of_al(word, low)
    if low in _AIL_TO_AUX:
        return (word[:-3] + "aux",)
    if (low.endswith(("au", "eu")) and low not in _AU_TO_AUS) or low in _OU_TO_OUX:
        return (word + "x",)
    return (word + "s", *_of_loan(word, low))


def _of_al(word: str, low: str) -> tuple[str, ...]:
    regular, exceptional = word[:-2] + "aux", word + "s"
    if low in _AL_TO_BOTH:
        return regular, exceptional
    return (exceptional,) if low in _AL_TO_ALS else (regular,)


def _of_loan(word: str, low: str) -> tuple[str, ...]:
    """The plural a word keeps from English: sandwiches, entities, businessmen."""
    if low.endswith(("ch", "sh")) and not low.endswith("ech"):
        return (word + "es",)
    if low.endswith("y") and low[-2:-1] not in ("a", "e", "o", "u", ""):
        return (word[:-1] + "ies",)
    return (word[:-2] + "en",) if low.endswith("man") and len(low) > 4 else ()


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """The singular of a plural form, or the word itself where it is none."""
    low = word.lower()
    if len(low) < 3 or not low.endswith(("s", "x")):
        return word
    known = lexicon.lemma(low)
    if known == low:
        return word
    if known and low in plurals(known):
        return _as_cased(word, known)
    if low.endswith("x"):
        return _singular_in_x(word) if not known else word
    return word[:-1] if low[-2] not in "su" or not known else word


_ENDING_IN_AUX = word_set("taux chaux faux")  # in both numbers


def _singular_in_x(word: str) -> str:
    if word.lower() in _ENDING_IN_AUX:
        return word
    if word.lower().endswith("eaux"):
        return word[:-1]
    return word[:-3] + "al" if word.lower().endswith("aux") else word


def _as_cased(model: str, word: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


@lru_cache(maxsize=1 << 16)
def feminine(word: str) -> str:
    """The feminine of a noun or adjective where the lexicon maps it back to the word, or an empty string."""
    low = word.lower()
    if low in _FEMININES:
        return _as_cased(word, _FEMININES[low])
    for candidate in _feminine_candidates(low):
        if _maps_back(candidate, low):
            return word[:1] + candidate[1:]
    return _feminine_of_base(word)


def _feminine_candidates(low: str) -> tuple[str, ...]:
    if low.endswith("e"):
        return ()
    found: list[str] = []
    for ending, replacements in _FEMININE_ENDINGS:
        if low.endswith(ending):
            found += [low[: len(low) - len(ending)] + replacement for replacement in replacements]
    return tuple(found)


def _maps_back(feminine_: str, masculine: str) -> bool:
    known = lexicon.lemma(feminine_)
    if known == masculine or lexicon.lemma(feminine_ + "s") == masculine:
        return True
    # The lexicon gives "marchande" and its like to verbs in -ander, which no noun in -and shares.
    return masculine.endswith("and") and known == feminine_ + "r"


def _feminine_of_base(word: str) -> str:
    """cyberacheteur -> cyberacheteuse: a prefixed word that the lexicon does not know inflects as its base."""
    low = word.lower()
    if lexicon.lemma(low):
        return ""
    for prefix in _PREFIXES:
        base = low.removeprefix(prefix)
        if base != low and len(base) > 3 and lexicon.lemma(base) == base:
            inflected = feminine(base)
            return word[: len(prefix)] + inflected if inflected else ""
    return ""


def before_vowel(word: str) -> str:
    """bel, nouvel, vieil: the masculine form before a vowel, or an empty string."""
    return _BEFORE_VOWEL.get(word.lower(), "")
