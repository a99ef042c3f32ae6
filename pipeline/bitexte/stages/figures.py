"""What a run did and where its time went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from time import perf_counter

from bitexte.model import Bitext, Document, Severity

STAGES = ("read", "segment", "match", "recall", "translate", "place", "check", "write")


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts; `recalled` units came from the memory, `honoured` of the `terms` stand in the translations."""

    documents: int = 0
    segments: int = 0
    words: int = 0
    recalled: int = 0
    terms: int = 0
    honoured: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    written: int = 0

    def __add__(self, other: Summary) -> Summary:
        return Summary(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def summary(bitext: Bitext, recalled: int, written: int) -> Summary:
    """The figures of one document, `written` files of which changed."""
    renderings = [each for unit in bitext.units if unit.compliance for each in unit.compliance.renderings]
    severities = [finding.severity for finding in bitext.findings]
    return Summary(
        documents=int(bitext.document.part is None or bitext.document.part.number == 1),
        segments=len(bitext.units),
        words=sum(len(unit.segment.text.split()) for unit in bitext.units),
        recalled=recalled,
        terms=len(renderings),
        honoured=sum(each.span is not None for each in renderings),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
        written=written,
    )


class Times:
    """How long each stage of the road took, in seconds by the clock on the wall, added up over all documents."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Count what is done meanwhile."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += perf_counter() - began

    def reading(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents, the time that each takes to come counted."""
        remaining = iter(documents)
        while True:
            with self.of("read"):
                document = next(remaining, None)
            if document is None:
                return
            yield document
            del document  # the next one is read before the name is free
