"""docs/checks.md, made from the table of codes: python tests/support/checks_page.py > docs/checks.md"""

from __future__ import annotations

import sys
from itertools import groupby

from bitexte.checks import CODES, Code

HEAD = """# What the checks find

`bitexte check FILE` looks at any bilingual file; `bitexte run`, `translate` and `show` look at their drafts with the
same checks. A finding has a code, which never changes its meaning. Errors make the exit code 1. This page is made from
the table in the program.

**Silence a code, or give it another severity**, in bitexte.toml, or under `[tool.bitexte]` in pyproject.toml:

    checks = { Y011 = "off", N002 = "error", C001 = "warning" }

In drafts a missed term (T001) is a warning, unless the settings say otherwise.

**Checks of your own**: a finding where the source has `source` and the target has `target`, or has not `lacks`.
Patterns are regular expressions (Python's `regex`), case counts unless they begin with `(?i)`; one that takes longer
than half a second on a text ends the check.

    [[checks.own]]          # [[tool.bitexte.checks.own]] in pyproject.toml
    message = "say customer service"
    source = "(?i)service client"
    lacks = "(?i)customer service"
    severity = "error"      # warning where it is not given

**Put right without a person**: `bitexte check FILE --fix` changes in the file what is sure: hidden characters (M005,
M006), a French blank before a mark (Y005), guillemets in pairs (Y006), doubled blanks (Y007), blanks at the ends
(Y008), points of suspension (Y004), French figures (Y013, N003). It tells each change, touches no address,
placeholder, tag or translation with inline codes, and writes the file whole or not at all; `--dry-run` only tells.
Before each commit, with [pre-commit](https://pre-commit.com):

    - repo: https://github.com/example/bitexte     # where you have it from
      rev: v0.1.0
      hooks: [{id: bitexte-check}]                 # or bitexte-fix

**For other programs**: `bitexte check FILE --format sarif` (code scanning), `github` (annotations of a workflow),
`junit` (test reports), `json` (a line a finding).
"""


def page() -> str:
    """The page: a table for each check, a row for each code with its severity and an example."""
    codes = sorted(CODES.values(), key=lambda code: (code.check, code.code))
    parts = [HEAD]
    for check, group in groupby(codes, key=lambda code: code.check):
        parts.append(f"\n## {check}\n\n| code | severity | what is wrong | French | English |\n|---|---|---|---|---|\n")
        parts += [_row(code) for code in group]
    return "".join(parts)


def _row(code: Code) -> str:
    gentle = f" ({code.draft} in a draft)" if code.draft else ""
    cells = (code.code, f"{code.severity}{gentle}", code.title, _shown(code.source), _shown(code.target))
    return f"| {' | '.join(cells)} |\n"


def _shown(text: str) -> str:
    """An example as code; what is not seen is written out."""
    visible = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
    edges = visible != visible.strip()
    return f"`{visible!r}`" if edges else f"`{visible.replace('|', chr(92) + '|')}`" if visible else ""


if __name__ == "__main__":
    sys.stdout.write(page())
