"""Codes that stand alone: each keeps to the word that it touches, outside the pairs beside it."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.engine.placement.stretches import Alignment, has_word, marks_after, verbatim
from bitexte.engine.placement.tree import Node, gaps, inside
from bitexte.model import CodeKind, Span

_SENTENCE_END = ".!?…:;"
_NEAR = 3  # words from which a code may take its place


def place_points(aligned: Alignment, parent: Node) -> None:
    """Give each code that stands alone its place inside its parent's stretch and outside its neighbours'.

    One that stands for words goes to these words, where the target has them.
    """
    pairs = [child for child in parent.children if child.is_pair]
    taken = [pair.target for pair in pairs]
    for child in parent.children:
        if child.is_pair:
            place_points(aligned, child)
            continue
        words = child.source if has_word(aligned.source[slice(*child.source)]) else None
        known = verbatim(aligned, words, gaps(parent.target, taken)) if words else None
        if known is not None:
            taken.append(known)
        child.target = known or pushed(_point(aligned, child, parent), child, pairs)
    _keep_order(parent)


def _point(aligned: Alignment, node: Node, parent: Node) -> Span:
    """The place of a code that stands alone: with the linked word that it touches, else between its neighbours'."""
    source, (start, end) = aligned.source, node.source
    low, high = parent.target
    if not has_word(source[parent.source[0] : start]) and not source[parent.source[0] : start].strip():
        return low, low
    if not source[end : parent.source[1]].strip():
        return high, high
    ended = _sentence_end(aligned, start, parent)
    if ended is not None:
        return ended, ended
    left, right = not source[start - 1].isspace(), end < len(source) and not source[end].isspace()
    if node.open is not None and node.open.kind is CodeKind.OPEN:
        left = left and not right
    if left or not right:
        return _behind(aligned, start, parent.target)
    return _before(aligned, end, parent.target)


def _sentence_end(aligned: Alignment, offset: int, parent: Node) -> int | None:
    """The place behind the same end mark of the target, where both texts have as many of them."""
    before = aligned.source[:offset].rstrip(' \u00a0\u202f»”"')
    if not before or before[-1] not in _SENTENCE_END:
        return None
    ours = [n for n, sign in enumerate(aligned.source) if sign in _SENTENCE_END and _ends(aligned.source, n)]
    theirs = [n for n, sign in enumerate(aligned.target) if sign in _SENTENCE_END and _ends(aligned.target, n)]
    if len(ours) != len(theirs) or len(before) - 1 not in ours:
        return None
    place = marks_after(aligned.target, theirs[ours.index(len(before) - 1)] + 1)
    return place if parent.target[0] <= place <= parent.target[1] else None


def _ends(text: str, number: int) -> bool:
    return number + 1 == len(text) or not text[number + 1].isalnum()


def _behind(aligned: Alignment, offset: int, within: Span) -> Span:
    """Behind the rendering of the last word before the offset that has one."""
    numbers = [n for n, word in enumerate(aligned.source_words) if word[0] < offset]
    for number in reversed(numbers[-_NEAR:]):
        ends = [
            aligned.target_words[n][1]
            for n, linked in enumerate(aligned.linked)
            if number in linked and inside(aligned.target_words[n], within)
        ]
        if ends:
            marks = aligned.source[aligned.source_words[number][1] : offset].strip()
            at = min(
                within[1], marks_after(aligned.target, max(ends)) if marks and number == numbers[-1] else max(ends)
            )
            return at, at
    return between(aligned, offset, within)


def _before(aligned: Alignment, offset: int, within: Span) -> Span:
    """Before the rendering of the first word behind the offset that has one."""
    behind = [n for n, word in enumerate(aligned.source_words) if word[1] > offset]
    for number in behind[:_NEAR]:
        starts = [
            aligned.target_words[n][0]
            for n, linked in enumerate(aligned.linked)
            if number in linked and inside(aligned.target_words[n], within)
        ]
        if starts:
            return min(starts), min(starts)
    return between(aligned, offset, within)


def between(aligned: Alignment, offset: int, within: Span) -> Span:
    """The border of a target word that lies as far from the start as the offset does in the source."""
    wanted = within[0] + (within[1] - within[0]) * offset / max(1, len(aligned.source))
    borders = [end for word in aligned.target_words if inside(word, within) for end in word]
    at = int(min([*borders, *within], key=lambda border: abs(border - wanted)))
    return at, at


def pushed(span: Span, node: Node, pairs: Sequence[Node]) -> Span:
    """An empty span moved to the edge of the pair it would stand in, to the side where its code is in the source."""
    at = span[0]
    for pair in pairs:
        start, end = pair.target
        before = node.order < pair.order
        if start < at < end or (at == start and at < end and not before) or (at == end and start < at and before):
            at = start if before else end
    return at, at


def _keep_order(parent: Node) -> None:
    """Codes alone that open something of another segment stand before those that close it; equal places by order."""
    opened: dict[str, Node] = {}
    for node in (child for child in parent.children if not child.is_pair and child.open is not None):
        assert node.open is not None
        if node.open.kind is CodeKind.OPEN:
            opened[node.open.id] = node
        elif node.open.kind is CodeKind.CLOSE and node.open.id in opened:
            partner = opened[node.open.id]
            if node.target < partner.target:
                node.target, partner.target = partner.target, node.target
