"""Places the inline codes of a segment in its translation: all of them, in well-formed pairs, none inside a word.

A pair goes around the words that render its own (stretches.py tells which); pairs that stand in one another in the
source do so in the target, pairs beside one another stand apart there. A standalone code keeps to the word it touches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bitexte.engine.placement.equivalents import with_equivalents
from bitexte.engine.placement.objects import hidden, onwards, shown_segment
from bitexte.engine.placement.pairs import place_pairs
from bitexte.engine.placement.points import place_points
from bitexte.engine.placement.stretches import OBJECTS, alignment
from bitexte.engine.placement.tree import in_order, tree, unsure
from bitexte.model import InlineCode, Remark, Request, Segment, Span, TermMatch, Translation
from bitexte.text.spans import overlaps


def plain_text(segment: Segment) -> str:
    """The text that glossary, memory and engine see: a line break or tab that a code stands for is a blank there.

    No offset moves.
    """
    text = segment.text
    for code in segment.codes:
        if code.equivalent.isspace():
            end = code.offset + len(code.equivalent)
            text = text[: code.offset] + " " * len(code.equivalent) + text[end:]
    return text


def request(segment: Segment, matches: Sequence[TermMatch] = ()) -> Request:
    """What an engine is asked for a segment whose terms are found.

    A code that is there for words is a character of its own there, which is kept, as is what other codes stand for.
    """
    shown, added = shown_segment(segment, matches)
    kept = [
        (code.offset, code.offset + len(code.equivalent))
        for code in shown.codes
        if code.equivalent in OBJECTS or any(map(str.isalpha, code.equivalent))
    ]
    moved = [replace(match, span=onwards(match.span, added)) for match in matches]
    free = (span for span in kept if span[0] < span[1] and not overlaps(span, [match.span for match in moved]))
    return Request(plain_text(shown), tuple(moved), tuple(free))


def place(segment: Segment, translation: Translation, matches: Sequence[TermMatch] = ()) -> Translation:
    """The translation with the codes of its segment: each of them once, where its words went.

    A translation that holds them already, as a person's does, stays as it is. `matches` are the terms of the segment,
    one for each of the translation's uses. A remark names each pair whose place nothing tells.
    """
    if not segment.codes or _same(segment.codes, translation.codes):
        return translation
    shown, added = shown_segment(segment, matches)
    if translation.text in (shown.text, plain_text(shown), segment.text, plain_text(segment)):
        links = () if added else translation.links
        return replace(translation, text=segment.text, codes=segment.codes, links=links)
    uses = zip(matches, translation.uses, strict=False)
    fixed = {onwards(match.span, added): use.span for match, use in uses if use.span is not None}
    placed = _placed(shown, translation, fixed)
    return hidden(placed, segment.codes, added) if added else placed


def _placed(segment: Segment, translation: Translation, fixed: Mapping[Span, Span]) -> Translation:
    """As `place`, of a segment whose codes all have their room in the text; `fixed` are the places of its terms."""
    aligned = alignment(plain_text(segment), translation.text, translation.links, fixed)
    root = tree(segment.codes, len(segment.text))
    place_pairs(aligned, root, (0, len(translation.text)))
    place_points(aligned, root)
    remarks = tuple(Remark("code-place", text) for text in unsure(aligned, root))
    placed = replace(translation, codes=tuple(in_order(root)), problems=(*translation.problems, *remarks))
    return with_equivalents(segment, placed)


def _same(codes: Sequence[InlineCode], others: Sequence[InlineCode]) -> bool:
    return sorted((code.id, code.kind) for code in codes) == sorted((code.id, code.kind) for code in others)
