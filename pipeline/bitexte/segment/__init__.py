"""Cuts the blocks of a document into segments: sentences, headings, list items.

White space belongs to the segment before it, as its tail; only what opens a block stays in its first segment.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from bitexte.model import Block, CodeKind, Document, InlineCode, Segment, Span
from bitexte.segment.by_hand import ByHand
from bitexte.segment.srx import Rules

__all__ = ["ByHand", "Rules", "default_rules", "default_srx", "digest", "segment", "split"]


def default_srx() -> bytes:
    """The French rule file that ships with Bitexte; OmegaT, Okapi and the like take it as it is."""
    return resources.files("bitexte").joinpath("assets/fr.srx").read_bytes()


@cache
def default_rules() -> Rules:
    return Rules.parse(default_srx(), "fr.srx")


def segment(document: Document, rules: Rules) -> Iterator[Segment]:
    """Segments of every block, in order, as the rules cut them, or a person did.

    Joining text + tail over a block gives its text back, whatever it holds. A block of white space only is one
    segment of empty text; an empty block has none. A code at the border of two segments belongs to the one it opens
    or closes; one in the white space between them to neither (formats/assembly puts it back). A tab, and a line break
    before anything but a small letter, part segments.
    """
    seen: Counter[str] = Counter()
    for index, block in enumerate(document.blocks):
        spans = rules.by_hand.spans(block.text, split(block.text, rules, _breaks(block)))
        ends = [0, *(end for _, end in spans)]
        starts = [start for start, _ in spans[1:]] + [len(block.text)]
        for n, ((start, end), before, after) in enumerate(zip(spans, ends, starts, strict=False), start=1):
            codes = tuple(
                replace(code, offset=code.offset - start)
                for code in block.codes
                if _begins(code, start, joined=before == start and n > 1) and _ends(code, end)
            )
            name = digest(block.text[start:end], codes)
            seen[name] += 1
            again = f".{seen[name]}" if seen[name] > 1 else ""
            yield Segment(
                f"{document.name}#{name}{again}",
                index,
                block.text[start:end],
                (start, end),
                block.text[end:after],
                codes,
                f"{document.name}#{index + 1}.{n}",
            )


def _begins(code: InlineCode, start: int, *, joined: bool) -> bool:
    """Whether a code stands behind the start of a segment; `joined`: no white space parts it from the one before."""
    if code.offset != start or start == 0:
        return code.offset >= start
    return code.kind is CodeKind.OPEN if joined else code.kind is not CodeKind.CLOSE


def _ends(code: InlineCode, end: int) -> bool:
    """Whether a code stands before the end of a segment."""
    if code.offset != end or code.kind is CodeKind.CLOSE:
        return code.offset <= end
    if end == 0:
        return True
    return code.kind is CodeKind.ISOLATED and not code.equivalent


def digest(text: str, codes: Sequence[InlineCode]) -> str:
    """Ten hexadecimal digits that stand for a segment's content."""
    marks = "".join(f"\0{code.offset} {code.kind} {code.content}" for code in codes)
    return hashlib.sha256(f"{text}{marks}".encode("utf-8", "surrogatepass")).hexdigest()[:10]


def _breaks(block: Block) -> list[int]:
    """Where tabs and line breaks of a block part what stands in it: the lines of an address, the items of a row."""
    return [
        code.offset
        for code in block.codes
        if code.equivalent == "\t" or (code.equivalent == "\n" and not block.text[code.offset :].lstrip()[:1].islower())
    ]


def split(text: str, rules: Rules, breaks: Sequence[int] = ()) -> list[Span]:
    """Spans of the segments of `text`, without the white space around them; the first one starts at 0.

    `breaks` are offsets of white space that parts segments whatever the rules say.
    """
    spans: list[Span] = []
    start = 0
    for cut in sorted({*rules.cuts(text), *breaks, len(text)}):
        piece = text[start:cut]
        if piece and not piece.isspace():
            begin = cut - len(piece.lstrip()) if spans else 0
            spans.append((begin, start + len(piece.rstrip())))
        start = cut
    return spans or ([(0, 0)] if text else [])
