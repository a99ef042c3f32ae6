"""Stage 2: what people translated already, what the memory knows, and the rest from the engine, once each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from bitexte.engine import IN_CONTEXT, Engine, StoppedError, placement
from bitexte.formats.units import neighbours
from bitexte.memory import key
from bitexte.memory.reviewed import Recalled, ReviewedMemory
from bitexte.model import Origin, Request, Translation
from bitexte.project import Project
from bitexte.stages.matching import Matched


class Store(Protocol):
    """What keeps the machine's translations: the memory, or what a worker takes home."""

    def recall(self, keys: Iterable[str]) -> dict[str, Translation]: ...

    def remember(self, items: Iterable[tuple[str, Translation]]) -> None: ...


_NOTHING = Translation("", Origin.MACHINE)
_EXAMPLES = 3  # reviewed pairs a request
_ALIKE = 50  # in a hundred, from which a reviewed text is an example


def reviewed(each: Matched, memory: ReviewedMemory) -> list[Recalled | None]:
    """What people have translated of a document's segments already."""
    if not memory.entries:
        return [None] * len(each.segments)
    beside = neighbours(found.text for found in each.segments)
    return [
        memory.recall(found, before, after, keyed=bool(each.document.blocks[found.block].key))
        for found, (before, after) in zip(each.segments, beside, strict=True)
    ]


def asked(each: Matched, known: Sequence[Recalled | None], project: Project) -> list[Request]:
    """What the engine is asked for the segments of a document that no person has translated; `known` says which.

    An engine that reads context is told what stands beside a segment, and reviewed pairs of similar texts.
    """
    segments = list(zip(each.segments, each.matches, known, strict=True))
    if project.settings.engine not in IN_CONTEXT:
        return [placement.request(found, matches) for found, matches, done in segments if done is None]
    requests = [placement.request(found, matches) for found, matches, _ in segments]
    beside = neighbours(request.text for request in requests)
    return [
        replace(request, before=before, after=after, examples=_examples(found.text, project.reviewed))
        for request, (before, after), (found, _, done) in zip(requests, beside, segments, strict=True)
        if done is None
    ]


def _examples(text: str, memory: ReviewedMemory) -> tuple[tuple[str, str], ...]:
    return tuple((match.source, match.target) for match in memory.fuzzy(text, _ALIKE)[:_EXAMPLES])


def translated(
    requests: Sequence[Request], engine: Engine, memory: Store, commit: int = 64
) -> list[tuple[Translation, bool]]:
    """A translation for each request, and whether the memory knew it; equal ones are decoded once.

    Every `commit` requests, some seconds' work, are remembered at once. The batches depend on the requests alone, not
    on the clock: a model's figures differ in their last digits with the texts that are decoded beside.
    """
    keys = [key(engine.signature, request) for request in requests]
    known = memory.recall(dict.fromkeys(keys))
    recalled = [name in known for name in keys]
    known.update((name, _NOTHING) for name, request in zip(keys, requests, strict=True) if not request.text)
    pending = {name: request for name, request in zip(keys, requests, strict=True) if name not in known}
    # Texts of like lengths decode fastest together.
    remaining = iter(sorted(pending.items(), key=lambda item: len(item[1].text), reverse=True))
    while batch := list(islice(remaining, commit)):
        names, asked = zip(*batch, strict=True)
        try:
            done = list(zip(names, engine.translate(asked), strict=True))
        except StoppedError as error:
            memory.remember([(name, kept) for name, kept in zip(names, error.done, strict=True) if kept is not None])
            raise
        memory.remember(done)
        known.update(done)
    return [(known[name], old) for name, old in zip(keys, recalled, strict=True)]
