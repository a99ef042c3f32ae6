"""Speed and memory of the glossary at 100,000 terms: python benchmarks/matching.py [--terms N] [--megabytes N]

Each step runs in a process of its own, on one core, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

LIMITS = {"build": "25 s", "load": "2 s", "match": "2 MB/s", "match segments": "2 MB/s"}
HEADS = ["de", "d'", "à", "en", "pour", "sans"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--terms", type=int, default=100_000)
    parser.add_argument("--megabytes", type=float, default=4.0)
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(STEPS[options.step](options.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder), options.terms, options.megabytes)
        print(f"{'step':<16}{'CPU s':>9}{'rate':>14}{'peak memory':>14}   required")
        for step in ("build", "load", "match", "match segments"):
            _report(step, _run(step, folder))


def _run(step: str, folder: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--step", step, "--folder", folder]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _report(step: str, figures: dict[str, float]) -> None:
    rate = f"{figures['rate']:.1f} MB/s" if "rate" in figures else f"{figures['count']:,.0f} keys"
    memory = f"{figures['megabytes']:,.0f} MB"
    print(f"{step:<16}{figures['seconds']:>9.2f}{rate:>14}{memory:>14}   {LIMITS[step]}, 1,500 MB")


def _prepare(folder: Path, terms: int, megabytes: float) -> None:
    chance = random.Random(20)
    words = _vocabulary(chance)
    phrases = sorted(_phrases(chance, words[: len(words) // 2], terms))
    lines = ["domain: benchmark", "source: fr", "target: en", "terms:"]
    for number, phrase in enumerate(phrases):
        lines += [f'  - fr: "{phrase}"', f'    en: "target {number}"', f'    definition: "Concept number {number}."']
    (folder / "terms.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "text.txt").write_text("\n".join(_text(chance, words, phrases, megabytes)), encoding="utf-8")


def _vocabulary(chance: random.Random) -> list[str]:
    """French nouns and adjectives, as far as the lexicon tells: words with few forms. Terms use half of them."""
    from bitexte.language import lemmas as lexicon

    common = sorted(
        word
        for word, forms in lexicon.inverted().items()
        if 2 <= len(forms) <= 4 and word.isalpha() and word.islower() and len(word) > 3
    )
    chance.shuffle(common)
    return common


def _phrases(chance: random.Random, words: list[str], terms: int) -> set[str]:
    """Terms of one to four content words, two being the commonest length."""
    found: set[str] = set()
    while len(found) < terms:
        length = chance.choices((1, 2, 3, 4), (1, 5, 3, 1))[0]
        phrase = chance.choice(words)
        for _ in range(length - 1):
            link = chance.choice(("", "", *HEADS))
            phrase += f" {link}{'' if link.endswith(chr(39)) else ' ' if link else ''}{chance.choice(words)}"
        found.add(phrase)
    return found


def _text(chance: random.Random, words: list[str], phrases: list[str], megabytes: float) -> Iterator[str]:
    """Sentences a tenth of whose places hold a term."""
    fillers = [
        "le",
        "la",
        "les",
        "un",
        "une",
        "des",
        "et",
        "que",
        "pour",
        "dans",
        "avec",
        "plus",
        "est",
        "sont",
        "a",
        "ce",
        "cette",
        "qui",
        "se",
        "ne",
        "pas",
        "sur",
        "par",
    ]
    size = 0.0
    while size < megabytes * 1e6:
        places = (chance.random() for _ in range(20))
        pieces = [chance.choice(phrases if place < 0.1 else words if place < 0.5 else fillers) for place in places]
        sentence = " ".join(pieces).capitalize() + "."
        size += len(sentence.encode()) + 1
        yield sentence


def _measured(work: Callable[[], float]) -> dict[str, float]:
    start = time.process_time()
    count = work()
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "count": count, "megabytes": megabytes}


def _build(folder: Path) -> dict[str, float]:
    from bitexte.terms import compiled

    files = [("terms.yaml", (folder / "terms.yaml").read_bytes())]
    return _measured(lambda: compiled(files, folder / "cache").keys)


def _match(folder: Path, *, by_segment: bool) -> dict[str, float]:
    from bitexte.terms import compiled

    glossary = compiled([("terms.yaml", (folder / "terms.yaml").read_bytes())], folder / "cache")
    text = (folder / "text.txt").read_text(encoding="utf-8")
    pieces = text.split("\n") if by_segment else [text]
    figures = _measured(lambda: float(sum(len(glossary.find(piece)) for piece in pieces)))
    return figures | {"rate": len(text.encode()) / 1e6 / figures["seconds"]}


STEPS: dict[str, Callable[[Path], dict[str, float]]] = {
    "build": _build,
    "load": _build,
    "match": lambda folder: _match(folder, by_segment=False),
    "match segments": lambda folder: _match(folder, by_segment=True),
}

if __name__ == "__main__":
    main()
