"""The words of the field, in French and English: languages, columns of glossaries, parts of speech, statuses, answers.

Every list is a table; `docs/glossary-files.md` shows those of the columns and of the languages, and a test compares.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bitexte.model import PartOfSpeech, Status


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Code: three-letter codes, English names, French names. French and English first; the others are known so that their
# columns can be named when they are left out.
LANGUAGES: dict[str, str] = {
    "fr": "fra fre french français française francais französisch francés francese",
    "en": "eng english anglais anglaise englisch inglés inglese",
    "ar": "ara arabic arabe", "bg": "bul bulgarian bulgare", "ca": "cat catalan", "cs": "ces cze czech tchèque",
    "da": "dan danish danois", "de": "deu ger german allemand deutsch", "el": "ell gre greek grec",
    "es": "spa spanish espagnol castillan castilian español", "et": "est estonian estonien",
    "eu": "eus baq basque", "fa": "fas per persian persan farsi", "fi": "fin finnish finnois",
    "ga": "gle irish irlandais", "he": "heb hebrew hébreu", "hi": "hin hindi", "hr": "hrv croatian croate",
    "hu": "hun hungarian hongrois", "id": "ind indonesian indonésien", "is": "isl ice icelandic islandais",
    "it": "ita italian italien italiano", "ja": "jpn japanese japonais", "ko": "kor korean coréen",
    "la": "lat latin", "lb": "ltz luxembourgish luxembourgeois", "lt": "lit lithuanian lituanien",
    "lv": "lav latvian letton", "mt": "mlt maltese maltais", "nl": "nld dut dutch néerlandais nederlands",
    "no": "nor norwegian norvégien", "nb": "nob", "nn": "nno", "pl": "pol polish polonais",
    "pt": "por portuguese portugais português", "ro": "ron rum romanian roumain", "ru": "rus russian russe",
    "sk": "slk slo slovak slovaque", "sl": "slv slovenian slovène", "sr": "srp serbian serbe",
    "sv": "swe swedish suédois", "th": "tha thai thaï", "tr": "tur turkish turc", "uk": "ukr ukrainian ukrainien",
    "vi": "vie vietnamese vietnamien", "zh": "zho chi chinese chinois",
}  # fmt: skip
# Names of regions; a region's code is two letters or three digits.
REGIONS = (
    "france canada belgium belgique switzerland suisse luxembourg united kingdom royaume uni great britain "
    "grande bretagne united states états unis usa uk gb us america amérique american américain british britannique "
    "ireland irlande australia australie new zealand nouvelle zélande south africa afrique du sud india inde "
    "international world monde quebec québec eu européen european canadian canadien"
)

# The columns of a glossary table: our own name of each, what it holds, and the names it has elsewhere.
COLUMNS: dict[str, tuple[str, tuple[str, ...]]] = {
    "source": ("the French term", ("source term", "source text", "source word", "source expression", "src",
        "terme source", "mot source", "texte source", "term source")),
    "target": ("the English term", ("target term", "target text", "target word", "target expression", "tgt", "trg",
        "translation", "traduction", "terme cible", "cible", "mot cible", "texte cible", "term target",
        "équivalent", "translated term", "terme traduit")),
    "term": ("a term, of the language that another word of the header names; French if none does", ("terme", "terms",
        "termes", "word", "mot", "expression", "text", "texte", "entry", "entrée", "libellé", "label", "headword",
        "vedette", "preferred term", "terme privilégié", "terme préféré", "name", "nom", "term text", "wording",
        "value", "valeur", "string", "termes et expressions", "phrase", "title", "titre",
        "singular", "singulier", "version")),
    "synonym": ("more terms of that language, admitted", ("synonyms", "synonyme", "synonymes", "variant", "variants",
        "variante", "variantes", "alternative", "alternatives", "admitted term", "admitted", "other terms",
        "autres termes", "abbreviation", "abréviation", "acronym", "acronyme", "sigle", "plural", "pluriel",
        "alt", "spelling variant", "also allowed", "accepté", "toléré", "autre terme", "short form", "forme courte")),
    "forbidden": ("terms that must not be used, or yes/no for the row", ("interdit", "interdits", "à proscrire",
        "proscrit", "proscrits", "do not use", "don't use", "not to use", "à éviter", "avoid", "to avoid", "banned",
        "deprecated", "déconseillé", "déconseillés", "terme interdit", "termes interdits", "forbidden term",
        "forbidden terms", "ne pas utiliser", "ne pas employer", "prohibited", "wrong", "incorrect", "faux",
        "not allowed", "blacklist", "unwanted", "faux ami", "false friend", "deprecated term", "terme à proscrire",
        "termes à proscrire", "terme à éviter", "termes à éviter", "never use", "is forbidden", "rejected",
        "non recommandé", "not recommended")),
    "pos": ("part of speech", ("part of speech", "partofspeech", "catégorie grammaticale", "word class",
        "word type", "nature", "grammatical category", "gram", "nature grammaticale", "classe", "class",
        "catégorie", "grammaire", "grammar")),
    "status": ("preferred, admitted or deprecated", ("statut", "administrative status", "usage status", "usage",
        "approval", "state", "état", "term status", "statut du terme", "statut de validation", "validation")),
    "domain": ("subject field", ("subject", "subject field", "domaine", "sujet", "field", "champ", "secteur",
        "sector", "topic", "thème", "sous domaine", "subdomain", "client domain", "entry domain")),
    "definition": ("what the concept is", ("définition", "def", "meaning", "sens", "explanation", "explication")),
    "note": ("for translators", ("notes", "description", "comment", "comments", "remark", "remarks", "remarque",
        "remarques", "commentaire", "commentaires", "observation", "observations", "usage note", "note d'usage",
        "information", "info", "infos", "explanatory note", "developer comments", "translator comments",
        "précision", "précisions", "context note", "example", "examples", "exemple", "exemples", "contexte",
        "usage example", "exemple d'emploi", "instruction", "instructions", "consigne", "consignes")),
    "id": ("rows of one id are one concept", ("term id", "concept id", "entry id", "identifier", "identifiant",
        "n°", "num", "numéro", "number", "entry number", "concept", "conceptid", "entryid", "termid",
        "uuid", "guid", "ref", "référence", "#", "key", "clé", "id concept", "concept no", "fiche")),
    "forms": ("inflected forms, parted by |", ("inflected forms", "formes fléchies", "inflections", "flexions",
        "formes")),
    "case": ("yes: only with these capitals", ("case sensitive", "case sensitivity", "casesensitive", "match case",
        "sensible à la casse", "casse", "respecter la casse", "case sensitive search", "case")),
    "exact": ("yes: no inflected forms", ("exact match", "exact", "exactmatch", "whole word", "mot exact",
        "correspondance exacte", "matching", "no inflection", "invariable")),
    "translatable": ("no: the French term stays", ("translate", "à traduire", "traduisible", "is translatable",
        "translation needed")),
    "keep": ("yes: the French term stays", ("do not translate", "dnt", "ne pas traduire", "non translatable",
        "non traduisible", "untranslatable", "not translatable", "keep as is", "donottranslate", "keep",
        "à ne pas traduire", "keep original", "do not translate dnt", "non translated", "intraduisible")),
    "source_language": ("language of the source, where a row says it", ("source language", "source lang",
        "sourcelang", "langue source", "from", "de", "language from", "source locale", "src lang", "source code")),
    "target_language": ("language of the target, where a row says it", ("target language", "target lang",
        "targetlang", "langue cible", "to", "vers", "language to", "target locale", "tgt lang", "trg lang",
        "target code")),
    "take": ("yes: the row is wanted, where a sheet has such a column", ("prendre", "à prendre", "retenir", "retenu",
        "retenus", "selected", "tick", "à garder", "ticked")),
    "flags": ("exact-case, exact-form, keep", ()),
    "target_pos": ("part of speech of the English term, where it differs", ("target part of speech",)),
    "source_status": ("status of the French term", ("source term status",)),
    "source_note": ("note on the French term", ("source notes", "source comment")),
    "target_note": ("note on the English term", ("target notes", "target comment")),
    "source_forms": ("inflected forms of the French term", ()),
    "target_forms": ("inflected forms of the English term", ()),
}  # fmt: skip

PARTS_OF_SPEECH: dict[PartOfSpeech, str] = {
    PartOfSpeech.NOUN: (
        "noun n subst substantif nom n.m. n.f. nm nf n.m n.f s.m. s.f. nom_masculin nom_féminin noun_phrase np "
        "acr acronym acronyme abbreviation abréviation sigle common_noun nom_commun masculine_noun feminine_noun "
        "syntagme_nominal n.c. n.pl. n.m.pl. n.f.pl. expression locution_nominale"
    ),
    PartOfSpeech.PROPER_NOUN: "proper_noun propernoun propn pn pr nom_propre np. n.pr. proper_name name marque brand",
    PartOfSpeech.VERB: "verb v v. verbe vb v.t. v.i. v.tr. v.intr. v.pr. transitive_verb intransitive_verb vt vi",
    PartOfSpeech.ADJECTIVE: "adjective adj adj. adjectif",
    PartOfSpeech.ADVERB: "adverb adv adv. adverbe",
    PartOfSpeech.OTHER: "other autre phrase interjection conjunction preposition pronoun locution",
}
STATUSES: dict[Status, str] = {
    Status.PREFERRED: (
        "preferred préféré privilégié preferredterm recommended recommandé standardizedterm legalterm "
        "regulatedterm preferred_term terme_privilégié main standard standardized normalisé imposé mandatory "
        "obligatoire"
    ),
    Status.ADMITTED: (
        "admitted admis toléré admittedterm approved accepted allowed accepté approuvé validé validated valid "
        "admitted_term synonym synonyme final reviewed ok confirmed alternative possible permitted autorisé"
    ),
    Status.DEPRECATED: (
        "deprecated forbidden interdit déconseillé obsolete deprecatedterm supersededterm superseded proscrit "
        "à_proscrire à_éviter prohibited banned do_not_use don't_use not_recommended notrecommended avoid rejected "
        "rejeté ne_pas_utiliser obsolète périmé blacklisted unwanted deprecated_term not_allowed incorrect wrong faux "
        "non_recommandé disallowed"
    ),
}
YES = _set("yes y true 1 x oui o vrai on ✓ ✔ ja sensitive casesense exact case_sensitive")
NO = _set("no n false 0 non faux off - nein permissive insensitive casepermissive")


def folded(text: str) -> str:
    """A name as the tables are searched for it: small letters without accents, words parted by one blank."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", text))
    plain = "".join(one for one in unicodedata.normalize("NFKD", apart.lower()) if not unicodedata.combining(one))
    return " ".join(re.findall(r"[^\W_]+|[#°]+", plain.replace("’", "'").replace("n°", "no").replace("nº", "no")))


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {folded(name): code for code, names in table.items() for name in (code, *names.split())}


_LANGUAGE = _by_name(LANGUAGES)
_REGION_WORDS = frozenset(folded(REGIONS).split())
_COLUMN = {
    folded(name): column for column, (_, names) in COLUMNS.items() for name in (column.replace("_", " "), *names)
}
_POS = {name.replace("_", " "): pos for pos, names in PARTS_OF_SPEECH.items() for name in names.split()}
_STATUS = {folded(name): status for status, names in STATUSES.items() for name in names.split()}
_SIDED = {
    "term": ("source", "target"),
    "source": ("source", "target"),
    "target": ("source", "target"),
    "synonym": ("source_synonym", "target_synonym"),
    "forbidden": ("source_forbidden", "forbidden"),
    "pos": ("pos", "target_pos"),
    "status": ("source_status", "status"),
    "note": ("source_note", "target_note"),
    "forms": ("source_forms", "target_forms"),
    "definition": ("definition", "definition"),
    "domain": ("domain", "domain"),
}
_FILLERS = _set("the le la les l du de des of in en language langue d un une")


def language(name: str) -> str | None:
    """The two-letter code of a language by its name or code, with or without a region; None where it is none."""
    words = folded(name).split()
    code = _LANGUAGE.get(words[0]) if words else None
    return code if code and all(_is_region(word) for word in words[1:]) else None


def column(name: str) -> tuple[str, str | None]:
    """(our name of the column, the language it is of or None) that a header cell says; ("", None) for an unknown one.

    `Terme français` is ("source", "fr"), `Definition (EN)` is ("definition", "en"), `German` is ("other", "de").
    """
    whole = folded(name)
    if whole in _COLUMN:
        return _COLUMN[whole], None
    words = [word for word in whole.split() if not word.isdecimal()]
    if " ".join(words) in _COLUMN:
        return _COLUMN[" ".join(words)], None
    return _composite(words, {folded(word) for word in re.findall(r"\b[A-Z]{2}\b", name)})


def part_of_speech(text: str) -> PartOfSpeech | None:
    """The part of speech of that name in English or French; nothing said is a noun; None where unknown."""
    name = " ".join(text.lower().split())
    return _POS.get(name) or _POS.get(name.replace(" ", "")) if name else PartOfSpeech.NOUN


def status(text: str) -> Status | None:
    """The status of that name, in words or in TBX's spelling ('deprecatedTerm-admn-sts'); None where unknown."""
    plain = text.strip().removesuffix("-admn-sts")
    return _STATUS.get(folded(plain)) or _STATUS.get(plain.lower())


def answer(text: str) -> bool | None:
    """Yes or no as tables say it, None for anything else."""
    name = "_".join(text.strip().lower().split())
    return True if name in YES else False if name in NO else None


def column_lines() -> list[tuple[str, str, str]]:
    """(name, meaning, other names) of each column, for documentation and help."""
    return [(name, meaning, ", ".join(names)) for name, (meaning, names) in COLUMNS.items()]


def language_lines(codes: Sequence[str] = tuple(LANGUAGES)) -> list[tuple[str, str]]:
    """(code, other codes and names) of each language."""
    return [(code, ", ".join(LANGUAGES[code].split())) for code in codes]


def _is_region(word: str) -> bool:
    return word in _REGION_WORDS or (len(word) == 2 and word.isalpha()) or (len(word) == 3 and word.isdecimal())


def _composite(words: list[str], capitals: set[str]) -> tuple[str, str | None]:
    """A language and the rest of the header cell: what it holds of that language."""
    for place, word in enumerate(words):
        code = _LANGUAGE.get(word)
        # A code of two letters is an ordinary word more often than not, but for our own two.
        if code is None or (len(word) == 2 and code not in ("fr", "en") and len(words) > 1 and word not in capitals):
            continue
        rest = words[:place] + words[place + 1 :]
        while rest[place:] and _is_region(rest[place]) and " ".join(rest) not in _COLUMN:
            del rest[place]
        named = _COLUMN.get(" ".join(rest)) or _COLUMN.get(" ".join(one for one in rest if one not in _FILLERS))
        if not rest:
            named = "term"
        if named is None:
            continue
        if code not in ("fr", "en"):
            return "other", code
        sides = _SIDED.get(named)
        return (sides[code == "en"], code) if sides else (named, code)
    return "", None
