"""Which language a text or a sentence is in: by its commonest words, and by py3langid (Lui & Baldwin 2012)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bitexte.language.closed_classes import COMMONEST, COMMONEST_ELSEWHERE
from bitexte.language.wordlists import is_french, is_usual_english

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 4000
ENOUGH = 40  # letters; below that a guess is worth nothing
PLAIN = 0.12  # the share of such words that spares a text the classifier, which takes half a second to load
_SHARED = re.compile(r"(?i)\b(?:le|la|il|en|un|de|que|se|ce|on|son|par|ma)\b|[éèêàçœ]")
_ENGLISH_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CONTRACTED = re.compile(r"(?i)(?:n't|'(?:s|m|d|ll|re|ve|t))$")
NAMES = {"de": "German", "en": "English", "es": "Spanish", "it": "Italian", "nl": "Dutch", "pt": "Portuguese"}
LIKELY = ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ro", "ru", "zh")


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
    if words & COMMONEST:
        return None
    telling, code = max((len(words & known), code) for code, known in COMMONEST_ELSEWHERE.items())
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
    known = [word for word in words if word in COMMONEST]
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
