"""Are the tags in the text of a unit the same ones, closed and nested as in the source, and no trick among them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Side, Unit
from bitexte.text.characters import shown
from bitexte.text.markup import Tag, tags, unbalanced

LOST = Code(
    "M001",
    "markup",
    "A tag of the source is not in the translation, or not as often.",
    Severity.ERROR,
    "Cliquez <em>ici</em>.",
    "Click <em>here.",
)
ADDED = Code(
    "M002",
    "markup",
    "A tag of the translation is not in the source.",
    Severity.ERROR,
    "Cliquez ici.",
    "Click <b>here</b>.",
)
NESTING = Code(
    "M003",
    "markup",
    "The tags do not close as they open.",
    Severity.ERROR,
    "<p>Cliquez <em>ici</em></p>",
    "<p>Click <em>here</p></em>",
)
TRICK = Code(
    "M004",
    "markup",
    "The translation brings in active mark-up: a script, an event, a frame.",
    Severity.ERROR,
    "Le panier est vide.",
    'The cart is empty.<img src="x" onerror="alert(1)">',
)
HIDDEN = Code(
    "M005",
    "markup",
    "The translation brings in characters that turn or hide the text.",
    Severity.ERROR,
    "Le panier est vide.",
    "The cart \u202eis empty.",
)
INVISIBLE = Code(
    "M006",
    "markup",
    "The translation brings in characters of no width.",
    Severity.WARNING,
    "Le panier est vide.",
    "The\u200b cart is empty.",
)
ATTRIBUTE = Code(
    "M007",
    "markup",
    "A tag has lost the address or the name that it points to.",
    Severity.ERROR,
    'Voir <a href="/aide">l\'aide</a>.',
    "See <a>the help</a>.",
)
CODES = (LOST, ADDED, NESTING, TRICK, HIDDEN, INVISIBLE, ATTRIBUTE)

_POINTING = regex.compile(r"(?i)\s(href|src|id|name|ref)\s*+=")
_ACTIVE = regex.compile(
    r"(?i)<\s*+(?:script|iframe|object|embed|svg|style|link|meta|base|form)\b|<[^>]*?\son\w++\s*+=|javascript\s*+:"
    r"|data\s*+:\s*+text/html|vbscript\s*+:|srcdoc\s*+="
)
TURNING = regex.compile("[\u202a-\u202e\u2066-\u2069\u061c\U000e0000-\U000e007f]")
# Joiners stand in emoji and in other scripts.
WIDTHLESS = regex.compile(
    r"[\u200b\u2060\u2061-\u2064\ufeff\u00ad\u200e\u200f]|(?<![\p{Extended_Pictographic}\ufe0f\p{M}\p{Arab}\p{Beng}\p{Deva}])[\u200c\u200d]"
)


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """Errors for tags lost, added or wrongly nested, and for mark-up and characters that a translation brings in."""
    for unit in units:
        source, target = unit.segment.text, unit.translation.text
        if not target.strip():
            continue
        if "<" in source or "<" in target:
            yield from _compared(unit, tags(source), tags(target))
        yield from _brought_in(unit)


def _compared(unit: Unit, ours: list[Tag], theirs: list[Tag]) -> Iterator[Finding]:
    lost, added = _beyond(ours, theirs), _beyond(theirs, ours)
    for tag in lost:
        yield LOST.at(unit, f"{shown(tag.text)} is not in the translation", tag.span, Side.SOURCE)
    for tag in added:
        yield ADDED.at(unit, f"{shown(tag.text)} is not in the source", tag.span)
    if not lost and not added and unbalanced(ours) is None and (wrong := unbalanced(theirs)) is not None:
        yield NESTING.at(unit, f"{shown(wrong.text)} does not close as it opens", wrong.span)
    if not lost and not added:
        yield from _pointing(unit, ours, theirs)


def _pointing(unit: Unit, ours: Sequence[Tag], theirs: Sequence[Tag]) -> Iterator[Finding]:
    left = Counter((tag.name, name.lower()) for tag in theirs for name in _POINTING.findall(tag.text))
    for tag in ours:
        for name in _POINTING.findall(tag.text):
            left[tag.name, name.lower()] -= 1
            if left[tag.name, name.lower()] < 0:
                yield ATTRIBUTE.at(unit, f"{name} of {shown(tag.text)} is lost", tag.span, Side.SOURCE)


def _beyond(found: Sequence[Tag], others: Sequence[Tag]) -> list[Tag]:
    left = Counter(tag.key for tag in others)
    extra = []
    for tag in found:
        left[tag.key] -= 1
        if left[tag.key] < 0:
            extra.append(tag)
    return extra


def _brought_in(unit: Unit) -> Iterator[Finding]:
    source, target = unit.segment.text, unit.translation.text
    known = {match.group().casefold() for match in _ACTIVE.finditer(source)}
    for match in _ACTIVE.finditer(target):
        if match.group().casefold() not in known:
            yield TRICK.at(unit, f"{shown(match.group())} is not in the source", match.span())
            break
    for code, pattern in ((HIDDEN, TURNING), (INVISIBLE, WIDTHLESS)):
        for match in pattern.finditer(target):
            if match.group() not in source:
                yield code.at(unit, f"U+{ord(match.group()):04X} is not in the source", match.span())
                break
