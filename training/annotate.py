"""Annotation of source spans with target terms, so that a model learns to obey a glossary (Dinu et al. 2019).

The spans come from the word alignment of the training pair itself; the target stands there as a termbase would give
it, in its lemma, so that inflecting it is left to the model (Bergmanis & Pinnis 2021).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bitexte.text.spans import overlaps

from training.align import Link, Text, Word, replaced, shifted, words
from training.pieces import CLOSE, OPEN, SEPARATOR

_STOP_WORDS = (
    "avec avoir cette ceux dans deux donc elle elles entre être fait faire leur leurs mais même nous pour plus peut "
    "quand quel quelle sans sera sont sous tous tout toute toutes très vous votre vos notre était aussi comme celui "
    "celle dont ainsi cela avant après selon autre autres peuvent doit doivent soit alors chaque aucun aucune lors "
    "that this with from have been they their there which will would shall your when where what into than then"
)
_STOP = frozenset(_STOP_WORDS.split())
DECOYED = 0.12  # of the terms


@dataclass(frozen=True)
class Decoys:
    """Target phrases to put in place of a reference's own, to teach obedience: in the lemma, and inflected.

    A phrase takes the place of one like it, for the source's number is what the model is to inflect by.
    """

    plain: Sequence[str] = ()
    inflected: Sequence[str] = ()

    def like(self, wording: str) -> Sequence[str]:
        """Those in the form that the wording's last word has."""
        last = wording.rpartition(" ")[2]
        return self.inflected if lemma(last) != last else self.plain


def decoys(texts: Iterable[Text], rng: random.Random) -> Decoys:
    """The lower-case target phrases of aligned texts."""
    found = {text.target[c:d]: None for text in texts for _, (c, d) in phrases(text, rng)}
    kinds: tuple[list[str], list[str]] = ([], [])
    for wording in found:
        if wording.islower():
            last = wording.rpartition(" ")[2]
            kinds[lemma(last) != last].append(wording)
    return Decoys(*kinds)


def annotate(text: Text, others: Decoys, rng: random.Random) -> Text:
    """The text with one to six of its phrase pairs marked in the source; unchanged where none is fit."""
    found = phrases(text, rng)
    taken: list[Word] = []
    edits: list[tuple[int, int, str]] = []
    swaps: list[tuple[int, int, str]] = []
    for (a, b), (c, d) in found[: rng.choice((1, 1, 2, 3, 4, 6))]:
        if overlaps((a, b), taken):
            continue
        taken.append((a, b))
        wording = text.target[c:d]
        like = others.like(wording)
        if rng.random() < DECOYED and like:
            wording = rng.choice(like)
            swaps.append((c, d, wording))
        edits.append((a, b, termbase_form(wording, rng)))
    links = tuple((_inside(a, edits), shifted(b, swaps)) for a, b in text.links)
    return Text(mark(text.source, edits), replaced(text.target, swaps), tuple(dict.fromkeys(links)))


def _inside(span: Word, terms: Iterable[tuple[int, int, str]]) -> Word:
    """Where a source word stands once terms are marked: their tags and targets come before or after it."""
    moved = 0
    for start, end, term in terms:
        moved += (start <= span[0]) + (end <= span[0]) * (len(term) + 3)
    return span[0] + moved, span[1] + moved


def mark(source: str, terms: list[tuple[int, int, str]]) -> str:
    """The source with each span (start, end, target term) annotated; the tags take the blank before the span."""
    for start, end, term in sorted(terms, reverse=True):
        before = start - 1 if start and source[start - 1] == " " else start
        source = f"{source[:before]}{OPEN}{source[before:end]}{SEPARATOR} {term}{CLOSE}{source[end:]}"
    return source


def termbase_form(wording: str, rng: random.Random) -> str:
    """The wording as a termbase would give it: mostly the lemma, now and then in another case."""
    dice = rng.random()
    head, _, last = wording.rpartition(" ")
    if dice < 0.75:
        last = lemma(last)
    form = f"{head} {last}" if head else last
    dice = rng.random()
    if dice < 0.08:
        return form.title()
    if dice < 0.5 and wording[:1].isupper() and not wording.isupper():
        return form[:1].lower() + form[1:]
    return form


@lru_cache(maxsize=200_000)
def lemma(word: str) -> str:
    """The lemma of a lower-case noun or verb, else the word."""
    if not word.isalpha() or not word.islower():
        return word
    from lemminflect import getAllLemmas

    lemmas = getAllLemmas(word)
    for part in ("NOUN", "VERB"):
        if lemmas.get(part):
            return str(lemmas[part][0])
    return word


def phrases(text: Text, rng: random.Random) -> list[Link]:
    """Phrase pairs of one to four source words that the links hold together (Koehn et al. 2003), in random order."""
    left, right = words(text.source), words(text.target)
    left_number = {span: number for number, span in enumerate(left)}
    right_number = {span: number for number, span in enumerate(right)}
    links = [(left_number[a], right_number[b]) for a, b in text.links if a in left_number and b in right_number]
    found = []
    starts = list(range(len(left)))
    rng.shuffle(starts)
    for start in starts[:16]:
        for length in rng.sample((1, 1, 2, 3, 4), 5):
            end = start + length
            phrase = _phrase(text, left, right, links, start, end) if end <= len(left) else None
            if phrase is not None:
                found.append(phrase)
                break
    return found


def _phrase(
    text: Text, left: list[Word], right: list[Word], links: list[tuple[int, int]], start: int, end: int
) -> Link | None:
    """The spans of the source words from `start` to `end` and of their target, if no link leads out of either."""
    if not (_content(text.source, left[start]) and _content(text.source, left[end - 1])):
        return None
    inside = [j for i, j in links if start <= i < end]
    if not inside or not {start, end - 1} <= {i for i, _ in links if start <= i < end}:
        return None
    first, last = min(inside), max(inside)
    if last - first > 4 or any(first <= j <= last and not start <= i < end for i, j in links):
        return None
    wording = text.target[right[first][0] : right[last][1]]
    if not wording[-1].isalnum() or (wording.isalpha() and len(wording) < 3):
        return None
    return (left[start][0], left[end - 1][1]), (right[first][0], right[last][1])


def _content(text: str, span: tuple[int, int]) -> bool:
    word = text[span[0] : span[1]]
    if word[0].isdigit():
        return True
    return len(word) >= 3 and word[-1].isalpha() and word.lower() not in _STOP
