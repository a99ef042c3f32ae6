"""What the formats for review share: each unit with what a reviewer should see beside it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest

from bitexte.model import Bitext, Block, BlockKind, Finding, Severity, State, TermMatch, TermUse, Translation, Unit
from bitexte.text.characters import NO_GETTEXT

# What neither gettext nor a reader's eye can take; line ends are none of it.
CONTROL = re.compile(f"[{NO_GETTEXT}]")


def reviewed(bitext: Bitext) -> Iterator[tuple[Unit, list[Finding]]]:
    """Yield each unit with its findings, in the order of the text."""
    findings: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in bitext.findings:
        findings[finding.segment].append(finding)
    for unit in bitext.units:
        yield unit, findings.get(unit.segment.id, [])


def terms_of(unit: Unit) -> Iterator[tuple[TermMatch, TermUse | None]]:
    """Yield each match with what became of it, None where that is not known (a translation from elsewhere)."""
    yield from zip_longest(unit.matches, unit.translation.uses[: len(unit.matches)])


def notes(unit: Unit, findings: list[Finding]) -> list[str]:
    """Return the terms and findings of a unit as lines a person can read."""
    terms = [_term_note(match, use) for match, use in terms_of(unit)]
    return [*terms, *map(_finding_note, findings)]


def other_ways(unit: Unit) -> tuple[str, ...]:
    """What else the engine could say, of a draft in doubt; none where codes would be lost by taking one over."""
    return unit.translation.alternatives if unit.state is State.INITIAL and not unit.segment.codes else ()


def score(translation: Translation) -> float | None:
    """Return the score for JSON, which knows no infinity."""
    return round(translation.score, 4) if math.isfinite(translation.score) else None


def needs_review(findings: list[Finding]) -> bool:
    return any(finding.severity is not Severity.NOTE for finding in findings)


def _term_note(match: TermMatch, use: TermUse | None) -> str:
    honour = f" ({use.honour})" if use else ""
    return f"term: {match.surface} → {match.term.target}{honour}"


def _finding_note(finding: Finding) -> str:
    return f"{finding.severity}: {finding.message} [{finding.code}, {finding.side}]"


def standing(block: Block) -> list[str]:
    """Where a block stands, for a person: what it is in its document, and what its reader noted."""
    if block.kind is BlockKind.PARAGRAPH:
        return list(block.notes)
    return [f"{block.kind} {block.level}" if block.level else str(block.kind), *block.notes]
