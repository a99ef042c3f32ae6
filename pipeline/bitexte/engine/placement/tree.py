"""Inline codes as a tree: pairs stand in one another, all else stands alone; each with its place in the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bitexte.engine.placement.stretches import Alignment
from bitexte.model import InlineCode, Span
from bitexte.text.codes import pairs as codes_in_pairs


@dataclass(slots=True)
class Node:
    """A pair, or a code alone (`close` is None), with its span in the source and its place in the target.

    The root has no codes and spans the whole text. `order` is the place of the first code in the segment.
    """

    open: InlineCode | None
    close: InlineCode | None
    source: Span
    order: int = 0
    target: Span = (0, 0)
    sure: bool = True
    children: list[Node] = field(default_factory=list)

    @property
    def is_pair(self) -> bool:
        return self.close is not None


def tree(codes: Sequence[InlineCode], length: int) -> Node:
    """The codes as a tree; what has no partner, or crosses the border of another pair, stands alone."""
    pairs = codes_in_pairs(codes)
    root = Node(None, None, (0, length))
    stack = [root]
    for number, code in enumerate(codes):
        if number in pairs.values():
            stack.pop()
            continue
        partner = pairs.get(number)
        end = code.offset + len(code.equivalent) if partner is None else codes[partner].offset
        node = Node(code, None if partner is None else codes[partner], (code.offset, end), number)
        stack[-1].children.append(node)
        if partner is not None:
            stack.append(node)
    return root


def in_order(parent: Node) -> Iterator[InlineCode]:
    """The codes in the order they stand in the target, with their offsets there."""
    for node in sorted(parent.children, key=lambda child: (*child.target, child.order)):
        if node.open is not None:
            yield replace(node.open, offset=node.target[0])
        yield from in_order(node)
        if node.close is not None:
            yield replace(node.close, offset=node.target[1])


def unsure(aligned: Alignment, parent: Node) -> Iterator[str]:
    for node in parent.children:
        if not node.sure:
            yield " ".join(aligned.source[slice(*node.source)].split())[:40]
        yield from unsure(aligned, node)


def gaps(within: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of a span between those taken."""
    found, start = [], within[0]
    for a, b in sorted(span for span in taken if span[0] < span[1]):
        if a > start:
            found.append((start, a))
        start = max(start, b)
    return [*found, (start, within[1])] if start < within[1] or not found else found


def inside(word: Span, span: Span) -> bool:
    return span[0] <= word[0] and word[1] <= span[1]
