"""The reviewed memory: what people stand for, as TMX that git can show and merge, recalled before anything is decoded.

Terms of the field: ICE (in context exact) is the same text and codes between the same neighbours, or under the same key
of a string file; 100 the same text and codes; 99 the same words, with other codes, case, quotes or blanks. Similar
texts are fuzzy matches, 70 to 98 in a hundred, by edits of words (Levenshtein).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bitexte.disk.read import reading
from bitexte.formats import tmx
from bitexte.formats.units import Returned
from bitexte.model import InlineCode, MemoryMatch, Origin, Segment, State, Translation
from bitexte.text.characters import even
from bitexte.text.codes import numbered

ICE, EXACT, NEAR, LEAST = 101, 100, 99, 70
_SHOWN = 3  # fuzzy matches a segment

Identity = tuple[str, tuple[tuple[int, str, int], ...]]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A reviewed translation put in place: 101 (ICE), 100 or 99 in a hundred; its codes are the segment's where it
    had them all. Only an ICE match is as far as it was; 100 is translated, 99 a draft to confirm.
    """

    translation: Translation
    similarity: int
    state: State
    match: MemoryMatch


class ReviewedMemory:
    """Reviewed units, ready to be recalled. It never changes: `merged` gives a new one."""

    def __init__(self, entries: Sequence[Returned] = ()) -> None:
        self.entries = tuple(entry for entry in entries if entry.unit.translation.text.strip())
        self._by_text: defaultdict[str, list[Returned]] = defaultdict(list)
        self._by_words: defaultdict[str, list[Returned]] = defaultdict(list)
        for entry in self.entries:
            self._by_text[entry.unit.segment.text].append(entry)
            self._by_words[_words(entry.unit.segment.text)].append(entry)

    @classmethod
    def load(cls, paths: Iterable[Path]) -> ReviewedMemory:
        """The memory of these TMX files; one that is not there is empty. Raises InputError."""
        entries: list[Returned] = []
        for path in (path for path in paths if path.exists()):
            with reading(path) as file:
                entries += tmx.parse_returned(file, str(path))
        return cls(entries)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over the entries."""
        return hashlib.sha256(tmx.serialize_reviewed(self.entries, "fr", "en")).hexdigest() if self.entries else ""

    def recall(self, segment: Segment, before: str, after: str, *, keyed: bool = False) -> Recalled | None:
        """The reviewed translation of a segment between these neighbours, None where there is none of 99 or more.

        `keyed`: the segment's id comes with the key of a string file, and tells the context alone.
        """
        same = self._by_text.get(segment.text, [])
        exact = [entry for entry in same if _identity(entry.unit.segment) == _identity(segment)]
        context = [e for e in exact if _in_context(e, segment, before, after, keyed=keyed)]
        for found, similarity in ((context, ICE), (exact, EXACT), (same, NEAR), (self._near(segment), NEAR)):
            if found:
                return _recalled(segment, _best(found, segment), similarity)
        return None

    def _near(self, segment: Segment) -> list[Returned]:
        return self._by_words.get(_words(segment.text), [])

    def exact(self, text: str) -> tuple[MemoryMatch, ...]:
        """The reviewed translations of this very text."""
        return tuple(_match(entry, EXACT) for entry in self._by_text.get(text, []))

    def concordance(self, text: str) -> tuple[MemoryMatch, ...]:
        """Where a text stands in a source or a target, whatever its case, quotes and blanks; similarity is 0."""
        wanted = _words(text)
        found = (
            e for e in self.entries if wanted in _words(e.unit.segment.text) + "\n" + _words(e.unit.translation.text)
        )
        return tuple(_match(entry, 0) for entry in found) if wanted else ()

    def fuzzy(self, text: str, least: int = LEAST) -> tuple[MemoryMatch, ...]:
        """Reviewed translations of similar texts, the most similar first, of `least` in a hundred or more."""
        if not self.entries or not text.strip():
            return ()
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        words = text.split()
        found = process.extract(
            words,
            self._split,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=least / 100,
            limit=_SHOWN,
        )
        return tuple(_match(self.entries[index], min(98, int(score * 100))) for _, score, index in found)

    @cached_property
    def _split(self) -> list[list[str]]:
        return [entry.unit.segment.text.split() for entry in self.entries]

    def of_segment(self, identity: str) -> Returned | None:
        """The entry of the segment of that id."""
        return self._by_id.get(identity)

    @cached_property
    def _by_id(self) -> dict[str, Returned]:
        return {entry.unit.segment.id: entry for entry in self.entries}

    def merged(self, entries: Iterable[Returned]) -> ReviewedMemory:
        """The memory with these entries in the place of those of the same segments."""
        return ReviewedMemory(tuple({**self._by_id, **{e.unit.segment.id: e for e in entries}}.values()))


def _words(text: str) -> str:
    """What texts have in common that differ in case, quotes and blanks only."""
    plain = even(text).casefold()
    return " ".join("".join(character for character in plain if character not in "\"'«»“”‘’").split())


def _identity(segment: Segment) -> Identity:
    """Text and codes, whatever names the codes go by."""
    numbers = numbered(segment.codes)
    return segment.text, tuple((numbers[code.id], str(code.kind), code.offset) for code in segment.codes)


def _in_context(entry: Returned, segment: Segment, before: str, after: str, *, keyed: bool) -> bool:
    same_id = entry.unit.segment.id == segment.id
    return same_id if keyed else (entry.before, entry.after) == (before, after)


def _best(found: Sequence[Returned], segment: Segment) -> Returned:
    """That of the segment itself, else the newest, else the last."""
    return max(enumerate(found), key=lambda each: (each[1].unit.segment.id == segment.id, each[1].date, each[0]))[1]


def _recalled(segment: Segment, entry: Returned, similarity: int) -> Recalled:
    origin = {ICE: Origin.MEMORY_CONTEXT, EXACT: Origin.MEMORY_EXACT}.get(similarity, Origin.MEMORY_FUZZY)
    state = {ICE: entry.unit.state, EXACT: State.TRANSLATED}.get(similarity, State.INITIAL)
    codes = _codes(segment, entry) if similarity > NEAR else ()
    translation = Translation(entry.unit.translation.text, origin, score=min(similarity, 100) / 100, codes=codes)
    return Recalled(translation, similarity, state, _match(entry, similarity))


def _codes(segment: Segment, entry: Returned) -> tuple[InlineCode, ...]:
    """The codes of the reviewed target as the segment has them, in their places."""
    names = {str(number): name for name, number in numbered(segment.codes).items()}
    own = {(code.id, code.kind): code for code in segment.codes}
    placed = ((code, own.get((names.get(code.id, ""), code.kind))) for code in entry.unit.translation.codes)
    return tuple(replace(mine, offset=code.offset) for code, mine in placed if mine is not None)


def _match(entry: Returned, similarity: int) -> MemoryMatch:
    unit = entry.unit
    return MemoryMatch(
        unit.segment.text, unit.translation.text, similarity, unit.state, entry.author, entry.date, unit.segment.id
    )
