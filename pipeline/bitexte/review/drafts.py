"""What the last run gave to its reviewers: the record that returned files are compared with."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, groupby
from pathlib import Path

from bitexte import results
from bitexte.disk.outputs import OutputFile, Outputs
from bitexte.disk.read import read_bytes
from bitexte.errors import InputError
from bitexte.formats.for_review.layout import reviewed
from bitexte.formats.units import neighbours
from bitexte.model import Bitext, CodeKind, Finding, InlineCode, Origin, Provenance, Segment, State, Unit
from bitexte.segment import ByHand, digest
from bitexte.text.cuts import Pieces

NAME = ".cache/drafts.jsonl"


@dataclass(frozen=True, slots=True)
class Draft:
    """A segment with the translation that was given out, between its neighbours' source texts.

    `engine` is what translated it, or where in the memory it was found; `findings` are the codes of what was found in
    it, `terms` are `source → target`.
    """

    segment: Segment
    target: str
    codes: tuple[InlineCode, ...]
    state: State
    before: str
    after: str
    engine: str = ""
    confidence: float | None = None
    findings: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftDocument:
    """A document with its drafts; `english` is the path of its rebuilt document below the output folder."""

    name: str
    english: str
    drafts: tuple[Draft, ...]


@dataclass(frozen=True)
class Drafts:
    """All that a run gave out."""

    documents: tuple[DraftDocument, ...]

    @cached_property
    def by_id(self) -> dict[str, Draft]:
        return {draft.segment.id: draft for document in self.documents for draft in document.drafts}

    def of_text(self, text: str) -> list[Draft]:
        """The drafts of a source text, whatever its blanks; what codes stand for may be missing in it."""
        return self._by_key.get(solid(text), [])

    def recut(self, cuts: Sequence[Pieces]) -> tuple[Drafts, list[Pieces]]:
        """The drafts with these stretches cut as they say, and those that fit: new ones have no translation yet."""
        if not cuts:
            return self, []
        by_hand, fitting = ByHand(cuts), set[str]()
        documents = tuple(_recut(document, by_hand, fitting) for document in self.documents)
        return Drafts(documents), [pieces for pieces in cuts if set(map(str.rstrip, pieces)) <= fitting]

    @cached_property
    def _by_key(self) -> dict[str, list[Draft]]:
        found: defaultdict[str, list[Draft]] = defaultdict(list)
        for draft in self.by_id.values():
            for key in keys(draft.segment.text, draft.segment.codes):
                found[key].append(draft)
        return dict(found)


def _recut(document: DraftDocument, by_hand: ByHand, fitting: set[str]) -> DraftDocument:
    """A document cut by hand; the texts of its new segments are added to `fitting`."""
    drafts: list[Draft] = []
    for _, group in groupby(document.drafts, key=lambda draft: draft.segment.block):
        own = list(group)
        text = "".join(draft.segment.text + draft.segment.tail for draft in own)
        starts = list(accumulate((len(draft.segment.text + draft.segment.tail) for draft in own), initial=0))
        old = {(start, start + len(draft.segment.text)): draft for start, draft in zip(starts, own, strict=False)}
        spans = by_hand.spans(text, list(old))
        codes = [
            replace(code, offset=code.offset + start)
            for start, draft in zip(starts, own, strict=False)
            for code in draft.segment.codes
        ]
        ends = [*(start for start, _ in spans[1:]), len(text)]
        for span, end in zip(spans, ends, strict=True):
            fitting.add(text[slice(*span)])
            texts = (text[slice(*span)], text[span[1] : end])
            drafts.append(old.get(span) or _new(document.name, own[0], texts, span[0], codes))
    sources = [drafts[0].before if drafts else "", *(draft.segment.text for draft in drafts)]
    sources.append(document.drafts[-1].after if document.drafts else "")
    beside = zip(_distinct(drafts), sources, sources[2:], strict=False)
    return replace(document, drafts=tuple(replace(each, before=before, after=after) for each, before, after in beside))


def _new(name: str, like: Draft, texts: tuple[str, str], start: int, codes: Sequence[InlineCode]) -> Draft:
    """The draft of a new segment, from its text and tail, where it starts in its block, and the block's codes."""
    text, tail = texts
    own = tuple(replace(code, offset=code.offset - start) for code in codes if 0 <= code.offset - start <= len(text))
    segment = replace(
        like.segment, id=f"{name}#{digest(text, own)}", text=text, tail=tail, span=(0, len(text)), codes=own
    )
    return Draft(segment, "", (), State.INITIAL, like.before, like.after)


def _distinct(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts with ids that differ, as the segments of equal texts have."""
    seen: Counter[str] = Counter()
    for draft in drafts:
        identity = draft.segment.id
        while seen[identity]:
            seen[draft.segment.id] += 1
            identity = f"{draft.segment.id}.{seen[draft.segment.id]}"
        seen[identity] += 1
        yield replace(draft, segment=replace(draft.segment, id=identity))


def joined(documents: Sequence[DraftDocument]) -> DraftDocument:
    """The parts of a file as one document."""
    drafts: list[Draft] = []
    for document in documents:
        first = drafts[-1].segment.block + 1 if drafts else 0
        drafts += [
            replace(draft, segment=replace(draft.segment, block=first + draft.segment.block))
            for draft in document.drafts
        ]
    return DraftDocument(documents[0].name, documents[0].english, tuple(drafts))


def keys(text: str, codes: Sequence[InlineCode]) -> set[str]:
    """What a text is compared by: with and without what its codes stand for, for not every tool keeps it."""
    bare, last = "", 0
    for code in codes:
        bare += text[last : code.offset]
        last = max(last, code.offset + len(code.equivalent))
    return {solid(text), solid(bare + text[last:])}


def solid(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())


class _Record:
    def __init__(self, file: OutputFile) -> None:
        self._file = file

    def add(self, bitext: Bitext) -> None:
        document = bitext.document
        rows = [
            [
                *_segment_row(unit.segment),
                unit.translation.text,
                _code_rows(unit.translation.codes),
                unit.state,
                before,
                after,
                *_made(unit, findings),
            ]
            for (unit, findings), (before, after) in zip(
                reviewed(bitext), neighbours(unit.segment.text for unit in bitext.units), strict=True
            )
        ]
        line = json.dumps(
            [document.name, results.english_path(document), rows], ensure_ascii=True, separators=(",", ":")
        )
        self._file.write(line.encode() + b"\n")


@contextmanager
def record(outputs: Outputs, _provenance: Provenance) -> Iterator[_Record]:
    """The record of a run, in the output folder's cache."""
    with outputs.open(NAME) as file:
        yield _Record(file)


def load(output: Path) -> Drafts:
    """The record of the last run into a folder. Raises InputError where there is none."""
    path = output / NAME
    if not path.exists():
        raise InputError("no run has written its drafts here", where=str(output), hint="bitexte run")
    try:
        return Drafts(tuple(_document(json.loads(line)) for line in read_bytes(path).splitlines()))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise InputError("the record of the drafts is damaged", where=str(path), hint="bitexte run") from error


def _segment_row(segment: Segment) -> list[object]:
    return [segment.id, segment.number, segment.block, segment.text, segment.tail, _code_rows(segment.codes)]


def _made(unit: Unit, findings: Sequence[Finding]) -> list[object]:
    """How a translation was made, and what a reviewer was told of it."""
    translation = unit.translation
    engine = translation.engine if translation.origin is Origin.MACHINE else str(translation.origin)
    terms = [f"{match.term.source} → {match.term.target}" for match in unit.matches]
    return [engine, translation.confidence, [finding.code for finding in findings], terms]


def _code_rows(codes: tuple[InlineCode, ...]) -> list[list[object]]:
    return [[code.id, code.kind, code.offset, code.equivalent] for code in codes]


def _document(row: list[object]) -> DraftDocument:
    name, english, drafts = row
    assert isinstance(drafts, list)
    return DraftDocument(str(name), str(english), tuple(_draft(*draft) for draft in drafts))


def _draft(
    identity: str,
    number: str,
    block: int,
    text: str,
    tail: str,
    codes: list[list[object]],
    target: str,
    target_codes: list[list[object]],
    state: str,
    before: str,
    after: str,
    engine: str = "",
    confidence: float | None = None,
    findings: Sequence[str] = (),
    terms: Sequence[str] = (),
) -> Draft:
    segment = Segment(identity, block, text, (0, len(text)), tail, _codes(codes), number)
    made = engine, confidence, tuple(findings), tuple(terms)
    return Draft(segment, target, _codes(target_codes), State(state), before, after, *made)


def _codes(rows: list[list[object]]) -> tuple[InlineCode, ...]:
    return tuple(
        InlineCode(str(name), CodeKind(str(kind)), int(str(offset)), equivalent=str(equivalent))
        for name, kind, offset, equivalent in rows
    )
