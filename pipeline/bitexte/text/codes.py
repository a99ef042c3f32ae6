"""Inline codes of a text: which of them are pairs, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.model import CodeKind, InlineCode


def pairs(codes: Sequence[InlineCode]) -> dict[int, int]:
    """The numbers of the codes that open a pair, each with that of the code that closes it.

    What has no partner, or crosses the border of another pair, is none: pairs nest or stand apart.
    """
    found: dict[int, int] = {}
    waiting: list[int] = []
    for number, code in enumerate(codes):
        if code.kind is CodeKind.OPEN:
            waiting.append(number)
        elif code.kind is CodeKind.CLOSE:
            known = [place for place, opened in enumerate(waiting) if codes[opened].id == code.id]
            if known:
                found[waiting[known[-1]]] = number
                # What was opened inside and is not closed here crosses this pair.
                del waiting[known[-1] :]
    return found


def numbered(codes: Sequence[InlineCode]) -> dict[str, int]:
    """The ids of the codes, each with its number: from 1, in the order they first stand there."""
    return {name: number for number, name in enumerate(dict.fromkeys(code.id for code in codes), start=1)}


def lost(codes: Sequence[InlineCode], wanted: Sequence[InlineCode]) -> list[InlineCode]:
    """The codes wanted that are not among these."""
    there = {(code.id, code.kind) for code in codes}
    return [code for code in wanted if (code.id, code.kind) not in there]
