"""Translation under a glossary: every term comes out as the termbase says, or a finding tells that it did not.

Packages trained for it are asked by annotation (Dinu et al. 2019). Any other model is a black box: its own hypotheses
are searched for one that holds the terms, then the term is put in the source, forced on the decoder from the place
its attention shows, or spliced in; the best-scored of these that damages nothing wins (after Chatterjee et al. 2017).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import regex

from bitexte.engine import clauses
from bitexte.engine import prepare as sentence
from bitexte.engine.decoder import Decoder, Hypothesis
from bitexte.engine.links import word_links
from bitexte.engine.mend import WIDE, Attempt, Repair, Task
from bitexte.engine.prepare import Part, Tags
from bitexte.language import detection as language
from bitexte.model import Honour, Link, Origin, Remark, Request, Span, TermMatch, TermUse, Translation
from bitexte.terms.matching.targets import Renderings, overlaps
from bitexte.text import literals, scripts, typography
from bitexte.text.defects import defect

Mark = tuple[Span, str]  # what a span is asked to become

MARKS = 8  # annotations a sentence may carry beyond its terms' own
_BRAND = regex.compile(r"\p{Ll}\p{Lu}|\p{Lu}{2}")
LONGEST = 150  # pieces a model is given at once, where its package does not say


@dataclass(frozen=True, slots=True)
class _Done:
    """A decoded part: its English, score, what became of each term, its links and what is wrong with it."""

    text: str
    score: float
    uses: tuple[TermUse, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Remark, ...] = ()


class ModelEngine:
    """An Engine over a Decoder: terms, over-long sentences, loops, figures, addresses and typography are its affair.

    `tags` are those of a package trained for annotation; `inflect` gives the form of a target that fits a match;
    what is longer than `longest` pieces is decoded clause by clause.
    """

    def __init__(
        self,
        decoder: Decoder,
        renderings: Renderings,
        inflect: Callable[[TermMatch], str],
        tags: Tags | None = None,
        links: bool = False,
        longest: int = LONGEST,
    ) -> None:
        self.signature = f"{decoder.signature} terms={'annotated' if tags else 'black-box'} rules=6"
        self._decoder, self._renderings, self._inflect = decoder, renderings, inflect
        self._tags, self._links, self._longest = tags, links, longest

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        """Translate each request; `uses` says what became of its terms, `problems` what a reviewer must see."""
        parts = [self._parts(request) for request in requests]
        flat = [part for request_parts in parts for part in request_parts if part.source]
        done = iter(self._decode(flat))
        return [
            self._joined(request, [(part, next(done) if part.source else None) for part in request_parts])
            for request, request_parts in zip(requests, parts, strict=True)
        ]

    def _parts(self, request: Request) -> list[Part]:
        """A request cut to what the model can take in; parts with nothing to translate have no source text."""
        whole = [match.span for match in request.matches] + [literal.span for literal in literals.kept(request.text)]
        parts = (self._part(request, span) for span in self._cut(request.text, self._longest, whole))
        return [small for part in parts for small in self._within_reach(part)]

    def _cut(self, text: str, longest: int, whole: Sequence[Span]) -> list[Span]:
        return clauses.cut(text, lambda piece: len(self._decoder.pieces(piece)), longest, whole)

    def _within_reach(self, part: Part) -> list[Part]:
        """A part cut smaller, then left unannotated, where its annotations, which are read too, make it too long."""
        if self._fits(part):
            return [part]
        request, whole = Request(part.text, part.matches), [match.span for match in part.matches]
        spans = self._cut(part.text, self._longest // 5, whole)
        made = [(span, self._part(request, span)) for span in spans]
        return [small if self._fits(small) else self._part(request, span, plain=True) for span, small in made]

    def _fits(self, part: Part) -> bool:
        return not part.matches or len(self._decoder.pieces(part.source)) <= 2 * self._longest

    def _part(self, request: Request, span: Span, *, plain: bool = False) -> Part:
        tags = None if plain else self._tags
        start, end = span
        text = request.text[start:end]
        inside = [match for match in request.matches if start <= match.span[0] and match.span[1] <= end]
        moved = tuple(replace(match, span=(match.span[0] - start, match.span[1] - start)) for match in inside)
        if literals.wordless(text):
            return Part(text, moved, "")
        if code := language.evident(text):
            return Part(text, moved, "", language=code)
        shouted = typography.shouted(text)
        masks = scripts.masks(text)
        wording = scripts.masked(typography.lowered(text) if shouted else text, masks)
        marks = self._marks(moved, [*masks, *literals.fixed(wording)], tags)
        source, spans = sentence.rendered(wording, marks, tags)
        places = {mark: place for (mark, _), place in zip(marks, spans, strict=True)}
        own = tuple(places[match.span] for match in moved)
        replaced = sentence.replaced(wording, moved, self._inflect)
        targets = sentence.targets_in(source, spans, tags)
        return Part(text, moved, source, own, replaced, shouted, targets, tuple(masks))

    def _marks(self, matches: Sequence[TermMatch], fixed: Sequence[Mark], tags: Tags | None) -> list[Mark]:
        """The terms with their targets and, where there is room, what must not change as terms of its own."""
        marks = [(match.span, self._inflect(match)) for match in matches]
        if tags is not None:
            taken = [match.span for match in matches]
            free = [(span, wanted) for span, wanted in fixed if not overlaps(span, taken)]
            marks += free[: max(0, MARKS - len(marks))]
        return sorted(marks)

    def _decode(self, parts: Sequence[Part]) -> list[_Done]:
        if not parts:
            return []
        wide = [number for number, part in enumerate(parts) if part.matches]
        first = self._first(parts, wide)
        first = self._sound(parts, first)
        tasks = [
            Task(part.source, part.matches, part.spans, hypotheses, part.replaced)
            for part, hypotheses in zip(parts, first, strict=True)
        ]
        repaired = Repair(self._decoder, self._renderings, self._inflect, self._tags is not None).run(tasks)
        return [self._done(part, attempt) for part, attempt in zip(parts, repaired, strict=True)]

    def _first(self, parts: Sequence[Part], wide: list[int]) -> list[tuple[Hypothesis, ...]]:
        """The first pass. Where there are terms, more hypotheses and attention: they cost next to nothing."""
        narrow = sorted(set(range(len(parts))) - set(wide))
        found: dict[int, tuple[Hypothesis, ...]] = {}
        # A model that was asked for the terms rarely needs a third.
        for numbers, count in ((narrow, 1), (wide, 2 if self._tags else WIDE)):
            texts = [parts[number].source for number in numbers]
            attention = self._links or count > 1
            decoded = self._decoder.decode(texts, hypotheses=count, attention=attention) if texts else []
            found.update(zip(numbers, decoded, strict=True))
        return [found[number] for number in range(len(parts))]

    def _sound(self, parts: Sequence[Part], first: list[tuple[Hypothesis, ...]]) -> list[tuple[Hypothesis, ...]]:
        """Each part's hypotheses from the first one on that has no defect.

        Where all have one the part is decoded again, the model forbidden to repeat itself; where that is of no help
        either, the first hypothesis stays.
        """
        found = [_from_sound(part, hypotheses) for part, hypotheses in zip(parts, first, strict=True)]
        bad = [number for number, hypotheses in enumerate(found) if not hypotheses]
        texts = [parts[number].source for number in bad]
        again = self._decoder.decode(texts, hypotheses=WIDE, attention=self._links, cautious=True) if bad else []
        for number, hypotheses in zip(bad, again, strict=True):
            found[number] = _from_sound(parts[number], hypotheses) or first[number]
        return found

    def _done(self, part: Part, attempt: Attempt) -> _Done:
        hypothesis = attempt.hypothesis
        made = _unmasked(part, hypothesis)
        text = literals.restored(part.text, typography.for_reader(made, part.text))
        problem = defect(part.text, made)
        links: tuple[Link, ...] = ()
        if self._links:
            links = word_links(part.text, part.source, text, hypothesis, self._decoder.pieces, part.marks)
        if part.shouted:
            text = text.upper()
        return _Done(text, hypothesis.score, attempt.uses, links, (Remark("defect", problem),) if problem else ())

    def _joined(self, request: Request, parts: list[tuple[Part, _Done | None]]) -> Translation:
        """The parts put together; term spans are looked up in the finished text."""
        text, offset = "", 0
        links: list[Link] = []
        problems: list[Remark] = []
        uses: list[TermUse] = []
        scores: list[float] = []
        for part, done in parts:
            made = done or _untouched(part)
            parted = any(map(str.isspace, request.text[max(0, offset - 1) : offset + 1]))
            joint = text[-1:] + made.text[:1]
            glue = " " if parted and len(joint) == 2 and not any(map(str.isspace, joint)) else ""
            shift = len(text) + len(glue)
            links += [_moved(link, offset, shift) for link in made.links]
            text += glue + made.text
            offset += len(part.text)
            problems += made.problems
            uses += made.uses
            scores += [made.score] if done else []
        spans = self._renderings.claim(request.matches, text)
        score = sum(scores) / len(scores) if scores else 0.0
        return Translation(
            _cased(request.matches, spans, text),
            Origin.MACHINE,
            self.signature,
            score,
            _placed(uses, spans),
            tuple(links),
            tuple(problems),
        )


def _placed(uses: Sequence[TermUse], spans: Sequence[Span | None]) -> tuple[TermUse, ...]:
    """The uses with their places in the finished text; what has none there was missed."""
    return tuple(
        replace(use, span=span) if span is not None else TermUse(Honour.MISSED, None, use.obstacle)
        for use, span in zip(uses, spans, strict=True)
    )


def _cased(matches: Sequence[TermMatch], spans: Sequence[Span | None], text: str) -> str:
    """The text with brands and acronyms written as the termbase writes them: AliExpress, not aliExpress.

    No place moves. A text in capitals stays in capitals.
    """
    if text.isupper():
        return text
    for match, (start, end) in ((match, span) for match, span in zip(matches, spans, strict=True) if span):
        for brand in (target.text for target in match.term.allowed if _BRAND.search(target.text)):
            if text[start:end].lower() == brand.lower() and end - start == len(brand):
                text = text[:start] + brand + text[end:]
    return text


def _from_sound(part: Part, hypotheses: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """The hypotheses from the first one on that has no defect; none where all have one."""
    sound = (place for place, hypothesis in enumerate(hypotheses) if not defect(part.text, _unmasked(part, hypothesis)))
    return hypotheses[next(sound, len(hypotheses)) :]


def _unmasked(part: Part, hypothesis: Hypothesis) -> str:
    return scripts.unmasked(part.text, part.masks, hypothesis.text)


def _untouched(part: Part) -> _Done:
    """A part that needs no model: one in another language to the letter, one without words in English figures."""
    uses = tuple(TermUse(Honour.FREE) for _ in part.matches)
    if part.language is None:
        return _Done(literals.english_numbers(part.text), 0.0, uses)
    problems = () if part.language == "en" else (Remark("language", part.language),)
    return _Done(part.text, 0.0, uses, (), problems)


def _moved(link: Link, source: int, target: int) -> Link:
    (a, b), (c, d) = link.source, link.target
    return Link((a + source, b + source), (c + target, d + target))
