"""A new version of a translated document: what is unchanged keeps its English, the rest comes as drafts.

A block of the new French that stands in the old one keeps the old English of that block, wherever it moved. Sentences
are aligned only inside the blocks that changed; what the old English has for them is recalled there, as a draft where
the pair is not certain. Everything else is translated, with the difference of the French to show.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bitexte import flow
from bitexte.engine import placement
from bitexte.formats.units import Returned
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.model import Bitext, Block, Comment, Document, InlineCode, Origin, Segment, State, Translation, Unit
from bitexte.project import Project
from bitexte.review.align_documents import CERTAIN, aligned
from bitexte.review.align_sentences import align
from bitexte.review.word_diff import word_diff
from bitexte.segment import segment
from bitexte.stages.checking import checked

# Formats whose codes are mark-up that means the same in any document. Elsewhere a code names what stands in a part of
# its own (a relationship, a style), and only the new document's parts are there.
_PORTABLE = frozenset({"html", "markdown", "epub", "mail"})
_LIKE = 0.4  # the likeness from which a new block is told as a form of an old one


@dataclass(frozen=True, slots=True)
class Update:
    """The new document with its translation; `changes` are numbers of blocks with the difference of their French.

    `kept` blocks have the old English, `moved` of them stand elsewhere now; `linked` are the numbers of kept blocks
    whose codes are not all those of the old English: the French has another address or look there now, or the format
    has what its codes stand for in parts of their own.
    """

    bitext: Bitext
    kept: int
    moved: int
    changes: tuple[tuple[int, str], ...]
    linked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """An old block and its English; `number` is where it stood."""

    number: int
    french: Block
    english: Block
    certain: bool


def updated(french: Document, english: Document, new: Document, project: Project) -> Update:
    """The new French document in English, as far as it goes from an old pair of documents."""
    pairs = _pairs(french.blocks, english.blocks)
    kept = _kept(pairs, new.blocks)
    used = {pair.number for pair in kept.values()}
    left = [pair for pair in pairs if pair.number not in used]
    units = {**_kept_units(kept, new, project)}
    changed = [number for number in range(len(new.blocks)) if number not in kept]
    units |= _drafts(changed, left, new, project)
    made = checked(new, tuple(unit for number in sorted(units) for unit in units[number]), project)
    changes = tuple(_changes(changed, left, new))
    linked = tuple(
        number for number, pair in kept.items() if _contents(pair.english.codes) != _contents(_codes_of(units[number]))
    )
    return Update(made, len(kept), _moved(kept), changes, linked)


def _pairs(french: Sequence[Block], english: Sequence[Block]) -> list[_Pair]:
    """The old blocks with their English: in their order where both documents have the same shape, else aligned."""
    if [block.kind for block in french] == [block.kind for block in english]:
        both = enumerate(zip(french, english, strict=True))
        return [_Pair(number, one, other, certain=True) for number, (one, other) in both]
    found = []
    for bead in align([block.text for block in french], [block.text for block in english]):
        (start, end), (first, last) = bead.source, bead.target
        if end - start == last - first == 1:
            found.append(_Pair(start, french[start], english[first], bead.certainty >= CERTAIN))
    return found


def _kept(pairs: Sequence[_Pair], new: Sequence[Block]) -> dict[int, _Pair]:
    """For each new block that an old one is the same as: that one, each used once, the nearest first."""
    same: defaultdict[object, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        same[_identity(pair.french)].append(pair)
    kept: dict[int, _Pair] = {}
    for number, block in enumerate(new):
        known = same.get(_identity(block))
        if known and block.text.strip():
            after = bisect_left(known, number, key=lambda pair: pair.number)
            beside = range(max(0, after - 1), min(len(known), after + 1))
            kept[number] = known.pop(min(beside, key=lambda index: abs(known[index].number - number)))
    return kept


def _identity(block: Block) -> object:
    return block.kind, block.text, tuple((code.kind, code.offset) for code in block.codes)


def _codes_of(units: Iterable[Unit]) -> list[InlineCode]:
    return [code for unit in units for code in unit.translation.codes]


def _contents(codes: Iterable[InlineCode]) -> list[str]:
    return sorted(code.content for code in codes)


def _moved(kept: dict[int, _Pair]) -> int:
    """How many kept blocks stand in another order than they did."""
    old = [pair.number for pair in kept.values()]
    same = SequenceMatcher(None, old, sorted(old), autojunk=False).get_matching_blocks()
    return len(old) - sum(block.size for block in same)


def _kept_units(kept: dict[int, _Pair], new: Document, project: Project) -> dict[int, list[Unit]]:
    """A unit for each kept block, whole: its English may part sentences otherwise."""
    first: dict[int, Segment] = {}
    for each in segment(new, project.rules):
        first.setdefault(each.block, each)
    portable = new.format in _PORTABLE
    return {
        number: [_kept_unit(first[number], new.blocks[number], pair, project, portable=portable)]
        for number, pair in kept.items()
    }


def _kept_unit(first: Segment, block: Block, pair: _Pair, project: Project, *, portable: bool) -> Unit:
    whole = replace(first, text=block.text, span=(0, len(block.text)), tail="", codes=block.codes)
    matches = project.glossary.find(placement.plain_text(whole))
    both = zip(pair.french.codes, block.codes, strict=True)
    other = {new.id for old, new in both if not portable or old.content != new.content}
    codes = _carried(pair.english.codes, block.codes, other)
    translation = Translation(pair.english.text, Origin.HUMAN, codes=codes)
    if len(codes) < len(block.codes):
        translation = placement.place(whole, translation, matches)
    return Unit(whole, matches, translation, state=State.TRANSLATED if pair.certain else State.INITIAL)


def _carried(
    english: Sequence[InlineCode], french: Sequence[InlineCode], other: Collection[str]
) -> tuple[InlineCode, ...]:
    """The codes of the old English under the names of the new French: those of the same mark-up first, then in order.

    Their mark-up is that of the old English, but for the names in `other`: there the new French's.
    """
    waiting = list(french)
    carried = []
    names: dict[str, str] = {}
    for code in english:
        alike = [each for each in waiting if each.kind is code.kind and names.get(code.id, each.id) == each.id]
        same = [each for each in alike if each.content == code.content]
        chosen = next(iter(same or alike), None)
        if chosen is not None:
            waiting.remove(chosen)
            names[code.id] = chosen.id
            content = chosen.content if chosen.id in other else code.content
            carried.append(replace(chosen, offset=code.offset, equivalent=code.equivalent, content=content))
    return tuple(carried)


def _drafts(changed: Sequence[int], left: Sequence[_Pair], new: Document, project: Project) -> dict[int, list[Unit]]:
    """The units of the changed blocks: what the old English has for their sentences, else translated."""
    if not changed:
        return {}
    part = replace(new, blocks=tuple(new.blocks[number] for number in changed))
    entries = [entry for pair in left for entry in _memory(pair, project)]
    known = project.with_reviewed(ReviewedMemory([*entries, *project.reviewed.entries]))
    made = flow.translate_document(part, known).units
    wanted = set(changed)
    own = [each for each in segment(new, project.rules) if each.block in wanted]
    units: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit, its in zip(made, own, strict=True):
        units[its.block].append(replace(unit, segment=its, comments=(*unit.comments, *_difference(unit))))
    return dict(units)


def _memory(pair: _Pair, project: Project) -> Iterator[Returned]:
    one = Document("old", "txt", (replace(pair.french, codes=()),))
    other = Document("old", "txt", (replace(pair.english, codes=()),))
    for each in aligned(one, other, project).pairs:
        sure = pair.certain and each.unit.state is not State.INITIAL
        state = State.TRANSLATED if sure else State.INITIAL
        yield replace(each, unit=replace(each.unit, state=state, comments=()), author="", before="\0", after="\0")


def _difference(unit: Unit) -> tuple[Comment, ...]:
    """The difference of the French to the most similar old sentence, for a draft."""
    if unit.state is not State.INITIAL or not unit.candidates or unit.candidates[0].source == unit.segment.text:
        return ()
    return (Comment(f"French: {word_diff(unit.candidates[0].source, unit.segment.text)}", "bitexte"),)


def _changes(changed: Sequence[int], left: Sequence[_Pair], new: Document) -> Iterator[tuple[int, str]]:
    """The difference of each changed block to the old one that is most like it; a new one is all inserted."""
    waiting = list(left)
    for number in changed:
        text = new.blocks[number].text
        likeness = [(_likeness(pair.french.text, text), -abs(pair.number - number)) for pair in waiting]
        best = max(range(len(waiting)), key=lambda index: likeness[index], default=None)
        old = waiting.pop(best).french.text if best is not None and likeness[best][0] >= _LIKE else ""
        yield number, word_diff(old, text)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()
