"""Memory first, then the engine, batch by batch; nothing is decoded twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bitexte.engines import Engine
from bitexte.memory import Memory, key
from bitexte.model import Request, Translation

BATCH = 256  # requests a commit: what a killed run loses at most


@dataclass(frozen=True, slots=True)
class Translated:
    """Translations in the order of their requests, and for each whether it came from the memory."""

    translations: tuple[Translation, ...]
    recalled: tuple[bool, ...]


def translate(requests: Sequence[Request], engine: Engine, memory: Memory) -> Translated:
    """Translate the requests; equal ones are decoded once, and every finished batch is remembered at once."""
    keys = [key(engine.signature, request) for request in requests]
    known = memory.recall(dict.fromkeys(keys))
    recalled = tuple(name in known for name in keys)
    pending = {name: request for name, request in zip(keys, requests, strict=True) if name not in known}
    for done in _decoded(pending, engine):
        memory.remember(done)
        known.update(done)
    return Translated(tuple(known[name] for name in keys), recalled)


def _decoded(pending: dict[str, Request], engine: Engine) -> Iterator[list[tuple[str, Translation]]]:
    """Batches of like lengths, which decode fastest, with their keys."""
    ordered = sorted(pending.items(), key=lambda item: len(item[1].text), reverse=True)
    remaining = iter(ordered)
    while batch := list(islice(remaining, BATCH)):
        names, requests = zip(*batch, strict=True)
        yield list(zip(names, engine.translate(requests), strict=True))
