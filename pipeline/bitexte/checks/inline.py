"""Are the inline codes of a segment in its translation, each once, and nested as pairs must be?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import CodeKind, Finding, InlineCode, Severity, Side, Unit
from bitexte.text.characters import shown

LOST = Code(
    "I001",
    "inline",
    "An inline code of the source (bold, link, picture) is not in the translation.",
    Severity.ERROR,
    "Cliquez ⟦1⟧ici⟦/1⟧.",
    "Click here.",
)
DOUBLED = Code(
    "I002",
    "inline",
    "An inline code stands more often in the translation than in the source.",
    Severity.ERROR,
    "Cliquez ⟦1⟧ici⟦/1⟧.",
    "Click ⟦1⟧⟦1⟧here⟦/1⟧.",
)
NESTING = Code(
    "I003",
    "inline",
    "The inline codes of the translation do not close as they open.",
    Severity.ERROR,
    "Cliquez ⟦1⟧ici⟦/1⟧.",
    "Click ⟦/1⟧here⟦1⟧.",
)
CODES = (LOST, DOUBLED, NESTING)


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """An error for each code lost or doubled, and for a translation whose pairs cross or close before they open."""
    for unit in units:
        ours, theirs = unit.segment.codes, unit.translation.codes
        if (not ours and not theirs) or not unit.translation.text.strip():
            continue
        lost, doubled = _beyond(ours, theirs), _beyond(theirs, ours)
        for code in lost:
            span = (code.offset, code.offset + len(code.equivalent))
            yield LOST.at(unit, f"{_named(code)} is not in the translation", span, Side.SOURCE)
        for code in doubled:
            yield DOUBLED.at(unit, f"{_named(code)} stands more often than in the source", (code.offset, code.offset))
        if not lost and not doubled and _nested(ours) and not _nested(theirs):
            yield NESTING.at(unit, "its codes do not close as they open")


def _beyond(found: Sequence[InlineCode], others: Sequence[InlineCode]) -> list[InlineCode]:
    left = Counter((code.id, code.kind) for code in others)
    extra = []
    for code in found:
        left[code.id, code.kind] -= 1
        if left[code.id, code.kind] < 0:
            extra.append(code)
    return extra


def _nested(codes: Sequence[InlineCode]) -> bool:
    """Whether the pairs of a text lie in one another; codes whose partner is in another segment count for nothing."""
    kinds = {(code.id, code.kind) for code in codes}
    waiting: list[str] = []
    for code in codes:
        whole = {(code.id, CodeKind.OPEN), (code.id, CodeKind.CLOSE)} <= kinds
        if whole and code.kind is CodeKind.OPEN:
            waiting.append(code.id)
        elif whole and code.kind is CodeKind.CLOSE and (not waiting or waiting.pop() != code.id):
            return False
    return not waiting


def _named(code: InlineCode) -> str:
    """The code as its file has it, else by its id and kind."""
    return shown(code.content) or f"the code {shown(code.id)} ({code.kind})"
