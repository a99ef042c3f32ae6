"""Stage 3: a segment with its translation, inline codes put where they belong, and similar human work beside it."""

from __future__ import annotations

from bitexte.engine import placement
from bitexte.memory.reviewed import Recalled
from bitexte.model import Segment, TermMatch, Translation, Unit
from bitexte.project import Project

_BESIDE = 3  # similar translations that are shown with a draft


def unit(
    found: Segment,
    matches: tuple[TermMatch, ...],
    translation: Translation,
    human: Recalled | None,
    project: Project,
) -> Unit:
    """The unit of a segment: a person's translation in its state, else a draft with similar human ones beside it."""
    placed = placement.place(found, translation, matches)
    if human is None:
        similar = (*project.reviewed.fuzzy(found.text), *project.references.similar(found.text))
        return Unit(found, matches, placed, tuple(sorted(similar, key=lambda match: -match.similarity)[:_BESIDE]))
    return Unit(found, matches, placed, (human.match,), human.state)
