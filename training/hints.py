"""The lexicon that goes into a package: rare nouns and adjectives in all their forms, and names, with their English.

A model learns a frequent word better from its sentences than from a list, and most senses of one are no use; a rare
word it garbles has seldom more than one. So only lemmas up to `FREQUENT` a million go in, under the forms that are not
rather a verb's, each with the renderings whose licence lets them in (classes A and B, so the file bears its own
licence). Verbs are left out: measured on flores-dev they cost more than they brought.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import regex
from bitexte.language.english import english_plural

from training.lexicon import FREE, rows

FREQUENT = 10.0  # a million words
VERB_SHARE = 1 / 3  # of a noun's frequency, above which a form that is also a verb's is left out
SHORTEST = 4  # letters
MOST = 8  # renderings of a form
NAME_WORDS = 3
# Kinds of names that a text may hold in the form of the list; given names and surnames stay as they are.
NAMES = frozenset(
    [
        "country",
        "city",
        "region",
        "water",
        "mountain",
        "island",
        "place",
        "organisation",
        "other",
        "demonym",
        "person",
        "astronomy",
        "people",
    ]
)
_KINDS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_PLURAL = regex.compile(r"[mf]?p")
_PLAIN = regex.compile(r"[\p{L}\p{M}'’ .-]+")


@dataclass(frozen=True)
class Entry:
    """A lemma as one part of speech: its free renderings, the best first, and its frequency a million words."""

    english: tuple[str, ...]
    frequency: float


Lemmas = Mapping[tuple[str, str], Entry]


def table(folder: Path) -> bytes:
    """The content of `lexicon.tsv` (see bitexte/packages/lexicon) from a folder as ../shared/lexicon is one."""
    lemmas = dict(_lemmas(folder))
    found = {**dict(_names(folder)), **dict(_words(lemmas, _forms(folder, lemmas)))}
    return b"".join(sorted(f"{french}\t{'|'.join(english)}\n".encode() for french, english in found.items()))


def _lemmas(folder: Path) -> Iterator[tuple[tuple[str, str], Entry]]:
    for lemma, kind, english, _, classes, frequency in rows(folder, "lexicon"):
        pairs = zip(english.split("|"), classes.split("|"), strict=True)
        free = tuple(word for word, licence in pairs if licence in FREE and _PLAIN.fullmatch(word))
        yield (lemma, kind), Entry(free, float(frequency))


def _forms(folder: Path, lemmas: Lemmas) -> Mapping[str, list[tuple[str, str, bool]]]:
    """The analyses of each form: lemma, part of speech, and whether it is a plural; a lemma is a form of its own."""
    found: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for form, lemma, codes in rows(folder, "forms-fr"):
        for code in codes.split(","):
            kind, _, features = code.partition(":")
            known = (lemma or form, _KINDS.get(kind, ""))
            if known in lemmas:
                found[form].append((*known, kind == "n" and bool(_PLURAL.fullmatch(features))))
    for lemma, kind in lemmas:
        if kind in ("noun", "adj", "adv") and all((lemma, kind) != analysis[:2] for analysis in found[lemma]):
            found[lemma].append((lemma, kind, False))
    return found


def _words(lemmas: Lemmas, forms: Mapping[str, list[tuple[str, str, bool]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for form, analyses in forms.items():
        if len(form) < SHORTEST or not analyses or not form.islower() or not _PLAIN.fullmatch(form) or " " in form:
            continue
        lemma, kind, plural = max(analyses, key=lambda analysis: lemmas[analysis[:2]].frequency)
        entry = lemmas[lemma, kind]
        verb = max((lemmas[a[:2]].frequency for a in analyses if a[1] == "verb"), default=0.0)
        if kind not in ("noun", "adj") or entry.frequency > FREQUENT or verb > entry.frequency * VERB_SHARE:
            continue
        others = [word for a in analyses for word in lemmas[a[:2]].english]
        if entry.english:
            best = english_plural(entry.english[0]) if plural else entry.english[0]
            yield form, tuple(dict.fromkeys([best, *entry.english, *others]))[:MOST]


def _names(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names that English writes in another way, the best rendering of each."""
    seen = set()
    for french, english, kind, _, _, _, licence in rows(folder, "names"):
        if licence not in FREE or french in seen or not french[:1].isupper():
            continue
        seen.add(french)
        fit = kind in NAMES and len(french.split()) <= NAME_WORDS and french not in english  # Jilin City
        if fit and french != english and _PLAIN.fullmatch(french + english):
            yield french, (english,)
