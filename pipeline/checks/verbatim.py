"""Do addresses, placeholders and codes stand in the translation as they stand in the source?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.model import Finding, Severity, Side, Unit

_KEPT = re.compile(
    r"""
    (?P<address>(?:https?|ftp)://[^\s<>"«»]+|www\.[^\s<>"«»]+)
    | (?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<placeholder>
        %\(\w+\)[sdifr] | %\d+\$[sdif] | (?<![\w%])%[sdif](?!\w)
        | \$\{[\w.]+\} | \{\{\s*[\w.]+\s*\}\} | (?<![\w{])\{\w*\}(?!\})
      )
    | (?P<code>(?<![\w.@/-])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![\w@/-]))
    """,
    re.VERBOSE,
)
_ENDS = ".,;:!?)]}'’"


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each URL, e-mail address, placeholder or code of the source that the target lacks."""
    for unit in units:
        present = Counter(text.casefold() for text, _, _ in _kept(unit.translation.text))
        for text, label, span in _kept(unit.segment.text):
            if present[text.casefold()] > 0:
                present[text.casefold()] -= 1
            elif text.casefold() not in unit.translation.text.casefold():
                message = f"the {label} {text} is not in the translation"
                yield Finding("verbatim", Severity.WARNING, unit.segment.id, message, span, Side.SOURCE)


def _kept(text: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """What must not change: the text, its kind, its span. Punctuation after an address is not part of it."""
    for match in _KEPT.finditer(text):
        label = match.lastgroup or ""
        kept = match.group().rstrip(_ENDS) if label == "address" else match.group()
        if label != "code" or _is_code(kept):
            yield kept, label, (match.start(), match.start() + len(kept))


def _is_code(text: str) -> bool:
    """B2B and COVID-19 are codes; UE, which has a translation, and A4 or F1, which often have, are none."""
    return any(map(str.isdigit, text)) and sum(map(str.isupper, text)) > 1
