"""Blocks and the spots where each stands in the members of an archive: one text may stand in several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from bitexte.formats import xml_source
from bitexte.formats.office import runs
from bitexte.formats.office.pieces import Recipe, plain_recipe
from bitexte.formats.xml_source import Edit, Node, Source
from bitexte.formats.zipped import Archive
from bitexte.model import Block, BlockKind, InlineCode, Remark, Span

# Names of files and addresses are no words, though they stand where words may.
_NO_WORDS = regex.compile(
    r"\s*(?:\w+:)?[\\/]?[^\s]+\.\w{2,5}\s*|\s*(?:https?|mailto|file|ftp):\S*\s*", regex.IGNORECASE
)
_WORD = regex.compile(r"\p{L}{2}")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a block stands: a member of the archive, and how its span is written."""

    member: str
    recipe: Recipe


@dataclass(slots=True)
class Blocks:
    """The blocks of a document as they are found, with their spots and the remarks about them."""

    blocks: list[Block] = field(default_factory=list)
    spots: list[list[Spot]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    _attributes: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, block: Block, spot: Spot) -> int:
        """Put a block at the end; its number."""
        self.blocks.append(block)
        self.spots.append([spot])
        return len(self.blocks) - 1

    def again(self, number: int, block: Block, spot: Spot) -> bool:
        """Put a block that repeats another beside it; False where the two differ in text or codes."""
        known = self.blocks[number]
        if known.text != block.text or _shape(known.codes) != _shape(block.codes):
            return False
        self.spots[number].append(spot)
        return True

    def attribute(self, member: str, source: Source, node: Node, name: str, notes: tuple[str, ...]) -> int | None:
        """Put the words of an attribute; the same words again in one member are the same block. Its number."""
        span = source.attribute_spans(node).get(name)
        if span is None:
            return None
        text = xml_source.unescaped(source.text[slice(*span)])
        return self.value(member, span, text, "attribute", notes) if has_words(text) else None

    def value(
        self,
        member: str,
        span: Span,
        text: str,
        dialect: str,
        notes: tuple[str, ...],
        kind: BlockKind = BlockKind.PARAGRAPH,
    ) -> int:
        """Put a text without codes that fills a span; the same text again in one member is the same block."""
        spot = Spot(member, plain_recipe(dialect, span))
        known = self._attributes.get((member, text))
        if known is not None:
            self.spots[known].append(spot)
            return known
        number = self.add(Block(kind, text, notes=notes), spot)
        self._attributes[member, text] = number
        return number


def has_words(text: str) -> bool:
    """Whether a text is more than numbers, signs, the name of a file or an address."""
    return _WORD.search(text) is not None and _NO_WORDS.fullmatch(text) is None


def edits(
    blocks: Sequence[Block], spots: Sequence[Sequence[Spot]], targets: Sequence[Block]
) -> defaultdict[str, list[Edit]]:
    """The edits of each member that put the targets in the place of their blocks; equal ones need none."""
    changed: defaultdict[str, list[Edit]] = defaultdict(list)
    for block, places, target in zip(blocks, spots, targets, strict=True):
        if target.text == block.text and target.codes == block.codes:
            continue
        for spot in places:
            changed[spot.member].append(runs.edit(spot.recipe, block, target))
    return changed


def paragraph_edits(
    blocks: Sequence[Block],
    spots: Sequence[Sequence[Spot]],
    paragraphs: Mapping[int, Span],
    targets: Sequence[Block],
) -> dict[str, list[tuple[Span, Edit]]]:
    """The changed paragraphs of each member that has any: their spans, by `paragraphs`, with their edits."""
    found: dict[str, list[tuple[Span, Edit]]] = {}
    for number, span in paragraphs.items():
        spot, target = spots[number][0], targets[number]
        own = found.setdefault(spot.member, [])
        if target != blocks[number]:
            own.append((span, runs.edit(spot.recipe, blocks[number], target)))
    return {member: own for member, own in found.items() if own}


def bilingual_edits(
    found: Mapping[str, Sequence[tuple[Span, Edit]]],
    read: Callable[[str], Source],
    interleaved: Callable[[Source, Sequence[tuple[Span, Edit]]], list[Edit]],
    columns: Callable[[Source, Sequence[Edit]], list[Edit]] | None = None,
    body: str = "",
) -> dict[str, list[Edit]]:
    """The edits of each member that put the translations beside the French: `found` is what `paragraph_edits` gives.

    With `columns` the member `body` has them in a second column; everywhere else each stands below its paragraph.
    """
    return {
        member: columns(read(member), [edit for _, edit in pairs])
        if columns and member == body
        else interleaved(read(member), pairs)
        for member, pairs in found.items()
    }


def contents(
    archive: Archive, changed: Mapping[str, Sequence[Edit]], more: Callable[[str, str], list[Edit]] | None = None
) -> dict[str, bytes]:
    """The content of each changed member; `more` gives further edits by its name and its text."""
    new = {}
    for member, member_edits in changed.items():
        text, encoded = xml_source.opened(archive.read(member), f"{archive.name}/{member}")
        further = more(member, text) if more else []
        # A cache of one cell's text may be tied to two blocks of the same words: the first one counts.
        once = {(edit.start, edit.end): edit for edit in reversed([*member_edits, *further])}
        new[member] = encoded(xml_source.spliced(text, list(once.values())))
    return new


def cell_notes(notes: tuple[str, ...], column: str = "", row: str = "") -> tuple[str, ...]:
    """The notes of a cell, with what its column and its row are headed by, for who sees its text alone."""
    headed = (("column", column), ("row", row))
    return (*notes, *(f"{which}: {head}" for which, head in headed if head))


def _shape(codes: Sequence[InlineCode]) -> list[tuple[str, str, int, str]]:
    return [(code.id, code.kind, code.offset, code.equivalent) for code in codes]
