"""What terms cost: 1,000 lines, a fifth of them with terms, translated without and with a glossary, on both roads.

    python benchmarks/terms.py [--lines FILE] [--package P] [--glossary G] [--cores 0] [--count N]

Annotated: a package trained for terms is asked in its own way. Black box: the same package, its annotation ignored, as
any other Argos package. Without --lines, lines are made by recombining the clauses of the seeds.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import speed
from bitexte.engine import ENGINES, Engine
from bitexte.model import Honour, Request
from bitexte.packages import Package, resolve
from bitexte.settings import Settings
from bitexte.terms import load_glossary
from bitexte.terms.matching import Glossary

SHARE = 0.2
REQUIRED = 15  # per cent of additional time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, help="French text, one sentence a line")
    parser.add_argument("--package", help="as for bitexte")
    parser.add_argument("--glossary", type=Path, default=speed.ROOT / "glossary" / "ecommerce.yaml")
    parser.add_argument("--cores", default="", help="numbers of the cores to use, comma-separated; default: all")
    parser.add_argument("--count", type=int, default=1000)
    arguments = parser.parse_args()
    if arguments.cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core) for core in arguments.cores.split(",")})
    package = resolve(arguments.package, None, Path())
    requests = _requests(load_glossary([arguments.glossary]), arguments.lines, arguments.count)
    terms = sum(len(request.matches) for request in requests)
    print(f"{speed.machine()}; {len(requests):,} segments, {terms:,} terms; {package.name} {package.version}")
    print(f"{'':12}{'without':>10}{'with':>10}{'more':>9}   honoured (CPU s; required: {REQUIRED}% more at most)")
    if package.annotation is not None:
        _measure("annotated", package, requests)
    _measure("black box", replace(package, metadata=replace(package.metadata, terminology=None)), requests)


def _requests(glossary: Glossary, lines: Path | None, count: int) -> list[Request]:
    """Segments of which a fifth holds terms."""
    texts = lines.read_text(encoding="utf-8").splitlines() if lines else speed.recombined(20 * count)
    found = [Request(text, glossary.find(text)) for text in texts]
    termed = list(islice((request for request in found if 1 <= len(request.matches) <= 2), int(count * SHARE)))
    plain = list(islice((request for request in found if not request.matches), len(termed) * round(1 / SHARE - 1)))
    return [*termed, *plain]


def _measure(name: str, package: Package, requests: Sequence[Request]) -> None:
    engine = ENGINES["package"](Settings(), lambda: package, False)
    bare = [Request(request.text) for request in requests]
    engine.translate(bare[:1])
    without = min(_seconds(engine, bare) for _ in range(2))
    asked = min(_seconds(engine, requests) for _ in range(2))
    uses = Counter(use.honour for translation in engine.translate(requests) for use in translation.uses)
    honoured = uses.total() - uses[Honour.MISSED]
    kinds = ", ".join(f"{kind} {number}" for kind, number in uses.most_common())
    more = f"{100 * (asked / without - 1):.1f}%"
    print(f"{name:12}{without:>10.2f}{asked:>10.2f}{more:>9}   {honoured} of {uses.total()} ({kinds})")


def _seconds(engine: Engine, requests: Sequence[Request]) -> float:
    start = time.process_time()
    engine.translate(requests)
    return time.process_time() - start


if __name__ == "__main__":
    main()
