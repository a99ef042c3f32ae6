"""Language tags: the two languages of Bitexte, and what a tag stands for (BCP 47, and the codes of ISO 639)."""

from __future__ import annotations

SOURCE, TARGET = "fr", "en"
_THREE_LETTERS = {"fra": "fr", "fre": "fr", "eng": "en"}


def primary(tag: str) -> str:
    """The primary language of a tag: fr for fr, FR, fr-CA, fr_FR and fra."""
    subtag = tag.strip().lower().replace("_", "-").partition("-")[0]
    return _THREE_LETTERS.get(subtag, subtag)


def is_french(tag: str) -> bool:
    """Whether a tag names French, of whatever region."""
    return primary(tag) == SOURCE
