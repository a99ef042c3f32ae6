"""The segments of an XLIFF file of any version and of Trados', memoQ's and Phrase's dialects, with their states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bitexte.errors import InputError
from bitexte.formats.units import DRAFT, Approval, Standing
from bitexte.formats.xliff.source import Markup
from bitexte.model import Comment, State

# A tool's own words for the state of a segment (design: who approved what); every other word is unknown.
OURS = "bitexte"  # who says what a run noted
_STATES_1 = {
    "translated": State.TRANSLATED,
    "signed-off": State.REVIEWED,
    "final": State.FINAL,
}
_DRAFTS_1 = frozenset(
    {"new", "needs-translation", "needs-adaptation", "needs-l10n"}
    | {"needs-review-translation", "needs-review-adaptation", "needs-review-l10n"}
)
_STATES_2 = {"translated": State.TRANSLATED, "reviewed": State.REVIEWED, "final": State.FINAL}
_TRADOS = {
    "Translated": State.TRANSLATED,
    "ApprovedTranslation": State.REVIEWED,
    "ApprovedSignOff": State.FINAL,
}
_TRADOS_DRAFTS = frozenset({"", "Draft", "Unspecified"})
_TRADOS_REJECTED = frozenset({"RejectedTranslation", "RejectedSignOff"})
_MEMOQ = {"ManuallyConfirmed": State.TRANSLATED, "Proofread": State.REVIEWED}
_MEMOQ_DRAFTS = frozenset(
    {"", "NotStarted", "Pretranslated", "PartiallyEdited", "MachineTranslated", "AssembledFromFragments"}
)
_DONE = frozenset({"final", "signed-off"})  # states in which even an empty target is somebody's decision


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of the file: `source` and `target` (None where there is none) are the elements that hold its text.

    `unit` is its trans-unit or unit, `holder` the element of 2.x that has its state. `mark` is the `mid` of an
    XLIFF 1.2 segment inside a unit. `kept`: nobody may translate it.
    """

    key: str
    version: int
    unit: Markup
    holder: Markup
    source: Markup
    target: Markup | None
    standing: Standing
    kept: bool
    mark: str = ""
    notes: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def untranslated(self) -> bool:
        """Whether there is no target, or one without text and codes."""
        return self.target is None or not (self.target.children or self.target.text.strip())


def parts(root: Markup, name: str) -> Iterator[Part]:
    """The segments of a file in their order. Raises InputError for a unit without source."""
    said = _comments_of_trados(root)
    for unit in root.inside():
        if unit.tag == "trans-unit":
            yield from _of_1(unit, name, said)
        elif unit.tag == "unit":
            yield from _of_2(unit, name)


def languages(part: Part, root: Markup) -> tuple[str, str]:
    """The languages that the file states for a segment, source and target, empty where it says nothing."""
    above = stating_languages(part, root)
    names = ("srcLang", "trgLang") if part.version == 2 else ("source-language", "target-language")
    return above.get(names[0]), above.get(names[1])


def stating_languages(part: Part, root: Markup) -> Markup:
    """The element that states the languages of a segment."""
    if part.version == 2:
        return root
    return next((above for above in _ancestors(part.unit) if above.tag == "file"), root)


def _of_1(unit: Markup, name: str, said: dict[str, list[Comment]]) -> Iterator[Part]:
    source, segmented, target = unit.first("source"), unit.first("seg-source"), unit.first("target")
    if source is None:
        raise InputError("a <trans-unit> without <source>", where=f"{name}:{unit.line}")
    named = unit.attributes.get("resname", "")
    key = (named if "#" in named else unit.get("id")).strip()
    kept = _kept(unit) or unit.get("approved") == "yes"
    notes = _notes(unit)
    pieces = marks(segmented)
    if not pieces:  # some tools mark the segments of the target alone: only the whole unit can be compared then
        standing = _standing_1(unit, target, "")
        final = target is not None and target.get("state") in _DONE
        remarks = (*_comments(unit), *_said(source, said))
        yield Part(key, 1, unit, unit, source, target, standing, kept or final, "", notes, remarks)
        return
    translated = marks(target)
    for mark, piece in pieces.items():
        standing = _standing_1(unit, target, mark)
        locked = _definition(unit, mark)
        closed = kept or (locked is not None and locked.get("locked") == "true")
        remarks = (*_comments(unit), *_said(piece, said))
        part = f"{key}.{mark}" if len(pieces) > 1 else key
        yield Part(part, 1, unit, unit, piece, translated.get(mark), standing, closed, mark, notes, remarks)


def marks(element: Markup | None) -> dict[str, Markup]:
    """The segments of XLIFF 1.2, which stand in `mrk` elements of type seg, by their ids."""
    if element is None:
        return {}
    found = [child for child in element.inside() if child.tag == "mrk" and child.get("mtype") == "seg"]
    return {mark.get("mid", str(number)): mark for number, mark in enumerate(found)}


def _of_2(unit: Markup, name: str) -> Iterator[Part]:
    named = unit.attributes.get("name", "")
    key = (named if "#" in named else unit.get("id")).strip()
    kept, notes, remarks = _kept(unit), _notes(unit), _comments(unit)
    segments = unit.all("segment")
    for number, segment in enumerate(segments, start=1):
        source, target = segment.first("source"), segment.first("target")
        if source is None:
            raise InputError("a <segment> without <source>", where=f"{name}:{segment.line}")
        own = segment.get("id") or str(number)
        part = f"{key}.{own}" if len(segments) > 1 else key
        if named.endswith("#"):
            part = named + own
        standing = _standing_2(segment, target)
        final = segment.get("state") == "final"
        comments = tuple(_of_segment(remarks, number))
        yield Part(part, 2, unit, segment, source, target, standing, kept or final, "", notes, comments)


def _of_segment(remarks: tuple[Comment, ...], number: int) -> Iterator[Comment]:
    """The remarks on a unit that are about this segment of it, or about none in particular."""
    for remark in remarks:
        lead, mark, rest = remark.text.partition(": ")
        if not mark or not lead.startswith("segment "):
            yield remark
        elif lead == f"segment {number}":
            yield Comment(rest, remark.author)


def _standing_1(unit: Markup, target: Markup | None, mark: str) -> Standing:
    definition = _definition(unit, mark)
    if definition is not None:
        return _word(definition.get("conf"), _TRADOS, _TRADOS_DRAFTS, _TRADOS_REJECTED)
    for name, value in unit.attributes.items():
        prefix, _, label = name.rpartition(":")
        if prefix and label == "confirmed" and value.isdigit():
            confirmed = Standing(Approval.APPROVED, State.TRANSLATED, f"confirmed {value}")
            return confirmed if int(value) else Standing(raw="confirmed 0")
        if prefix and label == "status":
            return _word(value, _MEMOQ, _MEMOQ_DRAFTS, frozenset({"Rejected"}))
    state = "" if target is None else target.get("state")
    if unit.get("approved") == "yes":
        reached = _STATES_1.get(state, State.REVIEWED)
        return Standing(Approval.APPROVED, max(reached, State.REVIEWED, key=list(State).index), "approved")
    return _word(state, _STATES_1, _DRAFTS_1 | {""}, frozenset())


def _standing_2(segment: Markup, target: Markup | None) -> Standing:
    state = segment.get("state") or ("initial" if target is None or not segment.attributes.get("state") else "")
    return _word(state, _STATES_2, frozenset({"", "initial"}), frozenset())


def _word(word: str, states: dict[str, State], drafts: frozenset[str], rejected: frozenset[str]) -> Standing:
    if word in states:
        return Standing(Approval.APPROVED, states[word], word)
    if word in drafts:
        return DRAFT._replace(raw=word)
    return Standing(Approval.REJECTED if word in rejected else Approval.UNKNOWN, State.INITIAL, word)


def _definition(unit: Markup, mark: str) -> Markup | None:
    """Trados' own data of a segment."""
    definitions = unit.first("seg-defs")
    if definitions is None:
        return None
    return next((each for each in definitions.all("seg") if each.get("id") == mark or not mark), None)


def _kept(unit: Markup) -> bool:
    """Whether nobody may translate a unit: `translate="no"` of it or of what it stands in, or a lock of its tool."""
    if unit.get("restype") == "x-gettext-domain-header":
        return True
    locks = {(name.rpartition(":")[2], value) for name, value in unit.attributes.items() if ":" in name}
    if locks & {("locked", "true"), ("locked", "locked")}:
        return True
    for element in (unit, *_ancestors(unit)):
        if element.attributes.get("translate") in {"yes", "no"}:
            return element.attributes["translate"] == "no"
    return False


def _ancestors(element: Markup) -> Iterator[Markup]:
    while (parent := element.parent) is not None:
        yield parent
        element = parent


def _note_elements(unit: Markup) -> list[Markup]:
    return [*unit.all("note"), *(note for notes in unit.all("notes") for note in notes.all("note"))]


def _notes(unit: Markup) -> tuple[str, ...]:
    """What developers say about a unit, and how long its translation may be."""
    said = [" ".join(note.text.split()) for note in _note_elements(unit)]
    limit = unit.attributes.get("maxwidth", "")
    bound = [f"at most {limit} {unit.get('size-unit', 'pixel')}"] if limit else []
    return tuple(text for text in (*said, *bound) if text)


def _comments(unit: Markup) -> tuple[Comment, ...]:
    """What people say about a unit; a note of our own, which a run wrote, is none."""
    return tuple(
        Comment(" ".join(note.text.split()), author)
        for note in _note_elements(unit)
        if note.text.strip() and (author := note.get("from") or note.get("category")) != OURS
    )


def _comments_of_trados(root: Markup) -> dict[str, list[Comment]]:
    definitions = [child for child in root.inside() if child.tag == "cmt-def"]
    return {
        definition.get("id"): [
            Comment(" ".join(each.text.split()), each.get("user"))
            for each in definition.inside()
            if each.tag == "Comment" and each.text.strip()
        ]
        for definition in definitions
    }


def _said(element: Markup, said: dict[str, list[Comment]]) -> Iterator[Comment]:
    for child in element.inside():
        if child.get("mtype") == "x-sdl-comment":
            yield from said.get(child.get("cid"), ())
