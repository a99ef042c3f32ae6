"""Cuts the blocks of a document into segments: sentences, headings, list items.

White space belongs to the segment before it, as its tail; only what opens a block stays in its first segment.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

from bitexte.model import Document, Segment, Span
from bitexte.segment.srx import Rules

__all__ = ["Rules", "default_rules", "default_srx", "segment", "split"]


def default_srx() -> bytes:
    """The French rule file that ships with Bitexte; OmegaT, Okapi and the like take it as it is."""
    return resources.files("bitexte").joinpath("assets/fr.srx").read_bytes()


@cache
def default_rules() -> Rules:
    return Rules.parse(default_srx(), "fr.srx")


def segment(document: Document, rules: Rules) -> Iterator[Segment]:
    """Segments of every block, in order; ids are `name#block.n`, both counted from 1.

    Joining text + tail over a block gives its text back, whatever it holds. A block of white space only is one
    segment of empty text; an empty block has none.
    """
    for number, block in enumerate(document.blocks):
        spans = split(block.text, rules)
        following = [start for start, _ in spans[1:]] + [len(block.text)]
        for n, ((start, end), until) in enumerate(zip(spans, following, strict=False), start=1):
            text, tail = block.text[start:end], block.text[end:until]
            yield Segment(f"{document.name}#{number + 1}.{n}", number, text, (start, end), tail)


def split(text: str, rules: Rules) -> list[Span]:
    """Spans of the segments of `text`, without the white space around them; the first one starts at 0."""
    spans: list[Span] = []
    start = 0
    for cut in (*rules.cuts(text), len(text)):
        piece = text[start:cut]
        if piece and not piece.isspace():
            begin = cut - len(piece.lstrip()) if spans else 0
            spans.append((begin, start + len(piece.rstrip())))
        start = cut
    return spans or ([(0, 0)] if text else [])
