"""Languages: what a code stands for, and which one a text looks like by py3langid (Lui & Baldwin 2012)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

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
    code, certainty = _identifier().classify(sample)
    return None if code == "fr" or certainty < 0.95 else str(code)


def _plainly_french(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+'?", text.lower().replace("’", "'"))
    known = [word for word in words if word in FRENCH]
    return len(set(known)) >= 5 and len(known) > PLAIN * len(words)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LIKELY))
    return identifier
