"""The columns of glossary tables: their names in the wild, and the values they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bitexte.model import PartOfSpeech, Status

# Own names first (see native.py), then what other programs and people write.
_ALIASES: dict[str, tuple[str, ...]] = {
    "source": (
        "source term",
        "source text",
        "src",
        "fr",
        "fr fr",
        "french",
        "français",
        "francais",
        "terme source",
        "terme",
        "term",
    ),
    "target": (
        "target term",
        "target text",
        "tgt",
        "translation",
        "traduction",
        "en",
        "en us",
        "en gb",
        "english",
        "anglais",
        "terme cible",
        "cible",
    ),
    "pos": ("part of speech", "partofspeech", "catégorie", "catégorie grammaticale", "word class"),
    "status": ("statut", "target status", "administrative status", "usage"),
    "domain": ("subject", "subject field", "domaine", "sujet"),
    "definition": ("définition",),
    "note": ("notes", "description", "comment", "comments", "remark", "remarks", "remarque", "commentaire"),
    "id": ("term id", "concept id", "entry id", "identifier", "identifiant"),
    "target_pos": (),
    "source_status": (),
    "source_note": ("translator comments",),
    "target_note": (),
    "source_forms": (),
    "target_forms": (),
    "flags": (),
}
# A column of the name 'developer_comments' is where Weblate keeps the note.
_NAMES = {alias: field for field, aliases in _ALIASES.items() for alias in aliases} | {
    **{field.replace("_", " "): field for field in _ALIASES},
    "developer comments": "note",
    "translator comments": "note",
}

_PARTS_OF_SPEECH: dict[PartOfSpeech, str] = {
    PartOfSpeech.NOUN: (
        "noun n subst substantif nom n.m. n.f. nm nf nom_masculin nom_féminin noun_phrase np "
        "acr acronym acronyme abbreviation sigle"
    ),
    PartOfSpeech.PROPER_NOUN: "proper_noun propernoun propn pn pr nom_propre np.",
    PartOfSpeech.VERB: "verb v v. verbe vb v.t. v.i. v.tr. v.intr.",
    PartOfSpeech.ADJECTIVE: "adjective adj adj. adjectif",
    PartOfSpeech.ADVERB: "adverb adv adv. adverbe",
    PartOfSpeech.OTHER: "other autre",
}
_POS = {name.replace("_", " "): pos for pos, names in _PARTS_OF_SPEECH.items() for name in names.split()}

_STATUSES: dict[Status, str] = {
    Status.PREFERRED: "preferred préféré privilégié preferredterm recommended recommandé standardizedterm legalterm",
    Status.ADMITTED: "admitted admis toléré admittedterm approved accepted allowed",
    Status.DEPRECATED: "deprecated forbidden interdit déconseillé obsolete deprecatedterm supersededterm superseded",
}
_STATUS = {name: status for status, names in _STATUSES.items() for name in names.split()}


def field(name: str) -> str | None:
    """The field that a column header names, or None."""
    return _NAMES.get(" ".join(re.split(r"[\s_\-]+", name.strip().lower())))


def header(cells: Sequence[str]) -> dict[int, str] | None:
    """The field of each known column, where `cells` are a header: it names a source and a target column."""
    fields = {number: named for number, cell in enumerate(cells) if (named := field(cell))}
    return fields if {"source", "target"} <= set(fields.values()) else None


def part_of_speech(text: str) -> PartOfSpeech | None:
    """The part of speech of that name in English or French; nothing said is a noun; None where unknown."""
    name = " ".join(text.lower().split())
    return _POS.get(name) if name else PartOfSpeech.NOUN


def status(text: str) -> Status | None:
    """The status of that name, in words or in TBX's spelling ('deprecatedTerm-admn-sts'); None where unknown."""
    return _STATUS.get(text.strip().lower().removesuffix("-admn-sts"))
