"""French forms of a whole term: what its words may become together."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from bitexte.language import french
from bitexte.language import french_verbs as verbs
from bitexte.language.closed_classes import BEFORE_HEADS, FUNCTION_WORDS
from bitexte.model import PartOfSpeech
from bitexte.text.characters import APOSTROPHE, APOSTROPHES, HYPHENS

_JOINT = re.compile(rf"([{HYPHENS}{APOSTROPHES}\s]+)")
_REFLEXIVE = re.compile(rf"^(?:se\s+|s{APOSTROPHE})", re.IGNORECASE)
_MOST_FORMS = 96

Alternatives = tuple[str, ...]


def french_forms(text: str, part_of_speech: PartOfSpeech) -> frozenset[str]:
    """All forms of a French term, itself among them, spelt with their accents.

    Nouns vary in number (and in gender where the head has both), adjectives in both, verbs in everything; adverbs,
    proper nouns and acronyms stay as they are.
    """
    match part_of_speech:
        case PartOfSpeech.NOUN:
            found = acronym_forms(text) if is_acronym(text) else _nominal(text, adjective=False)
        case PartOfSpeech.ADJECTIVE:
            found = _nominal(text, adjective=True)
        case PartOfSpeech.VERB:
            found = _verbal(text)
        case _:
            found = acronym_forms(text)
    return frozenset((text, *found))


def is_acronym(text: str) -> bool:
    """TVA, CA, RGPD, R&D, B2B: capitals and digits, two signs or more, no small letter."""
    if not text.isupper() or " " in text or len(text) < 2:
        return False
    return sum(sign.isalpha() for sign in text) <= 8


def acronym_forms(text: str) -> Iterable[str]:
    return (text, text + "s") if is_acronym(text) and text.isalnum() and len(text) > 2 else (text,)


def _nominal(text: str, *, adjective: bool) -> Iterable[str]:
    pieces = _JOINT.split(text)
    words, joints = pieces[::2], pieces[1::2]
    chunks = _chunks(words)
    head = next((number for number, chunk in enumerate(chunks) if not _is_function(chunk)), 0)
    choices = [_chunk(chunk, adjective or number == head) for number, chunk in enumerate(chunks)]
    for chosen in itertools.islice(itertools.product(*choices), _MOST_FORMS):
        yield _joined([word for chunk in chosen for word in chunk], joints)


def _joined(words: Sequence[str], joints: Sequence[str]) -> str:
    return "".join(itertools.chain.from_iterable(itertools.zip_longest(words, joints, fillvalue="")))


def _chunks(words: Sequence[str]) -> list[list[str]]:
    """Split at the function words, each a chunk of its own: [place] [de] [marché]."""
    chunks: list[list[str]] = []
    for word in words:
        invariable = word.lower() in FUNCTION_WORDS
        if not chunks or invariable or _is_function(chunks[-1]):
            chunks.append([])
        chunks[-1].append(word)
    return chunks


def _is_function(chunk: list[str]) -> bool:
    return len(chunk) == 1 and chunk[0].lower() in FUNCTION_WORDS


def _chunk(words: list[str], gendered: bool) -> list[Alternatives]:
    """What the words of one chunk become together, the chunk as it stands first."""
    if _is_function(words) or not any(words):
        return [tuple(words)]
    singulars = [french.singular(word) for word in words]
    found = [tuple(words), *_numbers(singulars)]
    if gendered and (feminines := _feminines(singulars)):
        plural = [(french.plurals(word) or (word,))[0] for word in feminines]
        found += [tuple(feminines), tuple(plural), (*feminines[:-1], plural[-1])]
    if gendered and len(words) == 1 and (prevocalic := french.before_vowel(words[0])):
        found.append((prevocalic,))
    return list(dict.fromkeys(found))


def _numbers(singulars: Sequence[str]) -> list[Alternatives]:
    """All singular, all plural, and the last or the first word only: live shoppings, codes promo."""
    options = [(word, *french.plurals(word)) for word in singulars]
    if len(singulars) == 1:
        return [(word,) for word in options[0]]
    plural = tuple(option[1] if len(option) > 1 else option[0] for option in options)
    singular = tuple(singulars)
    return [singular, plural, (*singular[:-1], plural[-1]), (plural[0], *singular[1:])]


def _feminines(singulars: Sequence[str]) -> list[str]:
    """directeur général -> directrice générale; empty where the last variable word or the head has no feminine."""
    head = french.feminine(singulars[0])
    if not head and len(singulars) > 1:
        # vice-président: the gender shows on the second word.
        last = french.feminine(singulars[-1])
        return [*singulars[:-1], last] if last and singulars[0].lower() in BEFORE_HEADS else []
    return [head, *(french.feminine(word) or word for word in singulars[1:])] if head else []


def _verbal(text: str) -> Iterable[str]:
    bare = _REFLEXIVE.sub("", text)
    head, separator, rest = bare.partition(" ")
    for form in sorted(verbs.conjugated(head)):
        yield form + separator + rest
