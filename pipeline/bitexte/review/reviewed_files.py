"""The files that human work lives in: the reviewed memory, and what lies beside it.

These are the segments that were split or joined, and the record of what became of the drafts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bitexte.disk.read import read_bytes
from bitexte.disk.replace import write_if_changed
from bitexte.errors import ConfigError, InputError
from bitexte.formats import tmx
from bitexte.formats.units import Returned
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.review import apply as applying
from bitexte.review import postedit
from bitexte.review.apply import Change, Outcome
from bitexte.review.drafts import Drafts
from bitexte.segment.by_hand import ByHand, beside
from bitexte.settings import Settings
from bitexte.text.cuts import Pieces

_BEFORE = ".before"  # what a file was before the last apply


@dataclass(frozen=True, slots=True)
class ReviewedFiles:
    """Where they lie, and the language tags that they are written in."""

    memory: Path
    french: str
    english: str

    @classmethod
    def of(cls, settings: Settings) -> ReviewedFiles:
        """Those that take what people bring. Raises ConfigError where the project has none."""
        if not settings.reviewed:
            raise ConfigError("no reviewed memory is set", hint='reviewed = ["glossary/reviewed.tmx"]')
        return cls(settings.folder / settings.reviewed[0], settings.french, settings.english)

    @property
    def segments(self) -> Path:
        return beside(self.memory)

    @property
    def record(self) -> Path:
        return postedit.beside(self.memory)

    def load(self) -> Human:
        """What lies there. Raises InputError."""
        by_hand = ByHand.parse(read_bytes(self.segments), str(self.segments)) if self.segments.exists() else ByHand()
        return Human(ReviewedMemory.load([self.memory]), by_hand)

    def write(self, human: Human, changes: Sequence[Change] = ()) -> None:
        """Write both, and in the record beside them what became of the drafts; keep what they were for `undo`."""
        nothing = tmx.serialize_reviewed((), self.french, self.english)
        self._write(self.memory, tmx.serialize_reviewed(human.memory.entries, self.french, self.english), nothing)
        if human.by_hand or self.segments.exists():
            self._write(self.segments, human.by_hand.serialize(), b"")
        known = postedit.load(self.record)
        write_if_changed(_before(self.record), postedit.dump(known))
        # A segment that was split or joined had no draft of its own to compare with.
        if compared := [change for change in changes if change.draft.target]:
            write_if_changed(self.record, postedit.dump(postedit.merged(known, compared)), keep_links=True)

    def undo(self) -> None:
        """Take the last `write` back. Raises InputError where there is nothing to take back."""
        if not _before(self.memory).exists():
            raise InputError("there is nothing to take back", where=str(self.memory), hint="bitexte review apply FILE")
        for path in (self.memory, self.segments, self.record):
            before = _before(path)
            if before.exists():
                write_if_changed(path, read_bytes(before), keep_links=True)
                before.unlink()

    def _write(self, path: Path, content: bytes, nothing: bytes) -> None:
        write_if_changed(_before(path), read_bytes(path) if path.exists() else nothing)
        write_if_changed(path, content, keep_links=True)


@dataclass(frozen=True, slots=True)
class Human:
    """The human work of a project."""

    memory: ReviewedMemory
    by_hand: ByHand

    def take(
        self,
        returned: Sequence[Returned],
        cuts: Sequence[Pieces],
        given: Drafts,
        *,
        accept_unchanged: bool = False,
        theirs: bool = False,
    ) -> tuple[Human, Outcome]:
        """With what came back from a tool, its segments cut as `cuts` say; and what came of it."""
        recut, fitting = given.recut(cuts)
        outcome = applying.apply(returned, recut, self.memory, accept_unchanged=accept_unchanged, theirs=theirs)
        odd = (
            f"{''.join(pieces)[:60]}: no text of the last run is split or joined so"
            for pieces in cuts
            if pieces not in fitting
        )
        memory = self.memory.merged([change.entry for change in outcome.changes])
        told = (*odd, *outcome.told)
        return Human(memory, self.by_hand.merged(fitting)), Outcome(outcome.changes, told, outcome.unchanged)


def _before(path: Path) -> Path:
    return path.with_name(path.name + _BEFORE)
