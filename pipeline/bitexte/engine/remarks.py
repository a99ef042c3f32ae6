"""What is weak in a decoded part: words left in French, words of no language, and what was dropped on the way.

Each is a Remark whose detail names the words concerned; checks/ makes findings of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence, Set

import regex

from bitexte.engine import links
from bitexte.engine.decoder import Hypothesis
from bitexte.engine.prepare import Part
from bitexte.language.closed_classes import RIGHTLY_DOUBLED, USUAL_CAPITALS
from bitexte.language.wordlists import is_english, is_french, is_light_french, is_usual_english
from bitexte.model import Remark, Span
from bitexte.terms.matching.compliance import compliance
from bitexte.text import literals
from bitexte.text.spans import overlaps

LEFT_IN_FRENCH = "left-in-french"
NON_WORD = "non-word"
UNCOVERED = "uncovered"
DROPPED_NAME = "dropped-name"
DOUBLED = "doubled"
LENGTH = "length"
UNSURE = "unsure"
GUESS = "guess"

UNLIKELY = -2.0  # log-probability of a word below which it is named: 1 in 7
COVERED = 0.1  # the attention, in target pieces, that a source word draws at least when it is translated
USUAL = (0.5, 1.8)  # characters of English for one of French, in texts of `ENOUGH` characters
ENOUGH = 40

_WORD = regex.compile(r"(?<![\p{L}\p{N}_@#/.])\p{L}[\p{L}\p{M}]+(?![\p{L}\p{N}_@/]|\.\p{L}|['’]t\b)")
_CAPITALS = regex.compile(r"(?<![\p{L}\p{N}.&/-])\p{Lu}{2,}(?![\p{L}\p{N}&/-])")
_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}]*\p{Ll}[\p{L}\p{M}]*")
_ORDINAL = regex.compile(r"[IVXLCDM]+er?")  # XVIIIe, Ier
_DOUBLED = regex.compile(
    r"(?i)(?<![\p{L}\p{N}'’-])((?:\p{L}[\p{L}'’-]*\s+){0,3}\p{L}[\p{L}'’-]*)\s+\1(?![\p{L}\p{N}'’-])"
)
_SENTENCE_START = regex.compile(r"(?:^|[.!?…:]\s+|[«“\"(–—-]\s*)$")


def remarks(
    part: Part,
    hypothesis: Hypothesis,
    text: str,
    pieces: Callable[[str], list[str]],
    words: Sequence[tuple[str, float]] = (),
    *,
    guided: bool,
) -> tuple[Remark, ...]:
    """The remarks on `text`, the English of a part, made from a hypothesis.

    `words` are those of the hypothesis with their log-probabilities, where they are known. `guided`: the attention was
    trained to say which word translates which; without that nothing is read off it.
    """
    left, strange = odd_words(part, text)
    found = {
        LEFT_IN_FRENCH: left,
        NON_WORD: strange,
        UNCOVERED: uncovered(part, hypothesis, pieces) if guided else [],
        DROPPED_NAME: dropped_names(part, text),
        DOUBLED: doubled(part.text, text),
        UNSURE: unsure(part, text, words),
        GUESS: list(hypothesis.rejected),
    }
    named = [Remark(code, ", ".join(dict.fromkeys(words))) for code, words in found.items() if words]
    ratio = len(text) / max(1, len(part.text))
    if len(part.text) >= ENOUGH and not USUAL[0] <= ratio <= USUAL[1]:
        named.append(Remark(LENGTH, f"{ratio:.1f}"))
    return tuple(named)


def left_in_french(part: Part, text: str) -> list[str]:
    """The words of a text, names and terms left out, that are French and stand in the source, or are not English.

    Those of two letters, which names and foreign phrases hold, count beside longer ones only.
    """
    return odd_words(part, text)[0]


def non_words(part: Part, text: str) -> list[str]:
    """The words of a text that neither English nor French has and that the source does not hold either.

    Names are among them: one that the source writes in another way is in no list if the model made it up.
    """
    return odd_words(part, text)[1]


def odd_words(part: Part, text: str) -> tuple[list[str], list[str]]:
    """What `left_in_french` and `non_words` give, in one look at the text."""
    unusual = list(_unusual_words(part, text))
    source = _WORD.findall(part.text)
    strange = _non_words(unusual, set(map(_folded, source))) + _invented(part, text)
    return _left_in_french(unusual, set(map(str.lower, source))), strange


def _left_in_french(unusual: Sequence[str], source: Set[str]) -> list[str]:
    words = [word for word in unusual if word.islower() and is_french(word)]
    found = [word for word in words if word in source or not is_english(word)]
    return found if any(len(word) > 2 for word in found) else []


def _non_words(unusual: Sequence[str], source: Set[str]) -> list[str]:
    words = [word for word in unusual if not word.isupper() and _folded(word) not in source]
    return [word for word in words if not is_english(word) and not is_french(word)]


def _invented(part: Part, text: str) -> list[str]:
    """Acronyms of a text that has more of them than its source: Mr. PO for M. Schmidt."""
    if part.all_caps:
        return []
    known, words = _CAPITALS.findall(part.text), set(map(str.lower, _WORD.findall(part.text)))
    made = [word for word in _CAPITALS.findall(text) if word not in USUAL_CAPITALS]
    if len(made) <= len(known):
        return []
    taken = [text[slice(*each.span)] for each in compliance(part.matches, text).renderings if each.span]
    return [word for word in made if word.lower() not in words and not any(word in term for term in taken)]


def uncovered(part: Part, hypothesis: Hypothesis, pieces: Callable[[str], list[str]]) -> list[str]:
    """The content words of a part that hardly any word of the hypothesis attends to."""
    return [word for word, mass in _attended(part, hypothesis, pieces) if mass < COVERED]


def unseen(part: Part, hypothesis: Hypothesis, pieces: Callable[[str], list[str]]) -> list[float]:
    """For each content word of a part how much its attention lacks of half a target piece."""
    return [max(0.0, 0.5 - mass) for _, mass in _attended(part, hypothesis, pieces)]


def _attended(part: Part, hypothesis: Hypothesis, pieces: Callable[[str], list[str]]) -> Iterator[tuple[str, float]]:
    """The content words of a part, terms left out, with the attention that each draws, in target pieces."""
    spans = links.piece_spans(pieces(part.model_text), part.model_text)
    if spans is None or not hypothesis.attention:
        return
    mass = [sum(column) for column in zip(*hypothesis.attention, strict=True)]
    for match in _WORD.finditer(part.model_text):
        word = match.group()
        if len(word) >= 4 and not is_light_french(word) and not _annotated(match.span(), part):
            yield word, sum(mass[index] for index in links.inside(spans, match.span()) if index < len(mass))


def dropped_names(part: Part, text: str) -> list[str]:
    """The names of a part that have left no trace: fewer names stand in the text, and no word that begins alike."""
    if part.all_caps:
        return []
    terms = [match.span for match in part.matches]
    names = [name for name, span in _capitals(part.text) if not overlaps(span, terms) and not _is_common(name)]
    if sum(1 for _ in _capitals(text)) >= len(names):
        return []
    words = _folded(text).split()
    return [name for name in names if not any(word.startswith(_folded(name)[:3]) for word in words)]


def doubled(source: str, text: str) -> list[str]:
    """The words, or runs of up to four, that stand twice in a row in the text and nowhere so in the source."""
    if _DOUBLED.search(source):
        return []
    return [match[1] for match in _DOUBLED.finditer(text) if match[1].lower() not in RIGHTLY_DOUBLED]


def unsure(part: Part, text: str, words: Sequence[tuple[str, float]]) -> list[str]:
    """The words of a text that the model itself found unlikely, but for those of terms and of the source."""
    spans = [rendering.span for rendering in compliance(part.matches, text).renderings if rendering.span]
    taken = " ".join(text[start:end] for start, end in spans)
    known = set(_WORD.findall(f"{part.text} {taken}"))
    unlikely = {word for said, score in words if score < UNLIKELY for word in _WORD.findall(said)}
    return [word for word in _WORD.findall(text) if len(word) > 2 and word in unlikely and word not in known]


def _capitals(text: str) -> Iterator[tuple[str, Span]]:
    """The words with a capital that is not due to the beginning of a sentence."""
    for match in _NAME.finditer(text):
        if len(match.group()) > 2 and not _SENTENCE_START.search(text[: match.start()]):
            yield match.group(), match.span()


def _is_common(name: str) -> bool:
    """Whether a word with a capital is one of the language all the same: État, Etat, XVIIIe."""
    return is_french(name) or is_french("é" + name[1:]) or _ORDINAL.fullmatch(name) is not None


def _unusual_words(part: Part, text: str) -> Iterator[str]:
    """The words that lemminflect's list lacks, those of terms and literals left out."""
    taken = [rendering.span for rendering in compliance(part.matches, text).renderings if rendering.span]
    taken += [literal.span for literal in literals.find(text)]
    for match in _WORD.finditer(text):
        word, span = match.group(), match.span()
        if not is_usual_english(word) and not _beside_a_name(text, span) and not overlaps(span, taken):
            yield word


def _beside_a_name(text: str, span: Span) -> bool:
    """Whether a word of up to three letters stands before a capital: de Gaulle, La Rochelle, du Châtelet."""
    start, end = span
    return end - start <= 3 and text[end : end + 2].strip()[:1].isupper()


def _annotated(span: Span, part: Part) -> bool:
    return any(start <= span[0] < end for (start, end), _ in part.annotations)


def _folded(text: str) -> str:
    """Without accents and case: Péchalat and Pechalat are one name."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
