"""What codes stand for in a text (line breaks, tabs, words), put into the translation, with the blanks about them."""

from __future__ import annotations

from dataclasses import replace

from bitexte.engine.placement.moves import Move, moved
from bitexte.engine.placement.stretches import has_word
from bitexte.model import CodeKind, InlineCode, Segment, Span, Translation

_OPENINGS = "([{“‘«\"'"


def with_equivalents(segment: Segment, placed: Translation) -> Translation:
    """The translation with the characters that its codes stand for in the text, blanks about them as in the source."""
    if not any(code.kind is CodeKind.ISOLATED for code in placed.codes):
        return placed
    parted = _parted(segment)
    text, codes = placed.text, list(placed.codes)
    moves: list[Move] = []
    made, last, before_it = "", 0, 0
    for number, code in enumerate(codes):
        floor, before_it = max(last, before_it), code.offset  # blanks before another code stay where they are
        if not code.equivalent:
            at = max(code.offset, last)
            left, right = parted.get((code.id, code.kind), (False, False))
            before = " " if left and at and not text[at - 1].isspace() and text[at - 1] not in _OPENINGS else ""
            after = " " if right and text[at : at + 1].isalnum() else ""
            made += text[last:at] + before
            codes[number] = replace(code, offset=len(made))
            made += after
            moves.append((at, at, len(before + after)))
            last = at
            continue
        start, end = _swallowed(text, code, floor)
        before, after = ("", "") if text[start:end] == code.equivalent else _blanks(segment, code)
        if has_word(code.equivalent):
            before, after = before if start else "", after if end < len(text) else ""
            parted = text[start:end].isspace() and (text[start - 1 : start] + text[end : end + 1]).isalnum()
            if parted and not before and not after:
                after = " "  # the words that stood apart stay apart, whatever touches the code in the source
        made += text[last:start] + before + code.equivalent + after
        codes[number] = replace(code, offset=len(made) - len(after) - len(code.equivalent))
        moves.append((start, end, len(before + code.equivalent + after)))
        last = end
    return replace(moved(placed, moves), text=made + text[last:], codes=tuple(codes))


def _parted(segment: Segment) -> dict[tuple[str, CodeKind], tuple[bool, bool]]:
    """For each standalone code whether a blank parts it from what stands before it and behind it in the source.

    Of several codes in one place the outer ones have these blanks. Those that French sets about its marks are none.
    """
    text = segment.text
    found: dict[tuple[str, CodeKind], tuple[bool, bool]] = {}
    for number, code in enumerate(segment.codes):
        if code.kind is CodeKind.ISOLATED and not code.equivalent:
            first = number == 0 or segment.codes[number - 1].offset < code.offset
            last = number + 1 == len(segment.codes) or segment.codes[number + 1].offset > code.offset
            before, after = text[: code.offset], text[code.offset :]
            left = first and before.endswith(" ") and not before.rstrip().endswith("«")
            right = last and after.startswith(" ") and after.lstrip()[:1] not in "!?:;»%"
            found[code.id, code.kind] = left, right
    return found


def _swallowed(text: str, code: InlineCode, floor: int) -> Span:
    """What gives way to what a code stands for: the blanks about a line break or tab, from `floor` on; the words."""
    start = end = max(code.offset, floor)
    if text.startswith(code.equivalent, start) and has_word(code.equivalent):
        return start, start + len(code.equivalent)
    if code.equivalent.isspace() or has_word(code.equivalent):
        while start > floor and text[start - 1] == " ":
            start -= 1
        while end < len(text) and text[end] == " ":
            end += 1
    return start, end


def _blanks(segment: Segment, code: InlineCode) -> tuple[str, str]:
    """The blanks that stand before and after what a code stands for in the source; none about invisible signs."""
    if not code.equivalent.isspace() and not has_word(code.equivalent):
        return "", ""
    (offset,) = (each.offset for each in segment.codes if (each.id, each.kind) == (code.id, code.kind))
    before, after = segment.text[:offset], segment.text[offset + len(code.equivalent) :]
    return before[len(before.rstrip(" ")) :], after[: len(after) - len(after.lstrip(" "))]
