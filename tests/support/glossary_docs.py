"""The tables of docs/glossary-files.md, made from the program's own; run as a script, it writes them.

Each stands below a comment `<!-- name -->`, up to the next blank line after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from bitexte.terms import vocabulary
from bitexte.terms.exchange import EXCHANGE
from bitexte.terms.exchange.marks import MARKS, SEPARATORS

FILE = Path(__file__).resolve().parents[2] / "docs" / "glossary-files.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def tables() -> dict[str, str]:
    """The tables by their names."""
    words = [
        *((f"status {status}", names) for status, names in vocabulary.STATUSES.items()),
        *((f"part of speech {pos}", names) for pos, names in vocabulary.PARTS_OF_SPEECH.items()),
        ("yes", " ".join(sorted(vocabulary.YES))),
        ("no", " ".join(sorted(vocabulary.NO))),
    ]
    marks = " ".join(MARKS)
    return {
        "formats": table(("`--format`", "what it is"), ((f"`{row.name}`", row.title) for row in EXCHANGE)),
        "cells": table(
            ("in a cell", "what it does"),
            [
                *((name, "parts two terms") for name, _ in SEPARATORS),
                (f"{marks}, in brackets or after a comma", "leave the term: part of speech, or a note of the term"),
                ("(s), (e), (es), … at the end of a word", "leave the term"),
            ],
        ),
        "columns": table(
            ("column", "what it holds", "other names"),
            ((f"`{name}`", meaning, names) for name, meaning, names in vocabulary.column_lines()),
        ),
        "languages": table(("code", "also"), vocabulary.language_lines()),
        "words": table(("meaning", "words"), ((name, names.replace("_", "\u00a0")) for name, names in words)),
    }


def written(text: str) -> str:
    """The page with its tables as they should be."""
    for name, content in tables().items():
        # A function, for the tables hold backslashes.
        fixed = f"<!-- {name} -->\n\n{content}\n"
        text = re.sub(rf"<!-- {name} -->\n\n?(?:\|.*\n)*\n?", partial(_fixed, fixed), text)
    return f"{text.rstrip()}\n"


def _fixed(text: str, _found: re.Match[str]) -> str:
    return text


if __name__ == "__main__":
    FILE.write_text(written(FILE.read_text(encoding="utf-8")), encoding="utf-8")
