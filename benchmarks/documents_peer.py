"""Run by benchmarks/documents.py in the environment of argos-translate-files: one document, put in capitals."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from argostranslatefiles import argostranslatefiles


class Loud:
    """A translation as argos-translate-files takes it, which only puts texts in capitals."""

    from_lang, to_lang = SimpleNamespace(code="fr"), SimpleNamespace(code="en")

    def translate(self, text: str) -> str:
        return text.upper()

    def hypotheses(self, text: str, _number: int = 1) -> list[SimpleNamespace]:
        return [SimpleNamespace(value=text.upper(), score=0.0)]


def main() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    made = argostranslatefiles.translate_file(Loud(), sys.argv[1])
    spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = Path(made).stat().st_size if made else 0
    print(
        f"    argos-translate-files: {spent:.1f} s ({size / 1e6:.1f} MB); "
        f"peak {peak / 1024:.0f} MB (before: {before / 1024:.0f} MB)"
    )


if __name__ == "__main__":
    main()
