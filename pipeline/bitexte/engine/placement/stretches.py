"""Which stretch of a translation renders a stretch of its source: by equality, by terms, by word links, by order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex

from bitexte.language.closed_classes import ENGLISH_EDGES, FRENCH_EDGES
from bitexte.model import Link, Span
from bitexte.text.words import words

_UNLINKED = -0.05  # so little that gaps are taken in and edges are not
_FUNCTION = 0.3  # what a function word counts for, against 1 of any other
_OPENINGS = "\"'“‘«([{<¿¡#$@%&"
# What stands in an engine's texts for codes that are there for words: private-use characters, a word each.
OBJECTS = "".join(map(chr, range(0xF0000, 0xF0010)))
_ALIKE = str.maketrans({**dict.fromkeys("«»“”„‟\"'‘’", '"'), "…": "."})


@dataclass(frozen=True, slots=True)
class Alignment:
    """A source and a target text, the spans of their words, and for each target word the source words it renders.

    `fixed` are stretches of the source whose place in the target is known: those of terms.
    """

    source: str
    target: str
    source_words: tuple[Span, ...]
    target_words: tuple[Span, ...]
    linked: tuple[frozenset[int], ...]
    fixed: Mapping[Span, Span]


def alignment(source: str, target: str, links: Sequence[Link], fixed: Mapping[Span, Span]) -> Alignment:
    """The links of words, those of equal words (names, figures, addresses) put right by their equality."""
    ours, theirs = _words(source), _words(target)
    linked: list[set[int]] = [set() for _ in theirs]
    for link in links:
        of_source = {n for n, (start, end) in enumerate(ours) if start < link.source[1] and link.source[0] < end}
        for number, (start, end) in enumerate(theirs):
            if start < link.target[1] and link.target[0] < end:
                linked[number] |= of_source
    anchors = _equal(source, target, ours, theirs)
    anchored = set(anchors.values())
    final = [{anchors[n]} if n in anchors else found - anchored or found for n, found in enumerate(linked)]
    return Alignment(source, target, tuple(ours), tuple(theirs), tuple(map(frozenset, final)), fixed)


def has_word(text: str) -> bool:
    """Whether a text has a letter, a figure or a code that is there for a word."""
    return any(sign.isalnum() or sign in OBJECTS for sign in text)


def _words(text: str) -> list[Span]:
    objects = [(place, place + 1) for place, sign in enumerate(text) if sign in OBJECTS]
    return sorted([*words(text), *objects]) if objects else words(text)


def _equal(source: str, target: str, ours: Sequence[Span], theirs: Sequence[Span]) -> dict[int, int]:
    """Target words that stand in the source to the letter and as often there, with their source words."""
    in_source, in_target = _places(source, ours), _places(target, theirs)
    return {
        there: here
        for word, places in in_target.items()
        if len(places) == len(in_source.get(word, ())) and word.lower() not in FRENCH_EDGES | ENGLISH_EDGES
        for there, here in zip(places, in_source[word], strict=True)
    }


def _places(text: str, spans: Sequence[Span]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, (start, end) in enumerate(spans):
        found[text[start:end]].append(number)
    return found


def stretch(aligned: Alignment, span: Span, free: Sequence[Span]) -> tuple[Span | None, float]:
    """The target span that renders the source span, within the `free` target spans, and how sure that is.

    2 for what equality or a term decides, else the number of links that speak for it less those against; None and 0
    where nothing tells.
    """
    content = aligned.source[slice(*span)]
    inner = stripped(content, span)
    for known in (aligned.fixed.get(inner), verbatim(aligned, inner, free)):
        if known is not None and any(start <= known[0] and known[1] <= end for start, end in free):
            return _with_marks(aligned, inner, known, free), 1000.0
    numbers = [n for n, (start, end) in enumerate(aligned.source_words) if start < span[1] and span[0] < end]
    if not numbers:
        return _marks_alone(aligned, inner, free)
    best: tuple[float, Span | None] = (0.0, None)
    for start, end in free:
        inside = [n for n, word in enumerate(aligned.target_words) if start <= word[0] and word[1] <= end]
        best = max(best, _heaviest(aligned, set(numbers), inside), key=lambda pair: pair[0])
    if best[1] is None:
        return None, 0.0
    first, last = _trimmed(aligned, numbers, *best[1])
    placed = aligned.target_words[first][0], aligned.target_words[last][1]
    return _with_marks(aligned, inner, placed, free), best[0]


def _heaviest(aligned: Alignment, numbers: set[int], inside: Sequence[int]) -> tuple[float, Span | None]:
    """The run of target words (first and last number) with the most links into the source words; Kadane's algorithm."""
    best: tuple[float, Span | None] = (0.0, None)
    total, begin = 0.0, 0
    for place, number in enumerate(inside):
        if total <= 0:
            total, begin = 0.0, place
        total += _weight(aligned, number, numbers)
        if total > best[0]:
            best = total, (inside[begin], number)
    return best


def _weight(aligned: Alignment, number: int, numbers: set[int]) -> float:
    """From 1 where a target word renders words inside alone to -1 for others; function words count less."""
    linked = aligned.linked[number]
    if not linked:
        return _UNLINKED
    inside = sum(_content(aligned, each) for each in linked & numbers)
    share = inside / sum(_content(aligned, each) for each in linked)
    return (2 * share - 1) * (_FUNCTION if _edge(aligned, number) else 1.0) + _UNLINKED


def _content(aligned: Alignment, number: int) -> float:
    return _FUNCTION if _word(aligned.source, aligned.source_words[number]) in FRENCH_EDGES else 1.0


def _trimmed(aligned: Alignment, numbers: Sequence[int], first: int, last: int) -> Span:
    """A run of target words without the function words at its ends that the source has not there either."""
    opening = _word(aligned.source, aligned.source_words[numbers[0]])
    closing = _word(aligned.source, aligned.source_words[numbers[-1]])
    while first < last and opening not in FRENCH_EDGES and _edge(aligned, first):
        first += 1
    while first < last and closing not in FRENCH_EDGES and _edge(aligned, last):
        last -= 1
    return first, last


def _edge(aligned: Alignment, number: int) -> bool:
    return aligned.target[slice(*aligned.target_words[number])] in ENGLISH_EDGES


def _word(text: str, span: Span) -> str:
    return text[slice(*span)].lower().replace("’", "'")


def verbatim(aligned: Alignment, span: Span, free: Sequence[Span]) -> Span | None:
    """The place of a stretch that stands in the target to the letter, and as often there as in the source."""
    content = aligned.source[slice(*span)]
    if not has_word(content) or content.lower() in FRENCH_EDGES | ENGLISH_EDGES:
        return None
    before = r"(?<![\p{L}\p{N}])" if content[0].isalnum() else ""
    after = r"(?![\p{L}\p{N}])" if content[-1].isalnum() else ""
    whole = regex.compile(f"{before}{regex.escape(content)}{after}")
    here = [found.span() for found in whole.finditer(aligned.source)]
    there = [found.span() for found in whole.finditer(aligned.target)]
    if len(here) != len(there) or span not in here:
        return None
    found = there[here.index(span)]
    inside = any(start <= found[0] and found[1] <= end for start, end in free)
    return found if inside and not _cuts_word(aligned, found) else None


def _cuts_word(aligned: Alignment, span: Span) -> bool:
    return any(start < border < end for border in span for start, end in aligned.target_words)


def _marks_alone(aligned: Alignment, span: Span, free: Sequence[Span]) -> tuple[Span | None, float]:
    """The place of a stretch without words: the same marks, where the target has them as often as the source."""
    content = _alike(aligned.source[slice(*span)])
    if not content:
        return None, 0.0
    pattern = regex.compile(regex.escape(content))
    here = [found.span() for found in pattern.finditer(_alike(aligned.source))]
    there = [found.span() for found in pattern.finditer(_alike(aligned.target))]
    if len(here) != len(there) or span not in here:
        return None, 0.0
    found = there[here.index(span)]
    sure = any(start <= found[0] and found[1] <= end for start, end in free) and not _cuts_word(aligned, found)
    return (found, 1000.0) if sure else (None, 0.0)


def _with_marks(aligned: Alignment, span: Span, placed: Span, free: Sequence[Span]) -> Span:
    """The target span with the quotation marks, brackets and full stops that the source span has at its ends."""
    content = aligned.source[slice(*span)]
    inner = [word for word in aligned.source_words if span[0] <= word[0] and word[1] <= span[1]]
    if not inner:
        return placed
    lead = set(_alike(aligned.source[span[0] : inner[0][0]]))
    trail = set(_alike(aligned.source[inner[-1][1] : span[1]]))
    low, high = next((part for part in free if part[0] <= placed[0] and placed[1] <= part[1]), placed)
    start, end = placed
    if aligned.target[start:end] == content:
        return placed
    while start > low and (mark := _alike(aligned.target[start - 1])) in lead and mark.strip():
        start -= 1
    while end < high and (mark := _alike(aligned.target[end])) in trail and mark.strip():
        end += 1
    return start, end


def marks_after(text: str, offset: int) -> int:
    """The offset behind the marks that close up to a word ending there."""
    while offset < len(text) and not text[offset].isspace() and not text[offset].isalnum():
        if text[offset] in _OPENINGS and text[offset] not in "\"'":
            break
        offset += 1
    return offset


def _alike(text: str) -> str:
    return text.translate(_ALIKE)


def stripped(content: str, span: Span) -> Span:
    """A span without the blanks at the ends of its content."""
    lead = len(content) - len(content.lstrip())
    return (span[0] + lead, max(span[0] + lead, span[0] + len(content.rstrip())))
