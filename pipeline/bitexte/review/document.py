"""Reads a rebuilt English document that a person has edited in its own program, and finds the segments they changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bitexte.formats.units import Approval, Returned, Standing
from bitexte.model import Document, Origin, Segment, State, Translation, Unit
from bitexte.review.drafts import Draft, DraftDocument

_SURE = 0.5  # the likeness from which one paragraph is an edited form of another


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The drafts of a block, with the English text that they made together."""

    drafts: tuple[Draft, ...]
    text: str
    spans: tuple[tuple[int, int], ...]


def edits(edited: Document, given: DraftDocument) -> tuple[list[Returned], list[str]]:
    """The units whose English was changed in an edited document, and a line for each paragraph that is not theirs.

    Paragraphs are aligned with those given out; inside a changed one the borders of the segments follow the words
    around them. Paragraphs added, deleted, split or joined are told, never guessed.
    """
    ours = _paragraphs(given)
    theirs = [block.text for block in edited.blocks if block.text.strip()]
    found: list[Returned] = []
    told: list[str] = []
    aligned = SequenceMatcher(None, [_key(p.text) for p in ours], list(map(_key, theirs)), autojunk=False)
    for kind, a, b, c, d in aligned.get_opcodes():
        if kind == "equal":
            continue
        pairs, left, added = _paired(ours[a:b], theirs[c:d])
        for paragraph, text in pairs:
            found += _changed(paragraph, text)
        told += [f"{p.drafts[0].segment.number}: this paragraph is not in the edited document" for p in left]
        told += [f"a paragraph was added: {text[:60]}" for text in added]
    return found, told


def _paragraphs(given: DraftDocument) -> list[_Paragraph]:
    by_block: defaultdict[int, list[Draft]] = defaultdict(list)
    for draft in given.drafts:
        by_block[draft.segment.block].append(draft)
    found = []
    for drafts in by_block.values():
        text, spans = "", []
        for draft in drafts:
            spans.append((len(text), len(text) + len(draft.target)))
            text += draft.target + draft.segment.tail
        if text.strip():
            found.append(_Paragraph(tuple(drafts), text, tuple(spans)))
    return found


def _key(text: str) -> str:
    return " ".join(text.split())


def _paired(
    ours: Sequence[_Paragraph], theirs: Sequence[str]
) -> tuple[list[tuple[_Paragraph, str]], list[_Paragraph], list[str]]:
    """Paragraphs of a changed stretch that are forms of one another, in their order; the rest of both sides.

    As many on both sides are one another, however much was changed.
    """
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True)), [], []
    pairs, left, waiting = [], [], list(theirs)
    for paragraph in ours:
        likeness = [_likeness(paragraph.text, text) for text in waiting]
        best = next((index for index, value in enumerate(likeness) if value >= _SURE), None)
        if best is None:
            left.append(paragraph)
        else:
            pairs.append((paragraph, waiting.pop(best)))
    return pairs, left, waiting


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _changed(paragraph: _Paragraph, text: str) -> Iterator[Returned]:
    """The segments of a paragraph whose English is another in the edited text."""
    moved = _Moves(paragraph.text, text)
    starts = [moved(start, opening=True) for start, _ in paragraph.spans]
    ends = [moved(end, opening=False) for _, end in paragraph.spans]
    starts[0], ends[-1] = 0, len(text)
    for draft, start, end in zip(paragraph.drafts, starts, ends, strict=True):
        target = text[start:end].strip()
        if _key(target) != _key(draft.target):
            standing = Standing(Approval.APPROVED, State.TRANSLATED, "edited")
            segment = Segment(draft.segment.id, draft.segment.block, draft.segment.text, draft.segment.span)
            yield Returned(Unit(segment, (), Translation(target, Origin.HUMAN), state=State.TRANSLATED), standing)


class _Moves:
    """Where an offset of the old text stands in the new one, by the characters that both share."""

    def __init__(self, old: str, new: str) -> None:
        self._codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()

    def __call__(self, offset: int, *, opening: bool) -> int:
        for kind, a, b, c, d in self._codes:
            if a <= offset < b or (offset == b and not opening):
                if kind == "equal":
                    return c + offset - a
                return c if offset == a and opening else d
        return self._codes[-1][4] if self._codes else 0
