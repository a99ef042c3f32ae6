"""False alarms of `check` on good published translations, and seeded errors that it finds, counted by code.

    python benchmarks/checks.py SHARED [--half 0|1] [--each 500] [--show N001]

SHARED is the folder with the corpora (tests/support/published.py names the sources). Half 1 is held out: nothing was
tuned on it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

import published
import seeded
from bitexte.checks import CODES, run
from bitexte.model import Severity, Unit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--half", type=int, default=published.DEVELOPMENT, choices=(0, 1))
    parser.add_argument("--each", type=int, default=500)
    parser.add_argument("--seeds", type=int, default=15, help="seeded errors of each code")
    parser.add_argument("--show", default="", help="print the units with findings of this code")
    options = parser.parse_args()
    documents = published.units(options.shared, options.half, options.each)
    total = sum(map(len, documents.values()))
    segments: defaultdict[str, set[str]] = defaultdict(set)
    by_severity: defaultdict[Severity, set[str]] = defaultdict(set)
    sources: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, units in documents.items():
        texts = {unit.segment.id: unit for unit in units}
        for finding in run(units):
            segments[finding.code].add(finding.segment)
            by_severity[finding.severity].add(finding.segment)
            sources[finding.code][name] += 1
            if finding.code in options.show.split(","):
                unit = texts[finding.segment]
                print(f"{finding.segment}: {finding.message}\n   {unit.segment.text}\n   {unit.translation.text}")
    print(f"{total:,} units of {len(documents)} sources")
    for code in sorted(segments):
        where = ", ".join(f"{name} {count}" for name, count in sources[code].most_common(4))
        share = 100 * len(segments[code]) / total
        print(f"{code} {CODES[code].severity:8} {len(segments[code]):5} {share:6.2f} %  {CODES[code].title}  ({where})")
    for severity in reversed(Severity):
        print(f"{severity:8} {len(by_severity[severity]):5} {100 * len(by_severity[severity]) / total:6.2f} % of units")
    _tell_seeds([unit for units in documents.values() for unit in units[:60]], options.seeds)


def _tell_seeds(good: list[Unit], each: int) -> None:
    """How many seeded errors are found by their code at its severity."""
    found, asked = Counter[str](), Counter[str]()
    for code, unit in seeded.seeded(good, each):
        asked[code] += 1
        hit = any(finding.code == code and finding.severity is CODES[code].severity for finding in run([unit]))
        found[code] += hit
        if not hit:
            print(f"not found by {code}:\n   {unit.segment.text}\n   {unit.translation.text}")
    print(f"{sum(found.values())} of {sum(asked.values())} seeded errors found at their severity")
    print(", ".join(f"{code} {found[code]}/{asked[code]}" for code in asked))


if __name__ == "__main__":
    main()
