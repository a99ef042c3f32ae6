"""Writes translations.tsv beside it: 200 lines of French and what the embedded package makes of them.

    python tests/golden/make.py

To be run when a change of the engine is meant to change translations; the difference then shows what it did.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bitexte.packages.find import embedded

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
GOLDEN = HERE / "translations.tsv"
LINES = 200
# One set of instructions, so that different processors compute the same.
INSTRUCTIONS = {"CT2_FORCE_CPU_ISA": "AVX2"}


def stamp() -> str:
    """What the golden translations hold for: the package and the make of processor."""
    (package,) = embedded().packages
    known = Path("/proc/cpuinfo")
    vendors = re.findall(r"vendor_id\s*:\s*(\w+)", known.read_text(encoding="utf-8")) if known.exists() else []
    return f"# {package.name} {package.version} {package.checksum} {vendors[0] if vendors else sys.platform}"


def translated(lines: list[str]) -> list[str]:
    """The English of the lines, under the project's glossary, from the command itself."""
    command = [sys.executable, "-m", "bitexte", "translate", "--package", "bitexte-fr_en", "--jobs", "1"]
    done = subprocess.run(
        [*command, "--glossary", "glossary/ecommerce.yaml"],
        input="".join(f"{line}\n" for line in lines).encode(),
        env={**os.environ, **INSTRUCTIONS},
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()
    return done.stdout.decode().removesuffix("\n").split("\n")


def sources() -> Iterator[str]:
    """Our own lines, and new ones made of clauses of the seeds; always the same."""
    yield from (HERE / "own.fr").read_text(encoding="utf-8").splitlines()
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt")))
    clauses = [part.strip(" .!?:;,") for part in re.split(r"[.!?:;,]\s+|\n", texts) if 4 <= len(part.split()) <= 25]
    chance = random.Random(7)
    while True:
        first, *others = chance.sample(clauses, chance.choice((1, 1, 2)))
        yield ", ".join([first[:1].upper() + first[1:], *others]) + "."


def main() -> None:
    lines = [line for line, _ in zip(dict.fromkeys(_first(2 * LINES)), range(LINES), strict=False)]
    pairs = zip(lines, translated(lines), strict=True)
    GOLDEN.write_text("".join([f"{stamp()}\n", *(f"{fr}\t{en}\n" for fr, en in pairs)]), encoding="utf-8")


def _first(count: int) -> list[str]:
    return [line for line, _ in zip(sources(), range(count), strict=False)]


if __name__ == "__main__":
    main()
