"""Names: what no language changes, and what a model with a small vocabulary must learn to copy letter by letter."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import numpy
import regex

from training import corpus
from training.align import Text, swap_words

_NAME = regex.compile(r"(?<=[\p{Ll},;] )\p{Lu}\p{Ll}{2,}\b")
_INITIAL = regex.compile(r"^\p{Lu}\p{Ll}{3,}\b")
_WORD = regex.compile(r"\p{Lu}\p{Ll}{2,}")
LIST = "lexicon/names"
SAMPLE = 200_000  # pairs that names are looked for in
_STOCK_NAME = "Tom"  # that of language primers: in a tenth of their sentences
_EMOJI = "😀 😂 🎉 👍 ❤️ 🔥 🚀 ✅ 😊 🙏 📦 🛒 💡 ⚠️ ⭐".split()  # noqa: SIM905 - a list of this many quotes cannot be read
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def known(pairs: corpus.Pairs) -> list[str]:
    """Names that stand on both sides alike, always the same: those in prose, commonest first, then a lexicon's."""
    counts: Counter[str] = Counter()
    for number in range(0, len(pairs), max(1, len(pairs) // SAMPLE)):
        pair = pairs[number]
        counts.update(name for name in _NAME.findall(pair.source) if name in pair.target)
    prose = [name for name, count in counts.most_common(4000) if count >= 2]
    return [*prose, *_listed(pairs)]


def _listed(pairs: corpus.Pairs) -> list[str]:
    """Names of one word in the lexicon that are the same in both languages."""
    if LIST not in pairs.origins:
        return []
    chosen = numpy.flatnonzero(pairs.origin == pairs.origins.index(LIST)).tolist()
    entries = (pairs[number] for number in chosen)
    return [entry.source for entry in entries if entry.source == entry.target and _WORD.fullmatch(entry.source)]


def renamed(text: Text, names: Sequence[str], rng: random.Random) -> Text:
    """Another name in place of one that stands on both sides alike; links move with the text."""
    if not names:
        return text
    if _STOCK_NAME in text.source:
        old, share = _STOCK_NAME, 0.8
    else:
        found = [*_NAME.findall(text.source), *_INITIAL.findall(text.source)]
        old, share = next((name for name in found if name in text.target), ""), 0.35
    if not old or rng.random() > share:
        return text
    new = _name(names, rng)
    return swap_words(text, (old, old), (new, new))


def untranslatable(names: Sequence[str], rng: random.Random) -> str:
    """Something that no language changes: a name, a web or mail address, a code, an emoji."""
    word = "".join(rng.choice(_LETTERS) for _ in range(rng.randint(3, 8)))
    name = rng.choice(names) if names else word.title()
    return rng.choice(
        [
            f"{name} {word.title()}",
            f"{word.title()} {name}",
            f"https://www.{word}.{rng.choice(['com', 'fr', 'org'])}/{rng.randint(1, 9999)}",
            f"www.{word}.fr",
            f"{word}@{name.lower()}.fr",
            f"{word.upper()[:4]}-{rng.randint(1, 99999)}",
            f"({word.upper()[:5]})",
            rng.choice(_EMOJI),
        ]
    )


def spliced(names: Sequence[str], rng: random.Random) -> str:
    """A name that nobody bears: the head of one, the tail of another."""
    one, other = rng.choice(names), rng.choice(names)
    return one[: rng.randint(2, len(one))] + other[len(other) // 2 :]


def _name(names: Sequence[str], rng: random.Random) -> str:
    """One or two words, each a name that was found or one that nobody bears."""
    return " ".join(rng.choice((rng.choice(names), spliced(names, rng))) for _ in range(rng.choice((1, 1, 2))))
