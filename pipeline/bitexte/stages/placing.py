"""Stage 3: a segment with its translation: codes where they belong, the variant of English, human work beside it."""

from __future__ import annotations

from dataclasses import replace

from bitexte.engine import placement
from bitexte.engine.placement.moves import rewritten
from bitexte.language.spelling import in_variant
from bitexte.memory.reviewed import Recalled
from bitexte.model import Origin, Segment, TermMatch, Translation, Unit
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
        placed = _in_variant(placed, found, project.settings.english)
        similar = (*project.reviewed.fuzzy(found.text), *project.references.similar(found.text))
        return Unit(found, matches, placed, tuple(sorted(similar, key=lambda match: -match.similarity)[:_BESIDE]))
    return Unit(found, matches, placed, (human.match,), human.state)


def _in_variant(placed: Translation, found: Segment, tag: str) -> Translation:
    """A draft in the variant of English that is wanted; terms stay as the glossary has them."""
    kept = [use.span for use in placed.uses if use.span is not None]
    changed = rewritten(placed, in_variant(placed.text, tag, found.text, kept))
    return replace(changed, alternatives=tuple(_respelled(text, found, tag) for text in placed.alternatives))


def _respelled(text: str, found: Segment, tag: str) -> str:
    return rewritten(Translation(text, Origin.MACHINE), in_variant(text, tag, found.text)).text
