"""From a term to the keys the automaton looks for, each with its spelling and its guards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bitexte import language as inflect
from bitexte.language import french_verbs as verbs
from bitexte.language import lemmas as lexicon
from bitexte.language.closed_classes import BOUND_PREFIXES, FREE_PREFIXES, FUNCTION_WORDS, NOUNS_BEHIND_DETERMINERS
from bitexte.model import Designation, Flag, PartOfSpeech, Term
from bitexte.terms.matching.fold import comparable, key
from bitexte.terms.matching.guards import Guard
from bitexte.text.characters import APOSTROPHES, HYPHEN, HYPHENS

_SPLIT_COMPOUNDS = (
    ("plateforme", ("plate", "forme")),
    ("portefeuille", ("porte", "feuille")),
    ("weekend", ("week", "end")),
)
_OWN_PUNCTUATION = re.compile(rf"[^{HYPHENS}\w\s\u0300-\u036f\u00ad{APOSTROPHES}]")
_HYPHEN = re.compile(HYPHEN)
_TWO_WORDS = re.compile(r"(\w+) (\w+)")

Form = tuple[str, int]


def search_keys(term: Term, designation: Designation) -> Iterator[tuple[str, str, int]]:
    """(key, form, guard) for each way the designation may stand in a French text."""
    for form, guard in _forms(term, designation):
        plain = comparable(form)
        yield key(form), plain, guard
        if not guard & (Guard.STRICT | Guard.ACRONYM):
            for variant, extra in _compounds(form):
                yield key(variant), plain, guard | extra
        elif guard & Guard.ACRONYM and form.isalpha() and form.isupper():
            yield key(" ".join(form)), plain, guard


def _forms(term: Term, designation: Designation) -> set[Form]:
    """The forms by rule and those given by hand, which no guard of context holds back."""
    common = _spelling_guard(term, designation)
    given = {(form, common) for form in designation.forms}
    spellings = _spellings(term, designation)
    return given | {(form, common | _guard(term, designation, form)) for form in spellings - {*designation.forms}}


def _spellings(term: Term, designation: Designation) -> frozenset[str]:
    text, part = designation.text, designation.part_of_speech
    if Flag.EXACT_FORM in term.flags:
        return frozenset((text,))
    if Flag.KEEP in term.flags and part is PartOfSpeech.NOUN:
        part = PartOfSpeech.PROPER_NOUN
    forms = inflect.french_forms(text, part)
    if " " in text or part is not PartOfSpeech.NOUN:
        return forms
    return frozenset(form for form in forms if form == text or not _is_own_word(form, text))


def _is_own_word(form: str, text: str) -> bool:
    """fonds is no plural of fond, cours none of cour: the lexicon knows them as words of their own."""
    low = form.lower()
    if low == text.lower() or text.endswith(("s", "x")):
        return False
    return low.endswith(("s", "x")) and lexicon.lemma(low) == low


def _guard(term: Term, designation: Designation, form: str) -> int:
    """What a form asks of its context: only single words are in doubt."""
    if not form.isalpha() or Flag.KEEP in term.flags or inflect.is_acronym(designation.text):
        return Guard.NONE
    if designation.part_of_speech is PartOfSpeech.NOUN:
        return _noun_guard(form.lower())
    if designation.part_of_speech is PartOfSpeech.VERB:
        return _verb_guard(form.lower(), designation.text.lower())
    return Guard.NONE


def _spelling_guard(term: Term, designation: Designation) -> int:
    text, guard = designation.text, Guard.NONE
    if Flag.EXACT_CASE in term.flags or len(text) == 1:
        guard |= Guard.EXACT_CASE
    if inflect.is_acronym(text):
        guard |= Guard.ACRONYM
    if _OWN_PUNCTUATION.search(text):
        guard |= Guard.STRICT
    if _is_name(term, designation) and all(lexicon.lemma(word) for word in text.lower().split()):
        guard |= Guard.CAPITAL
    return guard


def _is_name(term: Term, designation: Designation) -> bool:
    named = designation.part_of_speech is PartOfSpeech.PROPER_NOUN or Flag.KEEP in term.flags
    return named and designation.text[:1].isupper()


def _noun_guard(low: str) -> int:
    if low in NOUNS_BEHIND_DETERMINERS:
        return Guard.FUNCTION
    guard = Guard.FINITE if verbs.is_finite(low) else Guard.NONE
    return guard | Guard.PARTICIPLE if verbs.is_participle(low) else guard


def _verb_guard(low: str, infinitive: str) -> int:
    known = lexicon.lemma(low)
    if not known or known == infinitive:
        return Guard.NONE
    return Guard.NOT_NOUN if low in verbs.participle_forms(infinitive) or low.endswith("ant") else Guard.NEEDS_VERB


def _compounds(form: str) -> Iterator[Form]:
    """The same compound in one word, or in two."""
    if "-" in form or "‑" in form:
        yield _HYPHEN.sub("", form), Guard.NONE
    elif (pair := _TWO_WORDS.fullmatch(form)) and _may_join(*pair.groups()):
        yield "".join(pair.groups()), Guard.NONE
    first, blank, rest = form.partition(" ")
    for split, guard in _splits(first):
        yield split + blank + rest, guard


def _may_join(first: str, second: str) -> bool:
    """méga tendance, live shopping: a prefix or a foreign word, and the whole no French word of its own."""
    if {first, second} & FUNCTION_WORDS or lexicon.lemma((first + second).lower()):
        return False
    return first.lower() in FREE_PREFIXES or not lexicon.lemma(first.lower()) or not lexicon.lemma(second.lower())


@lru_cache(maxsize=1 << 16)
def _splits(word: str) -> tuple[Form, ...]:
    low = word.lower()
    found = [
        (" ".join(part + low[len(solid) :] for part in parts), Guard.HYPHENATED)
        for solid, parts in _SPLIT_COMPOUNDS
        if low in (solid, solid + "s")
    ]
    for end in range(2, min(len(low) - 3, 8)):
        prefix = low[:end]
        if (prefix in FREE_PREFIXES or prefix in BOUND_PREFIXES) and _is_base(low, low[end:]):
            found.append((f"{word[:end]} {word[end:]}", Guard.NONE if prefix in FREE_PREFIXES else Guard.HYPHENATED))
    return tuple(found)


def _is_base(whole: str, base: str) -> bool:
    return base.isalpha() and (bool(lexicon.lemma(base)) or not lexicon.lemma(whole))


def headwords(term: Term) -> tuple[int, ...]:
    """For each source the number of the source it is a mere spelling of (plate-forme of plateforme), or its own."""
    seen: dict[str, int] = {}
    return tuple(seen.setdefault(_skeleton(source), number) for number, source in enumerate(term.sources))


def _skeleton(source: Designation) -> str:
    return key(source.text).replace(" ", "")
