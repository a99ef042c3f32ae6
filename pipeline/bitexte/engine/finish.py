"""From attempts to translations: masks, literals, typography and case put back, parts joined, spans found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from bitexte.engine.confidence import confidence, signals
from bitexte.engine.decoder import Hypothesis, Model
from bitexte.engine.judge import Attempt, english, flaw, judge
from bitexte.engine.links import lexical_links, word_links
from bitexte.engine.prepare import Part, symbol_masks
from bitexte.engine.remarks import remarks
from bitexte.model import Flag, Honour, Link, Origin, Remark, Request, Span, TermMatch, TermUse, Translation
from bitexte.terms.matching.compliance import compliance
from bitexte.text import literals

_BRAND = regex.compile(r"\p{Ll}\p{Lu}|\p{Lu}{2}")
_OPENING = regex.compile(r"[\s\p{Ps}\p{Pi}\"'«]*\p{L}")
_WORDS = regex.compile(r"\p{L}")
_WORD = regex.compile(r"(?<![\p{L}\p{N}])\p{L}[\p{L}\p{M}\p{N}]*")
_CAPITALS = regex.compile(r"(?<![\p{L}\p{N}])(?=\p{L}*\p{Lu})(?!^)\p{L}[\p{L}\p{M}\p{N}]*")


DOUBT = 0.5  # confidence below which a reviewer is shown other ways to say it
ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Finished:
    """The English of a part: its score, what became of each term, its links and what is wrong with it.

    `score` is None where no model was needed. `confidence` is the likelihood that it is right, `alternatives` are other
    ways to say it, where it is in doubt.
    """

    text: str
    score: float | None = None
    uses: tuple[TermUse, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Remark, ...] = ()
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()


def finish(
    attempt: Attempt,
    words: Sequence[tuple[str, float]],
    hypotheses: Sequence[Hypothesis],
    model: Model,
    *,
    links: bool,
) -> Finished:
    """The English of an attempt, with word links where they are asked for.

    `words` are its words with their log-probabilities, where they are known; `hypotheses` are what else it could say.
    """
    part, hypothesis = attempt.part, attempt.hypothesis
    text = english(part, hypothesis)
    if not model.cased:
        text = recased(part.text, text)
    found: tuple[Link, ...] = ()
    if links and model.blind:
        found = lexical_links(part.text, text, model.dictionary)
    elif links:
        pieces, symbols = model.decoder.pieces, symbol_masks(part)
        found = word_links(part.text, part.model_text, text, hypothesis, pieces, part.annotations, symbols)
    problem = flaw(part, hypothesis)
    weak = () if problem else remarks(part, hypothesis, text, model.decoder.pieces, words, guided=model.guided)
    signs = signals(part.text, text, hypothesis, words, weak)
    likely = 0.0 if problem else confidence(signs, model.calibration)
    return Finished(
        text.upper() if part.all_caps else text,
        hypothesis.score,
        attempt.uses,
        found,
        (Remark("defect", problem),) if problem else weak,
        likely,
        _alternatives(attempt, text, hypotheses) if likely < DOUBT else (),
    )


def recased(source: str, text: str) -> str:
    """A text without capitals with those of the words that the source has too, and of I."""
    own = {word.lower(): word for word in _CAPITALS.findall(source)}
    return _WORD.sub(lambda found: "I" if found[0] == "i" else own.get(found[0], found[0]), text)


def _alternatives(attempt: Attempt, text: str, hypotheses: Sequence[Hypothesis]) -> tuple[str, ...]:
    """What the model could say instead, without losing a term."""
    part = attempt.part
    judged = [judge(part, hypothesis, Honour.HYPOTHESIS) for hypothesis in hypotheses if not flaw(part, hypothesis)]
    fit = [other.hypothesis for other in judged if set(other.missing) <= set(attempt.missing)]
    texts = dict.fromkeys(english(part, hypothesis) for hypothesis in fit)
    others = [other.upper() if part.all_caps else other for other in texts if other != text]
    return tuple(others[:ALTERNATIVES])


def untouched(part: Part) -> Finished:
    """A part that needs no model: one in another language to the letter, one without words in English figures."""
    uses = tuple(TermUse(Honour.FREE) for _ in part.matches)
    if part.language is None:
        return Finished(literals.english_numbers(part.text), uses=uses)
    if part.language == "en":
        return Finished(part.text, uses=uses)
    return Finished(part.text, uses=uses, problems=(Remark("language", part.language),), confidence=0.0)


def join(request: Request, parts: Sequence[tuple[Part, Finished]], engine: str) -> Translation:
    """The translation of a request from its finished parts; the spans of terms are looked up in the whole text."""
    text, offset = "", 0
    links: list[Link] = []
    for part, finished in parts:
        glue = _glue(request.text, offset, text, finished.text)
        shift = len(text) + len(glue)
        links += [_moved(link, offset, shift) for link in finished.links]
        text += glue + finished.text
        offset += len(part.text)
    spans = [rendering.span for rendering in compliance(request.matches, text).renderings]
    uses = [use for _, finished in parts for use in finished.uses]
    scores = [finished.score for _, finished in parts if finished.score is not None]
    return Translation(
        _cased(request, spans, text),
        Origin.MACHINE,
        engine,
        round(sum(scores) / len(scores), 4) if scores else 0.0,
        _placed(uses, spans),
        tuple(links),
        tuple(problem for _, finished in parts for problem in finished.problems),
        confidence=round(math.prod(finished.confidence for _, finished in parts), 3),
        alternatives=parts[0][1].alternatives if len(parts) == 1 else (),
    )


def _glue(source: str, offset: int, before: str, after: str) -> str:
    """A blank where the source has white space between two parts and the translation would have none."""
    parted = any(map(str.isspace, source[max(0, offset - 1) : offset + 1]))
    joint = before[-1:] + after[:1]
    return " " if parted and len(joint) == 2 and not any(map(str.isspace, joint)) else ""


def _placed(uses: Sequence[TermUse], spans: Sequence[Span | None]) -> tuple[TermUse, ...]:
    """The uses with their spans in the finished text; what has none there was missed."""
    return tuple(
        replace(use, span=span) if span is not None else TermUse(Honour.MISSED, None, use.obstacle)
        for use, span in zip(uses, spans, strict=True)
    )


def _cased(request: Request, spans: Sequence[Span | None], text: str) -> str:
    """The text with brands and acronyms written as the termbase writes them (AliExpress, not aliExpress).

    It begins with a capital where the source does, a term that stands alone with a small letter where the source does.
    No offset moves. A text in capitals stays in capitals.
    """
    if text.isupper():
        return text
    pairs = [(match, span) for match, span in zip(request.matches, spans, strict=True) if span]
    fixed = any(span[0] == _first_letter(text) and _has_own_case(match, text, span) for match, span in pairs)
    if not fixed:
        text = _begun(request, pairs, text)
    for match, (start, end) in pairs:
        for brand in (target.text for target in match.term.allowed if _BRAND.search(target.text)):
            if text[start:end].lower() == brand.lower() and end - start == len(brand):
                text = text[:start] + brand + text[end:]
    return text


def _begun(request: Request, pairs: Sequence[tuple[TermMatch, Span]], text: str) -> str:
    """The text with its first letter as the source has it."""
    source, target = _first_letter(request.text), _first_letter(text)
    if source is None or target is None:
        return text
    small = request.text[source].islower()
    if small and text[target].isupper():
        alone = len(pairs) == 1 and not _WORDS.search(_without(request.text, pairs[0][0].span))
        lower = alone and text[target + 1 : target + 2].islower() and pairs[0][0].term.target[:1].islower()
        return text[:target] + text[target].lower() + text[target + 1 :] if lower else text
    if not small and len(text[target].upper()) == 1:
        return text[:target] + text[target].upper() + text[target + 1 :]
    return text


def _first_letter(text: str) -> int | None:
    """The index of the first character if it is a letter, after brackets and quotation marks; None where it is not."""
    found = _OPENING.match(text)
    return found.end() - 1 if found else None


def _has_own_case(match: TermMatch, text: str, span: Span) -> bool:
    """Whether a term's case is its own: eBay, or one that the termbase keeps as it is."""
    own = {Flag.KEEP, Flag.EXACT_CASE} & match.term.flags
    return bool(own) or _BRAND.search(text[span[0] : span[1]]) is not None


def _without(text: str, span: Span) -> str:
    return text[: span[0]] + text[span[1] :]


def _moved(link: Link, source: int, target: int) -> Link:
    (a, b), (c, d) = link.source, link.target
    return Link((a + source, b + source), (c + target, d + target))
