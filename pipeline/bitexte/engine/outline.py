"""What of a request goes to the model: mark-up, columns, stamps and signs at its ends stay as they are.

A tag that breaks the line, a tab, the time before a line of a chat, the notes about a line of a song part a text into
stretches that are translated by themselves; tags inside a sentence are taken out, and put about the same words again.
"""

from __future__ import annotations

import html
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import regex

from bitexte.engine import placement
from bitexte.model import CodeKind, Honour, InlineCode, Link, Origin, Request, Segment, Span, TermUse, Translation
from bitexte.text import signs
from bitexte.text.markup import Tag, tags
from bitexte.text.spans import overlaps, shifted

_ENTITY = regex.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ESCAPABLE = regex.compile(r"[&<>\"'’]")
_KINDS = {"open": CodeKind.OPEN, "close": CodeKind.CLOSE, "alone": CodeKind.ISOLATED}
# English and French alike close up these marks; a model takes one that stands apart for a word.
_LOOSE = regex.compile(r"(?<=[\p{L}\p{N})»])[ \u00a0\u202f]{1,3}(?=[.,](?![\p{N}.,]))")
_HINT = regex.compile(rf"[<\t]|{_ENTITY.pattern}|{_LOOSE.pattern}|{signs.SIGN.pattern}|\d:\d\d|\d{{4}}-\d\d")
# Elements that no sentence runs across.
_BREAKING = frozenset(
    word
    for words in (
        "address article aside blockquote br center dd details div dl dt fieldset figcaption figure footer form h1 h2",
        "h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody td tfoot th thead title tr ul",
    )
    for word in words.split()
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a request: what the model is asked for it, None where it stays as it is.

    `codes` are the tags that were taken out of the request's text, `matches` the indices of its terms in the whole.
    """

    text: str
    request: Request | None = None
    codes: tuple[InlineCode, ...] = ()
    matches: tuple[int, ...] = ()


def outline(request: Request) -> list[Stretch]:
    """The stretches of a request; their texts joined are its text."""
    text = request.text
    if not _HINT.search(text):
        return [Stretch(text, request, (), tuple(range(len(request.matches))))]
    found = [tag for tag in tags(text) if not overlaps(tag.span, request.kept)]
    starts = [tag.span[0] for tag in found]

    def tags_in(start: int, end: int) -> list[Tag]:
        own = found[bisect_left(starts, start) : bisect_left(starts, end)]
        return [tag for tag in own if tag.span[1] <= end]

    return [stretch for span in _parted(text, found) for stretch in _stretches(request, span, tags_in)]


def filled(request: Request, stretches: Sequence[Stretch], parts: Sequence[Translation], engine: str) -> Translation:
    """The translation of a request from those of its stretches that the model was asked for, in their order."""
    if len(stretches) == 1 and stretches[0].request is request:
        return parts[0]
    waiting, text, source = iter(parts), "", 0
    done: list[Translation] = []
    uses = [TermUse(Honour.MISSED)] * len(request.matches)
    links: list[Link] = []
    for stretch in stretches:
        if stretch.request is None:
            text, source = text + stretch.text, source + len(stretch.text)
            continue
        part = _tagged(stretch, stretch.request, next(waiting))
        done.append(part)
        for index, use in zip(stretch.matches, part.uses, strict=True):
            uses[index] = use if use.span is None else replace(use, span=shifted(use.span, len(text)))
        links += [Link(shifted(link.source, source), shifted(link.target, len(text))) for link in part.links]
        text, source = text + part.text, source + len(stretch.text)
    scores = [part.score for part in done]
    return Translation(
        text,
        Origin.MACHINE,
        engine,
        round(sum(scores) / len(scores), 4) if scores else 0.0,
        tuple(uses),
        tuple(links),
        tuple(problem for part in done for problem in part.problems),
        confidence=round(math.prod(1.0 if part.confidence is None else part.confidence for part in done), 3),
    )


def _parted(text: str, found: Sequence[Tag]) -> Iterator[Span]:
    """The spans of a text that are translated by themselves, and between them those of what parts them."""
    parting = sorted(
        [*(tag.span for tag in found if tag.name in _BREAKING), *(tab.span() for tab in regex.finditer(r"\t+", text))]
    )
    last = 0
    for start, end in parting:
        if start < last:
            continue
        yield last, start
        yield start, end
        last = end
    yield last, len(text)


def _stretches(request: Request, span: Span, tags_in: Callable[[int, int], list[Tag]]) -> Iterator[Stretch]:
    start, end = span
    text = request.text[start:end]
    first, last = (0, len(text)) if request.kept else _edges(text)
    inner = tags_in(start + first, start + last)
    bare = _changed(text[first:last], [(shifted(tag.span, -start - first), "") for tag in inner])
    if not any(map(str.isalnum, bare)) or any(tag.span == span for tag in tags_in(start, end)):
        if text:
            yield Stretch(text)
        return
    if first:
        yield Stretch(text[:first])
    yield _asked(request, (start + first, start + last), inner)
    if last < len(text):
        yield Stretch(text[last:])


def _edges(text: str) -> Span:
    first = signs.lead(text)
    return first, signs.trail(text, first)


def _asked(request: Request, span: Span, inner: Sequence[Tag]) -> Stretch:
    """A stretch with what the model is asked: its text without the tags and with characters for entities, its terms."""
    text = request.text[slice(*span)]
    entities = [(found.span(), _character(found.group())) for found in _ENTITY.finditer(text)]
    loose = [(found.span(), "") for found in _LOOSE.finditer(text)]
    own_kept = [shifted(kept, -span[0]) for kept in request.kept]
    taken = [shifted(tag.span, -span[0]) for tag in inner]
    free = _outside(sorted([*own_kept, *taken]))
    plain = [change for change in (*entities, *loose) if free(change[0])]
    changes = sorted([*((tag, "") for tag in taken), *plain])
    moved = _Moves(changes)
    own = [
        (index, shifted(match.span, -span[0]))
        for index, match in enumerate(request.matches)
        if span[0] <= match.span[0] and match.span[1] <= span[1]
    ]
    unchanged = _outside([changed for changed, _ in changes])
    whole = [(index, place) for index, place in own if unchanged(place)]
    matches = tuple(replace(request.matches[index], span=(moved(place[0]), moved(place[1]))) for index, place in whole)
    codes = tuple(_codes(inner, [moved(start) for start, _ in taken]))
    inside = [place for place in own_kept if place[0] >= 0 and place[1] <= len(text)]
    kept = tuple((moved(start), moved(end)) for start, end in inside)
    return Stretch(text, Request(_changed(text, changes), matches, kept), codes, tuple(index for index, _ in whole))


def _codes(inner: Sequence[Tag], offsets: Sequence[int]) -> Iterator[InlineCode]:
    """The tags as inline codes: those that close one another are pairs."""
    waiting: list[tuple[str, str]] = []
    for number, (tag, offset) in enumerate(zip(inner, offsets, strict=True)):
        name = str(number)
        if tag.kind == "open":
            waiting.append((tag.name, name))
        elif tag.kind == "close":
            place = next((n for n in reversed(range(len(waiting))) if waiting[n][0] == tag.name), None)
            if place is not None:
                name = waiting[place][1]
                del waiting[place:]
        yield InlineCode(name, _KINDS[tag.kind], offset, tag.text)


def _tagged(stretch: Stretch, asked: Request, translation: Translation) -> Translation:
    """The translation of a stretch with its tags about the words that render theirs, and with its entities.

    Its links are left out: they would have to be moved on both sides.
    """
    if stretch.text == asked.text:
        return translation
    segment = Segment("", 0, asked.text, (0, len(asked.text)), codes=stretch.codes)
    placed = placement.place(segment, translation, asked.matches)
    put = [((code.offset, code.offset), code.content) for code in placed.codes]
    escapes = [(found.span(), _escape(found.group(), stretch.text)) for found in _ESCAPABLE.finditer(placed.text)]
    changes = sorted([*put, *(escape for escape in escapes if escape[1])], key=lambda change: change[0])

    moved = _Moves(changes)
    uses = tuple(
        use if use.span is None else replace(use, span=(moved(use.span[0]), moved.end(*use.span)))
        for use in placed.uses
    )
    return replace(placed, text=_changed(placed.text, changes), uses=uses, links=(), codes=(), alternatives=())


def _changed(text: str, changes: Sequence[tuple[Span, str]]) -> str:
    made, last = [], 0
    for (start, end), new in changes:
        made += [text[last:start], new]
        last = end
    return "".join([*made, text[last:]])


class _Moves:
    """Where a place of a text lies in it after the changes, which are in order and do not overlap."""

    def __init__(self, changes: Sequence[tuple[Span, str]]) -> None:
        self._starts = [start for (start, _), _ in changes]
        self._ends = [end for (_, end), _ in changes]
        self._sums = [0, *accumulate(len(new) - (end - start) for (start, end), new in changes)]

    def __call__(self, offset: int) -> int:
        return offset + self._sums[bisect_right(self._ends, offset)]

    def end(self, start: int, end: int) -> int:
        """The end of a span from `start` to `end`: what is put in right behind it is not its own."""
        count = min(bisect_right(self._ends, end), bisect_left(self._starts, end))
        return max(self(start), end + self._sums[count])


def _outside(spans: Sequence[Span]) -> Callable[[Span], bool]:
    """Tells whether a span overlaps none of these, which are in order and do not overlap."""
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    return lambda span: bisect_left(starts, span[1]) == bisect_right(ends, span[0])


def _character(entity: str) -> str:
    """What an entity stands for; a blank for those that are not seen."""
    character = html.unescape(entity)
    return " " if character.isspace() else character


def _escape(character: str, source: str) -> str:
    """A character of the English as the source writes it: `&amp;` where that has it, empty where it has not."""
    written = (entity for entity in _ENTITY.findall(source) if html.unescape(entity) == character)
    return next(written, "")
