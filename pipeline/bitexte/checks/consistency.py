"""Is one text translated in one way, and do different texts have different translations?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Unit
from bitexte.text.characters import shown
from bitexte.text.words import lower_words

SEVERAL = Code(
    "C001",
    "consistency",
    "The same text is translated in another way elsewhere.",
    Severity.NOTE,
    "Ajouter au panier",
    "Add to cart / Add to basket",
)
SAME = Code(
    "C002",
    "consistency",
    "Different texts have the same translation.",
    Severity.NOTE,
    "Votre commande est expédiée. / Votre commande est livrée.",
    "Your order has been shipped.",
)
CODES = (SEVERAL, SAME)

_LEAST = 3  # words: shorter texts of a program may well have one English word for several French ones


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A note where a text is translated otherwise than where it stood first, and where two texts have one translation.

    Case, punctuation and figures are not compared.
    """
    by_source: dict[tuple[str, ...], tuple[Unit, tuple[str, ...]]] = {}
    by_target: dict[tuple[str, ...], tuple[Unit, tuple[str, ...]]] = {}
    for unit in units:
        source, target = tuple(lower_words(unit.segment.text)), tuple(lower_words(unit.translation.text))
        if not source or not target:
            continue
        first, rendering = by_source.setdefault(source, (unit, target))
        if rendering != target:
            yield SEVERAL.at(unit, f'{_number(first)} has "{shown(first.translation.text, 60)}" for it')
        first, text = by_target.setdefault(target, (unit, source))
        if text != source and len(target) >= _LEAST <= len(source):
            yield SAME.at(unit, f'{_number(first)} has it for "{shown(first.segment.text, 60)}"')


def _number(unit: Unit) -> str:
    return unit.segment.number or unit.segment.id
