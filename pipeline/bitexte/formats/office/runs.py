"""Paragraphs made of runs, as all office formats have them: to blocks with inline codes, and back.

A reader lays a paragraph out as pieces, in their order. What opens and closes a paragraph around its words stays
outside the block; runs that differ in nothing visible are one; the format that most of the words have needs no code.
What comes back is a recipe: how the paragraph is written again round an English text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bitexte.formats.office.dialects import WRITERS, Writer
from bitexte.formats.office.pieces import Head, Parts, Piece, Recipe, Role
from bitexte.formats.office.run_codes import codes as codes_of
from bitexte.formats.office.run_codes import heads as heads_of
from bitexte.formats.xml_source import Edit
from bitexte.model import Block, CodeKind, InlineCode, Span
from bitexte.text.characters import composed

# Tags of templates: those that print stand for words, those that steer do not.
_PRINTED = r"\{\{.*?\}\}|\{[A-Za-z_][\w.]*\}"
_TEMPLATE = re.compile(rf"({_PRINTED})|\{{%.*?%\}}|\{{#.*?#\}}|\{{[#/^@>][A-Za-z_][\w.]*\}}|\+\+\+.*?\+\+\+", re.DOTALL)


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
    heads, base = heads_of(middle)
    codes, recipes = codes_of(middle, heads)
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
