"""Is the translation the French text itself?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Unit

LEFT = Code(
    "U001",
    "untranslated",
    "The translation is the French text itself.",
    Severity.ERROR,
    "La boutique est ouverte sur le site.",
    "La boutique est ouverte sur le site.",
)
CODES = (LEFT,)

_WORD = re.compile(r"[^\W\d_]+")
# Words that English sentences do not hold (so no "on", "a", "or" or "main").
_FRENCH = frozenset(
    word
    for words in (
        "le la les des du de et est une un au aux que qui dans pour sur avec ne pas ce cette ces il elle nous vous",
        "ils elles sont sa ses leur leurs par plus mais ou où été être avoir ont",
    )
    for word in words.split()
)
_MANY = 4


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """An error for a target equal to a source of four words or more, two of which at least are French for certain."""
    for unit in units:
        source, target = (_WORD.findall(text.casefold()) for text in (unit.segment.text, unit.translation.text))
        if len(source) >= _MANY and source == target and len(_FRENCH.intersection(source)) > 1:
            yield LEFT.at(unit, "left in French")
