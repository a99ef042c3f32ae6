"""A text with the stretches of it that are translated: rebuilding replaces those and nothing else.

A reader marks Slots in the source text, one a block. `compose` gives the text with every slot whose block was changed
written anew by the format's own Style, all else to the letter. Slots may lie inside the codes of another slot (the
title of a link in mid-sentence), and a slot may hold a text in a format of its own (HTML in a cell of a table).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import regex

from bitexte.model import Block, BlockKind, CodeKind, InlineCode, Span
from bitexte.text.characters import composed

WHITE = " \t\r\n\f"
_RUN = regex.compile(f"[{WHITE}]+")
_BEFORE_NOUN = (" ", "(", "'", "’")
_SURROGATE = regex.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a translated block: plain text, or a code as it stands in the file."""

    text: str
    code: CodeKind | None = None


# How a changed block is written: its pieces, and what stands in its place in the source.
Style = Callable[[Sequence[Piece], str], str]
# How a changed block stands in both languages: its slot, what stands there in the source, and its translation.
Pair = Callable[["Slot", str, str], str]


@dataclass(frozen=True, slots=True)
class Slot:
    """The stretch of the source from `start` to `end` that belongs to block number `block`.

    `codes` says where each code of the block stands in the source, in the order of the block. Without a block,
    `inside` is a text in a format of its own, or `replacement` stands here as soon as anything was translated.
    """

    start: int
    end: int
    style: str = ""
    block: int = -1
    codes: tuple[Span, ...] = ()
    inside: Source | None = None
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A text and its slots, ordered by where they begin, an outer one before those inside it."""

    text: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the source while a block is read: text as it reads (entities resolved), or a code.

    `partner` tells the two codes of a pair: they have the same, not 0. `text` of a code is its equivalent. A code that
    `stands` is there for words (a placeholder, a piece of program, a name in another language): it is part of the
    sentence even where it begins or ends it. A `figure`, a picture or a field to fill in, is so between words alone.
    """

    start: int
    end: int
    text: str = ""
    code: CodeKind | None = None
    partner: int = 0
    stands: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A text and where it stands, before all blocks of a document are numbered: a block, or a text with blocks."""

    start: int
    end: int
    style: str
    block: Block | None = None
    codes: tuple[Span, ...] = ()
    inside: Inside | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """A text of another format within a source: as it reads, with what was found in it."""

    text: str
    found: tuple[Found, ...]
    extra: tuple[Slot, ...] = ()


def ordered(text: str, found: Iterable[Found], extra: Iterable[Slot] = ()) -> tuple[Source, tuple[Block, ...]]:
    """The source of all that was found in a text, and its blocks in reading order."""
    blocks: list[Block] = []
    return _numbered(Inside(text, tuple(found), tuple(extra)), blocks), tuple(blocks)


def _numbered(inside: Inside, blocks: list[Block]) -> Source:
    slots = list(inside.extra)
    for one in sorted(inside.found, key=lambda one: (one.start, -one.end)):
        if one.block is not None:
            slots.append(Slot(one.start, one.end, one.style, len(blocks), one.codes))
            blocks.append(one.block)
        elif one.inside is not None:
            slots.append(Slot(one.start, one.end, one.style, inside=_numbered(one.inside, blocks)))
    slots.sort(key=lambda slot: (slot.start, -slot.end))
    return Source(inside.text, tuple(slots))


def compose(
    source: Source,
    blocks: Sequence[Block],
    targets: Sequence[Block],
    styles: Mapping[str, Style],
    *,
    touched: bool = False,
    pair: Pair | None = None,
) -> str:
    """The source text with the targets in the places of the blocks; a target equal to its block leaves all as it is.

    A code whose target has other mark-up is written with that. `touched`: something was translated elsewhere in the
    document. With `pair` the source's own text stays, and each
    changed block stands there as `pair` has it; what stands in the codes of blocks is left alone.
    """
    changed = [target != block for block, target in zip(blocks, targets, strict=True)]
    return _composed(source, blocks, targets, styles, changed, pair) if touched or any(changed) else source.text


def _composed(
    source: Source,
    blocks: Sequence[Block],
    targets: Sequence[Block],
    styles: Mapping[str, Style],
    changed: Sequence[bool],
    pair: Pair | None = None,
) -> str:
    starts = [slot.start for slot in source.slots]

    def between(start: int, end: int, index: int, pair: Pair | None = None) -> str:
        parts: list[str] = []
        while index < len(source.slots) and source.slots[index].start < end:
            slot = source.slots[index]
            original = source.text[slot.start : slot.end]
            if pair is None:
                parts += [source.text[start : slot.start], filled(slot, index)]
            elif slot.block >= 0 and changed[slot.block]:
                parts += [source.text[start : slot.start], pair(slot, original, filled(slot, index))]
            else:
                parts += [source.text[start : slot.start], original]
            start, index = slot.end, bisect_left(starts, slot.end, index + 1)
        return "".join([*parts, source.text[start:end]])

    def filled(slot: Slot, index: int) -> str:
        original = source.text[slot.start : slot.end]
        if slot.inside is not None:
            inner = _composed(slot.inside, blocks, targets, styles, changed)
            return original if inner == slot.inside.text else styles[slot.style]([Piece(inner)], original)
        if slot.block < 0:
            return slot.replacement
        block, target = blocks[slot.block], targets[slot.block]
        if not changed[slot.block]:
            return between(slot.start, slot.end, index + 1)
        places = {(code.id, code.kind): span for code, span in zip(block.codes, slot.codes, strict=True)}
        other = _other_codes(block, target)

        def code(key: tuple[str, CodeKind]) -> str:
            return other.get(key) or between(*places[key], bisect_left(starts, places[key][0], index + 1))

        written = [
            Piece(code(piece), piece[1]) if isinstance(piece, tuple) else Piece(piece)
            for piece in _parted(block, target, places)
        ]
        return styles[slot.style](written, original)

    return between(0, len(source.text), 0, pair)


def _other_codes(block: Block, target: Block) -> dict[tuple[str, CodeKind], str]:
    """The mark-up of a target's codes that is not the block's own: an English document had it so."""
    own = {(code.id, code.kind): code.content for code in block.codes}
    return {
        key: code.content for code in target.codes if code.content != own.get(key := (code.id, code.kind), code.content)
    }


def _parted(
    block: Block, target: Block, places: Mapping[tuple[str, CodeKind], Span]
) -> list[str | tuple[str, CodeKind]]:
    """A target's text cut at its codes; codes that got lost stand at the end.

    A code that stood free in the source does not touch a word in the target.
    """
    free = {code.id: _neighbours(block.text, code) for code in block.codes if code.kind is CodeKind.ISOLATED}
    parts: list[str | tuple[str, CodeKind]] = []
    position = 0
    for code in target.codes:
        parts.append(target.text[position : code.offset])
        position = max(position, code.offset)
        if (code.id, code.kind) not in places:
            continue
        before, after = free.get(code.id, (False, False)) if code.kind is CodeKind.ISOLATED else (False, False)
        if before and target.text[position - 1 : position].isalnum() and position:
            parts.append(" ")
        parts.append((code.id, code.kind))
        position += len(code.equivalent) if target.text.startswith(code.equivalent, position) else 0
        if after and target.text[position : position + 1].isalnum():
            parts.append(" ")
    parts.append(target.text[position:])
    there = {part for part in parts if isinstance(part, tuple)}
    return [*(part for part in parts if part), *(key for key in places if key not in there)]


def _neighbours(text: str, code: InlineCode) -> tuple[bool, bool]:
    """Whether a blank stands before a code, and behind it."""
    if code.equivalent:
        return False, False
    return text[code.offset - 1 : code.offset] == " " and code.offset > 0, text[code.offset : code.offset + 1] == " "


def readable(text: str) -> str:
    """A stretch of source as a block holds it: NFC, and U+FFFD for bytes that are no characters."""
    return composed(_SURROGATE.sub("\ufffd", text))


def assembled(
    tokens: Iterable[Token],
    source: str,
    block: Block,
    style: str,
    *,
    collapse: bool = True,
) -> Found | None:
    """The block of these tokens, without white space and codes around its text; None where there is no text.

    `block` gives all but text and codes. With `collapse`, a run of white space is one blank, as HTML has it.
    """
    tokens = _trimmed(list(tokens), source)
    if not tokens:
        return None
    text, shown = "", False  # whether a code that stands for words ends what has been read
    codes: list[InlineCode] = []
    spans: list[Span] = []
    numbers: dict[int, str] = {}
    present = Counter(token.partner for token in tokens if token.partner)
    for token in tokens:
        if token.code is None:
            piece = _RUN.sub(" ", token.text) if collapse else token.text
            joins = collapse and not shown and (not text or text[-1] in " \n")
            text += piece.lstrip(" ") if joins else piece
            shown = False
            continue
        paired = token.partner and present[token.partner] == 2
        identity = numbers.setdefault(token.partner if paired else -len(codes) - 1, str(len(numbers) + 1))
        if token.text and collapse:
            text = text[: max(len(text.rstrip(" ")), codes[-1].offset if codes else 0)]
        shown = shown or token.stands
        kind = token.code if paired else CodeKind.ISOLATED
        content = readable(source[token.start : token.end])
        stands = not token.text and (token.stands or (token.figure and text.endswith(_BEFORE_NOUN)))
        codes.append(InlineCode(identity, kind, len(text), content, token.text, stands))
        spans.append((token.start, token.end))
        text += token.text
    whole = Block(block.kind, text, block.level, tuple(codes), block.notes, block.key)
    return Found(tokens[0].start, tokens[-1].end, style, whole, tuple(spans))


def _trimmed(tokens: Sequence[Token], source: str) -> list[Token]:
    """The tokens from the first to the last that belong to the text: a pair around all of it is left outside."""
    partner = _partners(tokens)
    first, last = 0, len(tokens)
    while first < last:
        if tokens[first].code is CodeKind.OPEN and partner.get(first) == last - 1:
            first, last = first + 1, last - 1
        elif past := _past(tokens, first, partner):
            first += past
        elif past := _past(tokens, last - 1, partner):
            last -= past
        else:
            break
    kept = list(tokens[first:last])
    if kept and kept[0].code is None:
        kept[0] = _stripped(kept[0], source, start=True)
    if kept and kept[-1].code is None:
        kept[-1] = _stripped(kept[-1], source, start=False)
    return kept


def _past(tokens: Sequence[Token], index: int, partner: Mapping[int, int]) -> int:
    """How many tokens from here on have no text: a blank one, a code on its own, or an empty pair; 0 for others."""
    token = tokens[index]
    if token.code is None:
        return 0 if token.text.strip(WHITE) else 1
    if index not in partner:
        return 0 if token.stands else 1
    first, last = sorted((index, partner[index]))
    inside = tokens[first : last + 1]
    empty = all(not one.text.strip(WHITE) if one.code is None else not one.stands for one in inside)
    return last - first + 1 if empty else 0


def _partners(tokens: Sequence[Token]) -> dict[int, int]:
    """Index of a code to the index of the other one of its pair."""
    seen: dict[int, int] = {}
    both: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.partner in seen:
            both[index], both[seen[token.partner]] = seen[token.partner], index
        elif token.partner:
            seen[token.partner] = index
    return both


def _stripped(token: Token, source: str, *, start: bool) -> Token:
    raw = source[token.start : token.end]
    if start:
        return Token(token.start + len(raw) - len(raw.lstrip(WHITE)), token.end, token.text.lstrip(WHITE))
    return Token(token.start, token.end - len(raw) + len(raw.rstrip(WHITE)), token.text.rstrip(WHITE))


def plain_block(kind: BlockKind, level: int = 0, notes: tuple[str, ...] = (), key: str = "") -> Block:
    """A block without its text, for `assembled`."""
    return Block(kind, "", level, (), notes, key)


def wrapped(
    pieces: Iterable[Piece],
    width: int,
    indent: str = "",
    *,
    end: str = "\n",
    begins: Callable[[str], bool] = bool,
) -> str:
    """Pieces as lines of at most `width` characters, broken at blanks of texts, never inside codes.

    `indent` stands before every line but the first; `begins` tells whether a word may begin a line.
    """
    words = [""]
    for piece in pieces:
        first, *others = [piece.text] if piece.code else piece.text.split(" ")
        words[-1] += first
        words += others
    lines, column = words[0], len(words[0].rpartition("\n")[2])
    for word in words[1:]:
        breaks = column + 1 + len(word.partition("\n")[0]) > width and begins(word)
        lines += f"{end}{indent}{word}" if breaks else f" {word}"
        column = len(lines) - lines.rfind("\n") - 1 if breaks or "\n" in word else column + 1 + len(word)
    return lines


def joined(pieces: Iterable[Piece], escape: Callable[[str], str]) -> str:
    """Pieces as one text, those that are no codes escaped."""
    return "".join(piece.text if piece.code else escape(piece.text) for piece in pieces)
