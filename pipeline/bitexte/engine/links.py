"""Word links of a unit and the place of a source span in the target, both read off a model's attention."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from bitexte.engine.decoder import BLANK, Hypothesis
from bitexte.model import Link, Span
from bitexte.text.spans import overlaps
from bitexte.text.words import words

SURE = 0.3  # the share of a target word's attention that a source word must draw to be linked


def piece_spans(pieces: Sequence[str], text: str) -> list[Span] | None:
    """The span of each piece in the text it spells; None where the tokenizer changed characters."""
    if "".join(pieces).replace(BLANK, " ") != " " + text:
        return None
    spans, place = [], -1
    for piece in pieces:
        spans.append((max(0, place), place + len(piece)))
        place += len(piece)
    return spans


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
    source and in the hypothesis: they are one word each. No links where the words cannot be told apart any more: they
    are a help to the eye, never a ground for a decision.
    """
    source_pieces = piece_spans(pieces(source), source)
    target_pieces = piece_spans(hypothesis.pieces, hypothesis.text)
    hidden = {symbol: text[start:end] for (start, end), symbol in masks}
    ours = _words(text, [span for span, _ in masks])
    symbols = _symbols(source, hidden)
    model_words = [word for word in _words(source, symbols) if not any(a <= word[0] < b for _, (a, b) in marks)]
    said = _symbols(hypothesis.text, hidden)
    theirs = _words(target, _put_back(target, [hidden[hypothesis.text[start]] for start, _ in said]))
    hypothesis_words = _words(hypothesis.text, said)
    if source_pieces is None or target_pieces is None or not hypothesis.attention:
        return ()
    if len(ours) != len(model_words) or len(theirs) != len(hypothesis_words):
        return ()
    drawn = [_drawn(source_pieces, word, marks) for word in model_words]
    links = []
    for number, word in enumerate(hypothesis_words):
        rows = [hypothesis.attention[row] for row in _inside(target_pieces, word) if row < len(hypothesis.attention)]
        masses = [_mass(rows, columns) for columns in drawn]
        best = max(range(len(masses)), key=masses.__getitem__, default=None)
        if best is not None and masses[best] >= SURE:
            links.append(Link(ours[best], theirs[number]))
    return tuple(links)


def target_place(hypothesis: Hypothesis, columns: Sequence[int], shift: int) -> Span | None:
    """Piece numbers (half-open, whole words) of the target words that attend to these source pieces; None if unclear.

    `shift` is 0 for a guided head and 1 for any other, where a piece's own row comes one step late.
    """
    if not hypothesis.pieces:
        return None
    starts = [number for number, piece in enumerate(hypothesis.pieces) if piece.startswith(BLANK) or number == 0]
    spans = list(zip(starts, [*starts[1:], len(hypothesis.pieces)], strict=True))
    rows = hypothesis.attention
    masses = [_mass(rows[start + shift : end + shift], columns) for start, end in spans]
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
    return _inside(spans, span) if spans is not None else []


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
    return [number for span in (word, *targets) for number in _inside(pieces, span)]


def _inside(spans: Sequence[Span], word: Span) -> list[int]:
    return [number for number, (start, end) in enumerate(spans) if start < word[1] and word[0] < end]


def _mass(rows: Sequence[Sequence[float]], columns: Sequence[int]) -> float:
    """The mean share of the rows' attention that falls on the columns."""
    if not rows or not columns:
        return 0.0
    shares = (sum(row[c] for c in columns if c < len(row)) / (sum(row) or 1.0) for row in rows)
    return sum(shares) / len(rows)
