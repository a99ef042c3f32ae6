"""What the engine or the file itself says about a translation, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.language.detection import NAMES
from bitexte.model import Finding, Remark, Severity, Unit


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each problem that came with a translation. English left as it is is none."""
    for unit in units:
        for problem in unit.translation.problems:
            if problem != Remark("language", "en"):
                yield Finding("problems", Severity.WARNING, unit.segment.id, in_words(problem))


def in_words(remark: Remark) -> str:
    """What a reader or an engine says, for a person."""
    detail = remark.detail
    match remark.code:
        case "encoding":
            return f"not valid UTF-8: read as {detail}"
        case "language":
            return f"this is {NAMES.get(detail, detail)}, it seems: left as it is"
        case "document-language":
            return f"looks like {NAMES.get(detail, detail)!r}, not French"
        case "state":
            return f"its state is {detail}"
        case "fuzzy":
            return "marked fuzzy in the file"
        case _:
            return detail or remark.code
