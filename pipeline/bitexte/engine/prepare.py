"""What a model is given for a sentence: plain text, with the terms annotated where the package was trained for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bitexte.model import Span, TermMatch
from bitexte.text import typography


@dataclass(frozen=True, slots=True)
class Tags:
    """The annotation a package was trained with: `open` term `separator` target `close`."""

    open: str
    separator: str
    close: str


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence or clause: its text, its terms, and the model's source text (empty where nothing needs a model).

    `spans` are those of the terms in the source text; `replaced` is that text with the targets in their place;
    `marks` are the annotations in the source text, each with the span of the target in it; `masks` are the stretches
    of the text that a letter stands for there. `language` is the code of another language than French.
    """

    text: str
    matches: tuple[TermMatch, ...]
    source: str
    spans: tuple[Span, ...] = ()
    replaced: str = ""
    shouted: bool = False
    marks: tuple[tuple[Span, Span], ...] = ()
    masks: tuple[tuple[Span, str], ...] = ()
    language: str | None = None


def rendered(text: str, marks: Sequence[tuple[Span, str]], tags: Tags | None) -> tuple[str, tuple[Span, ...]]:
    """The model's source text and the spans in it of what is marked, given as spans of the text with their targets.

    The opening tag stands before the blank that precedes a term, as in training.
    """
    made, last, spans = "", 0, []
    for (start, end), wanted in marks:
        made += typography.plain(text[last:start])
        surface, last = typography.for_model(text[start:end]), end
        if tags is not None:
            blank = " " if made.endswith(" ") else ""
            made = made.removesuffix(" ")
            target = typography.for_model(wanted)
            surface = f"{tags.open}{blank}{surface}{tags.separator} {target}{tags.close}"
        spans.append((len(made), len(made) + len(surface)))
        made += surface
    made += typography.plain(text[last:])
    lead = len(made) - len(made.lstrip(" "))
    return made.strip(" "), tuple((start - lead, end - lead) for start, end in spans)


def targets_in(source: str, spans: Sequence[Span], tags: Tags | None) -> tuple[tuple[Span, Span], ...]:
    """Each annotation of a source text with the span of the target in it."""
    if tags is None:
        return ()
    return tuple((span, (source.index(tags.separator, span[0]), span[1])) for span in spans)


def replaced(text: str, matches: Sequence[TermMatch], inflect: Callable[[TermMatch], str]) -> str:
    """The model's source text with the targets in the place of the terms."""
    made, last = "", 0
    for match in matches:
        made += text[last : match.span[0]] + inflect(match)
        last = match.span[1]
    return typography.for_model(made + text[last:])
