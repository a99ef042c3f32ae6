"""Which language a text looks like, by py3langid (Lui & Baldwin 2012), for a warning where it is not French."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 4000
ENOUGH = 40  # letters; below that a guess is worth nothing
LIKELY = ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ro", "ru", "zh")


def foreign(text: str) -> str | None:
    """The code of the language that the text looks like, None where it is French or too short to tell."""
    sample = text[:SAMPLE]
    if sum(character.isalpha() for character in sample) < ENOUGH:
        return None
    code, certainty = _identifier().classify(sample)
    return None if code == "fr" or certainty < 0.95 else str(code)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LIKELY))
    return identifier
