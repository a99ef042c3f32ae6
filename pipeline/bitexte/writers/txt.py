"""Plain text: the English document in the layout of the French one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bitexte.model import Bitext, Block, Document, Provenance, Term, Unit
from bitexte.writers.layout import place, utf8

# French sets no-break spaces where English has plain ones or none.
PLAIN_SPACES = str.maketrans("\u00a0\u202f\u2009", "   ")


def write(bitexts: Sequence[Bitext], _terms: Sequence[Term], _provenance: Provenance) -> Iterator[tuple[str, bytes]]:
    """Yield one `.en.txt` a document; line ends, blank lines and trailing blanks are those of the source."""
    for bitext in bitexts:
        yield place(bitext.document, ".en.txt"), utf8(rebuilt(bitext))


def rebuilt(bitext: Bitext) -> str:
    """Return the English text: the skeleton with each block's translation in the block's place."""
    by_block: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in bitext.units:
        by_block[unit.segment.block].append(unit)
    *before, after = _skeleton(bitext.document)
    blocks = (_block(block, by_block[number]) for number, block in enumerate(bitext.document.blocks))
    return "".join(gap + block for gap, block in zip(before, blocks, strict=True)) + after


def _block(block: Block, units: list[Unit]) -> str:
    if not units:
        return block.text
    indent = block.text[: units[0].segment.span[0]]
    return indent + "".join(unit.translation.text + unit.segment.tail.translate(PLAIN_SPACES) for unit in units)


def _skeleton(document: Document) -> tuple[str, ...]:
    """Return the texts around the blocks; a format that is no text keeps something else there: blank lines then."""
    count = len(document.blocks)
    if len(document.skeleton) == count + 1:
        return document.skeleton
    return ("", *["\n\n"] * (count - 1), "\n") if count else ("",)
