"""Is the translation the French text itself, or is a part of it?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.language.closed_classes import FRENCH_ONLY
from bitexte.language.wordlists import is_french, is_usual_english
from bitexte.model import Finding, Severity, Span, Unit
from bitexte.text import literals

WHOLE = Code(
    "U001",
    "untranslated",
    "The translation is the French text itself.",
    Severity.ERROR,
    "La boutique est ouverte sur le site.",
    "La boutique est ouverte sur le site.",
)
PART = Code(
    "U002",
    "untranslated",
    "A part of the translation is still French.",
    Severity.WARNING,
    "La boutique est ouverte sur le site.",
    "The shop est ouverte sur le site.",
)
LABEL = Code(
    "U003", "untranslated", "A word that is French only stands as it is.", Severity.WARNING, "Accueil", "Accueil"
)
CODES = (WHOLE, PART, LABEL)

_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 3  # words in a row that are no chance and no name
# Words that English has taken over with their accents.
_ADOPTED = frozenset(
    word + ending
    for words in (
        "café cliché résumé décor façade fiancé fiancée naïve naïveté protégé protégée exposé sauté purée soufflé",
        "entrée matinée soirée passé blasé déjà voilà crème crêpe château pâté rôle première début détente élite",
        "émigré mêlée risqué éclair clientèle communiqué attaché cortège consommé fête flambé macramé séance précis",
    )
    for word in words.split()
    for ending in ("", "s")
)
_SHORTEST = 4  # letters of a word alone that is no sign or code


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """French left in the translation: an error for the whole text, a warning for some words in a row or one alone."""
    for unit in units:
        french, english = literals.masked(unit.segment.text), literals.masked(unit.translation.text)
        source, target = _WORD.findall(french), list(_WORD.finditer(english))
        written = [match.group() for match in target]
        low = [word.casefold() for word in written]
        if low == [word.casefold() for word in source]:
            yield from _equal(unit, written)
        elif (span := _shared(source, [match.span() for match in target], written)) is not None:
            start, end = span
            yield PART.at(unit, f'"{unit.translation.text[start:end][:80]}" is still French', span)
        elif (word := _accented(source, target)) is not None:
            yield PART.at(unit, f'"{word.group()}" is still French', word.span())


def _equal(unit: Unit, words: list[str]) -> Iterator[Finding]:
    if len(words) == 1 and len(words[0]) >= _SHORTEST and words[0][1:].islower() and _french_only(words[0].casefold()):
        yield LABEL.at(unit, "left in French")
    elif len(words) > 1 and _is_french(words):
        yield WHOLE.at(unit, "left in French")


def _accented(source: list[str], target: list[re.Match[str]]) -> re.Match[str] | None:
    """A word with an accent that both sides have in small letters, that French has and English has not."""
    shared = {word for word in source if not word.isascii() and word.islower() and len(word) >= _SHORTEST}
    words = (match for match in target if match.group() in shared - _ADOPTED) if shared else ()
    return next((match for match in words if _french_only(match.group())), None)


def _is_french(words: list[str]) -> bool:
    """Whether words in a row are French for certain: two such words at least, names left out, and a third of all.

    Of two words, one that is no name is enough.
    """
    shouted = all(word.isupper() for word in words)
    telling = [word.casefold() for number, word in enumerate(words) if word.islower() or number == 0 or shouted]
    sure = [word for word in telling if len(word) > 1 and (word in FRENCH_ONLY or _french_only(word))]
    if not sure or (len(telling) < len(words) and len(words) == 2):
        return False
    return (len(sure) > 1 or len(words) == 2) and 3 * len(sure) >= len(words)


def _shared(source: list[str], spans: list[Span], target: list[str]) -> Span | None:
    """The longest run of words that both sides have, where it is French and long enough; None where there is none."""
    ours = [word.casefold() for word in source]
    runs = {tuple(ours[start : start + _LEAST]): start for start in range(len(ours) - _LEAST + 1)}
    best: tuple[int, int] = (0, 0)
    low = [word.casefold() for word in target]
    for start in range(len(low) - _LEAST + 1):
        at = runs.get(tuple(low[start : start + _LEAST]))
        if at is None or start < best[1]:
            continue
        length = _LEAST
        while start + length < len(low) and at + length < len(ours) and low[start + length] == ours[at + length]:
            length += 1
        if length > best[1] - best[0] and _is_lower_french(target[start : start + length]):
            best = (start, start + length)
    return (spans[best[0]][0], spans[best[1] - 1][1]) if best[1] else None


def _is_lower_french(words: list[str]) -> bool:
    """The same for a part of a sentence, where a name may begin: its capitals count for nothing."""
    sure = [word for word in words if word.islower() and len(word) > 1 and (word in FRENCH_ONLY or _french_only(word))]
    plain = all(word.islower() for word in words[1:])
    return len(sure) > 1 and 3 * len(sure) >= len(words) and (plain or any(word not in FRENCH_ONLY for word in sure))


def _french_only(word: str) -> bool:
    """Whether a lower-case word is French and no usual English word is spelt like it."""
    return is_french(word) and not is_usual_english(word)
