"""What a run did, in figures that add up."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from bitexte.model import Bitext, Honour, Severity


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

    @classmethod
    def of(cls, bitext: Bitext, recalled: int, written: int) -> Summary:
        """The figures of one document, `written` files of which changed."""
        uses = [use for unit in bitext.units for use in unit.translation.uses]
        severities = [finding.severity for finding in bitext.findings]
        return cls(
            documents=1,
            segments=len(bitext.units),
            words=sum(len(unit.segment.text.split()) for unit in bitext.units),
            recalled=recalled,
            terms=len(uses),
            honoured=sum(use.honour is not Honour.MISSED for use in uses),
            errors=severities.count(Severity.ERROR),
            warnings=severities.count(Severity.WARNING),
            notes=severities.count(Severity.NOTE),
            written=written,
        )

    def __add__(self, other: Summary) -> Summary:
        return Summary(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))
