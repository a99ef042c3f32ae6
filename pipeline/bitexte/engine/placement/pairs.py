"""Pairs of codes: each goes around the words of the target that render its own."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.engine.placement.points import between, pushed
from bitexte.engine.placement.stretches import Alignment, has_word, stretch, stripped
from bitexte.engine.placement.tree import Node, gaps, inside
from bitexte.model import Span


def place_pairs(aligned: Alignment, parent: Node, within: Span) -> None:
    """Give each pair its stretch of the target inside its parent's, the surest first."""
    parent.target = within
    waiting = {child.order: child for child in parent.children if child.is_pair}
    done: list[Node] = []
    found: dict[int, tuple[Span | None, float]] = {}
    while waiting:
        free = gaps(within, [node.target for node in done])
        # A stretch that is still free is still the best one.
        lapsed = [order for order in waiting if order not in found or not _is_free(found[order][0], free)]
        found.update((order, _stretch(aligned, parent, waiting[order], free)) for order in lapsed)
        best = max(waiting, key=lambda order: found[order][1])
        span, weight = found[best]
        if span is None or weight <= 0:
            break
        waiting[best].target = span
        done.append(waiting.pop(best))
    for node in waiting.values():
        node.target = _by_order(aligned, node, done, within)
        node.sure = not aligned.source[slice(*node.source)].strip()
        done.append(node)
    for node in done:
        place_pairs(aligned, node, node.target)


def _is_free(span: Span | None, free: Sequence[Span]) -> bool:
    """Whether a stretch lies in one free span; one that was not found stays so."""
    return span is None or any(start <= span[0] and span[1] <= end for start, end in free)


def _stretch(aligned: Alignment, parent: Node, node: Node, free: Sequence[Span]) -> tuple[Span | None, float]:
    """As `stretch`; what fills its parent, or goes to one of its ends, does so in the target."""
    source = aligned.source
    before, after = source[parent.source[0] : node.source[0]], source[node.source[1] : parent.source[1]]
    low, high = stripped(aligned.target[slice(*parent.target)], parent.target)
    if not has_word(before) and not has_word(after) and has_word(source[slice(*node.source)]):
        words = [word for word in aligned.target_words if low <= word[0] and word[1] <= high]
        if words and len(free) == 1:
            start, end = words[0][0], words[-1][1]
            return (low if not before.strip() else start, high if not after.strip() else end), 1000.0
    span, weight = stretch(aligned, node.source, free)
    if span is None or span[0] == span[1]:
        return span, weight
    if not before.strip() and not has_word(aligned.target[low : span[0]]):
        span = low, span[1]
    if not after.strip() and not has_word(aligned.target[span[1] : high]):
        span = span[0], high
    return (span, weight) if any(a <= span[0] and span[1] <= b for a, b in free) else (None, 0.0)


def _by_order(aligned: Alignment, node: Node, done: Sequence[Node], within: Span) -> Span:
    """A stretch for a pair whose words have no link: what no neighbour took, at its own distance from the start."""
    open_gaps = gaps(within, [other.target for other in done])
    free = [word for word in aligned.target_words for a, b in open_gaps if a <= word[0] and word[1] <= b]
    ours = [number for number, word in enumerate(aligned.source_words) if inside(word, node.source)]
    before = [other for other in done if other.order < node.order]
    low = max((other.target[1] for other in before), default=within[0])
    if not ours or not free:
        point = between(aligned, node.source[0], within)
        return pushed(point, node, done)
    unlinked = [word for word in free if not aligned.linked[aligned.target_words.index(word)]]
    candidates = [word for word in unlinked or free if word[0] >= low] or unlinked or free
    share = ours[0] / max(1, len(aligned.source_words))
    wanted = share * len(aligned.target)
    return min(candidates, key=lambda word: abs(word[0] - wanted))
