"""French and English word forms: what a term may look like in a text, and how a target takes the source's number."""

from __future__ import annotations

from functools import lru_cache

from bitexte.language import french
from bitexte.language import french_verbs as verbs
from bitexte.language import lemmas as lexicon
from bitexte.language.english import english_forms, english_plural
from bitexte.language.french_phrases import FUNCTION_WORDS, french_forms, is_acronym
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


def inflected_target(term: Term, surface: str) -> str:
    """The preferred target in the number that the French surface shows; verbs and the rest stay in their lemma."""
    target = term.targets[0]
    varies = target.part_of_speech is PartOfSpeech.NOUN and Flag.KEEP not in term.flags
    return english_plural(target.text) if varies and _is_plural(surface, term) else target.text


def target_forms(target: Designation) -> frozenset[str]:
    """All forms of a target that count as the term; forms given by hand override the rules."""
    if target.forms:
        return frozenset((target.text, *target.forms))
    return english_forms(target.text, target.part_of_speech)


@lru_cache(maxsize=1 << 14)
def _is_plural(surface: str, term: Term) -> bool:
    """Whether the surface is a plural of the term: its head ends in -s or -x and the singular's does not.

    A surface that equals a headword which is plural only in form (prix, fonds) is not taken for a plural.
    """
    head = _head_word(surface)
    base = french.singular(head)
    if base == head:
        return False
    headwords = {_head_word(source.text) for source in term.sources}
    return head not in headwords or french.singular(head) != head


def _head_word(text: str) -> str:
    words = text.lower().replace("-", " ").split()
    return words[0] if words else ""
