"""Noun or verb: what the neighbours of an ambiguous form say (il marque, une marque, la Chine produit du vin)."""

from __future__ import annotations

import re
import unicodedata

from bitexte.language.lemmas import word_set
from bitexte.terms.matching.fold import APOSTROPHES
from bitexte.terms.matching.guards import Guard

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_BEFORE = re.compile(rf"((?:[^\W_]+(?:\s+|[{APOSTROPHES}]\s?|[-‐‑]))+)$", re.UNICODE)
_AFTER = re.compile(rf"\s+([^\W_]+[{APOSTROPHES}]?)", re.UNICODE)

_SUBJECTS = word_set("il elle on ils elles je j tu ça cela ceci qui")
_CLITICS = word_set("me m te t se s nous vous lui leur")
_OBJECTS = word_set("le la les l en y")
_DETERMINERS = word_set(
    "le la les l un une des du de d au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur "
    "leurs chaque plusieurs quelques certains certaines aucun aucune quel quelle quels quelles deux trois quatre cinq "
    "six sept huit neuf dix cent mille tout toute tous toutes tel telle nul nulle"
)
_HAVE = word_set(
    "ai as a avons avez ont avais avait avions aviez avaient aurai auras aura aurons aurez auront aurais aurait "
    "auraient eu ayant avoir eut eurent ait aient aie"
)
_BE = word_set(
    "suis es est sommes êtes sont étais était étions étiez étaient serai seras sera serons serez seront serais serait "
    "seraient été étant être fut furent soit soient"
)
_ADVERBS = word_set(
    "ne n pas plus jamais bien déjà beaucoup toujours aussi encore souvent également surtout peu trop tant mieux alors "
    "davantage ainsi donc rien tout vraiment même longtemps"
)
# A noun is hardly ever followed by these without punctuation; a verb is, by its object.
_ARTICLES = word_set("un une le la les l' l’ ce cet cette ces son sa ses leur leurs notre nos votre vos mon ma mes")
_COMPLEMENTS = word_set(
    "des du pas plus jamais aussi également toujours déjà encore beaucoup davantage surtout plusieurs chaque que qu' "
    "qu’ bien mal mieux ainsi donc peu deux trois avec"
)
_SPECIFIC = word_set("le la les l cette ce cet ces notre nos votre vos")
_PRENOMINAL = word_set(
    "grand grande grands grandes petit petite petits petites bon bonne bons bonnes mauvais mauvaise nouveau nouvel "
    "nouvelle nouveaux nouvelles vieux vieille ancien ancienne anciens anciennes premier première premiers premières "
    "dernier dernière derniers dernières seul seule même mêmes autre autres tel telle certain certaine prochain "
    "prochaine excellent excellente vaste meilleur meilleure meilleurs meilleures jeune jeunes beau belle gros grosse "
    "long longue haut haute simple double triple second seconde principal principale véritable vrai vraie faux fausse "
    "deuxième troisième quatrième futur future sous super"
)
_PREPOSITIONS = word_set(
    "à de en par pour sur sous dans avec sans entre contre vers chez dès selon malgré parmi hors ou ni comme via"
)


def allows(guard: int, text: str, start: int, end: int) -> bool:
    """Whether the context leaves an ambiguous form its part of speech."""
    left = unicodedata.normalize("NFC", text[max(start - 60, 0) : start])
    right = unicodedata.normalize("NFC", text[end : end + 30])
    before = _words_before(left)
    if guard & Guard.FUNCTION and not (before and before[-1] in _DETERMINERS):
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
    while rest and (rest[-1] in _CLITICS or rest[-1] in _OBJECTS):
        clitics += rest[-1] in _CLITICS and rest[-1] not in ("leur", "nous", "vous")
        rest.pop()
    if rest and rest[-1] in ("ne", "n"):
        return True
    if len(rest) < len(before) and rest and rest[-1] == "qui":
        return before[-1] not in _OBJECTS
    return bool(rest and rest[-1] in _SUBJECTS) or (clitics > 0 and before[-1] not in _OBJECTS)


def _after_noun_subject(before: list[str], left: str, right: str) -> bool:
    """Alibaba marque un tournant, l'usine produit des vêtements: a bare noun before, an object or adverb after."""
    after = _AFTER.match(right)
    following = after.group(1).lower() if after else ""
    last = before[-1] if before else ""
    if last in _DETERMINERS or last in _PREPOSITIONS or last in _PRENOMINAL or last in _ADVERBS or last.isdigit():
        return False
    if following in _ARTICLES:
        return True
    if not before or following not in _COMPLEMENTS:
        return False
    return _is_name(left) or bool(_SPECIFIC & {*before[-3:-1]})


def _is_name(left: str) -> bool:
    """Whether the word before is capitalised in the middle of a sentence."""
    word = re.search(r"(?<=[\w,][\s'’])[^\W_]+$", left.rstrip())
    return word is not None and word.group()[0].isupper() and not word.group().isupper()


def _after_auxiliary(before: list[str]) -> bool:
    rest = list(before)
    while rest and rest[-1] in _ADVERBS:
        rest.pop()
    return bool(rest) and (rest[-1] in _HAVE or rest[-1] in _BE)


def _after_determiner(before: list[str]) -> bool:
    """un expédié, le marché; but not il le marche, nor pour le rembourser."""
    return bool(before) and before[-1] in _DETERMINERS and not _after_subject(before)
