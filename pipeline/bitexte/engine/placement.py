"""Places the inline codes of a segment in its translation: all of them, in well-formed pairs, none inside a word.

A pair goes around the words that render its own (engine/stretches tells which); pairs that stand in one another in the
source do so in the target, pairs beside one another stand apart there. A standalone code keeps to the word it touches.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bitexte.engine.stretches import OBJECTS, Alignment, alignment, has_word, marks_after, stretch, verbatim
from bitexte.model import CodeKind, InlineCode, Link, Remark, Request, Segment, Span, TermMatch, Translation
from bitexte.text.codes import pairs as codes_in_pairs
from bitexte.text.spans import overlaps

_SENTENCE_END = ".!?…:;"
_NEAR = 3  # words from which a code may take its place
_OPENINGS = "([{“‘«\"'"


def plain_text(segment: Segment) -> str:
    """The text that glossary, memory and engine see: a line break or tab that a code stands for is a blank there.

    No offset moves.
    """
    text = segment.text
    for code in segment.codes:
        if code.equivalent.isspace():
            end = code.offset + len(code.equivalent)
            text = text[: code.offset] + " " * len(code.equivalent) + text[end:]
    return text


def request(segment: Segment, matches: Sequence[TermMatch] = ()) -> Request:
    """What an engine is asked for a segment whose terms are found.

    A code that is there for words is a character of its own there, which is kept, as is what other codes stand for.
    """
    shown, added = _shown(segment, matches)
    kept = [
        (code.offset, code.offset + len(code.equivalent))
        for code in shown.codes
        if code.equivalent in OBJECTS or any(map(str.isalpha, code.equivalent))
    ]
    moved = [replace(match, span=_onwards(match.span, added)) for match in matches]
    free = (span for span in kept if span[0] < span[1] and not overlaps(span, [match.span for match in moved]))
    return Request(plain_text(shown), tuple(moved), tuple(free))


def place(segment: Segment, translation: Translation, matches: Sequence[TermMatch] = ()) -> Translation:
    """The translation with the codes of its segment: each of them once, where its words went.

    A translation that holds them already, as a person's does, stays as it is. `matches` are the terms of the segment,
    one for each of the translation's uses. A remark names each pair whose place nothing tells.
    """
    if not segment.codes or _same(segment.codes, translation.codes):
        return translation
    shown, added = _shown(segment, matches)
    if translation.text in (shown.text, plain_text(shown), segment.text, plain_text(segment)):
        links = () if added else translation.links
        return replace(translation, text=segment.text, codes=segment.codes, links=links)
    uses = zip(matches, translation.uses, strict=False)
    fixed = {_onwards(match.span, added): use.span for match, use in uses if use.span is not None}
    placed = _placed(shown, translation, fixed)
    return _hidden(placed, segment.codes, added) if added else placed


def _placed(segment: Segment, translation: Translation, fixed: Mapping[Span, Span]) -> Translation:
    """As `place`, of a segment whose codes all have their room in the text; `fixed` are the places of its terms."""
    aligned = alignment(plain_text(segment), translation.text, translation.links, fixed)
    tree = _tree(segment.codes, len(segment.text))
    _place_pairs(aligned, tree, (0, len(translation.text)))
    _place_points(aligned, tree)
    remarks = tuple(Remark("code-place", text) for text in _unsure(aligned, tree))
    placed = replace(translation, codes=tuple(_in_order(tree)), problems=(*translation.problems, *remarks))
    return _with_equivalents(segment, placed)


def _shown(segment: Segment, matches: Sequence[TermMatch]) -> tuple[Segment, list[int]]:
    """The segment with a character for each code that is there for words, and the offsets that these come before.

    A code inside a term has none: it would hide the term.
    """
    terms = [match.span for match in matches]
    signs = iter(OBJECTS if not set(OBJECTS) & set(segment.text) else "")
    text, last = "", 0
    added: list[int] = []
    codes: list[InlineCode] = []
    for code in segment.codes:
        offset = code.offset + len(added)
        inside = any(start < code.offset < end for start, end in terms)
        if code.stands and not code.equivalent and not inside and (sign := next(signs, "")):
            text, last = text + segment.text[last : code.offset] + sign, code.offset
            code = replace(code, equivalent=sign)
            added.append(code.offset)
        codes.append(replace(code, offset=offset))
    return replace(segment, text=text + segment.text[last:], codes=tuple(codes)), added


def _onwards(span: Span, added: Sequence[int]) -> Span:
    """A span of a segment's text once characters were added before these offsets."""
    return span[0] + bisect_right(added, span[0]), span[1] + bisect_left(added, span[1])


def _hidden(placed: Translation, codes: Sequence[InlineCode], added: Sequence[int]) -> Translation:
    """A translation without the characters that `_shown` added; links to them are none."""
    ours = [offset + number for number, offset in enumerate(added)]
    theirs = [place for place, sign in enumerate(placed.text) if sign in OBJECTS]

    def back(span: Span, signs: Sequence[int]) -> Span:
        return span[0] - bisect_left(signs, span[0]), span[1] - bisect_left(signs, span[1])

    links = [Link(back(link.source, ours), back(link.target, theirs)) for link in placed.links]
    equivalents = {(code.id, code.kind): code.equivalent for code in codes}
    return replace(
        placed,
        text=_bare(placed.text),
        codes=tuple(
            replace(
                code,
                offset=code.offset - bisect_left(theirs, code.offset),
                equivalent=equivalents[code.id, code.kind],
            )
            for code in placed.codes
        ),
        links=tuple(link for link in links if link.source[0] < link.source[1] and link.target[0] < link.target[1]),
        uses=tuple(use if use.span is None else replace(use, span=back(use.span, theirs)) for use in placed.uses),
        problems=tuple(replace(problem, detail=_bare(problem.detail)) for problem in placed.problems),
        alternatives=tuple(_bare(other) for other in placed.alternatives),
    )


_BARE = str.maketrans(dict.fromkeys(OBJECTS))


def _bare(text: str) -> str:
    return text.translate(_BARE)


def _same(codes: Sequence[InlineCode], others: Sequence[InlineCode]) -> bool:
    return sorted((code.id, code.kind) for code in codes) == sorted((code.id, code.kind) for code in others)


@dataclass(slots=True)
class _Node:
    """A pair, or a code alone (`close` is None), with its span in the source and its place in the target.

    The root has no codes and spans the whole text. `order` is the place of the first code in the segment.
    """

    open: InlineCode | None
    close: InlineCode | None
    source: Span
    order: int = 0
    target: Span = (0, 0)
    sure: bool = True
    children: list[_Node] = field(default_factory=list)

    @property
    def is_pair(self) -> bool:
        return self.close is not None


def _tree(codes: Sequence[InlineCode], length: int) -> _Node:
    """The codes as a tree; what has no partner, or crosses the border of another pair, stands alone."""
    pairs = codes_in_pairs(codes)
    root = _Node(None, None, (0, length))
    stack = [root]
    for number, code in enumerate(codes):
        if number in pairs.values():
            stack.pop()
            continue
        partner = pairs.get(number)
        end = code.offset + len(code.equivalent) if partner is None else codes[partner].offset
        node = _Node(code, None if partner is None else codes[partner], (code.offset, end), number)
        stack[-1].children.append(node)
        if partner is not None:
            stack.append(node)
    return root


def _place_pairs(aligned: Alignment, parent: _Node, within: Span) -> None:
    """Give each pair its stretch of the target inside its parent's, the surest first."""
    parent.target = within
    waiting = {child.order: child for child in parent.children if child.is_pair}
    done: list[_Node] = []
    found: dict[int, tuple[Span | None, float]] = {}
    while waiting:
        free = _gaps(within, [node.target for node in done])
        # A stretch that is still free is still the best one.
        lapsed = [order for order in waiting if order not in found or not _is_free(found[order][0], free)]
        found.update((order, _stretch(aligned, parent, waiting[order], free)) for order in lapsed)
        best = max(waiting, key=lambda order: found[order][1])
        span, weight = found[best]
        if span is None or weight <= 0:
            break
        waiting[best].target = span
        done.append(waiting.pop(best))
    for node in waiting.values():
        node.target = _by_order(aligned, node, done, within)
        node.sure = not aligned.source[slice(*node.source)].strip()
        done.append(node)
    for node in done:
        _place_pairs(aligned, node, node.target)


def _is_free(span: Span | None, free: Sequence[Span]) -> bool:
    """Whether a stretch lies in one free span; one that was not found stays so."""
    return span is None or any(start <= span[0] and span[1] <= end for start, end in free)


def _stretch(aligned: Alignment, parent: _Node, node: _Node, free: Sequence[Span]) -> tuple[Span | None, float]:
    """As `stretch`; what fills its parent, or goes to one of its ends, does so in the target."""
    source = aligned.source
    before, after = source[parent.source[0] : node.source[0]], source[node.source[1] : parent.source[1]]
    low, high = _stripped(aligned.target, parent.target)
    if not has_word(before) and not has_word(after) and has_word(source[slice(*node.source)]):
        inside = [word for word in aligned.target_words if low <= word[0] and word[1] <= high]
        if inside and len(free) == 1:
            start, end = inside[0][0], inside[-1][1]
            return (low if not before.strip() else start, high if not after.strip() else end), 1000.0
    span, weight = stretch(aligned, node.source, free)
    if span is None or span[0] == span[1]:
        return span, weight
    if not before.strip() and not has_word(aligned.target[low : span[0]]):
        span = low, span[1]
    if not after.strip() and not has_word(aligned.target[span[1] : high]):
        span = span[0], high
    return (span, weight) if any(a <= span[0] and span[1] <= b for a, b in free) else (None, 0.0)


def _by_order(aligned: Alignment, node: _Node, done: Sequence[_Node], within: Span) -> Span:
    """A stretch for a pair whose words have no link: what no neighbour took, at its own distance from the start."""
    gaps = _gaps(within, [other.target for other in done])
    free = [word for word in aligned.target_words for a, b in gaps if a <= word[0] and word[1] <= b]
    ours = [number for number, word in enumerate(aligned.source_words) if _inside(word, node.source)]
    before = [other for other in done if other.order < node.order]
    low = max((other.target[1] for other in before), default=within[0])
    if not ours or not free:
        point = _between(aligned, node.source[0], within)
        return _pushed(point, node, done)
    unlinked = [word for word in free if not aligned.linked[aligned.target_words.index(word)]]
    candidates = [word for word in unlinked or free if word[0] >= low] or unlinked or free
    share = ours[0] / max(1, len(aligned.source_words))
    wanted = share * len(aligned.target)
    return min(candidates, key=lambda word: abs(word[0] - wanted))


def _place_points(aligned: Alignment, parent: _Node) -> None:
    """Give each code that stands alone its place inside its parent's stretch and outside its neighbours'.

    One that stands for words goes to these words, where the target has them.
    """
    pairs = [child for child in parent.children if child.is_pair]
    taken = [pair.target for pair in pairs]
    for child in parent.children:
        if child.is_pair:
            _place_points(aligned, child)
            continue
        words = child.source if has_word(aligned.source[slice(*child.source)]) else None
        known = verbatim(aligned, words, _gaps(parent.target, taken)) if words else None
        if known is not None:
            taken.append(known)
        child.target = known or _pushed(_point(aligned, child, parent), child, pairs)
    _keep_order(parent)


def _point(aligned: Alignment, node: _Node, parent: _Node) -> Span:
    """The place of a code that stands alone: with the linked word that it touches, else between its neighbours'."""
    source, (start, end) = aligned.source, node.source
    low, high = parent.target
    if not has_word(source[parent.source[0] : start]) and not source[parent.source[0] : start].strip():
        return low, low
    if not source[end : parent.source[1]].strip():
        return high, high
    ended = _sentence_end(aligned, start, parent)
    if ended is not None:
        return ended, ended
    left, right = not source[start - 1].isspace(), end < len(source) and not source[end].isspace()
    if node.open is not None and node.open.kind is CodeKind.OPEN:
        left = left and not right
    if left or not right:
        return _behind(aligned, start, parent.target)
    return _before(aligned, end, parent.target)


def _sentence_end(aligned: Alignment, offset: int, parent: _Node) -> int | None:
    """The place behind the same end mark of the target, where both texts have as many of them."""
    before = aligned.source[:offset].rstrip(' \u00a0\u202f»”"')
    if not before or before[-1] not in _SENTENCE_END:
        return None
    ours = [n for n, sign in enumerate(aligned.source) if sign in _SENTENCE_END and _ends(aligned.source, n)]
    theirs = [n for n, sign in enumerate(aligned.target) if sign in _SENTENCE_END and _ends(aligned.target, n)]
    if len(ours) != len(theirs) or len(before) - 1 not in ours:
        return None
    place = marks_after(aligned.target, theirs[ours.index(len(before) - 1)] + 1)
    return place if parent.target[0] <= place <= parent.target[1] else None


def _ends(text: str, number: int) -> bool:
    return number + 1 == len(text) or not text[number + 1].isalnum()


def _behind(aligned: Alignment, offset: int, within: Span) -> Span:
    """Behind the rendering of the last word before the offset that has one."""
    numbers = [n for n, word in enumerate(aligned.source_words) if word[0] < offset]
    for number in reversed(numbers[-_NEAR:]):
        ends = [
            aligned.target_words[n][1]
            for n, linked in enumerate(aligned.linked)
            if number in linked and _inside(aligned.target_words[n], within)
        ]
        if ends:
            marks = aligned.source[aligned.source_words[number][1] : offset].strip()
            at = min(
                within[1], marks_after(aligned.target, max(ends)) if marks and number == numbers[-1] else max(ends)
            )
            return at, at
    return _between(aligned, offset, within)


def _before(aligned: Alignment, offset: int, within: Span) -> Span:
    """Before the rendering of the first word behind the offset that has one."""
    behind = [n for n, word in enumerate(aligned.source_words) if word[1] > offset]
    for number in behind[:_NEAR]:
        starts = [
            aligned.target_words[n][0]
            for n, linked in enumerate(aligned.linked)
            if number in linked and _inside(aligned.target_words[n], within)
        ]
        if starts:
            return min(starts), min(starts)
    return _between(aligned, offset, within)


def _between(aligned: Alignment, offset: int, within: Span) -> Span:
    """The border of a target word that lies as far from the start as the offset does in the source."""
    wanted = within[0] + (within[1] - within[0]) * offset / max(1, len(aligned.source))
    borders = [end for word in aligned.target_words if _inside(word, within) for end in word]
    at = int(min([*borders, *within], key=lambda border: abs(border - wanted)))
    return at, at


def _pushed(span: Span, node: _Node, pairs: Sequence[_Node]) -> Span:
    """An empty span moved to the edge of the pair it would stand in, to the side where its code is in the source."""
    at = span[0]
    for pair in pairs:
        start, end = pair.target
        before = node.order < pair.order
        if start < at < end or (at == start and at < end and not before) or (at == end and start < at and before):
            at = start if before else end
    return at, at


def _keep_order(parent: _Node) -> None:
    """Codes alone that open something of another segment stand before those that close it; equal places by order."""
    opened: dict[str, _Node] = {}
    for node in (child for child in parent.children if not child.is_pair and child.open is not None):
        assert node.open is not None
        if node.open.kind is CodeKind.OPEN:
            opened[node.open.id] = node
        elif node.open.kind is CodeKind.CLOSE and node.open.id in opened:
            partner = opened[node.open.id]
            if node.target < partner.target:
                node.target, partner.target = partner.target, node.target


def _in_order(parent: _Node) -> Iterator[InlineCode]:
    """The codes in the order they stand in the target, with their offsets there."""
    for node in sorted(parent.children, key=lambda child: (*child.target, child.order)):
        if node.open is not None:
            yield replace(node.open, offset=node.target[0])
        yield from _in_order(node)
        if node.close is not None:
            yield replace(node.close, offset=node.target[1])


def _unsure(aligned: Alignment, parent: _Node) -> Iterator[str]:
    for node in parent.children:
        if not node.sure:
            yield " ".join(aligned.source[slice(*node.source)].split())[:40]
        yield from _unsure(aligned, node)


def _with_equivalents(segment: Segment, placed: Translation) -> Translation:
    """The translation with the characters that its codes stand for in the text, blanks about them as in the source."""
    if not any(code.kind is CodeKind.ISOLATED for code in placed.codes):
        return placed
    parted = _parted(segment)
    text, codes = placed.text, list(placed.codes)
    moves: list[tuple[int, int, int]] = []  # old start, old end, length of what took their place
    made, last, before_it = "", 0, 0
    for number, code in enumerate(codes):
        floor, before_it = max(last, before_it), code.offset  # blanks before another code stay where they are
        if not code.equivalent:
            at = max(code.offset, last)
            left, right = parted.get((code.id, code.kind), (False, False))
            before = " " if left and at and not text[at - 1].isspace() and text[at - 1] not in _OPENINGS else ""
            after = " " if right and text[at : at + 1].isalnum() else ""
            made += text[last:at] + before
            codes[number] = replace(code, offset=len(made))
            made += after
            moves.append((at, at, len(before + after)))
            last = at
            continue
        start, end = _swallowed(text, code, floor)
        before, after = ("", "") if text[start:end] == code.equivalent else _blanks(segment, code)
        if has_word(code.equivalent):
            before, after = before if start else "", after if end < len(text) else ""
        made += text[last:start] + before + code.equivalent + after
        codes[number] = replace(code, offset=len(made) - len(after) - len(code.equivalent))
        moves.append((start, end, len(before + code.equivalent + after)))
        last = end
    return replace(_moved(placed, moves), text=made + text[last:], codes=tuple(codes))


def _parted(segment: Segment) -> dict[tuple[str, CodeKind], tuple[bool, bool]]:
    """For each standalone code whether a blank parts it from what stands before it and behind it in the source.

    Of several codes in one place the outer ones have these blanks. Those that French sets about its marks are none.
    """
    text = segment.text
    found: dict[tuple[str, CodeKind], tuple[bool, bool]] = {}
    for number, code in enumerate(segment.codes):
        if code.kind is CodeKind.ISOLATED and not code.equivalent:
            first = number == 0 or segment.codes[number - 1].offset < code.offset
            last = number + 1 == len(segment.codes) or segment.codes[number + 1].offset > code.offset
            before, after = text[: code.offset], text[code.offset :]
            left = first and before.endswith(" ") and not before.rstrip().endswith("«")
            right = last and after.startswith(" ") and after.lstrip()[:1] not in "!?:;»%"
            found[code.id, code.kind] = left, right
    return found


def _swallowed(text: str, code: InlineCode, floor: int) -> Span:
    """What gives way to what a code stands for: the blanks about a line break or tab, from `floor` on; the words."""
    start = end = max(code.offset, floor)
    if text.startswith(code.equivalent, start) and has_word(code.equivalent):
        return start, start + len(code.equivalent)
    if code.equivalent.isspace() or has_word(code.equivalent):
        while start > floor and text[start - 1] == " ":
            start -= 1
        while end < len(text) and text[end] == " ":
            end += 1
    return start, end


def _blanks(segment: Segment, code: InlineCode) -> tuple[str, str]:
    """The blanks that stand before and after what a code stands for in the source; none about invisible signs."""
    if not code.equivalent.isspace() and not has_word(code.equivalent):
        return "", ""
    (offset,) = (each.offset for each in segment.codes if (each.id, each.kind) == (code.id, code.kind))
    before, after = segment.text[:offset], segment.text[offset + len(code.equivalent) :]
    return before[len(before.rstrip(" ")) :], after[: len(after) - len(after.lstrip(" "))]


def _moved(placed: Translation, moves: Sequence[tuple[int, int, int]]) -> Translation:
    """Links and the places of terms after stretches of the text gave way to others of other lengths."""

    def shifted(offset: int) -> int:
        return offset + sum(length - (end - start) for start, end, length in moves if end <= offset)

    def span(old: Span) -> Span:
        start = shifted(old[0])
        return start, max(start, shifted(old[1] - 1) + 1) if old[1] > old[0] else start

    links = tuple(Link(link.source, span(link.target)) for link in placed.links)
    uses = tuple(use if use.span is None else replace(use, span=span(use.span)) for use in placed.uses)
    return replace(placed, links=links, uses=uses)


def _gaps(within: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of a span between those taken."""
    gaps, start = [], within[0]
    for a, b in sorted(span for span in taken if span[0] < span[1]):
        if a > start:
            gaps.append((start, a))
        start = max(start, b)
    return [*gaps, (start, within[1])] if start < within[1] or not gaps else gaps


def _stripped(text: str, span: Span) -> Span:
    content = text[slice(*span)]
    start = span[0] + len(content) - len(content.lstrip())
    return start, max(start, span[0] + len(content.rstrip()))


def _inside(word: Span, span: Span) -> bool:
    return span[0] <= word[0] and word[1] <= span[1]
