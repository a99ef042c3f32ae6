"""A second try with the package's lexicon for drafts that hold none of the known renderings of a rare word or a name.

A small model garbles words that it has seldom met. Their usual English is then given to it as terms are, and what it
makes of that is taken if it is at least as sure of it as it was of the first draft. A hint is no term: nobody owes it,
and what becomes of it is no finding. Terms, literals and figures go first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bitexte.engine.decode import decode
from bitexte.engine.decoder import Hypothesis, Model
from bitexte.engine.judge import judge
from bitexte.engine.prepare import Mark, Part, with_hints
from bitexte.engine.rank import ranked
from bitexte.language.english import english_forms
from bitexte.language.wordlists import is_french, is_light_french
from bitexte.model import Honour, PartOfSpeech, Span
from bitexte.packages.lexicon import Lexicon
from bitexte.text import literals
from bitexte.text.spans import overlaps

SHORTEST = 4  # letters of a word, or of a name of one word, that is looked up
ACRONYM = 3  # letters of an acronym: "M." and "Le" are in lists of names and acronyms, as something else
NAME_WORDS = 3  # words that a name has at most

_WORD = regex.compile(r"(?<![\p{L}\p{M}\p{N}_@#/.-])[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*+(?![\p{N}_@/])")
_BETWEEN = regex.compile(r"[ '’\u00a0]")
_DISTINCT = regex.compile(r"(?<![\p{L}\p{N}])\p{Ll}*+[\p{Lu}\p{N}][\p{L}\p{N}]*+")
_ENGLISH = regex.compile(r"\p{L}[\p{L}\p{M}]*")

Hint = tuple[Span, tuple[str, ...]]  # where a word or name stands, and its renderings, the usual one first


def hinted(
    model: Model, parts: Sequence[Part], hypotheses: Sequence[tuple[Hypothesis, ...]]
) -> tuple[list[Part], list[tuple[Hypothesis, ...]]]:
    """The parts with their hypotheses; where the second try is taken, both are those of that."""
    taken, found = list(parts), list(hypotheses)
    if model.lexicon is None or model.annotation is None:
        return taken, found
    lacking = [
        (index, marks)
        for index, (part, own) in enumerate(zip(parts, hypotheses, strict=True))
        if (marks := missing(part, own[0].text, model.lexicon))
    ]
    tries = [with_hints(parts[index], model, marks) for index, marks in lacking]
    again = ranked(model, tries, decode(model, tries))
    for (index, marks), part, own in zip(lacking, tries, again, strict=True):
        if own[0].score >= found[index][0].score and _keeps(part, marks, found[index][0], own[0]):
            taken[index], found[index] = part, own
    return taken, found


def missing(part: Part, english: str, lexicon: Lexicon) -> list[Mark]:
    """The words and names of a part with their usual English, where `english` holds none of their renderings."""
    if part.all_caps:
        return []
    taken = [match.span for match in part.matches] + [span for span, _ in part.masks] + list(part.kept)
    taken += [span for span, _ in literals.must_stand(part.text)]
    words = frozenset(word.lower() for word in _ENGLISH.findall(english))
    return [(span, known[0]) for span, known in hints(part.text, lexicon, taken) if not _held(known, words)]


def hints(text: str, lexicon: Lexicon, taken: Sequence[Span] = ()) -> Iterator[Hint]:
    """The words and names of a text that the lexicon knows, outside the spans that are taken."""
    words = [match.span() for match in _WORD.finditer(text) if not overlaps(match.span(), taken)]
    index = 0
    while index < len(words):
        start, end = words[index]
        count = 1
        known: tuple[str, ...] = ()
        if not text[start].isupper():
            known = _word(text[start:end], lexicon)
        elif index == 0 and is_french(text[start:end]):
            known = tuple(english[0].upper() + english[1:] for english in _word(text[start:end].lower(), lexicon))
        else:
            count, known = _name(text, words[index : index + NAME_WORDS], lexicon)
        if known:
            yield (start, words[index + count - 1][1]), known
        index += count


def _word(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    return () if len(word) < SHORTEST or is_light_french(word) else lexicon.find(word)


def _name(text: str, words: Sequence[Span], lexicon: Lexicon) -> tuple[int, tuple[str, ...]]:
    """The longest name that begins with the first of some words: how many of them it has, and its renderings."""
    most = 1
    while most < len(words) and _BETWEEN.fullmatch(text[words[most - 1][1] : words[most][0]]):
        most += 1
    start, end = words[0]
    alone = end - start >= SHORTEST or (end - start >= ACRONYM and text[start:end].isupper())
    for count in range(most, 0 if alone else 1, -1):
        known = lexicon.find(text[words[0][0] : words[count - 1][1]].replace("’", "'").replace("\u00a0", " "))
        if known:
            return count, known
    return 1, ()


def _held(known: Sequence[str], words: frozenset[str]) -> bool:
    """Whether the content words of one of the renderings are all among some words, in any form."""
    return any(all(_forms(word) & words for word in _content(english)) for english in known)


def _content(english: str) -> list[str]:
    words = _ENGLISH.findall(english.lower())
    return [word for word in words if len(word) > 3] or words


def _forms(word: str) -> frozenset[str]:
    return english_forms(word, PartOfSpeech.NOUN)


def _keeps(part: Part, marks: Sequence[Mark], first: Hypothesis, second: Hypothesis) -> bool:
    """Whether a second try has all the terms of the first one, and what that has as the part has it: Anne, nM, 30.

    What becomes of a name of several words is meant; one word that was kept may be anybody's name.
    """
    meant = [span for span, _ in marks if _BETWEEN.search(part.text, *span)]
    words = {match.group() for match in _DISTINCT.finditer(part.text) if not overlaps(match.span(), meant)}
    kept, again = (words.intersection(_DISTINCT.findall(each.text)) for each in (first, second))
    return kept <= again and _lacking_terms(part, second) <= _lacking_terms(part, first)


def _lacking_terms(part: Part, hypothesis: Hypothesis) -> set[int]:
    return set(judge(part, hypothesis, Honour.FREE).missing)
