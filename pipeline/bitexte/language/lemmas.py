"""The French full-form lexicon: simplemma's data, form to lemma, and inverted, lemma to forms."""

from __future__ import annotations

from functools import lru_cache

# Infinitives have many forms; nouns and adjectives in -er, -ir, -re have at most a handful.
_FEWEST_VERB_FORMS = 15


@lru_cache(maxsize=1)
def lemmas() -> dict[str, str]:
    """Form -> lemma, some 250,000 forms. A form has one lemma here, even where French has two."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    return dict(DefaultDictionaryFactory().get_dictionary("fr").items())


@lru_cache(maxsize=1)
def inverted() -> dict[str, tuple[str, ...]]:
    """Lemma -> its forms, sorted."""
    forms: dict[str, list[str]] = {}
    for form, lemma in lemmas().items():
        forms.setdefault(lemma, []).append(form)
    return {lemma: tuple(sorted(found)) for lemma, found in forms.items()}


@lru_cache(maxsize=1)
def verbs() -> frozenset[str]:
    """The infinitives."""
    endings = ("er", "ir", "re", "oir")
    return frozenset(
        lemma for lemma, forms in inverted().items() if lemma.endswith(endings) and len(forms) >= _FEWEST_VERB_FORMS
    )


def lemma(form: str) -> str:
    """The lemma of a lower-case form, or an empty string where the lexicon does not know it."""
    return lemmas().get(form, "")


def forms(lemma_: str) -> tuple[str, ...]:
    return inverted().get(lemma_, ())
