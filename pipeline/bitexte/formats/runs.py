"""Paragraphs made of runs, as all office formats have them: to blocks with inline codes, and back.

A reader lays a paragraph out as pieces, in their order. What opens and closes a paragraph around its words stays
outside the block; runs that differ in nothing visible are one; the format that most of the words have needs no code.
What comes back is a recipe: how the paragraph is written again round an English text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from bitexte.formats.markup import Edit, escaped, escaped_attribute
from bitexte.model import Block, CodeKind, InlineCode, Span
from bitexte.text.characters import composed

Parts = tuple[str | Span, ...]

LONGEST_CONTENT = 300  # characters of mark-up that a code shows


class Role(Enum):
    """What a piece is to the paragraph."""

    TEXT = auto()
    CODE = auto()  # stands alone
    OPEN = auto()
    CLOSE = auto()
    SILENT = auto()  # invisible and of no place: goes to the front


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before and behind the words of a run."""

    before: Parts = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph; `parts` are its mark-up.

    A text has a `head` and the `look` that tells visibly different heads apart. `pair` is one number for an opening
    piece and the piece that closes it. A `word` is a code that stands for words of the sentence, `border` one that
    ends a paragraph, and no wrapper may be open there.
    """

    role: Role
    parts: Parts = ()
    text: str = ""
    head: Head = Head()
    look: str = ""
    blank_shows: bool = False  # a blank of this look can be seen: underlined, struck through, shaded
    pair: int = 0
    equivalent: str = ""
    content: str = ""
    word: bool = False
    border: bool = False


@dataclass(frozen=True, slots=True)
class CodeRecipe:
    """The mark-up of one code, and the head of the words behind it if it opens a stretch of another look."""

    parts: Parts = ()
    head: Head | None = None
    border: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a span of the source is written again; `codes` stand in the order of the block's.

    A `plain` one has no room for codes: the text alone is written.
    """

    dialect: str
    span: Span
    front: Parts = ()
    back: Parts = ()
    head: Head = Head()
    codes: tuple[CodeRecipe, ...] = ()
    prefix: str = ""
    plain: bool = False


# Words of text in each dialect to mark-up: the text, the prefix of its elements, and the text before it.
Writer = Callable[[str, str, str], str]

# Tags of templates: those that print stand for words, those that steer do not.
_PRINTED = r"\{\{.*?\}\}|\{[A-Za-z_][\w.]*\}"
_TEMPLATE = re.compile(rf"({_PRINTED})|\{{%.*?%\}}|\{{#.*?#\}}|\{{[#/^@>][A-Za-z_][\w.]*\}}|\+\+\+.*?\+\+\+", re.DOTALL)
# What comes through a translation to the letter: a number.
_TO_THE_LETTER = re.compile("[0-9]{1,4}")


def plain_recipe(dialect: str, span: Span) -> Recipe:
    """The recipe of a text without codes that fills a span of the source."""
    return Recipe(dialect, span, plain=True)


def equivalent(shown: str) -> str:
    """What a code stands for in the text, of what it shows: nothing but what no translation changes."""
    return shown if _TO_THE_LETTER.fullmatch(shown) else ""


def templates_whole(pieces: Sequence[Piece], dialect: str, prefix: str) -> list[Piece]:
    """The pieces with every tag of a template ({{ … }}, {% … %}, {#…}) as one code, however runs had cut it."""
    out: list[Piece] = []
    texts: list[Piece] = []
    for piece in (*pieces, None):
        if piece is not None and piece.role is Role.TEXT:
            texts.append(piece)
            continue
        out += _with_tags(texts, dialect, prefix)
        texts = []
        if piece is not None:
            out.append(piece)
    return out


def assembled(
    pieces: Sequence[Piece], block: Block, dialect: str, span: Span, prefix: str = ""
) -> tuple[Block, Recipe] | None:
    """A block of these pieces, in kind and notes as the one given, and its recipe; None where there is no text."""
    silent = [piece for piece in pieces if piece.role is Role.SILENT]
    loud = _trimmed([piece for piece in pieces if piece.role is not Role.SILENT and (piece.text or piece.parts)])
    first, last = _bounds(loud)
    middle = _blended(loud[first:last])
    text = "".join(piece.text for piece in middle)
    if not any(sign.isalnum() for sign in text):
        return None
    writer = WRITERS[dialect]
    front = _parts(silent, writer, prefix) + _parts(loud[:first], writer, prefix)
    heads, base = _heads(middle)
    codes, recipes = _codes(middle, heads)
    text = "".join(piece.equivalent or piece.text for piece in middle)
    made = replace(block, text=text, codes=tuple(codes))
    back = _parts(loud[last:], writer, prefix)
    return made, Recipe(dialect, span, front, back, base, tuple(recipes), prefix)


def edit(recipe: Recipe, source: Block, target: Block) -> Edit:
    """The edit that puts a target in the place of its source block."""
    writer = WRITERS[recipe.dialect]
    if recipe.plain:
        return Edit(*recipe.span, (writer(target.text, recipe.prefix, ""),))
    by_name = {_name(code): made for code, made in zip(source.codes, recipe.codes, strict=True)}
    parts: list[str | Span] = list(recipe.front)
    heads: list[tuple[str, Head, bool]] = []  # id, head and whether it has mark-up of its own
    closed: set[str] = set()
    at = 0
    for code in (*target.codes, *_absent(source, target)):
        offset = min(max(code.offset, at), len(target.text))
        head = heads[-1][1] if heads else recipe.head
        parts += _run(target.text[at:offset], head, writer, recipe.prefix, target.text[:at])
        at = offset
        if code.equivalent and target.text[at:].casefold().startswith(code.equivalent.casefold()):
            at += len(code.equivalent)
        made = by_name.pop(_name(code), None)
        if made is None:
            continue
        if code.kind is CodeKind.OPEN:
            heads.append((code.id, made.head or Head(), bool(made.parts)))
            parts += made.parts
        elif code.kind is CodeKind.CLOSE:
            parts += _closing(code, heads, closed, source, recipe)
        else:
            if made.border:
                while heads:
                    last = InlineCode(heads[-1][0], CodeKind.CLOSE, 0)
                    parts += _closing(last, heads, closed, source, recipe)
            parts += made.parts
    head = heads[-1][1] if heads else recipe.head
    parts += _run(target.text[at:], head, writer, recipe.prefix, target.text[:at])
    while heads:
        parts += _closing(InlineCode(heads[-1][0], CodeKind.CLOSE, 0), heads, closed, source, recipe)
    return Edit(*recipe.span, (*parts, *recipe.back))


def _name(code: InlineCode) -> str:
    return f"{code.kind} {code.id}"


def _absent(source: Block, target: Block) -> Iterator[InlineCode]:
    """The codes of the source that the target lacks: they go to its end, so that nothing of the document is lost."""
    present = {_name(code) for code in target.codes}
    yield from (replace(code, offset=len(target.text)) for code in source.codes if _name(code) not in present)


def _closing(
    code: InlineCode, heads: list[tuple[str, Head, bool]], closed: set[str], source: Block, recipe: Recipe
) -> Parts:
    """What closes a pair, and before it whatever was opened inside it and has mark-up of its own."""
    opened = [name for name, _, _ in heads]
    if code.id in closed or code.id not in opened:
        return ()
    closing = {
        one.id: made.parts for one, made in zip(source.codes, recipe.codes, strict=True) if one.kind is CodeKind.CLOSE
    }
    at = len(opened) - 1 - opened[::-1].index(code.id)
    if not heads[at][2]:  # a stretch of another look has no mark-up to close
        del heads[at]
        closed.add(code.id)
        return ()
    parts: list[str | Span] = []
    for name, _, own in reversed(heads[at:]):
        if own:
            parts += closing.get(name, ())
        closed.add(name)
    del heads[at:]
    return tuple(parts)


def _run(text: str, head: Head, writer: Writer, prefix: str, before: str = "") -> Parts:
    return (*head.before, writer(text, prefix, before), head.after) if text else ()


def _with_tags(texts: list[Piece], dialect: str, prefix: str) -> Iterator[Piece]:
    joined = "".join(piece.text for piece in texts)
    tags = (
        {found.span(): found[1] or "" for found in _TEMPLATE.finditer(joined)}
        if "{" in joined or "+++" in joined
        else {}
    )
    start = 0
    for piece in texts:
        end = start + len(piece.text)
        at = start
        for (left, right), printed in tags.items():
            if right <= start or left >= end:
                continue
            if at < left:
                yield replace(piece, text=joined[at:left])
            if left >= start:  # the piece in which a tag begins gives it its look
                tag = joined[left:right]
                parts = _run(tag, piece.head, WRITERS[dialect], prefix)
                yield Piece(Role.CODE, parts, content=tag, equivalent=printed, word=bool(printed))
            at = min(right, end)
        if at < end:
            yield replace(piece, text=joined[at:end])
        start = end


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """The pieces with the white space at either end of the paragraph as texts of their own."""
    out = list(pieces)
    for side in (0, 1):
        order = range(len(out)) if side == 0 else range(len(out) - 1, -1, -1)
        for index in order:
            piece = out[index]
            if piece.role is not Role.TEXT or not piece.text.strip():
                if piece.role is Role.CODE and piece.word:
                    break
                continue
            core = piece.text.lstrip() if side == 0 else piece.text.rstrip()
            if len(core) < len(piece.text):
                gap = piece.text[: -len(core)] if side == 0 else piece.text[len(core) :]
                halves = [replace(piece, text=gap), replace(piece, text=core)]
                out[index : index + 1] = halves if side == 0 else halves[::-1]
            break
    return out


def _bounds(pieces: list[Piece]) -> Span:
    """The stretch of pieces that is the block's: outside it there are no words, and pairs are closed on their side."""

    def outside(piece: Piece) -> bool:
        return not piece.word and (piece.role is not Role.TEXT or not piece.text.strip())

    first = next((n for n, piece in enumerate(pieces) if not outside(piece)), len(pieces))
    last = next((n for n in range(len(pieces), first, -1) if not outside(pieces[n - 1])), first)
    where = {(piece.role, piece.pair): n for n, piece in enumerate(pieces) if piece.pair}
    while True:
        before = first, last
        for n in range(first):
            piece = pieces[n]
            if piece.role is Role.OPEN and first <= where.get((Role.CLOSE, piece.pair), len(pieces)) < last:
                first = n
                break
        for n in range(len(pieces) - 1, last - 1, -1):
            piece = pieces[n]
            if piece.role is Role.CLOSE and first <= where.get((Role.OPEN, piece.pair), -1) < last:
                last = n + 1
                break
        if (first, last) == before:
            return first, last


def _parts(pieces: Sequence[Piece], writer: Writer, prefix: str) -> Parts:
    out: list[str | Span] = []
    for piece in pieces:
        out += _run(piece.text, piece.head, writer, prefix) if piece.role is Role.TEXT else piece.parts
    return tuple(out)


def _blended(pieces: list[Piece]) -> list[Piece]:
    """The pieces with texts in NFC, white space in the look of what stands before it, codes' equivalents as texts."""
    out: list[Piece] = []
    seen: Piece | None = None
    for piece in pieces:
        if piece.role is Role.TEXT:
            if seen is not None and not piece.text.strip() and not piece.blank_shows and not seen.blank_shows:
                piece = replace(piece, head=seen.head, look=seen.look)
            seen = piece
            piece = replace(piece, text=composed(piece.text))
        elif piece.role is not Role.CODE:
            seen = None
        out.append(piece)
    return out


def _heads(pieces: list[Piece]) -> tuple[dict[int, tuple[Head, str]], Head]:
    """The prevailing head, with its look, inside each wrapper by its number, 0 for the paragraph; and the paragraph's.

    Words inside a wrapper count for it alone.
    """
    counts: dict[int, Counter[str]] = {0: Counter()}
    heads: dict[str, Head] = {}
    inside = [0]
    for piece in pieces:
        if piece.role is Role.OPEN:
            inside.append(piece.pair)
            counts[piece.pair] = Counter()
        elif piece.role is Role.CLOSE and len(inside) > 1:
            inside.pop()
        elif piece.role is Role.TEXT:
            counts[inside[-1]][piece.look] += len(piece.text)
            heads.setdefault(piece.look, piece.head)
    everywhere = sum(counts.values(), Counter[str]())
    prevailing = {}
    for pair, count in counts.items():
        look = (count or everywhere).most_common(1)[0][0]
        prevailing[pair] = heads[look], look
    return prevailing, prevailing[0][0]


def _codes(pieces: list[Piece], heads: dict[int, tuple[Head, str]]) -> tuple[list[InlineCode], list[CodeRecipe]]:
    """The codes of a block and their recipes, in the order they stand."""
    codes: list[InlineCode] = []
    recipes: list[CodeRecipe] = []
    inside = [0]
    names: dict[int, str] = {}
    number = offset = 0
    n = 0
    while n < len(pieces):
        piece = pieces[n]
        if piece.role is Role.TEXT:
            if piece.look == heads[inside[-1]][1]:
                offset += len(piece.text)
                n += 1
                continue
            stretch = _stretch(pieces, n)
            number += 1
            added, made, number, offset = _other_look(pieces[n : n + stretch], number, offset)
            codes += added
            recipes += made
            n += stretch
            continue
        if piece.role is Role.CODE:
            number += 1
            codes.append(_inline(str(number), CodeKind.ISOLATED, offset, piece))
            recipes.append(CodeRecipe(piece.parts, border=piece.border))
            offset += len(piece.equivalent)
        elif piece.role is Role.OPEN:
            number += 1
            names[piece.pair] = str(number)
            inside.append(piece.pair)
            codes.append(_inline(str(number), CodeKind.OPEN, offset, piece))
            recipes.append(CodeRecipe(piece.parts, heads[piece.pair][0]))
        else:
            inside.pop()
            codes.append(_inline(names[piece.pair], CodeKind.CLOSE, offset, piece))
            recipes.append(CodeRecipe(piece.parts))
        n += 1
    return codes, recipes


def _stretch(pieces: list[Piece], start: int) -> int:
    """How many pieces from `start` on have one look, with the codes between them, up to the last text."""
    look, length = pieces[start].look, 1
    for n in range(start + 1, len(pieces)):
        piece = pieces[n]
        if piece.role is Role.TEXT and piece.look == look:
            length = n - start + 1
        elif piece.role is not Role.CODE or piece.border:
            break
    return length


def _other_look(pieces: list[Piece], number: int, offset: int) -> tuple[list[InlineCode], list[CodeRecipe], int, int]:
    """A pair of codes round texts of one look, blanks at its ends left outside unless they can be seen."""
    name, head = str(number), pieces[0].head
    texts = "".join(piece.equivalent or piece.text for piece in pieces)
    lead = 0 if pieces[0].blank_shows else len(texts) - len(texts.lstrip())
    trail = 0 if pieces[0].blank_shows else len(texts) - len(texts.rstrip())
    if not texts.strip() and not pieces[0].blank_shows:
        lead = trail = 0
    content = pieces[0].content
    opening = InlineCode(name, CodeKind.OPEN, offset + lead, content)
    codes, recipes = [], []
    end = offset + len(texts) - trail
    for piece in pieces:
        if piece.role is Role.CODE:
            number += 1
            codes.append(_inline(str(number), CodeKind.ISOLATED, offset, piece))
            recipes.append(CodeRecipe(piece.parts, border=piece.border))
        offset += len(piece.equivalent or piece.text)
    before = sum(code.offset < opening.offset for code in codes)
    codes.insert(before, opening)
    recipes.insert(before, CodeRecipe((), head))
    closing = InlineCode(name, CodeKind.CLOSE, end)
    behind = before + 1 + sum(code.offset < end for code in codes[before + 1 :])
    codes.insert(behind, closing)
    recipes.insert(behind, CodeRecipe())
    return codes, recipes, number, offset


def _inline(name: str, kind: CodeKind, offset: int, piece: Piece) -> InlineCode:
    stands = piece.word and not piece.equivalent
    return InlineCode(name, kind, offset, piece.content[:LONGEST_CONTENT], piece.equivalent, stands)


def _word_text(text: str, prefix: str, _: str) -> str:
    """w:t, with the characters that Word keeps as elements."""
    out = []
    for part in re.split("([\t\n\u00ad\u2011])", text):
        if part in _WORD_ELEMENTS:
            out.append(f"<{prefix}{_WORD_ELEMENTS[part]}/>")
        elif part:
            out.append(f'<{prefix}t xml:space="preserve">{escaped(part)}</{prefix}t>')
    return "".join(out)


_WORD_ELEMENTS = {"\t": "tab", "\n": "br", "\u00ad": "softHyphen", "\u2011": "noBreakHyphen"}


def _drawing_text(text: str, prefix: str, _: str) -> str:
    """a:t of a run; line breaks that nobody made a code are blanks: a run cannot hold one."""
    return f"<{prefix}t>{escaped(text.replace(chr(10), ' '))}</{prefix}t>"


def _sheet_text(text: str, prefix: str, _: str) -> str:
    """t of a shared string; what looks like an escape of Excel is escaped."""
    return f'<{prefix}t xml:space="preserve">{_cell_text(text)}</{prefix}t>'


def _cell_text(text: str, _: str = "", _before: str = "") -> str:
    return escaped(re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text))


def _odf_text(text: str, prefix: str, before: str) -> str:
    """Text of an OpenDocument paragraph, whose blanks collapse like those of a web page."""
    if text and not text.strip(" "):
        return f'<{prefix}s {prefix}c="{len(text)}"/>' if len(text) > 1 else f"<{prefix}s/>"
    out = []
    if text.startswith(" ") and before.endswith(" "):
        out.append(f"<{prefix}s/>")
        text = text[1:]
    for part in re.split("(\t|\n| {2,})", text):
        if part == "\t":
            out.append(f"<{prefix}tab/>")
        elif part == "\n":
            out.append(f"<{prefix}line-break/>")
        elif len(part) > 1 and not part.strip(" "):
            out.append(f' <{prefix}s {prefix}c="{len(part) - 1}"/>')
        else:
            out.append(escaped(part))
    return "".join(out)


WRITERS: dict[str, Writer] = {
    "word": _word_text,
    "drawing": _drawing_text,
    "sheet": _sheet_text,
    "cell": _cell_text,  # in a t that is there
    "column": lambda text, *_: escaped_attribute(_cell_text(text).replace("\n", "_x000a_")),  # of a table
    "option": lambda text, *_: escaped(text.replace('"', "")),  # of a list typed in a validation
    "margin": lambda text, *_: escaped(text.replace("&", "&&")),  # print headers and footers
    "odf": _odf_text,
    "content": lambda text, *_: escaped(text),
    "attribute": lambda text, *_: escaped_attribute(text),
}
