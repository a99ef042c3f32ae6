"""Scores the French segmentation rules on gold files and measures their speed beside a peer.

    python benchmarks/segmentation.py GOLD.txt [GOLD.txt ...] [--errors]

A gold file holds one segment a line; a blank line ends a paragraph, `#name` opens a group of paragraphs.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bitexte.segment import default_rules, split

PEERS = ("sentencex", "pysbd")
TEXT_MEGABYTES = 3.0


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of internal boundaries: found and right, found, and in the gold."""

    right: int
    found: int
    gold: int

    @property
    def f1(self) -> float:
        """2PR / (P + R); 1 where there is nothing to find and nothing was found."""
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.found + other.found, self.gold + other.gold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="*", type=Path, help="gold files")
    parser.add_argument("--errors", action="store_true", help="list the paragraphs that come out otherwise")
    arguments = parser.parse_args()
    for path in arguments.gold:
        paragraphs = list(read_gold(path.read_text(encoding="utf-8")))
        total = sum((score(segments) for segments in paragraphs), Score(0, 0, 0))
        print(f"{path.name:45} F1 {total.f1:.4f}  ({total.right} right, {total.found} found, {total.gold} gold)")
        if arguments.errors:
            print_errors(paragraphs)
    print_speed()


def read_gold(text: str) -> Iterator[tuple[str, ...]]:
    """The paragraphs of a gold file, each the tuple of its segments."""
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip() and not line.startswith("#"):
            lines.append(line.strip())
        elif lines:
            yield tuple(lines)
            lines = []


def segments_of(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text, default_rules())]


def score(segments: Sequence[str]) -> Score:
    """Internal boundaries of one paragraph, its segments joined by a space; its end counts for none."""
    found, gold = boundaries(segments_of(" ".join(segments))), boundaries(segments)
    return Score(len(found & gold), len(found), len(gold))


def boundaries(segments: Sequence[str]) -> set[int]:
    """Numbers of characters, white space aside, before each internal boundary."""
    counts: list[int] = []
    for piece in segments[:-1]:
        counts.append((counts[-1] if counts else 0) + len("".join(piece.split())))
    return set(counts)


def print_errors(paragraphs: Sequence[tuple[str, ...]]) -> None:
    for segments in paragraphs:
        found = segments_of(" ".join(segments))
        if boundaries(found) != boundaries(segments):
            print("  gold:  ", " | ".join(segments))
            print("  found: ", " | ".join(found))


def print_speed() -> None:
    text = sample()
    default_rules()
    ours = speed(segments_of, text)
    print(f"{'bitexte':12} {ours:7.2f} MB/s on one core")
    for name in PEERS:
        try:
            importlib.import_module(name)
        except ImportError:
            print(f"{name:12} not installed")
            continue
        theirs = speed(peer(name), text)
        print(f"{name:12} {theirs:7.2f} MB/s  (bitexte is {ours / theirs:.1f} times as fast)")


def sample() -> list[str]:
    """About TEXT_MEGABYTES of paragraphs, the seeds over and over."""
    seeds = Path(__file__).resolve().parent.parent / "seeds"
    lines = [line for path in sorted(seeds.glob("*.txt")) for line in path.read_text(encoding="utf-8").splitlines()]
    size = sum(len(line.encode()) for line in lines)
    return lines * (1 + int(TEXT_MEGABYTES * 1e6 / size))


def speed(splitter: Callable[[str], object], paragraphs: Sequence[str]) -> float:
    """Megabytes of UTF-8 a second of processor time; it stops after five seconds."""
    start = time.process_time()
    done = 0
    for paragraph in paragraphs:
        splitter(paragraph)
        done += len(paragraph.encode())
        if time.process_time() - start > 5:
            break
    return done / 1e6 / (time.process_time() - start)


def peer(name: str) -> Callable[[str], object]:
    module = importlib.import_module(name)
    if name == "pysbd":
        segmenter = module.Segmenter(language="fr", clean=False)
        return lambda text: segmenter.segment(text)
    return lambda text: module.segment("fr", text)


if __name__ == "__main__":
    main()
