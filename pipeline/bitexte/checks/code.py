"""What a check can find: the stable code of a kind of finding, what it means, how much harm it does."""

from __future__ import annotations

from dataclasses import dataclass

from bitexte.model import Finding, Severity, Side, Span, Unit


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: its code, the check it belongs to, what is wrong, its severity and a pair that shows it.

    `draft` is the severity in a translation that waits for its reviewer, where that is another one. Codes are never
    used again for something else: settings and other programs go by them.
    """

    code: str
    check: str
    title: str
    severity: Severity
    source: str
    target: str
    draft: Severity | None = None

    def at(self, unit: Unit, message: str, span: Span | None = None, side: Side = Side.TARGET) -> Finding:
        """A finding of this kind in the unit."""
        return Finding(self.code, self.severity, unit.segment.id, message, span, side)
