"""Term accuracy: held-out pairs whose phrases are asked for in their lemma, as a glossary would ask for them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import regex
from bitexte.text.spans import overlaps

from training import corpus
from training.align import Text, linked, text_of
from training.annotate import lemma, mark, phrases
from training.config import Recipe
from training.stamp import demand, stamp

HELPERS = 80_000  # training pairs that help to align the held-out ones


@dataclass(frozen=True)
class Term:
    """A source span, the reference's wording for it, and the wording a termbase would give."""

    start: int
    end: int
    wording: str
    target: str


@dataclass(frozen=True)
class Item:
    """A held-out pair with one or two terms."""

    source: str
    reference: str
    terms: tuple[Term, ...]

    @property
    def marked(self) -> str:
        """The source with its terms annotated."""
        return mark(self.source, [(term.start, term.end, term.target) for term in self.terms])


@dataclass(frozen=True)
class Accuracy:
    """Shares of the terms found: in the reference's form, in any form, and of the plurals asked for in the singular."""

    exact: float
    any_form: float
    plural: float


def items(recipe: Recipe, count: int = 0) -> list[Item]:
    """The held-out pairs that a noun phrase can be marked in, at most `count` (0 for all), always the same ones."""
    rng = random.Random(recipe.seed)
    held = corpus.load(recipe, "held-out")
    texts = [text_of(pair, line) for pair, line in zip(held, _links(recipe), strict=True)]
    found = [Item(text.source, text.target, terms) for text in texts if (terms := _terms(text, rng))]
    return found[: count or None]


def foreign(marked: Sequence[Item]) -> list[Item]:
    """The items with terms that belong to another sentence: obeying them is the model's only reason to use them."""
    targets = [term.target for item in marked for term in item.terms]
    moved = iter(targets[len(targets) // 2 :] + targets[: len(targets) // 2])
    return [replace(item, terms=tuple(_asking(term, next(moved)) for term in item.terms)) for item in marked]


def accuracy(marked: Sequence[Item], outputs: Sequence[str]) -> Accuracy:
    """How many terms of the items their translations hold."""
    pairs = [(term, output) for item, output in zip(marked, outputs, strict=True) for term in item.terms]
    inflected = [(term, output) for term, output in pairs if term.wording != term.target]
    return Accuracy(_share(_exact, pairs), _share(_any_form, pairs), _share(_exact, inflected))


def _links(recipe: Recipe) -> list[str]:
    """The word links of the held-out pairs, made once."""
    path = recipe.work / "held-out.links.txt"
    if not path.exists():
        held, train = corpus.load(recipe, "held-out"), corpus.load(recipe)
        helpers = sorted(random.Random(recipe.seed).sample(range(len(train)), min(HELPERS, len(train))))
        lines = list(linked([*held, *(train[number] for number in helpers)]))[: len(held)]
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        stamp(recipe, "held-out.links")
    demand(recipe, "held-out.links", "evaluate")
    return corpus.lines(path)


def _terms(text: Text, rng: random.Random) -> tuple[Term, ...]:
    found: list[Term] = []
    for (start, end), (first, last) in phrases(text, rng):
        wording = text.target[first:last]
        target = _noun_phrase(wording)
        if target and not overlaps((start, end), [(term.start, term.end) for term in found]):
            found.append(Term(start, end, wording, target))
        if len(found) == 2:
            break
    return tuple(found)


def _noun_phrase(wording: str) -> str:
    """The wording with its last word in the singular; empty where that is no noun, or a name stands in it."""
    from lemminflect import getAllLemmas

    head, _, last = wording.rpartition(" ")
    if not (wording.islower() and last.isalpha() and getAllLemmas(last, upos="NOUN")):
        return ""
    return f"{head} {lemma(last)}".strip()


def _asking(term: Term, target: str) -> Term:
    return replace(term, wording=target, target=target)


def _share(holds: Callable[[Term, str], bool], pairs: Sequence[tuple[Term, str]]) -> float:
    return sum(holds(term, output) for term, output in pairs) / max(1, len(pairs))


def _exact(term: Term, output: str) -> bool:
    return _holds(term.wording.casefold(), output.casefold())


def _any_form(term: Term, output: str) -> bool:
    reduced = regex.sub(r"\p{L}+", lambda word: lemma(word[0]), output.casefold())
    wanted = regex.sub(r"\p{L}+", lambda word: lemma(word[0]), term.target.casefold())
    return _exact(term, output) or _holds(wanted, reduced)


def _holds(wording: str, text: str) -> bool:
    return regex.search(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(wording)}(?![\p{{L}}\p{{N}}])", text) is not None
