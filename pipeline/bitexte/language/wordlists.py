"""Is this a word of French, of English? By simplemma's forms and lemmas, some 250,000 and 180,000."""

from __future__ import annotations

from functools import cache, lru_cache


@cache
def words(code: str) -> frozenset[str]:
    """The lower-case words of a language (fr, en). Loading them takes half a second: ask for them when they count."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    forms = DefaultDictionaryFactory().get_dictionary(code)
    return frozenset(map(str.lower, forms)) | frozenset(map(str.lower, forms.values()))


@lru_cache(maxsize=1 << 16)
def french_only(word: str) -> bool:
    """Whether a lower-case word is French and no English word is spelt like it."""
    return word in words("fr") and word not in words("en")
