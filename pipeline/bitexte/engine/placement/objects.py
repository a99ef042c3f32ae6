"""Characters that stand in a text for its codes, where these are there for words: a picture, a field, a variable."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from bitexte.engine.placement.stretches import OBJECTS
from bitexte.model import InlineCode, Link, Segment, Span, TermMatch, Translation

_BARE = str.maketrans(dict.fromkeys(OBJECTS))


def shown_segment(segment: Segment, matches: Sequence[TermMatch]) -> tuple[Segment, list[int]]:
    """The segment with a character for each code that is there for words, and the offsets that these come before.

    A code inside a term has none: it would hide the term.
    """
    terms = [match.span for match in matches]
    signs = iter(OBJECTS if not set(OBJECTS) & set(segment.text) else "")
    text, last = "", 0
    added: list[int] = []
    codes: list[InlineCode] = []
    for code in segment.codes:
        offset = code.offset + len(added)
        inside = any(start < code.offset < end for start, end in terms)
        if code.stands and not code.equivalent and not inside and (sign := next(signs, "")):
            text, last = text + segment.text[last : code.offset] + sign, code.offset
            code = replace(code, equivalent=sign)
            added.append(code.offset)
        codes.append(replace(code, offset=offset))
    return replace(segment, text=text + segment.text[last:], codes=tuple(codes)), added


def onwards(span: Span, added: Sequence[int]) -> Span:
    """A span of a segment's text once characters were added before these offsets."""
    return span[0] + bisect_right(added, span[0]), span[1] + bisect_left(added, span[1])


def hidden(placed: Translation, codes: Sequence[InlineCode], added: Sequence[int]) -> Translation:
    """A translation without the characters that `shown_segment` added; links to them are none."""
    ours = [offset + number for number, offset in enumerate(added)]
    theirs = [place for place, sign in enumerate(placed.text) if sign in OBJECTS]

    def back(span: Span, signs: Sequence[int]) -> Span:
        return span[0] - bisect_left(signs, span[0]), span[1] - bisect_left(signs, span[1])

    links = [Link(back(link.source, ours), back(link.target, theirs)) for link in placed.links]
    equivalents = {(code.id, code.kind): code.equivalent for code in codes}
    return replace(
        placed,
        text=_bare(placed.text),
        codes=tuple(
            replace(
                code,
                offset=code.offset - bisect_left(theirs, code.offset),
                equivalent=equivalents[code.id, code.kind],
            )
            for code in placed.codes
        ),
        links=tuple(link for link in links if link.source[0] < link.source[1] and link.target[0] < link.target[1]),
        uses=tuple(use if use.span is None else replace(use, span=back(use.span, theirs)) for use in placed.uses),
        problems=tuple(replace(problem, detail=_bare(problem.detail)) for problem in placed.problems),
        alternatives=tuple(_bare(other) for other in placed.alternatives),
    )


def _bare(text: str) -> str:
    return text.translate(_BARE)
