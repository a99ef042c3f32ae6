"""Is the column that should be French really French? Asked of tables that do not say it themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from bitexte.errors import GlossaryError
from bitexte.language.closed_classes import COMMONEST
from bitexte.terms.exchange.columns import REMEDY
from bitexte.text.characters import APOSTROPHE

_WORDS = "|".join(sorted(word for word in COMMONEST if word.isalpha()))
_FRENCH = re.compile(
    rf"[éèêëàâîïôûùçœ]|\b(?:d|l|qu){APOSTROPHE}|\b(?:{_WORDS}|de|la|le)\b",
    re.IGNORECASE,
)
_FEWEST = 2  # pairs that speak against the order
_CLEARLY = 4  # times as many of them as of those that speak for it


class Named(Protocol):
    """Anything with a text: a term of either language."""

    @property
    def text(self) -> str: ...


def check(pairs: Iterable[tuple[Sequence[Named], Sequence[Named]]], name: str) -> None:
    """Refuse a table whose second column is evidently French and whose first is not. Raises GlossaryError."""
    right = wrong = total = 0
    for sources, targets in pairs:
        total += 1
        first, second = (any(_FRENCH.search(one.text) for one in side) for side in (sources, targets))
        right += first and not second
        wrong += second and not first
    if wrong >= _FEWEST and wrong >= _CLEARLY * right:
        raise GlossaryError(
            f"the second column looks French, the first does not ({wrong:,} of {total:,} rows)", where=name, hint=REMEDY
        )
