"""The inline codes of a paragraph laid out as pieces: mark-up that stands in it, and words of another look."""

from __future__ import annotations

from collections import Counter

from bitexte.formats.office.pieces import LONGEST_CONTENT, CodeRecipe, Head, Piece, Role
from bitexte.model import CodeKind, InlineCode


def heads(pieces: list[Piece]) -> tuple[dict[int, tuple[Head, str]], Head]:
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


def codes(pieces: list[Piece], heads: dict[int, tuple[Head, str]]) -> tuple[list[InlineCode], list[CodeRecipe]]:
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
