"""French and English word forms: what a term may look like in a text, and how a target takes the source's number."""

from __future__ import annotations

from functools import lru_cache

from bitexte.language import french
from bitexte.language import french_verbs as verbs
from bitexte.language import lemmas as lexicon
from bitexte.language.closed_classes import FUNCTION_WORDS, word_set
from bitexte.language.english import english_forms, english_plural
from bitexte.language.french_phrases import french_forms, is_acronym
from bitexte.model import Designation, Flag, PartOfSpeech, Term

__all__ = [
    "FUNCTION_WORDS",
    "english_forms",
    "french",
    "french_forms",
    "inflected_target",
    "is_acronym",
    "lexicon",
    "target_forms",
    "verbs",
]


def inflected_target(term: Term, surface: str, before: str = "") -> str:
    """The preferred target in the number that the French surface shows; verbs and the rest stay in their lemma.

    `before` is the text before the surface: the number of words that have one form for both (taux, colis) shows there.
    """
    target = term.targets[0]
    varies = target.part_of_speech is PartOfSpeech.NOUN and Flag.KEEP not in term.flags
    return english_plural(target.text) if varies and _is_plural(surface, term, before) else target.text


def target_forms(target: Designation) -> frozenset[str]:
    """All forms of a target that count as the term; forms given by hand override the rules."""
    if target.forms:
        return frozenset((target.text, *target.forms))
    return english_forms(target.text, target.part_of_speech)


def _is_plural(surface: str, term: Term, before: str) -> bool:
    """Whether the surface is a plural of the term, by its head, and by what stands before a head of one form."""
    head = _head_word(surface)
    if _has_one_form(head, term):
        return head not in _PLURAL_ONLY and (_is_after_plural(before) or _agrees_in_plural(surface, term))
    return _has_plural_form(head, term)


@lru_cache(maxsize=1 << 14)
def _has_one_form(head: str, term: Term) -> bool:
    """Whether a head that ends in -s, -x or -z is its own plural.

    The lexicon does not list such words: a headword whose singular it does not know is taken for one.
    """
    if not head.endswith(("s", "x", "z")):
        return False
    singular = french.singular(head)
    if singular == head or head in _ONE_FORM:
        return True
    return not lexicon.lemma(singular) and any(head == _head_word(source.text) for source in term.sources)


def _agrees_in_plural(surface: str, term: Term) -> bool:
    """Whether a word beside the head is a plural that no headword has: prix moyens of prix moyen."""
    known = {word for source in term.sources for word in source.text.lower().split()}
    return any(french.singular(word) != word and word not in known for word in surface.lower().split()[1:])


@lru_cache(maxsize=1 << 14)
def _has_plural_form(head: str, term: Term) -> bool:
    """Whether a head ends in -s or -x and the singular's does not.

    One that equals a headword which is plural only in form is not taken for a plural.
    """
    base = french.singular(head)
    if base == head:
        return False
    headwords = {_head_word(source.text) for source in term.sources}
    return head not in headwords or french.singular(head) != head


_ONE_FORM = word_set("cas tas")  # what they would be the plurals of are other words of the lexicon
_PLURAL_ONLY = word_set("frais gens honoraires dépens environs alentours arrhes vivres")
_PLURAL_DETERMINERS = word_set(
    "les des aux ces mes tes ses nos vos leurs plusieurs quelques certains certaines divers diverses différents "
    "différentes tous toutes deux trois quatre cinq six sept huit neuf dix nombreux nombreuses"
)


def _is_after_plural(before: str) -> bool:
    """Whether a text ends in a determiner of the plural or a number above one, an adjective may come after it."""
    words = before.lower().replace("’", "'").split()
    for back, word in enumerate(reversed(words[-2:])):
        if word in _PLURAL_DETERMINERS or (word.isdecimal() and int(word) > 1 and len(word) < 4):
            return True
        if back == 0 and not word.endswith(("s", "x")):
            return False
    return False


def _head_word(text: str) -> str:
    words = text.lower().replace("-", " ").split()
    return words[0] if words else ""
