"""Puts the translations of a document's segments together into blocks again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from bitexte.model import Bitext, Block, InlineCode, Segment, State, Translation, Unit
from bitexte.text.characters import BLANKS

# French sets no-break spaces where English has plain ones or none.
_PLAIN_SPACES = str.maketrans(dict.fromkeys(BLANKS, " "))


def target_blocks(bitext: Bitext) -> tuple[Block, ...]:
    """The document's blocks with their texts and codes in English, as many as it has; one without segments as it is.

    Joining the texts of a block's segments and the white space between them; every code of the block is there again.
    """
    by_block: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in bitext.units:
        by_block[unit.segment.block].append(unit)
    return tuple(_assembled(block, by_block[index]) for index, block in enumerate(bitext.document.blocks))


def block_states(bitext: Bitext) -> tuple[State, ...]:
    """For each block the state that its translation has reached: that of the segment furthest behind."""
    lowest = [State.FINAL] * len(bitext.document.blocks)
    for unit in bitext.units:
        lowest[unit.segment.block] = min(lowest[unit.segment.block], unit.state, key=list(State).index)
    return tuple(lowest)


def _assembled(block: Block, units: list[Unit]) -> Block:
    if not units:
        return block
    between = _codes_between(block, units)
    text = block.text[: units[0].segment.span[0]]
    codes: list[InlineCode] = []
    for number, unit in enumerate(units):
        segment, translation = unit.segment, unit.translation
        if not number:
            translation = _opened(segment, translation)
        codes += [replace(code, offset=len(text) + code.offset) for code in translation.codes]
        text += translation.text
        end = segment.span[1]
        tail = segment.tail.translate(_PLAIN_SPACES)
        codes += [
            replace(code, offset=len(text) + code.offset - end)
            for code in between
            if end <= code.offset <= end + len(tail)
        ]
        between = [code for code in between if code.offset > end + len(tail)]
        text += tail
    return replace(block, text=text, codes=tuple(codes))


def _opened(segment: Segment, translation: Translation) -> Translation:
    """The translation of a block's first segment with the white space that opens the block, which engines leave out."""
    lead = segment.text[: len(segment.text) - len(segment.text.lstrip())]
    own = len(translation.text) - len(translation.text.lstrip())
    coded = any(code.equivalent and code.offset < len(lead) for code in segment.codes)
    if coded or translation.text[:own] == lead or not translation.text.strip():
        return translation
    moved = len(lead) - own
    codes = tuple(replace(code, offset=max(0, code.offset + moved)) for code in translation.codes)
    return replace(translation, text=lead + translation.text[own:], codes=codes)


def _codes_between(block: Block, units: list[Unit]) -> list[InlineCode]:
    """The codes of a block that stand in the white space between its segments and belong to none of them."""
    inside = {code.id + code.kind for unit in units for code in unit.segment.codes}
    return [code for code in block.codes if code.id + code.kind not in inside]
