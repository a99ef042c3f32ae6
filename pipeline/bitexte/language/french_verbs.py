"""French verb forms: the lexicon's, completed by rule where it gives a form to a noun or an adjective."""

from __future__ import annotations

from functools import lru_cache

from bitexte.language import lemmas as lexicon
from bitexte.language.closed_classes import word_set

_FIRST_GROUP = word_set(
    "e es ons ez ent ais ait ions iez aient ai as a âmes âtes èrent erai eras era erons erez eront erais erait erions "
    "eriez eraient asse asses ât assions assiez assent ant er é ée és ées"
)
_SECOND_GROUP = word_set(
    "is it issons issez issent issais issait issions issiez issaient irai iras ira irons irez iront irais irait "
    "irions iriez iraient isse isses issant îmes îtes irent ît ir i ie ies"
)
_PARTICIPLES = (
    ("mettre", "mis"), ("prendre", "pris"), ("faire", "fait"), ("luire", "lui"), ("nuire", "nui"), ("uire", "uit"),
    ("ouvrir", "ouvert"), ("couvrir", "couvert"), ("offrir", "offert"), ("souffrir", "souffert"), ("mourir", "mort"),
    ("courir", "couru"), ("enir", "enu"), ("crire", "crit"), ("dire", "dit"), ("inclure", "inclus"), ("clure", "clu"),
    ("soudre", "solu"), ("quérir", "quis"), ("indre", "int"), ("cevoir", "çu"), ("asseoir", "assis"), ("voir", "vu"),
    ("lire", "lu"), ("vivre", "vécu"), ("suivre", "suivi"), ("naître", "né"), ("naitre", "né"), ("aître", "u"),
    ("valoir", "valu"), ("vouloir", "voulu"), ("croire", "cru"), ("boire", "bu"), ("battre", "battu"),
    ("vaincre", "vaincu"), ("rompre", "rompu"), ("vêtir", "vêtu"), ("dre", "du"), ("ir", "i"),
)  # fmt: skip


@lru_cache(maxsize=4096)
def conjugated(infinitive: str) -> frozenset[str]:
    """All forms of a verb in lower case, the participles in both genders and numbers."""
    low = infinitive.lower()
    known = frozenset(form for form in lexicon.forms(low) if form == form.lower())
    participles = frozenset(participle_forms(low))
    if low.endswith("er"):
        return known | participles | _first_group(low, complete=len(known) < 20)
    if low.endswith("ir") and len(known) < 20:
        return known | participles | frozenset(low[:-2] + ending for ending in _SECOND_GROUP)
    return known | participles | _third_person(low) | {low}


def _first_group(low: str, *, complete: bool) -> frozenset[str]:
    stem = low[:-2]
    endings = _FIRST_GROUP if complete else ["e", "es", "ent", "ant", "er"]
    return frozenset(_softened(stem, ending) + ending for ending in endings)


def _softened(stem: str, ending: str) -> str:
    if ending[0] not in "aâo":
        return stem
    return stem[:-1] + "ç" if stem.endswith("c") else stem + "e" if stem.endswith("g") else stem


def _third_person(low: str) -> frozenset[str]:
    """il produit, il vend: the form that a noun most often shares."""
    if low.endswith("uire"):
        return frozenset((low[:-2] + "t", low[:-2] + "s"))
    return frozenset((low[:-2],)) if low.endswith(("endre", "ondre", "erdre", "ordre")) else frozenset()


@lru_cache(maxsize=4096)
def participle_forms(infinitive: str) -> tuple[str, ...]:
    """The past participle in its four forms, the masculine singular first; empty for what is no verb."""
    participle = _participle(infinitive)
    if not participle:
        return ()
    plural = participle if participle.endswith("s") else participle + "s"
    return participle, participle + "e", plural, participle + "es"


def _participle(low: str) -> str:
    if low.endswith("er"):
        return low[:-2] + "é"
    for ending, replacement in _PARTICIPLES:
        if low.endswith(ending):
            return low[: len(low) - len(ending)] + replacement
    return ""


@lru_cache(maxsize=1)
def _participles() -> frozenset[str]:
    return frozenset(form for verb in lexicon.verbs() for form in participle_forms(verb))


def is_participle(form: str) -> bool:
    """Whether a lower-case form is also a past participle: marché, produit."""
    return form in _participles()


@lru_cache(maxsize=1)
def _finite() -> frozenset[str]:
    return frozenset(form for verb in lexicon.verbs() for form in _present(verb))


def _present(verb: str) -> tuple[str, ...]:
    stem = verb[:-2]
    if verb.endswith(("frir", "vrir", "eillir")):
        return stem + "e", stem + "es", stem + "ent"
    if verb.endswith("er"):
        return tuple(_softened(stem, ending) + ending for ending in ("e", "es", "ent", "ons", "ez", "ais", "ait", "a"))
    if verb.endswith("ir"):
        return stem + "it", stem + "is", stem + "t", stem + "s", stem + "ent"
    return stem + "t", stem + "s", stem, stem + "ent"


def is_finite(form: str) -> bool:
    """Whether a lower-case form is also a finite verb form: marque, commande, produit."""
    return form in _finite() or (lexicon.lemma(form) in lexicon.verbs() and not form.endswith(("er", "ir", "re")))
