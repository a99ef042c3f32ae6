"""Languages: what a code stands for, and which one a text looks like by py3langid (Lui & Baldwin 2012)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bitexte.language.wordlists import is_french, is_usual_english

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 4000
ENOUGH = 40  # letters; below that a guess is worth nothing
# Words that a fifth of any French text is made of, and that the languages below have not.
_WORDS = """
les des du une dans est qui pour pas aux sur avec cette ces sont nous vous elle mais été être ou et au plus ont leur je
d' l' qu' n' s' c' j'
"""
FRENCH = frozenset(_WORDS.split())
PLAIN = 0.12  # the share of such words that spares a text the classifier, which takes half a second to load
# Words that tell a language from French in a sentence or two, and what French shares with its neighbours.
_WORDS_TELLING = {
    "de": "der die das und ist nicht ein eine einen einer wird werden wurde für mit von den dem sich auch auf zu im",
    "en": "the of and is are was were be been has have that this these with for you your not by from its to they would",
    "es": "el los del y con por una está más su sus al pero muy este esta lo hay fue",
    "it": "della dello delle dei che con per è gli sono dalla nel nella più questo questa anche",
    "nl": "het een van is zijn voor met niet dat op wordt worden ook bij naar deze aan",
    "pt": "o os do da dos das não com para em por uma é ao mais foi são como",
}
_TELLING = {code: frozenset(words.split()) for code, words in _WORDS_TELLING.items()}
_SHARED = re.compile(r"(?i)\b(?:le|la|il|en|un|de|que|se|ce|on|son|par|ma)\b|[éèêàçœ]")
_ENGLISH_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CONTRACTED = re.compile(r"(?i)(?:n't|'(?:s|m|d|ll|re|ve|t))$")
NAMES = {"de": "German", "en": "English", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese"}
_THREE_LETTERS = {"fra": "fr", "fre": "fr", "eng": "en"}
LIKELY = ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ro", "ru", "zh")


def primary(code: str) -> str:
    """The primary language of a code: fr for fr, FR, fr-CA, fr_FR and fra."""
    subtag = code.strip().lower().replace("_", "-").partition("-")[0]
    return _THREE_LETTERS.get(subtag, subtag)


def foreign(text: str) -> str | None:
    """The code of the language that the text looks like, None where it is French or too short to tell."""
    sample = text[:SAMPLE]
    if sum(character.isalpha() for character in sample) < ENOUGH:
        return None
    if _plainly_french(sample):
        return None
    code = looks(sample)
    return None if code == "fr" else code


def looks(text: str) -> str | None:
    """The code of the language that a text is in by a classifier, None where it is short or the classifier not sure."""
    sample = text[:SAMPLE]
    if sum(character.isalpha() for character in sample) < ENOUGH:
        return None
    code, certainty = _identifier().classify(sample)
    return str(code) if certainty >= 0.95 else None


def evident(text: str) -> str | None:
    """The code of the language other than French that a sentence is evidently in, told by its commonest words.

    Made for sentences, on which a classifier guesses: two such words at least, no French one, and less that both
    languages have; or words of English alone. None is no proof of French.
    """
    words = set(_words(text))
    if words & FRENCH:
        return None
    telling, code = max((len(words & known), code) for code, known in _TELLING.items())
    if len(words) >= 4 and telling > 1 and telling > len(_SHARED.findall(text)):
        return code
    return "en" if only_english(text) else None


def only_english(text: str) -> bool:
    """Whether every word of a text is one of English and half of them, two at least, are in no French list.

    Words with a capital, but for the first, are names: they tell nothing.
    """
    words = [_CONTRACTED.sub("", word) for word in _ENGLISH_WORDS.findall(text.replace("’", "'"))]
    common = [word for number, word in enumerate(words) if word.islower() or (number == 0 and word.istitle())]
    if len(common) < 2 or not all(is_usual_english(word) for word in common):
        return False
    foreign_ones = [word for word in common if not is_french(word)]
    return len(foreign_ones) >= 2 and 2 * len(foreign_ones) >= len(common)


def _plainly_french(text: str) -> bool:
    words = _words(text)
    known = [word for word in words if word in FRENCH]
    return len(set(known)) >= 5 and len(known) > PLAIN * len(words)


def _words(text: str) -> list[str]:
    """The words in lower case, elisions by themselves."""
    return re.findall(r"[^\W\d_]+'?", text.lower().replace("’", "'"))


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LIKELY))
    return identifier
