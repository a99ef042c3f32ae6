"""Word links of a unit and the place of a source span in the target, both read off a model's attention."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from difflib import SequenceMatcher

import regex

from bitexte.engine.decoder import BLANK, Hypothesis
from bitexte.model import Link, Span
from bitexte.packages.lexicon import Lexicon
from bitexte.text import typography
from bitexte.text.spans import overlaps
from bitexte.text.words import words

SURE = 0.3  # the share of a target word's attention from which a source word is linked to it
_WEAKEST = 0.1  # the share from which the best source word is
_LEAST = 1e-6

_BYTE = regex.compile(r"<0x([0-9A-F]{2})>")


def piece_spans(pieces: Sequence[str], text: str) -> list[Span] | None:
    """The span of each piece in the text it spells; None where the tokenizer changed characters.

    A character that the vocabulary lacks is spelt in bytes (`<0xC5><0x93>`): all of them have its span.
    """
    spans: list[Span] = []
    spelt, waiting = "", b""
    for piece in pieces:
        byte = _BYTE.fullmatch(piece)
        waiting += bytes([int(byte[1], 16)]) if byte else b""
        letters = (_character(waiting) if byte else piece.replace(BLANK, " ")) or ""
        offset = len(spelt) - 1
        spans.append((max(0, offset), offset + max(1, len(letters))))
        if letters:
            spelt, waiting = spelt + letters, b""
    return spans if spelt == " " + text and not waiting else None


def _character(content: bytes) -> str | None:
    """The character that these bytes spell, None as long as some are missing."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def word_links(
    text: str,
    source: str,
    target: str,
    hypothesis: Hypothesis,
    pieces: Callable[[str], list[str]],
    marks: Sequence[tuple[Span, Span]] = (),
    masks: Sequence[tuple[Span, str]] = (),
) -> tuple[Link, ...]:
    """Links between words of `text`, given to the model as `source`, and of `target`, made from the hypothesis.

    `marks` are spans of the source: an annotation and, in it, the target that is no word of the text; what attends to
    that attends to the annotated words. `masks` are spans of the text with the symbols that stand for them in the
    source and in the hypothesis: one word each. Words whose spelling changed on the way are found by their neighbours;
    no links where the pieces do not spell the text.
    """
    source_pieces = piece_spans(pieces(source), source)
    target_pieces = piece_spans(hypothesis.pieces, hypothesis.text)
    if source_pieces is None or target_pieces is None or not hypothesis.attention:
        return ()
    hidden = {symbol: text[start:end] for (start, end), symbol in masks}
    asked, said = _symbols(source, hidden), _symbols(hypothesis.text, hidden)
    kept = _put_back(target, [hidden[hypothesis.text[start]] for start, _ in said])
    model_words = [word for word in _words(source, asked) if not any(a <= word[0] < b for _, (a, b) in marks)]
    ours = _paired(text, _words(text, [span for span, _ in masks]), source, model_words)
    theirs = _paired(target, _words(target, kept), hypothesis.text, _words(hypothesis.text, said))
    drawn = [_drawn(source_pieces, word, marks) for _, word in ours]
    masses = []
    for _, word in theirs:
        rows = [hypothesis.attention[row] for row in inside(target_pieces, word) if row < len(hypothesis.attention)]
        masses.append([mass(rows, columns) for columns in drawn])
    return tuple(Link(ours[column][0], theirs[row][0]) for row, column in _linked(_balanced(masses)))


def lexical_links(source: str, target: str, lexicon: Lexicon | None) -> tuple[Link, ...]:
    """Links between words that are the same, look alike or stand in a lexicon, each to the nearest of its kind.

    For models whose attention does not say which word translates which.
    """
    ours, theirs = words(source), words(target)
    if not ours or not theirs:
        return ()
    said = [_plain(target[start:end]) for start, end in theirs]
    free, found = set(range(len(theirs))), []
    for number, (start, end) in enumerate(ours):
        word = source[start:end]
        known = {_plain(word), *_renderings(word, lexicon)}
        fit = [index for index in free if said[index] in known] or [
            index for index in free if alike(_plain(word), said[index])
        ]
        if fit:
            place = number * len(theirs) / len(ours)
            best = min(fit, key=lambda index: (abs(index - place), index))
            free.discard(best)
            found.append(Link((start, end), theirs[best]))
    return tuple(found)


def alike(one: str, other: str) -> bool:
    """Whether two words without accents are cognates: most of the longer one is a common beginning (musique, music)."""
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return same >= 4 and same >= 0.6 * max(len(one), len(other))


def _renderings(word: str, lexicon: Lexicon | None) -> Iterator[str]:
    """The words of a lexicon's renderings of a word, and of its singular."""
    if lexicon is not None:
        for form in dict.fromkeys((word, word.lower(), word.lower().removesuffix("s"))):
            for rendering in lexicon.find(form):
                yield from map(_plain, rendering.split())


def _plain(word: str) -> str:
    """A word in small letters without accents."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _paired(text: str, spans: Sequence[Span], other: str, others: Sequence[Span]) -> list[tuple[Span, Span]]:
    """The words of a text, each with the same word of what the model was given or gave."""
    if len(spans) == len(others):
        return list(zip(spans, others, strict=True))
    mine, theirs = (
        [typography.to_model(text[a:b]).lower() for a, b in spans] for text, spans in ((text, spans), (other, others))
    )
    equal = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    return [(spans[a + n], others[b + n]) for a, b, size in equal for n in range(size)]


def _balanced(masses: list[list[float]]) -> list[list[float]]:
    """Masses whose columns and rows are brought to a sum of 1 in turn (Sinkhorn), twice.

    What all words look at, such as the end of a sentence, loses its weight.
    """
    rows = [[mass + _LEAST for mass in row] for row in masses]
    for _ in range(2):
        sums = [sum(column) for column in zip(*rows, strict=True)]
        rows = [[mass / total for mass, total in zip(row, sums, strict=True)] for row in rows]
        rows = [[mass / total for mass in row] for row, total in ((row, sum(row)) for row in rows)]
    return rows


def _linked(masses: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """Row and column of every link: sure by itself, or the best of its row or its column and not too weak."""
    tops = [max(column) for column in zip(*masses, strict=True)]
    for row, shares in enumerate(masses):
        best = max(shares, default=0.0)
        for column, share in enumerate(shares):
            if share >= SURE or (share >= _WEAKEST and share in (best, tops[column])):
                yield row, column


def target_place(hypothesis: Hypothesis, columns: Sequence[int], shift: int) -> Span | None:
    """Piece numbers (half-open, whole words) of the target words that attend to these source pieces; None if unclear.

    `shift` is by how many rows a piece's own row comes late: 1 for a head that was not trained to align.
    """
    if not hypothesis.pieces:
        return None
    starts = [number for number, piece in enumerate(hypothesis.pieces) if piece.startswith(BLANK) or number == 0]
    spans = list(zip(starts, [*starts[1:], len(hypothesis.pieces)], strict=True))
    rows = hypothesis.attention
    masses = [mass(rows[start + shift : end + shift], columns) for start, end in spans]
    if not masses or max(masses) < 0.25:
        return None
    first = last = max(range(len(masses)), key=masses.__getitem__)
    bar = 0.5 * masses[first]
    while first > 0 and masses[first - 1] >= bar:
        first -= 1
    while last + 1 < len(masses) and masses[last + 1] >= bar:
        last += 1
    return spans[first][0], spans[last][1]


def columns_of(pieces: Sequence[str], text: str, span: Span) -> list[int]:
    """The numbers of the pieces that spell the span of the text; empty where that cannot be told."""
    spans = piece_spans(pieces, text)
    return inside(spans, span) if spans is not None else []


def _words(text: str, whole: Sequence[Span]) -> list[Span]:
    """The spans of the words of a text, some stretches of it counting as one word each."""
    return sorted([*whole, *(word for word in words(text) if not overlaps(word, whole))])


def _symbols(text: str, hidden: Collection[str]) -> list[Span]:
    return [(place, place + 1) for place, character in enumerate(text) if character in hidden]


def _put_back(text: str, literals: Sequence[str]) -> list[Span]:
    """Where the literals stand in a text that has them in this order."""
    spans, last = [], 0
    for literal in literals:
        start = text.find(literal, last)
        if start >= 0:
            last = start + len(literal)
            spans.append((start, last))
    return spans


def _drawn(pieces: Sequence[Span], word: Span, marks: Sequence[tuple[Span, Span]]) -> list[int]:
    """The pieces of a word and, where it is annotated, those of the target beside it."""
    targets = [target for (start, end), target in marks if start <= word[0] < end]
    return [number for span in (word, *targets) for number in inside(pieces, span)]


def inside(spans: Sequence[Span], word: Span) -> list[int]:
    """The indices of the spans that share a character with the word."""
    return [number for number, (start, end) in enumerate(spans) if start < word[1] and word[0] < end]


def mass(rows: Sequence[Sequence[float]], columns: Sequence[int]) -> float:
    """The mean share of the rows' attention that falls on the columns."""
    if not rows or not columns:
        return 0.0
    shares = (sum(row[c] for c in columns if c < len(row)) / (sum(row) or 1.0) for row in rows)
    return sum(shares) / len(rows)
