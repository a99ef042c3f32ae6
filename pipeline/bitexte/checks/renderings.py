"""Consistency beyond the glossary: words and noun phrases that a file renders in several ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bitexte.checks.code import Code
from bitexte.checks.linking import Linked, linked
from bitexte.model import Finding, Severity, Span, Unit
from bitexte.text.spans import overlaps

SEVERAL = Code(
    "C003",
    "renderings",
    "A word or phrase is rendered in another way than elsewhere in the file (`check --consistency`).",
    Severity.NOTE,
    "Panier / Panier plein / Panier / Panier vert",
    "Cart / Full cart / Basket / Green basket",
)
CODES = (SEVERAL,)

LEAST = 2  # places from which a rendering is no chance
_LONGEST = 3  # content words of a phrase
_SAME = 5  # letters by which two renderings are one: order, ordering; invoice, invoicing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phrase stands and what became of it: the unit's number in the file, the spans in both texts."""

    unit: int
    source: Span
    target: Span


@dataclass(frozen=True, slots=True)
class Rendering:
    """An English wording, as it is written most often, and its places."""

    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A French word or phrase with its renderings, the most frequent first."""

    text: str
    renderings: tuple[Rendering, ...]

    @property
    def count(self) -> int:
        """How often it stands in these renderings."""
        return sum(len(rendering.places) for rendering in self.renderings)


def check(units: Sequence[Unit], *, least: int = LEAST) -> Iterator[Finding]:
    """A note at every place whose rendering is not the usual one of its phrase."""
    for phrase in phrases(units, least=least):
        usual, *others = phrase.renderings
        for rendering in others:
            told = f"{phrase.text}: {usual.text} {len(usual.places)} times, {rendering.text} {len(rendering.places)}"
            yield from (SEVERAL.at(units[place.unit], told, place.target) for place in rendering.places)


def phrases(units: Sequence[Unit], *, least: int = LEAST) -> list[Phrase]:
    """The words and phrases with two renderings or more of `least` places each, the most frequent first.

    What the glossary decides (`unit.matches`) is left out; a word inside a phrase that is listed counts there.
    """
    found: defaultdict[tuple[str, ...], list[Place]] = defaultdict(list)
    links = linked(units)
    for number, (unit, each) in enumerate(zip(units, links, strict=True)):
        settled = [match.span for match in unit.matches]
        for key, place in _places(number, each):
            if not overlaps(place.source, settled):
                found[key].append(place)
    listed: list[Phrase] = []
    taken: defaultdict[int, list[Span]] = defaultdict(list)
    for key in sorted((key for key in found if len(found[key]) >= 2 * least), key=lambda key: (-len(key), key)):
        free = [place for place in found[key] if not overlaps(place.source, taken[place.unit])]
        phrase = _phrase(units, links, free, least)
        if phrase is not None:
            listed.append(phrase)
            for place in free:
                taken[place.unit].append(place.source)
    return sorted(listed, key=lambda phrase: (-phrase.count, phrase.text))


def _places(number: int, each: Linked) -> Iterator[tuple[tuple[str, ...], Place]]:
    """The phrases of a unit whose words are all linked to one stretch of the target."""
    source = each.source
    for first, word in enumerate(source):
        if not word.nominal:
            continue
        keys: list[str] = []
        targets: list[int] = []
        for last in range(first, len(source)):
            if source[last].joining:
                continue
            if not source[last].nominal or last not in each.links or len(keys) == _LONGEST:
                break
            keys.append(source[last].key)
            targets.extend(each.links[last])
            start, end = min(targets), max(targets)
            if end - start < 2 * len(keys):
                spans = each.target[start].span[0], each.target[end].span[1]
                yield tuple(keys), Place(number, (word.span[0], source[last].span[1]), spans)


def _phrase(units: Sequence[Unit], links: Sequence[Linked], places: Sequence[Place], least: int) -> Phrase | None:
    """The phrase at these places, None where it has one rendering or where none of the others is sure."""
    by_rendering: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_rendering[_key(links[place.unit], place.target)].append(place)
    merged: dict[str, list[Place]] = {}
    for key in sorted(by_rendering, key=lambda key: (-len(by_rendering[key]), key)):
        same = next((other for other in merged if _one(key, other)), key)
        merged.setdefault(same, []).extend(by_rendering[key])
    kept = [found for found in merged.values() if len(found) >= least]
    if len(kept) < 2:
        return None
    renderings = (
        Rendering(_usual(units[place.unit].translation.text[slice(*place.target)] for place in found), tuple(found))
        for found in sorted(kept, key=len, reverse=True)
    )
    return Phrase(_usual(units[place.unit].segment.text[slice(*place.source)] for place in places), tuple(renderings))


def _key(each: Linked, span: Span) -> str:
    """The content words of a stretch of the target, without their endings."""
    return " ".join(word.key for word in each.target if word.key and span[0] <= word.span[0] < span[1])


def _one(key: str, other: str) -> bool:
    length = min(len(key), len(other), _SAME)
    return length > 2 and key[:length] == other[:length] and " " not in key + other


def _usual(texts: Iterator[str]) -> str:
    """The wording that stands most often, in small letters where it ever stands so."""
    counts = Counter(" ".join(text.split()) for text in texts)
    low = Counter[str]()
    for text, count in counts.items():
        low[text.lower()] += count
    best = min(low, key=lambda text: (-low[text], text))
    return best if best in counts else max((text for text in counts if text.lower() == best), key=counts.__getitem__)
