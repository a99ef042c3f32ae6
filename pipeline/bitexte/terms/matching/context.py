"""Noun or verb: what the neighbours of an ambiguous form say (il marque, une marque, la Chine produit du vin)."""

from __future__ import annotations

import re
import unicodedata

from bitexte.language import closed_classes as closed
from bitexte.terms.matching.guards import Guard
from bitexte.text.characters import APOSTROPHES, HYPHEN

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_BEFORE = re.compile(rf"((?:[^\W_]+(?:\s+|[{APOSTROPHES}]\s?|{HYPHEN}))+)$", re.UNICODE)
_AFTER = re.compile(rf"\s+([^\W_]+[{APOSTROPHES}]?)", re.UNICODE)
# What can be no subject, and what has a noun behind it.
_NO_SUBJECTS = closed.DETERMINERS | closed.PREPOSITIONS | closed.BEFORE_NOUNS | closed.ADVERBS


def allows(guard: int, text: str, start: int, end: int) -> bool:
    """Whether the context leaves an ambiguous form its part of speech."""
    left = unicodedata.normalize("NFC", text[max(start - 60, 0) : start])
    right = unicodedata.normalize("NFC", text[end : end + 30])
    before = _words_before(left)
    if guard & Guard.FUNCTION and not (before and before[-1] in closed.DETERMINERS):
        return False
    if guard & Guard.PARTICIPLE and _after_auxiliary(before):
        return False
    if guard & Guard.FINITE and _is_verb(before, left, right):
        return False
    if guard & Guard.NOT_NOUN and _after_determiner(before):
        return False
    return not guard & Guard.NEEDS_VERB or _is_verb(before, left, right)


def _words_before(left: str) -> list[str]:
    """Up to four words that run up to the span with no punctuation between, in lower case."""
    run = _BEFORE.search(left)
    return [word.lower() for word in _WORD.findall(run.group())][-4:] if run else []


def _is_verb(before: list[str], left: str, right: str) -> bool:
    return _after_subject(before) or _after_noun_subject(before, left, right)


def _after_subject(before: list[str]) -> bool:
    """il marque, ne le produit, qui nous commande: a subject, or clitics, run up to the word."""
    rest = list(before)
    clitics = 0
    while rest and (rest[-1] in closed.CLITICS or rest[-1] in closed.OBJECTS):
        clitics += rest[-1] in closed.CLITICS and rest[-1] not in ("leur", "nous", "vous")
        rest.pop()
    if rest and rest[-1] in ("ne", "n"):
        return True
    if len(rest) < len(before) and rest and rest[-1] == "qui":
        return before[-1] not in closed.OBJECTS
    return bool(rest and rest[-1] in closed.SUBJECTS) or (clitics > 0 and before[-1] not in closed.OBJECTS)


def _after_noun_subject(before: list[str], left: str, right: str) -> bool:
    """Alibaba marque un tournant, l'usine produit des vêtements: a bare noun before, an object or adverb after."""
    after = _AFTER.match(right)
    following = after.group(1).lower() if after else ""
    last = before[-1] if before else ""
    if last in _NO_SUBJECTS or last.isdigit():
        return False
    if following in closed.ARTICLES_OF_OBJECTS:
        return True
    if not before or following not in closed.COMPLEMENTS:
        return False
    return _is_name(left) or bool(closed.SPECIFIC & {*before[-3:-1]})


def _is_name(left: str) -> bool:
    """Whether the word before is capitalised in the middle of a sentence."""
    word = re.search(r"(?<=[\w,][\s'’])[^\W_]+$", left.rstrip())
    return word is not None and word.group()[0].isupper() and not word.group().isupper()


def _after_auxiliary(before: list[str]) -> bool:
    rest = list(before)
    while rest and rest[-1] in closed.ADVERBS:
        rest.pop()
    return bool(rest) and (rest[-1] in closed.HAVE or rest[-1] in closed.BE)


def _after_determiner(before: list[str]) -> bool:
    """un expédié, le marché; but not il le marche, nor pour le rembourser."""
    return bool(before) and before[-1] in closed.DETERMINERS and not _after_subject(before)
