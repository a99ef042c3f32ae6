"""Makes docs/limits.md from the bounds and their comments in bitexte/limits.py: print it with this script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bitexte import limits

_BOUND = re.compile(r"(?P<name>[A-Z_]+) = \S+  # (?P<unit>\w+)(?P<of>.*)")
_HEAD = """\
# Limits

What is read is bounded, so that no file, whoever made it, takes all of the memory or all of the time. What goes beyond
a bound is refused in one line, with exit code 2, but where the table says otherwise. Made from `bitexte/limits.py`.
"""


def page() -> str:
    """The page as it should be."""
    return _HEAD + "".join(_lines(Path(limits.__file__).read_text(encoding="utf-8")))


def _lines(source: str) -> Iterator[str]:
    for line in source.splitlines():
        if line.startswith("# "):
            yield f"\n## {line[2:]}\n\n| at most | of what |\n|---|---|\n"
        elif bound := _BOUND.fullmatch(line):
            yield f"| {getattr(limits, bound['name']):,} {bound['unit']} | {bound['of'].strip(' ;,')} |\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201
