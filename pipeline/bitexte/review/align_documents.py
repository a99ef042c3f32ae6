"""A memory of two documents that translate each other: their sentences aligned, each pair as sure as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bitexte.engine import placement
from bitexte.formats import tmx
from bitexte.formats.units import Approval, Returned, Standing
from bitexte.model import Comment, Document, Origin, Request, Segment, State, Translation, Unit
from bitexte.project import Project
from bitexte.review.align_sentences import Bead, align
from bitexte.segment import segment
from bitexte.stages.translation import translated

AUTHOR = "Bitexte align"
CERTAIN = 0.8  # from which a pair is more than a draft
_UNTRANSLATED = "echo"  # the engine that gives the French back


@dataclass(frozen=True, slots=True)
class Aligned:
    """The pairs of two documents, and how many sentences of each stand alone."""

    pairs: tuple[Returned, ...]
    uncertain: int
    alone: tuple[int, int]


def aligned(french: Document, english: Document, project: Project, certain: float = CERTAIN) -> Aligned:
    """The pairs of two documents; those below `certain` are drafts.

    The project's engine translates the French to compare it with the English.
    """
    source, target = (tuple(segment(each, project.rules)) for each in (french, english))
    beads = beads_of(source, target, project)
    pairs = tuple(_pairs(french.name, source, target, beads, certain))
    single = [bead for bead in beads if not bead.paired]
    alone = (
        sum(end - start for start, end in (bead.source for bead in single)),
        sum(end - start for start, end in (bead.target for bead in single)),
    )
    return Aligned(pairs, sum(each.unit.state is State.INITIAL for each in pairs), alone)


def beads_of(source: Sequence[Segment], target: Sequence[Segment], project: Project) -> list[Bead]:
    """The beads of two sequences of sentences, with the engine's translation of the French to compare."""
    texts = [each.text for each in source]
    drafts = None
    if project.settings.engine != _UNTRANSLATED:
        requests = [Request(placement.plain_text(each)) for each in source]
        made = translated(requests, project.engine, project.memory)
        drafts = [translation.text for translation, _ in made]
    return align(texts, [each.text for each in target], drafts)


def joined(segments: Sequence[Segment]) -> str:
    """The text of sentences that stand beside each other, without what follows the last."""
    parts = [part for each in segments for part in (each.text, each.tail or " ")]
    return "".join(parts[:-1]).strip()


def _pairs(
    name: str, source: Sequence[Segment], target: Sequence[Segment], beads: Sequence[Bead], certain: float
) -> Iterator[Returned]:
    for bead in beads:
        french, english = joined(source[slice(*bead.source)]), joined(target[slice(*bead.target)])
        if french and english:
            state = State.TRANSLATED if bead.certainty >= certain else State.INITIAL
            yield _pair(name, french, english, bead.certainty, state)


def _pair(name: str, french: str, english: str, certainty: float, state: State) -> Returned:
    digest = hashlib.sha256(f"{french}\0{english}".encode("utf-8", "replace")).hexdigest()[:10]
    identity = f"{name}#{digest}"
    unit = Unit(
        Segment(identity, 0, french, (0, len(french)), number=identity),
        (),
        Translation(english, Origin.MEMORY_FUZZY),
        state=state,
        comments=(Comment(f"aligned with a certainty of {certainty:.2f}"),),
    )
    draft = state is State.INITIAL
    standing = Standing(Approval.DRAFT if draft else Approval.APPROVED, state)
    return Returned(unit, standing, tmx.MACHINE if draft else AUTHOR)
