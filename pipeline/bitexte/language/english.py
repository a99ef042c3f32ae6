"""English word forms: plurals and verb forms of targets, after their head."""

from __future__ import annotations

import re
from functools import lru_cache

from bitexte.language.closed_classes import ENGLISH_PREPOSITIONS, PARTICLES, word_set
from bitexte.model import PartOfSpeech

# Nouns that take no plural in the sense terms have; compounds inherit it from their head ("open-source software").
_UNCOUNTABLE = word_set(
    "software hardware firmware malware feedback know-how information equipment advice news research knowledge "
    "furniture luggage baggage freight cargo traffic commerce e-commerce m-commerce trade retail wholesale retailing "
    "marketing merchandising shopping streaming logistics analytics electronics economics data media advertising "
    "content progress evidence training staff personnel music money cash currency-exchange inventory-turnover "
    "digitisation digitization digitalisation digitalization globalisation globalization intelligence circulation "
    "turnover goodwill lingerie underwear clothing footwear housing transport transportation packaging ready-to-wear "
    "lockdown-easing work homework teamwork help health wealth poverty sustainability traceability "
    "series species means headquarters crossroads goods earnings proceeds savings customs after-sales-service vat "
    "aircraft spacecraft fish sheep deer offspring"
)
_IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
    "goose": "geese", "mouse": "mice", "ox": "oxen", "criterion": "criteria", "phenomenon": "phenomena",
    "analysis": "analyses", "basis": "bases", "crisis": "crises", "thesis": "theses", "axis": "axes",
    "index": "indexes", "matrix": "matrices", "medium": "media", "datum": "data", "curriculum": "curricula",
    "leaf": "leaves", "shelf": "shelves", "half": "halves", "life": "lives", "knife": "knives", "wife": "wives",
    "loaf": "loaves", "self": "selves", "thief": "thieves", "wolf": "wolves", "calf": "calves", "scarf": "scarves",
    "hero": "heroes", "potato": "potatoes", "tomato": "tomatoes", "echo": "echoes", "embargo": "embargoes",
    "veto": "vetoes", "cargo": "cargoes", "quiz": "quizzes", "bus": "buses", "passer-by": "passers-by",
}  # fmt: skip
_SINGULAR_OF = {plural: singular for singular, plural in _IRREGULAR.items()}
_SINGULAR_IN_S = word_set(
    "gas lens atlas canvas bias alias chaos cosmos ethos pathos thermos rhinoceros cyclops pancreas christmas biceps "
    "triceps asbestos fracas diabetes herpes rabies molasses mews corps"
)
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")


def english_plural(text: str) -> str:
    """The plural of an English noun term, on its head: calls for tenders, big data, after-sales services."""
    start, end = _head(text)
    head = text[start:end]
    if not head or is_uncountable(text):
        return text
    return text[:start] + _plural_word(head) + text[end:]


def english_singular(word: str) -> str:
    """The singular of a word in small letters by rule, or the word itself; of several the shortest: boxes, box."""
    return min(_singular_words(word), key=lambda one: (len(one), one)) if _is_plural(word) else word


def is_uncountable(text: str) -> bool:
    """Whether the head takes no plural, or is one already ("goods", "social media")."""
    start, end = _head(text)
    head = text[start:end].lower()
    whole = text.lower().replace(" ", "-")
    return head in _UNCOUNTABLE or whole in _UNCOUNTABLE or _is_plural(head)


def _head(text: str) -> tuple[int, int]:
    """Span of the head: the last word before the first preposition, else the last word."""
    words = list(_WORD.finditer(text))
    if not words:
        return 0, 0
    for number, word in enumerate(words[1:], start=1):
        if word.group().lower() in ENGLISH_PREPOSITIONS:
            return words[number - 1].span()
    return words[-1].span()


def _plural_word(word: str) -> str:
    low = word.lower()
    if word.isupper() and len(word) > 1:
        return word + "s"
    if low in _IRREGULAR:
        return _cased(word, _IRREGULAR[low])
    stem, hyphen, last = word.rpartition("-")
    if hyphen and last.lower() not in PARTICLES:
        return stem + hyphen + _plural_word(last)
    for ending, plural in _IRREGULAR.items():
        if len(ending) > 2 and low.endswith(ending) and ending in ("man", "woman", "child", "person", "shelf"):
            return word[: len(word) - len(ending)] + plural if ending != "person" else word + "s"
    return _regular_plural(word)


def _regular_plural(word: str) -> str:
    low = word.lower()
    if low.endswith(("s", "x", "z", "ch", "sh")) and not low.endswith("arch"):
        return word + "es"
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _cased(model: str, word: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _is_plural(word: str) -> bool:
    """By rule: a dictionary takes half a second to load and calls "designs" a singular."""
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word in _SINGULAR_OF
    return word not in _SINGULAR_IN_S


@lru_cache(maxsize=1 << 14)
def english_forms(text: str, part_of_speech: PartOfSpeech) -> frozenset[str]:
    """All forms under which an English term may stand in a text, itself among them, in its own case."""
    found = {text}
    if part_of_speech is PartOfSpeech.VERB:
        found |= _verb_forms(text)
    elif part_of_speech is PartOfSpeech.NOUN:
        found |= {english_plural(text), *_singulars(text)}
    elif part_of_speech is PartOfSpeech.ADJECTIVE and " " not in text and "-" not in text:
        found |= _inflections(text, "ADJ")
    return frozenset(found | {variant for form in found for variant in _spellings(form)})


def _singulars(text: str) -> set[str]:
    """goods -> good is no singular in use, but works -> work and sales -> sale are found in texts."""
    start, end = _head(text)
    head = text[start:end].lower()
    if head in _UNCOUNTABLE or not _is_plural(head):
        return set()
    return {text[:start] + singular + text[end:] for singular in _singular_words(head)}


def _singular_words(plural: str) -> set[str]:
    """What the plural may come from; some are no words, which no text holds."""
    if plural in _SINGULAR_OF:
        return {_SINGULAR_OF[plural]}
    if plural.endswith("ies"):
        return {plural[:-3] + "y", plural[:-1]}
    if plural.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        return {plural[:-2], plural[:-1]}
    return {plural[:-1]}


def _verb_forms(text: str) -> set[str]:
    """place an order -> places, placed, placing an order; the first word is the verb, after an optional "to"."""
    bare = re.sub(r"^to\s+", "", text)
    head, separator, rest = bare.partition(" ")
    return {bare} | {form + separator + rest for form in _inflections(head, "VERB")}


def _inflections(word: str, upos: str) -> set[str]:
    from lemminflect import getAllInflections, getAllInflectionsOOV

    found = getAllInflections(word, upos=upos) or (getAllInflectionsOOV(word, upos) if upos == "VERB" else {})
    return {form for forms in found.values() for form in forms} | {word}


def _spellings(form: str) -> set[str]:
    """Hyphen or space, British or American: the same term to a reader."""
    found = {form.replace("-", " ")} if "-" in form else set()
    for british, american in _AMERICAN:
        for old, new in ((british, american), (american, british)):
            if (changed := re.sub(rf"(?<=\w\w\w){old}(s|d|rs?)?\b", rf"{new}\1", form)) != form:
                found.add(changed)
    return found


_AMERICAN = (
    ("isation", "ization"),
    ("ise", "ize"),
    ("ising", "izing"),
    ("catalogue", "catalog"),
    ("centre", "center"),
    ("fulfilment", "fulfillment"),
    ("labour", "labor"),
    ("colour", "color"),
    ("licence", "license"),
    ("programme", "program"),
)
