"""What the subtitle formats share: cues joined to utterances, and translations divided over cues again.

A sentence that runs over several cues is one block. Its translation is divided by the time and length of the cues,
sentence by sentence where both languages have as many, then broken into lines. Positions, styles, speaker dashes,
numbers and times are never touched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from itertools import pairwise

import regex

from bitexte.formats.options import Layout
from bitexte.formats.splice import Found, Token, assembled, plain_block, readable
from bitexte.formats.subtitles.lines import Part, Shown, divided, line_breaks, torn
from bitexte.language.closed_classes import COMMONEST
from bitexte.model import Block, BlockKind, CodeKind, Document, InlineCode, Span
from bitexte.text.encoding import Charset

_GAP = 3000  # milliseconds of silence that end an utterance
_LONGEST = 6  # cues of one utterance
_DASH = regex.compile(r"(?:<[^<>\n]*>|\{[^{}\n]*\})*\s*[-–—‐]\s*(?=[^\s\d>-])")
_SOUND = regex.compile(r"[ \t]*(?:♪[^\r\n]*♪|♫[^\r\n]*♫|\[[^\[\]\r\n]*\]|\([^()\r\n]*\))[ \t]*(?=[\r\n]|\Z)")
_ENDED = regex.compile(r"[.!?♪♫\])][»”\"']*\s*$")
_TRAILING = regex.compile(r"(?:…|\.\.\.|:)\s*$")


@dataclass(frozen=True, slots=True)
class Cue:
    """Times in milliseconds; `start` and `end` are where its text stands in the source."""

    begins: int
    ends: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The source, and for each block its parts and where each of its codes stands; `line_end` parts the lines of a cue.

    `languages` are the places that name French.
    """

    text: str
    charset: Charset
    parts: tuple[tuple[Part, ...], ...]
    codes: tuple[tuple[Span, ...], ...]
    line_end: str
    languages: tuple[Span, ...] = ()
    longest: int = 42  # characters of a line, where the French keeps to it


@dataclass(frozen=True, slots=True)
class Mark:
    """A code in a cue: it opens or closes what `name` says, without a name it stands alone.

    `text` is what it reads as, if it is no code to a reader (a line break); `stands` as in Token.
    """

    start: int
    end: int
    name: str = ""
    closes: bool = False
    text: str = ""
    stands: bool = False


def tokens_between(
    text: str, start: int, end: int, marks: Iterable[Mark], read: Callable[[str], str] = readable
) -> Iterator[Token]:
    """The text and the marks of a stretch as tokens, each closing mark paired with the last one open of its name."""
    opened: list[tuple[str, int]] = []
    pairs = 0
    for mark in marks:
        if start < mark.start:
            yield Token(start, mark.start, read(text[start : mark.start]))
        start = mark.end
        if mark.text:
            yield Token(mark.start, mark.end, mark.text)
        elif mark.name and not mark.closes:
            pairs += 1
            opened.append((mark.name, pairs))
            yield Token(mark.start, mark.end, "", CodeKind.OPEN, pairs)
        elif mark.name and (index := next((i for i in range(len(opened), 0, -1) if opened[i - 1][0] == mark.name), 0)):
            yield Token(mark.start, mark.end, "", CodeKind.CLOSE, opened.pop(index - 1)[1])
        else:
            yield Token(mark.start, mark.end, "", CodeKind.ISOLATED, stands=mark.stands)
    if start < end:
        yield Token(start, end, read(text[start:end]))


def with_entities(text: str) -> str:
    """A stretch of text as it reads where entities are resolved."""
    return readable(unescape(text) if "&" in text else text)


def milliseconds(match: regex.Match[str], first: int) -> int:
    """A time in four groups of a match: hours, minutes, seconds, parts of a second."""
    hours, minutes, seconds, parts = match.group(first, first + 1, first + 2, first + 3)
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(parts.ljust(3, "0"))


Reader = Callable[[str, int, int], Iterable[Token]]


def blocks_of(
    text: str, cues: Sequence[Cue], tokens: Reader, line: str
) -> tuple[tuple[Block, ...], tuple[tuple[Part, ...], ...], tuple[tuple[Span, ...], ...]]:
    """The utterances of the cues as blocks, with their parts and the places of their codes.

    `tokens` reads the text of a cue; `line` matches the end of a line within a cue.
    """
    pieces = [piece for number, cue in enumerate(cues) for piece in _pieces(text, number, cue, tokens, line)]
    groups: list[list[_Piece]] = []
    for piece in pieces:
        if groups and _continues(groups[-1], piece, cues):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    blocks: list[Block] = []
    parts: list[tuple[Part, ...]] = []
    codes: list[tuple[Span, ...]] = []
    for group in groups:
        found = _whole(text, group, cues)
        if found is None or found.block is None or not any(map(str.isalnum, found.block.text)):
            continue
        blocks.append(found.block)
        parts.append(tuple(_part(text, piece, cues, pieces, line) for piece in group))
        codes.append(found.codes)
    return tuple(blocks), tuple(parts), tuple(codes)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one speaker says in one cue, without the codes around it."""

    cue: int
    found: Found
    tokens: tuple[Token, ...]
    dashed: bool

    @property
    def text(self) -> str:
        assert self.found.block is not None
        return self.found.block.text


def _pieces(text: str, number: int, cue: Cue, tokens: Reader, line: str) -> Iterable[_Piece]:
    starts = [cue.start, *(match.end() for match in regex.finditer(line, text, pos=cue.start, endpos=cue.end))]
    sounds = [bool(_SOUND.match(text, start, cue.end)) for start in starts]
    after_sound = [start for start, sound in zip(starts[1:], sounds, strict=False) if sound]
    dashes = [start for start, sound in zip(starts, sounds, strict=True) if sound or _dash(text, start, cue.end)]
    cuts = sorted({cue.start, *dashes, *after_sound})
    for start, end in zip(cuts, [*cuts[1:], cue.end], strict=True):
        dash = _dash(text, start, end)
        every = list(tokens(text, dash or start, end))
        found = assembled(every, text, plain_block(BlockKind.PARAGRAPH), "cue")
        if found is not None:
            yield _Piece(number, found, _clipped(every, found), bool(dash))


def _dash(text: str, start: int, end: int) -> int:
    """Where the text behind a speaker's dash begins, 0 where there is no dash."""
    match = _DASH.match(text, start, end)
    return match.end() if match else 0


def _clipped(tokens: Sequence[Token], found: Found) -> tuple[Token, ...]:
    """The tokens within what was found, cut to it."""
    clipped = []
    for token in tokens:
        start, end = max(token.start, found.start), min(token.end, found.end)
        if start < end:
            raw = token.text
            if token.code is None and (start, end) != (token.start, token.end):
                raw = raw.lstrip() if start != token.start else raw
                raw = raw.rstrip() if end != token.end else raw
            clipped.append(Token(start, end, raw, token.code, token.partner, token.stands))
    return tuple(clipped)


def _continues(group: Sequence[_Piece], piece: _Piece, cues: Sequence[Cue]) -> bool:
    """Whether a sentence runs on from the last cue of a group."""
    last = group[-1]
    before, after = cues[last.cue], cues[piece.cue]
    if piece.dashed or piece.cue != last.cue + 1 or len(group) >= _LONGEST or after.begins - before.ends > _GAP:
        return False
    first = piece.text.lstrip("«“\"'’ …")[:1]
    if _TRAILING.search(last.text):
        return first.islower()
    if _ENDED.search(last.text) or last.text[:1] in "♪♫[(" or piece.text[:1] in "♪♫[(":
        return False
    words = last.text.rstrip().lower().split()
    weak = bool(words) and words[-1] in COMMONEST
    return first.islower() or first.isdigit() or last.text.rstrip().endswith(",") or weak


def _whole(text: str, group: Sequence[_Piece], cues: Sequence[Cue]) -> Found | None:
    tokens: list[Token] = []
    for number, piece in enumerate(group):
        if number:
            tokens.append(Token(tokens[-1].end, piece.found.start, " "))
        shift = number * 100_000  # the pairs of one cue are not those of the next
        tokens += [
            Token(one.start, one.end, one.text, one.code, one.partner + shift if one.partner else 0, one.stands)
            for one in piece.tokens
        ]
    note = _clock(cues[group[0].cue].begins)
    return assembled(tokens, text, plain_block(BlockKind.PARAGRAPH, notes=(note,)), "cue")


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _part(text: str, piece: _Piece, cues: Sequence[Cue], pieces: Sequence[_Piece], line: str) -> Part:
    cue = cues[piece.cue]
    lines = regex.split(line, text[cue.start : cue.end])
    longest = max(len(regex.sub(r"<[^<>]*>|\{[^{}]*\}", "", one).strip()) for one in lines)
    at = bisect_right([one.cue for one in pieces], piece.cue)
    alone = sum(one.cue == piece.cue for one in pieces[max(0, at - 5) : at]) == 1
    return Part(piece.found.start, piece.found.end, piece.text, cue.ends - cue.begins, longest, alone, piece.cue)


def rebuilt(
    document: Document, targets: Sequence[Block], escape: Callable[[str, str], str], layout: Layout | None = None
) -> bytes:
    """The subtitles with the targets divided over their cues; with a `layout` the French stays above them.

    `escape` gives a text as it stands in the file; its second argument is what stood there. Cues have no columns.
    """
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    replaced: list[tuple[int, int, str]] = []
    for block, target, parts, spans in zip(document.blocks, targets, skeleton.parts, skeleton.codes, strict=True):
        if block == target:
            continue
        raw = {(code.id, code.kind): skeleton.text[slice(*span)] for code, span in zip(block.codes, spans, strict=True)}
        for part, (start, end) in zip(parts, divided(block.text, target.text, parts), strict=True):
            original = skeleton.text[part.start : part.end]
            breaks = _breaks(target, start, end, part, skeleton.longest)
            write = partial(_swapped, escape, original)
            written = _written(target, start, end, breaks, raw, skeleton.line_end, write)
            above = original + skeleton.line_end if layout else ""
            replaced.append((part.start, part.end, above + written))
    if replaced and layout is None:
        replaced += [(start, end, "en") for start, end in skeleton.languages]
    result, position = [], 0
    for start, end, written in sorted(replaced):
        result += [skeleton.text[position:start], written]
        position = end
    return skeleton.charset.encode("".join([*result, skeleton.text[position:]]))


def shown(document: Document, targets: Sequence[Block]) -> Iterator[Shown]:
    """The cues of the translation as they will be shown, in their order; those that stay in French are left out."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    cues: dict[int, Shown] = {}
    most: dict[int, int] = {}
    for number, (block, target, parts) in enumerate(zip(document.blocks, targets, skeleton.parts, strict=True)):
        if block == target:
            continue
        for part, (start, end) in zip(parts, divided(block.text, target.text, parts), strict=True):
            borders = [start, *_breaks(target, start, end, part, skeleton.longest), end]
            lines = tuple(target.text[one:other].strip() for one, other in pairwise(borders))
            found = Shown(number, start, lines, part.duration, part.longest, len(part.text), torn(target.text, end))
            known = cues.get(part.cue)
            if known is not None:  # another speaker of the same cue
                kept = found if end - start > most[part.cue] else known
                found = replace(kept, lines=known.lines + found.lines, french=known.french + found.french)
            cues[part.cue] = found
            most[part.cue] = max(end - start, most.get(part.cue, 0))
    yield from (cues[number] for number in sorted(cues))


def _breaks(target: Block, start: int, end: int, part: Part, longest: int) -> list[int]:
    """Where the stretch of a target that one cue shows is broken into lines."""
    found = line_breaks(target.text[start:end], max(longest, part.longest), lone=part.alone)
    return [start + at for at in found]


def _swapped(escape: Callable[[str, str], str], original: str, text: str) -> str:
    return escape(text, original)


def _written(
    target: Block,
    start: int,
    end: int,
    breaks: Sequence[int],
    raw: dict[tuple[str, CodeKind], str],
    line_end: str,
    escape: Callable[[str], str],
) -> str:
    """The stretch of a target that one cue shows, with its codes; a pair that the border cuts is closed and opened."""
    open_before = _open_at(target.codes, start, raw)
    open_after = _open_at(target.codes, end, raw)
    written = "".join(raw[code.id, CodeKind.OPEN] for code in open_before)
    position = start
    ends = end == len(target.text)
    inside = [
        code for code in target.codes if start <= code.offset < end or (code.offset == end and (ends or _binds(code)))
    ]
    inside = [code for code in inside if code.offset > start or start == 0 or not _binds(code)]
    for code in (*inside, None):
        upto = end if code is None else code.offset
        written += _with_breaks(target.text, position, upto, breaks, line_end, escape)
        position = upto
        if code is not None:
            written += raw.get((code.id, code.kind), "")
            position += len(code.equivalent) if target.text.startswith(code.equivalent, position) else 0
    return written + "".join(raw[code.id, CodeKind.CLOSE] for code in reversed(open_after))


def _binds(code: InlineCode) -> bool:
    """Whether a code at a border belongs to what stands before it."""
    return code.kind is CodeKind.CLOSE


def _open_at(codes: Sequence[InlineCode], offset: int, raw: dict[tuple[str, CodeKind], str]) -> list[InlineCode]:
    """The pairs that are open across an offset."""
    opened: list[InlineCode] = []
    for code in codes:
        if code.kind is CodeKind.OPEN and code.offset < offset and (code.id, CodeKind.CLOSE) in raw:
            opened.append(code)
        elif code.kind is CodeKind.CLOSE and code.offset <= offset:
            opened = [one for one in opened if one.id != code.id]
    return opened


def _with_breaks(
    text: str, start: int, end: int, breaks: Sequence[int], line_end: str, escape: Callable[[str], str]
) -> str:
    written, position = "", start
    for at in breaks:
        if start <= at < end:
            written += escape(text[position:at]) + line_end
            position = at + 1
    return written + escape(text[position:end])
