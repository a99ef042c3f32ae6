"""Stage 1: a document cut into segments, and the terms found in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bitexte.engine import placement
from bitexte.model import Document, Segment, TermMatch
from bitexte.segment import Rules, segment
from bitexte.stages.figures import Times
from bitexte.terms import Glossary


@dataclass(frozen=True, slots=True)
class Matched:
    """A document with its segments and the terms found in each."""

    document: Document
    segments: tuple[Segment, ...]
    matches: tuple[tuple[TermMatch, ...], ...]


def matched(document: Document, rules: Rules, glossary: Glossary, times: Times | None = None) -> Matched:
    """The segments of a document and their terms."""
    times = times or Times()
    with times.of("segment"):
        segments = tuple(segment(document, rules))
    with times.of("match"):
        return Matched(document, segments, tuple(glossary.find(placement.plain_text(each)) for each in segments))


def windows(documents: Iterable[Matched], window: int) -> Iterator[list[Matched]]:
    """Documents in groups of at least `window` segments, but for the last: none is held while the next is read."""
    group: list[Matched] = []
    size = 0
    for document in documents:
        group.append(document)
        size += len(document.segments)
        del document
        if size >= window:
            yield group
            group, size = [], 0
    if group:
        yield group
