"""What is surely wrong put right: a term said twice, an article that a term cannot take, a for an, MM."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from bitexte.engine import links
from bitexte.engine.decoder import BLANK, Hypothesis
from bitexte.engine.judge import Attempt, judge
from bitexte.engine.prepare import Part, wanted
from bitexte.language.closed_classes import FINITE_VERBS, NARROWING, NO_NOUNS, word_set
from bitexte.language.english import is_uncountable
from bitexte.model import Honour, Span, TermMatch
from bitexte.text.characters import APOSTROPHE

Change = tuple[Span, str]  # a span of the text, whole words, and what it becomes; nothing where it goes

# Activities, which English names without an article ("live shopping is growing").
_ACTIVITIES = word_set(
    "shopping streaming marketing merchandising retailing dropshipping commerce e-commerce m-commerce"
)
_WORD_AFTER = regex.compile(r"\s+([\p{L}\p{N}][\p{L}\p{N}'’-]*)")
_WORD_BEFORE = regex.compile(r"([\p{L}\p{N}][\p{L}\p{N}'’-]*)\s+$")
_STOP_AFTER = regex.compile(r"\s*(?:[.,;:!?)]|$)")
_FRENCH_ARTICLE = regex.compile(rf"(?i)(?<!\p{{L}})(?:l{APOSTROPHE}|l[ae]\s+)$")
_FRENCH_AFTER = regex.compile(r"\s+(\p{L}+)")
_VOWEL = regex.compile(r"(?i)(?!uni|use|usa|usu|eu|one\b|once)[aeiou]|hour|honest|heir")

# Words in h, u and eu, one and once are left alone (an hour, a historic, an unimportant, a unit, a European), and so is
# the letter a before a word of grammar (plan a and plan b, vitamin a is).
_INDEFINITE = regex.compile(
    r"(?<![\p{L}\p{N}'’./-])(?P<article>an?|^An?) "
    r"(?P<word>(?!h|u|eu|ewe|(?:one|once|and|are|as|at|also|if|in|into|is|it|of|off|on|onto|or)\b)[a-z]{2}[a-z'’-]*)"
)
_MESSIEURS = regex.compile(r"(?<!\S)MM\.(?= \p{Lu})")
_SOUND = regex.compile(r"[aeio]")


def tidy(attempt: Attempt) -> Attempt:
    """The attempt without terms said twice in a row and without articles that what follows cannot take."""
    for changes in (_doubles, _articles, _indefinite, _titles):
        found = list(changes(attempt))
        if found:
            hypothesis = _changed(attempt.hypothesis, found)
            attempt = replace(
                judge(attempt.part, hypothesis, Honour.FREE), honours=attempt.honours, obstacle=attempt.obstacle
            )
    return attempt


def _doubles(attempt: Attempt) -> Iterator[Change]:
    """A term again right beside itself; its last or its first word again ("live shopping shopping")."""
    text, part = attempt.hypothesis.text, attempt.part
    surplus = [(part.matches[each.match].term, each.span) for each in attempt.compliance.surplus]
    for match, (start, end) in _rendered(attempt):
        beside = [
            span
            for term, span in surplus
            if term == match.term and (text[end : span[0]].isspace() or text[span[1] : start].isspace())
        ]
        if beside:
            yield beside[0], ""
            continue
        words = text[start:end].split()
        after, before = _WORD_AFTER.match(text, end), _WORD_BEFORE.search(text, 0, start)
        if after and after[1].lower() == words[-1].lower():
            yield after.span(1), ""
        elif before and len(words) > 1 and before[1].lower() == words[0].lower():
            yield before.span(1), ""


def _articles(attempt: Attempt) -> Iterator[Change]:
    """`a` before what has no singular, `the` before an activity in general, `a` for `an` and the other way round."""
    text, part = attempt.hypothesis.text, attempt.part
    for match, (start, end) in _rendered(attempt):
        before = _WORD_BEFORE.search(text, 0, start)
        if before is None:
            continue
        article, rendering = before[1].lower(), text[start:end]
        after = _WORD_AFTER.match(text, end)
        follower = after[1].lower() if after else ""
        alone = _STOP_AFTER.match(text, end) is not None
        if article in {"a", "an"} and is_uncountable(rendering):
            singular = wanted(part.text, match)
            if not is_uncountable(singular):
                yield (start, end), singular
            elif alone or follower in NO_NOUNS:
                yield before.span(1), ""
        elif article in {"a", "an"}:
            right = "an" if _VOWEL.match(rendering) else "a"
            if right != article and not rendering[:2].isupper():
                yield before.span(1), right if before[1].islower() else right.capitalize()
        elif (
            article == "the"
            and (alone or follower in FINITE_VERBS)
            and _is_activity(rendering)
            and _is_general(match, part)
        ):
            yield before.span(1), ""


def _indefinite(attempt: Attempt) -> Iterator[Change]:
    """`a` for `an` and the other way round before words in lower case whose first sound their spelling shows."""
    for found in _INDEFINITE.finditer(attempt.hypothesis.text):
        right = "an" if _SOUND.match(found["word"]) else "a"
        if right != found["article"].lower():
            yield found.span("article"), right if found["article"].islower() else right.capitalize()


def _titles(attempt: Attempt) -> Iterator[Change]:
    """Messrs for MM., where the source has it."""
    if "MM." in attempt.part.text:
        yield from ((found.span(), "Messrs") for found in _MESSIEURS.finditer(attempt.hypothesis.text))


def _rendered(attempt: Attempt) -> Iterator[tuple[TermMatch, Span]]:
    renderings = attempt.compliance.renderings
    for match, rendering in zip(attempt.part.matches, renderings, strict=True):
        if rendering.span is not None:
            yield match, rendering.span


def _is_activity(rendering: str) -> bool:
    return rendering.lower().split()[-1] in _ACTIVITIES


def _is_general(match: TermMatch, part: Part) -> bool:
    """Whether the source speaks of the thing as such: the definite article, and nothing after it that narrows it."""
    start, end = match.span
    after = _FRENCH_AFTER.match(part.text, end)
    narrowed = after is not None and after[1].lower() in NARROWING
    return _FRENCH_ARTICLE.search(part.text[:start]) is not None and not narrowed


def _changed(hypothesis: Hypothesis, changes: Sequence[Change]) -> Hypothesis:
    """The hypothesis with the changes, its attention kept in step; as it is where its pieces do not spell its text."""
    spans = links.piece_spans(hypothesis.pieces, hypothesis.text)
    if spans is None:
        return hypothesis
    pieces: list[str | None] = list(hypothesis.pieces)
    for span, wording in changes:
        first, *others = links.inside(spans, span)
        blank = "" if first and pieces[first - 1] == BLANK else BLANK
        pieces[first] = blank + wording if wording else None
        for index in others:
            pieces[index] = None
    kept = [(piece, index) for index, piece in enumerate(pieces) if piece is not None]
    return replace(
        hypothesis,
        text="".join(piece for piece, _ in kept).replace(BLANK, " ").strip(),
        pieces=tuple(piece for piece, _ in kept),
        attention=[hypothesis.attention[index] for _, index in kept if index < len(hypothesis.attention)],
    )
