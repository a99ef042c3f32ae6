"""Names: what no language changes, and what a model with a small vocabulary must learn to copy letter by letter."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import regex

from training.align import Text, exchanged
from training.corpus import Pair

_NAME = regex.compile(r"(?<=[\p{Ll},;] )\p{Lu}\p{Ll}{2,}\b")
_STOCK_NAME = "Tom"  # that of language primers: in a tenth of their sentences
_EMOJI = "😀 😂 🎉 👍 ❤️ 🔥 🚀 ✅ 😊 🙏 📦 🛒 💡 ⚠️ ⭐".split()  # noqa: SIM905 - a list of this many quotes cannot be read
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mine(pairs: Sequence[Pair]) -> list[str]:
    """Names that stand on both sides alike, commonest first."""
    counts: Counter[str] = Counter()
    for pair in pairs:
        counts.update(name for name in _NAME.findall(pair.source) if name in pair.target)
    return [name for name, count in counts.most_common(4000) if count >= 2]


def renamed(text: Text, names: Sequence[str], rng: random.Random) -> Text:
    """Another name in place of one that stands on both sides alike; links move with the text."""
    if not names:
        return text
    if _STOCK_NAME in text.source:
        old, share = _STOCK_NAME, 0.8
    else:
        old, share = next(iter(_NAME.findall(text.source)), ""), 0.2
    if not old or rng.random() > share:
        return text
    new = _name(names, rng)
    return exchanged(text, (old, old), (new, new))


def copied(names: Sequence[str], rng: random.Random) -> str:
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


def _name(names: Sequence[str], rng: random.Random) -> str:
    """One or two words, each a name that was mined or one that nobody bears: the head of one, the tail of another."""
    made = []
    for _ in range(rng.choice((1, 1, 2))):
        one, other = rng.choice(names), rng.choice(names)
        spliced = one[: rng.randint(2, len(one))] + other[len(other) // 2 :]
        made.append(rng.choice((one, spliced)))
    return " ".join(made)
