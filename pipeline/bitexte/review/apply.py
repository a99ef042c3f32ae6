"""Takes human work home: files that came back are compared with the drafts, and what a person did is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bitexte.formats.code_notation import Coded, restored
from bitexte.formats.units import UNTRANSLATED, Approval, Returned
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.model import InlineCode, State, Unit
from bitexte.review.drafts import Draft, Drafts, keys, solid
from bitexte.text.codes import lost, numbered


@dataclass(frozen=True, slots=True)
class Change:
    """A segment that a person changed or approved: what the draft was, and what stands there now."""

    draft: Draft
    entry: Returned

    @property
    def edited(self) -> bool:
        """Whether the text is another than the draft's."""
        return self.entry.unit.translation.text != self.draft.target


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of returned units: changes to keep, lines that tell what was not taken, drafts that came back as they
    were given out.
    """

    changes: tuple[Change, ...]
    told: tuple[str, ...]
    unchanged: int


def apply(
    returned: Sequence[Returned],
    drafts: Drafts,
    memory: ReviewedMemory,
    *,
    accept_unchanged: bool = False,
    theirs: bool = False,
) -> Outcome:
    """Compare returned units with the drafts.

    A unit counts where a person changed its text, or approved it in the word of their tool; `accept_unchanged` says
    that the whole file was read. Newer work in the memory stays, unless `theirs` prefers the file's.
    """
    changes: dict[str, Change] = {}
    told: list[str] = []
    unchanged = 0
    for each in returned:
        found = _drafts_of(each, drafts)
        if not found:
            told.append(_line(each, "is no segment of the last run"))
            continue
        for draft in found:
            entry = _entry(each, draft)
            refusal = _refusal(each, draft, entry, changes.get(draft.segment.id), memory, theirs=theirs)
            if refusal is not None:
                told.append(_line(each, refusal, draft))
                continue
            known = memory.of_segment(draft.segment.id)
            if _poorer(entry, known) or not _counts(each, draft, entry, accept_unchanged=accept_unchanged):
                unchanged += 1
                continue
            told += [_line(each, remark, draft) for remark in _remarks(draft, entry)]
            changes[draft.segment.id] = Change(draft, entry)
    return Outcome(tuple(changes.values()), tuple(told), unchanged)


def _drafts_of(returned: Returned, drafts: Drafts) -> list[Draft]:
    """The draft of the unit's id, else those of its source text, between its neighbours if the file tells them."""
    segment = returned.unit.segment
    own = drafts.by_id.get(segment.id)
    if own is not None:
        return [own]
    found = drafts.of_text(segment.text)
    beside = (solid(returned.before), solid(returned.after))
    return [each for each in found if (solid(each.before), solid(each.after)) == beside] or found


def _entry(returned: Returned, draft: Draft) -> Returned:
    """The unit as the memory keeps it: the segment is the draft's, codes go by their numbers."""
    numbers = numbered(draft.segment.codes)
    segment = replace(draft.segment, codes=_numbered(draft.segment.codes, numbers))
    unit, translation = returned.unit, returned.unit.translation
    target = restored(Coded(translation.text, translation.codes), segment.codes)
    state = max(unit.state, State.TRANSLATED, key=list(State).index)
    kept = Unit(segment, (), replace(translation, text=target.text, codes=target.codes), (), state, unit.comments)
    return replace(returned, unit=kept, before=draft.before, after=draft.after)


def _numbered(codes: Sequence[InlineCode], numbers: dict[str, int]) -> tuple[InlineCode, ...]:
    return tuple(replace(code, id=str(numbers[code.id])) for code in codes if code.id in numbers)


def _refusal(
    returned: Returned,
    draft: Draft,
    entry: Returned,
    earlier: Change | None,
    memory: ReviewedMemory,
    *,
    theirs: bool,
) -> str | None:
    """Why a unit is not taken, None where it may be."""
    text = entry.unit.translation.text
    if not text.strip():
        return "has no translation" if draft.target.strip() and returned.standing != UNTRANSLATED else None
    if solid(returned.unit.segment.text) not in keys(draft.segment.text, draft.segment.codes):
        return "its French text is another now"
    if returned.standing.approval is Approval.REJECTED:
        return f"was refused ({returned.standing.raw})"
    if returned.standing.approval is Approval.UNKNOWN and text == draft.target:
        return f"its state {returned.standing.raw!r} is not known: left as it was"
    if earlier is not None and earlier.entry.unit.translation.text != text:
        return "has several translations: the first one counts"
    known = memory.of_segment(draft.segment.id)
    newer = known is not None and known.date and entry.date and known.date > entry.date
    if newer and known is not None and known.unit.translation.text != text and not theirs:
        return f"newer work of {known.author or 'somebody'} stays (--theirs takes the file's)"
    return None


def _counts(returned: Returned, draft: Draft, entry: Returned, *, accept_unchanged: bool) -> bool:
    """Whether a person stands for the text: it was changed, or approved further than it was."""
    if not entry.unit.translation.text.strip():
        return False
    if _changed(returned, draft, entry):
        return True
    approved = accept_unchanged or returned.standing.approval is Approval.APPROVED
    further = list(State).index(entry.unit.state) > list(State).index(draft.state)
    return approved and (further or bool(entry.unit.comments))


def _poorer(entry: Returned, known: Returned | None) -> bool:
    """Whether the memory has the same text already, with inline codes that the file has lost."""
    if known is None or len(entry.unit.translation.codes) >= len(known.unit.translation.codes):
        return False
    translation = known.unit.translation
    return solid(entry.unit.translation.text) in keys(translation.text, translation.codes)


def _changed(returned: Returned, draft: Draft, entry: Returned) -> bool:
    """Whether the text is another; where the file keeps no codes, what they stand for is missing and tells nothing."""
    text = entry.unit.translation.text
    if returned.unit.segment.codes or not draft.segment.codes:
        return text != draft.target
    return text != draft.target and solid(text) not in keys(draft.target, draft.codes)


def _remarks(draft: Draft, entry: Returned) -> Iterator[str]:
    wanted = entry.unit.segment.codes
    if missing := lost(entry.unit.translation.codes, wanted):
        total = len(draft.segment.codes)
        yield f"{len(missing)} of its {total} inline codes are lost: they will be placed by the words"


def _line(returned: Returned, message: str, draft: Draft | None = None) -> str:
    name = draft.segment.number if draft is not None else returned.unit.segment.id
    return f"{name}: {message}"
