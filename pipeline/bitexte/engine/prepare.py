"""What a model is given for a request: parts that it can take in, masked, and annotated where it was trained for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bitexte.engine import clauses
from bitexte.engine.decoder import Model
from bitexte.language import detection, inflected_target
from bitexte.model import Request, Span, TermMatch
from bitexte.packages.package import Annotation
from bitexte.text import literals, scripts, signs, typography
from bitexte.text.spans import overlaps

PRIVATE = "Co"  # the category of the symbols that stand for literals
MARKS = 8  # annotations a sentence may carry beyond its terms' own

Mark = tuple[Span, str]  # a span of a text, and what it is to become


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence or clause: its text, its terms, and the text given to the model (empty where none is needed).

    `spans` are those of the terms in the model's text; `substituted` is that text with the targets in their place;
    `annotations` are the annotations in the model's text, each with the span of the target in it; `masks` are the
    stretches of the text that a symbol or a letter stands for there, those of the request that are `kept` among them.
    `language` is the code of another language than French.
    """

    text: str
    matches: tuple[TermMatch, ...]
    model_text: str
    spans: tuple[Span, ...] = ()
    substituted: str = ""
    all_caps: bool = False
    annotations: tuple[tuple[Span, Span], ...] = ()
    masks: tuple[scripts.Mask, ...] = ()
    kept: tuple[Span, ...] = ()
    language: str | None = None


def prepare(request: Request, model: Model) -> list[Part]:
    """The parts of a request, in their order; their texts joined are its text."""
    whole = [match.span for match in request.matches] + [literal.span for literal in literals.find(request.text)]
    whole += request.kept
    spans = _cut(request.text, model, model.longest, whole)
    parts = (_part(request, span, model) for span in spans)
    return [small for part in parts for small in _within_reach(part, model)]


def with_hints(part: Part, model: Model, hints: Sequence[Mark]) -> Part:
    """The part with annotations for hints too, as far as there is room; `hints` are spans of its text with English."""
    return _part(Request(part.text, part.matches, part.kept), (0, len(part.text)), model, hints)


def wanted(text: str, match: TermMatch) -> str:
    """The target of a match of the text, in the number that it has there."""
    return inflected_target(match.term, match.surface, text[: match.span[0]])


def annotate(
    text: str, marks: Sequence[Mark], annotation: Annotation | None, masks: Sequence[Mark] = ()
) -> tuple[str, tuple[Span, ...]]:
    """The model's text, and the spans in it of the marks, given as spans of `text` with their targets.

    The opening tag stands before the blank that precedes a term, as in training. `masks` are spans of `text`, apart
    from those of the marks, with the symbols that stand for them.
    """
    hidden = dict(masks)
    made, last, spans = "", 0, []
    for (start, end), target_text in sorted([*marks, *masks]):
        made += typography.plain(text[last:start])
        if (start, end) in hidden:
            made, last = made + target_text, end
            continue
        surface, last = typography.to_model(text[start:end]), end
        if annotation is not None:
            blank = " " if made.endswith(" ") else ""
            made = made.removesuffix(" ")
            target = typography.to_model(target_text)
            surface = f"{annotation.open}{blank}{surface}{annotation.separator} {target}{annotation.close}"
        spans.append((len(made), len(made) + len(surface)))
        made += surface
    made += typography.plain(text[last:])
    lead = len(made) - len(made.lstrip(" "))
    return made.strip(" "), tuple((start - lead, end - lead) for start, end in spans)


def substitute(text: str, matches: Sequence[TermMatch], masks: Sequence[Mark] = ()) -> str:
    """The model's text with the targets in the place of the terms, and symbols in that of what is masked."""
    targets = [(match.span, typography.to_model(wanted(text, match))) for match in matches]
    made, last = "", 0
    for (start, end), given in sorted([*targets, *masks]):
        made += typography.plain(text[last:start]) + given
        last = end
    return (made + typography.plain(text[last:])).strip(" ")


def hide(text: str, symbols: str, taken: Sequence[Span], kept: Sequence[Span] = ()) -> tuple[Mark, ...]:
    """The spans that are kept, the literals and the signs of a text, with a symbol each, in order.

    What lies in spans that are taken stays. There are few symbols: what is kept goes before, what comes after the last
    one stays.
    """
    drawn = [found.span() for found in signs.SIGN.finditer(text) if not overlaps(found.span(), kept)]
    known = [literal.span for literal in literals.find(text) if not overlaps(literal.span, [*drawn, *kept])]
    free = [span for span in sorted([*known, *drawn]) if not overlaps(span, taken)]
    chosen = [*kept, *free][: len(symbols)]
    return tuple(zip(sorted(chosen), symbols, strict=False))


def unmask(part: Part, text: str) -> str:
    """What a part's symbols and letters stand for put back in the place of each; a symbol said twice counts once."""
    symbols = symbol_masks(part)
    for (start, end), symbol in symbols:
        text = text.replace(symbol, part.text[start:end], 1).replace(symbol, "")
    return scripts.unmasked(part.text, [mask for mask in part.masks if mask not in symbols], text)


def displaced(part: Part, text: str) -> bool:
    """Whether a symbol that stands for a literal of the part is not in the text, or twice."""
    return any(text.count(symbol) != 1 for _, symbol in symbol_masks(part))


def symbol_masks(part: Part) -> tuple[Mark, ...]:
    """The masks of a part that are symbols its model was trained on, not letters."""
    return tuple(mask for mask in part.masks if unicodedata.category(mask[1]) == PRIVATE)


def _cut(text: str, model: Model, longest: int, whole: Sequence[Span]) -> list[Span]:
    return clauses.split_to_fit(text, lambda piece: len(model.decoder.pieces(piece)), longest, whole)


def _within_reach(part: Part, model: Model) -> list[Part]:
    """A part cut smaller, then left unannotated, where its annotations, which are read too, make it too long."""
    if _fits(part, model):
        return [part]
    request, whole = Request(part.text, part.matches, part.kept), [match.span for match in part.matches]
    spans = _cut(part.text, model, model.longest // 5, whole)
    small = [(span, _part(request, span, model)) for span in spans]
    bare = replace(model, annotation=None)
    return [each if _fits(each, model) else _part(request, span, bare) for span, each in small]


def _fits(part: Part, model: Model) -> bool:
    return not part.matches or len(model.decoder.pieces(part.model_text)) <= 2 * model.longest


def _part(request: Request, span: Span, model: Model, hints: Sequence[Mark] = ()) -> Part:
    annotation, symbols = model.annotation, model.masks
    start, end = span
    text = request.text[start:end]
    inside = [match for match in request.matches if start <= match.span[0] and match.span[1] <= end]
    moved = tuple(replace(match, span=(match.span[0] - start, match.span[1] - start)) for match in inside)
    kept = tuple((a - start, b - start) for a, b in request.kept if start <= a and b <= end)
    if literals.has_no_words(_blanked(text, kept)):
        return Part(text, moved, "")
    if code := detection.evident(text):
        return Part(text, moved, "", language=code)
    all_caps = typography.is_all_caps(text)
    hidden = hide(text, symbols, [match.span for match in moved], kept)
    letters = scripts.foreign_runs(text, [*kept, *_lettered(text, moved, kept, model)]) if not symbols else []
    wording = scripts.masked(typography.sentence_case(text) if all_caps else text, letters)
    marks = _marks(text, moved, [*letters, *literals.must_stand(wording), *hints], annotation, hidden)
    model_text, spans = annotate(wording, marks, annotation, hidden)
    placed = {mark: span for (mark, _), span in zip(marks, spans, strict=True)}
    return Part(
        text,
        moved,
        model_text,
        spans=tuple(placed[match.span] for match in moved),
        substituted=substitute(wording, moved, hidden),
        all_caps=all_caps,
        annotations=_annotations(model_text, spans, annotation),
        masks=(*hidden, *letters),
        kept=kept,
    )


def _lettered(text: str, matches: Sequence[TermMatch], kept: Sequence[Span], model: Model) -> list[Span]:
    """The literals that a letter stands for, with a model that spoils them otherwise."""
    taken = [match.span for match in matches] + list(kept)
    found = literals.find(text) if model.letters else []
    return [literal.span for literal in found if not overlaps(literal.span, taken)]


def _blanked(text: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _marks(
    text: str,
    matches: Sequence[TermMatch],
    fixed: Sequence[Mark],
    annotation: Annotation | None,
    hidden: Sequence[Mark],
) -> list[Mark]:
    """The terms with their targets and, where there is room, what must not change as terms of its own."""
    marks = [(match.span, wanted(text, match)) for match in matches]
    if annotation is not None:
        taken = [*(match.span for match in matches), *(span for span, _ in hidden)]
        free = [(span, target) for span, target in fixed if not overlaps(span, taken)]
        marks += free[: max(0, MARKS - len(marks))]
    return sorted(marks)


def _annotations(
    model_text: str, spans: Sequence[Span], annotation: Annotation | None
) -> tuple[tuple[Span, Span], ...]:
    """Each annotation of a model's text with the span of the target in it."""
    if annotation is None:
        return ()
    return tuple((span, (model_text.index(annotation.separator, span[0]), span[1])) for span in spans)
