"""How far two texts are from each other, in words and in characters."""

from __future__ import annotations


def edits(one: str, other: str) -> tuple[int, int]:
    """The fewest insertions, deletions and substitutions between two texts (Levenshtein): of words, of characters."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(one.split(), other.split()), Levenshtein.distance(one, other)
