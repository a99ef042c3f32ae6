"""Candidate terms of French texts, ranked by C-value (Frantzi, Ananiadou and Mima, 2000)."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bitexte import language as inflect
from bitexte.language import lemmas as lexicon
from bitexte.language.closed_classes import LINKS, NEVER_IN_TERMS, word_set
from bitexte.terms import termbase
from bitexte.terms.matching import Glossary
from bitexte.text.characters import APOSTROPHE, HYPHEN, visible

_LONGEST = 5
EXAMPLES = 3  # sentences kept of a candidate
_TOKEN = re.compile(rf"[^\W\d_]+(?:{HYPHEN}[^\W\d_]+)*{APOSTROPHE}?|\d+|[^\w\s]")
_ADVERB_LIKE = re.compile(r"(?:am|em|ivem|elem|usem|iquem|alem|ém|im|um)ent$")
_NOT_ADVERBS = word_set(
    "paiement événement évènement équipement développement changement investissement règlement document financement "
    "logement traitement mouvement gouvernement abonnement emplacement bâtiment client segment argument établissement "
    "remboursement confinement placement recrutement versement virement département engagement environnement moment"
)

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sequence of words that may be a term: how often it stands, its C-value, and a few sentences that hold it.

    `english` is what `origin` (memory, lexicon) has for it, `sentence` the English of a reviewed text that holds it.
    """

    text: str
    frequency: int
    value: float
    examples: tuple[str, ...]
    english: str = ""
    origin: str = ""
    sentence: str = ""


def candidates(texts: Iterable[str], known: Glossary, *, limit: int, least: int) -> list[Candidate]:
    """The best candidates of a stream of segments, the highest C-value first; what `known` finds is left out."""
    counts: Counter[Words] = Counter()
    surfaces: defaultdict[Words, Counter[str]] = defaultdict(Counter)
    examples: defaultdict[Words, list[str]] = defaultdict(list)
    for text in texts:
        for words, surface in _sequences(text):
            counts[words] += 1
            surfaces[words][surface] += 1
            if len(examples[words]) < EXAMPLES and text not in examples[words]:
                examples[words].append(text)
    values = c_values({words: count for words, count in counts.items() if count >= least})
    ranked = sorted(values, key=lambda words: (-values[words], words))
    found = (
        Candidate(
            _usual(surfaces[words]),
            counts[words],
            values[words],
            tuple(" ".join(text.split()) for text in examples[words]),
        )
        for words in ranked
        if values[words] > 0 and (len(words) > 1 or counts[words] > least)
    )
    return _first(found, known, limit)


def _first(found: Iterator[Candidate], known: Glossary, limit: int) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate in found:
        if len(kept) == limit:
            break
        if not any(match.surface == candidate.text for match in known.find(candidate.text)):
            kept.append(candidate)
    return kept


def c_values(counts: dict[Words, int]) -> dict[Words, float]:
    """C-value: log2 of the length + 1 (so that single words count) times the occurrences outside longer candidates."""
    inside: defaultdict[Words, list[int]] = defaultdict(list)
    for longer, count in counts.items():
        for part in _parts(longer):
            if part in counts:
                inside[part].append(count)
    return {
        words: math.log2(_content_length(words) + 1)
        * (count - (sum(inside[words]) / len(inside[words]) if inside[words] else 0))
        for words, count in counts.items()
    }


def _parts(words: Words) -> set[Words]:
    length = len(words)
    spans = ((start, end) for start in range(length) for end in range(start + 1, length + 1) if end - start < length)
    return {words[start:end] for start, end in spans}


def _content_length(words: Words) -> int:
    return sum(word not in LINKS for word in words)


def _sequences(text: str) -> Iterator[tuple[Words, str]]:
    """All candidate sequences of a segment: content words, links between them, no stop word, no punctuation."""
    tokens = list(_TOKEN.finditer(text))
    lemmas = [content_key(token.group()) for token in tokens]
    for start, first in enumerate(lemmas):
        if not first or first in LINKS:
            continue
        for end in range(start + 1, min(start + _LONGEST, len(lemmas)) + 1):
            last = lemmas[end - 1]
            if not last:
                break
            if last not in LINKS:
                surface = " ".join(text[tokens[start].start() : tokens[end - 1].end()].split())
                yield tuple(lemmas[start:end]), surface


def content_key(token: str) -> str:
    """What occurrences are counted under: the singular; empty for what no term holds, a link word for itself."""
    low = token.lower().rstrip("'’")
    if low in LINKS:
        return low
    if low in NEVER_IN_TERMS or not low[:1].isalpha() or len(low) < 3 or token.endswith(("'", "’")):
        return ""
    if (_ADVERB_LIKE.search(low) and low not in _NOT_ADVERBS) or _is_finite_verb(low):
        return ""
    return inflect.french.singular(low)


def _is_finite_verb(low: str) -> bool:
    known = lexicon.lemma(low)
    return known in lexicon.verbs() and not inflect.verbs.is_participle(low)


def _usual(surfaces: Counter[str]) -> str:
    """The commonest surface; of equally common ones the one with the fewest capitals, then the shortest."""
    best = max(surfaces.values())
    equal = (surface for surface, count in surfaces.items() if count == best)
    return min(equal, key=lambda surface: (sum(sign.isupper() for sign in surface), len(surface), surface))


def stub(found: Sequence[Candidate]) -> str:
    """The candidates as a termbase in which only the English terms are missing."""
    lines = ["source: fr", "target: en", "terms:" if found else "terms: []"]
    for one in found:
        times = "once" if one.frequency == 1 else f"{one.frequency} times"
        lines += [
            "",
            f"  # {times}: {_excerpt(one.examples[0], one.text)}",
            *([f"  # {one.origin}: {visible(one.english)}"] if one.english else []),
            f"  - fr: {termbase.scalar(one.text)}",
            '    en: ""',
        ]
        lines += ['    definition: ""']
    return "\n".join(lines) + "\n"


SHEET = (
    *("take", "French", "English", "count"),
    *(f"context {number}" for number in range(1, EXAMPLES + 1)),
    *("known from", "in the memory"),
)


def sheet(found: Sequence[Candidate]) -> Iterator[tuple[str, ...]]:
    """The candidates as rows under SHEET: a person ticks `take`, sees to the English, and imports the table."""
    for one in found:
        contexts = [_excerpt(text, one.text) for text in one.examples]
        empty = [""] * (EXAMPLES - len(contexts))
        yield ("", one.text, one.english, str(one.frequency), *contexts, *empty, one.origin, visible(one.sentence))


def _excerpt(text: str, term: str) -> str:
    """Some 150 characters of the text around the term, on one line."""
    plain = visible(text)
    start = max(plain.lower().find(term.lower()) - 60, 0)
    return f"{'…' if start else ''}{plain[start : start + 150]}{'…' if len(plain) > start + 150 else ''}"
