"""What is wrong with an engine's output as a whole, whatever its words."""

from __future__ import annotations

from collections.abc import Sequence

import regex

# English takes about 0.9 characters for one of French; the bounds leave room for free translations.
_SHORTEST, _LONGEST = 0.55, 1.6
_SHORT_SLACK, _LONG_SLACK = 15, 20  # characters: a heading may well be twice as long as its source
_STUTTER = regex.compile(r"(\S{1,6}?)\1{9,}")  # 585858… within one word


def defect(source: str, target: str) -> str | None:
    """The defect of an output in words: nothing there, a loop, a length no translation has; None where it has none."""
    if not target.strip():
        return "the engine gave no output"
    if _STUTTER.search(target) and not _STUTTER.search(source):
        return "the engine's output loops"
    words = target.casefold().split()
    for length in range(1, min(8, len(words) // 3) + 1):
        runs = _longest_run(words, length)
        if runs >= (5 if length == 1 else 3) and runs > _longest_run(source.casefold().split(), length):
            return "the engine's output loops"
    if len(words) > 3 * len(source.split()) + 12:
        return "the engine's output is far longer than the source"
    if len(source) > 100 and len(target) < 0.45 * len(source):
        return "the engine's output is far shorter than the source"
    return None


def proportion(source: str, target: str) -> str | None:
    """`short` or `long` where a translation is out of proportion to its source by its characters, else None."""
    letters, own = len(source.strip()), len(target.strip())
    if own < _SHORTEST * letters - _SHORT_SLACK:
        return "short"
    return "long" if own > _LONGEST * letters + _LONG_SLACK else None


def said_more_often(source: str, target: str) -> int:
    """How many times more than in the source a word stands in a row in the target."""
    runs = [_longest_run(text.casefold().split(), 1) for text in (source, target)]
    return max(0, runs[1] - max(2, runs[0])) if runs[1] > 2 else 0


def _longest_run(words: Sequence[str], length: int) -> int:
    """How often at most a stretch of so many words stands in a row."""
    equal = best = 0
    for place in range(len(words) - length):
        equal = equal + 1 if words[place] == words[place + length] else 0
        best = max(best, equal)
    return best // length + 1
