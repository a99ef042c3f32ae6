"""What the subtitle formats share: cues joined to utterances, and translations divided over cues again.

A sentence that runs over several cues is one block. Its translation is divided by the time and length of the cues,
sentence by sentence where both languages have as many, then broken into lines. Positions, styles, speaker dashes,
numbers and times are never touched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import regex

from bitexte.formats.splice import Found, Token, assembled, plain_block
from bitexte.language.closed_classes import COMMONEST, WEAK_AT_LINE_ENDS
from bitexte.model import Block, BlockKind, CodeKind, InlineCode, Span
from bitexte.text.encoding import Charset

LINE = 42  # characters: what broadcasters and Netflix take for two lines a cue
_GAP = 3000  # milliseconds of silence that end an utterance
_LONGEST = 6  # cues of one utterance
_DASH = regex.compile(r"(?:<[^<>\n]*>|\{[^{}\n]*\})*\s*[-–—‐]\s*(?=[^\s\d>-])")
_SOUND = regex.compile(r"[ \t]*(?:♪[^\r\n]*♪|♫[^\r\n]*♫|\[[^\[\]\r\n]*\]|\([^()\r\n]*\))[ \t]*(?=[\r\n]|\Z)")
_ENDED = regex.compile(r"[.!?♪♫\])][»”\"']*\s*$")
_TRAILING = regex.compile(r"(?:…|\.\.\.|:)\s*$")
_SENTENCE = regex.compile(
    r"(?<!\b(?:M|Mr|Mrs|Ms|Mme|Mlle|Dr|St|No|n°|etc|cf|p|vs|\p{Lu}))[.!?…]+[»”\"')]*\s+(?=[\p{Lu}«“\"—¿(\d-])"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Times in milliseconds; `start` and `end` are where its text stands in the source."""

    begins: int
    ends: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """The stretch of a block that one cue shows: from `start` to `end` in the source, `text` as it reads.

    `alone` is False where the cue shows other parts too (speakers with dashes).
    """

    start: int
    end: int
    text: str
    duration: int
    longest: int  # characters of the longest line of the cue
    alone: bool = True


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
    return Part(piece.found.start, piece.found.end, piece.text, cue.ends - cue.begins, longest, alone)


def rebuilt(
    skeleton: Skeleton,
    blocks: Sequence[Block],
    targets: Sequence[Block],
    escape: Callable[[str, str], str],
    *,
    bilingual: bool = False,
) -> str:
    """The source with the targets in the cues of their blocks; `bilingual` leaves the French above them.

    `escape` gives a text as it stands in the file; its second argument is what stood there.
    """
    replaced: list[tuple[int, int, str]] = []
    for block, target, parts, spans in zip(blocks, targets, skeleton.parts, skeleton.codes, strict=True):
        if block == target:
            continue
        raw = {(code.id, code.kind): skeleton.text[slice(*span)] for code, span in zip(block.codes, spans, strict=True)}
        for part, (start, end) in zip(parts, divided(block.text, target.text, parts), strict=True):
            original = skeleton.text[part.start : part.end]
            written = _written(target, start, end, part, raw, skeleton.line_end, partial(_swapped, escape, original))
            above = original + skeleton.line_end if bilingual else ""
            replaced.append((part.start, part.end, above + written))
    if replaced and not bilingual:
        replaced += [(start, end, "en") for start, end in skeleton.languages]
    result, position = [], 0
    for start, end, written in sorted(replaced):
        result += [skeleton.text[position:start], written]
        position = end
    return "".join([*result, skeleton.text[position:]])


def _swapped(escape: Callable[[str, str], str], original: str, text: str) -> str:
    return escape(text, original)


def _written(
    target: Block,
    start: int,
    end: int,
    part: Part,
    raw: dict[tuple[str, CodeKind], str],
    line_end: str,
    escape: Callable[[str], str],
) -> str:
    """The stretch of a target that one cue shows, with its codes; a pair that the border cuts is closed and opened."""
    open_before = _open_at(target.codes, start, raw)
    open_after = _open_at(target.codes, end, raw)
    breaks = line_breaks(target.text[start:end], max(LINE, part.longest), lone=part.alone)
    written = "".join(raw[code.id, CodeKind.OPEN] for code in open_before)
    position = start
    ends = end == len(target.text)
    inside = [
        code for code in target.codes if start <= code.offset < end or (code.offset == end and (ends or _binds(code)))
    ]
    inside = [code for code in inside if code.offset > start or start == 0 or not _binds(code)]
    for code in (*inside, None):
        upto = end if code is None else code.offset
        written += _with_breaks(target.text, position, upto, [start + at for at in breaks], line_end, escape)
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


def divided(source: str, target: str, parts: Sequence[Part]) -> list[Span]:
    """The stretches of a target for each part, without the blanks between them."""
    if len(parts) == 1:
        return [(0, len(target))]
    theirs, ours = _sentences(source), _sentences(target)
    if len(theirs) != len(ours):
        theirs, ours = [(0, len(source))], [(0, len(target))]
    cuts: list[int] = []
    offset = 0
    borders: list[int] = []
    for part in parts[:-1]:
        offset += len(part.text) + 1
        borders.append(offset)
    for border in borders:
        index = next((i for i, (_, end) in enumerate(theirs) if border <= end), len(theirs) - 1)
        start, end = theirs[index]
        if border >= end:
            cuts.append(ours[index][1])
            continue
        share = (border - start) / (end - start)
        low, high = ours[index]
        cuts.append(
            _cut(target, low + round(_timed(share, borders, border, theirs[index], parts) * (high - low)), cuts)
        )
    starts = [0, *cuts]
    ends = [*cuts, len(target)]
    return [_stripped(target, start, max(start, end)) for start, end in zip(starts, ends, strict=True)]


def _timed(share: float, borders: Sequence[int], border: int, sentence: Span, parts: Sequence[Part]) -> float:
    """A share of a sentence's length, drawn to the share of the time where the sentence fills its cues."""
    if sentence[0] > 0 or len(borders) != len(parts) - 1:
        return share
    number = borders.index(border) + 1
    whole = sum(part.duration for part in parts)
    if sentence[1] < borders[-1] or whole <= 0:
        return share
    return (2 * share + sum(part.duration for part in parts[:number]) / whole) / 3


def _sentences(text: str) -> list[Span]:
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _cut(text: str, wanted: int, cuts: Sequence[int]) -> int:
    """The blank near an offset where a cue may best end."""
    lowest = cuts[-1] if cuts else 0
    blanks = [at for at, character in enumerate(text) if character == " " and lowest < at]
    return min(blanks, key=lambda at: abs(at - wanted) + _cost(text, at), default=len(text))


def _cost(text: str, at: int) -> float:
    """How bad it is to end a cue or a line at a blank, in characters."""
    before, after = text[:at].rpartition(" ")[2], text[at + 1 :].partition(" ")[0]
    if before[-1:] in ".!?…":
        return -10
    if before[-1:] in ",;:":
        return -6
    if before.lower() in WEAK_AT_LINE_ENDS:
        return 5
    if before[-1:].isdigit() or (before[:1].isupper() and after[:1].isupper()):
        return 8
    return 0


def _stripped(text: str, start: int, end: int) -> Span:
    first = start + len(text[start:end]) - len(text[start:end].lstrip())
    return first, max(first, start + len(text[start:end].rstrip()))


def line_breaks(text: str, limit: int, *, lone: bool = True) -> list[int]:
    """The blanks at which a cue's text is broken: two lines about as long, more only where two cannot hold it."""
    blanks = [at for at, character in enumerate(text) if character == " "]
    if len(text) <= limit or not blanks:
        return []
    fitting = [at for at in blanks if at <= limit and len(text) - at - 1 <= limit]
    if fitting and lone:
        return [min(fitting, key=lambda at: abs(2 * at - len(text)) + _cost(text, at))]
    breaks: list[int] = []
    start = 0
    for at, following in zip(blanks, [*blanks[1:], len(text)], strict=True):
        if following - start > limit and at > start:
            breaks.append(at)
            start = at + 1
    return breaks
