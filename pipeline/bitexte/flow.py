"""The road: parse -> segment -> match terms -> recall or translate -> place codes -> check. It is walked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from time import perf_counter
from typing import Protocol

from bitexte import checks
from bitexte.disk.outputs import Outputs
from bitexte.engine import Engine, placement
from bitexte.formats.assembly import target_blocks
from bitexte.formats.units import neighbours
from bitexte.memory import Memory, key
from bitexte.memory.reviewed import Recalled, ReviewedMemory
from bitexte.model import (
    Bitext,
    Block,
    BlockKind,
    Document,
    Finding,
    Origin,
    Request,
    Segment,
    Severity,
    TermMatch,
    Translation,
    Unit,
)
from bitexte.project import Project
from bitexte.results import Wholes, write_units
from bitexte.segment import Rules, segment
from bitexte.settings import Settings
from bitexte.terms import Glossary
from bitexte.terms.matching.compliance import compliance

_BESIDE = 3  # similar translations that are shown with a draft
WINDOW = 2048  # segments of small documents that are translated together, so that batches are full
DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Matched:
    """A document with its segments and the terms found in each."""

    document: Document
    segments: tuple[Segment, ...]
    matches: tuple[tuple[TermMatch, ...], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts; `recalled` units came from the memory, `honoured` of the `terms` stand in the translations."""

    documents: int = 0
    segments: int = 0
    words: int = 0
    recalled: int = 0
    terms: int = 0
    honoured: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    written: int = 0

    def __add__(self, other: Summary) -> Summary:
        return Summary(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


_NOTHING = Translation("", Origin.MACHINE)
STAGES = ("read", "segment", "match", "recall", "translate", "place", "check", "write")


class Times:
    """How long each stage of the road took, in seconds by the clock on the wall, added up over all documents."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Count what is done meanwhile."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += perf_counter() - began

    def reading(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents, the time that each takes to come counted."""
        remaining = iter(documents)
        while True:
            with self.of("read"):
                document = next(remaining, None)
            if document is None:
                return
            yield document
            del document  # the next one is read before the name is free


class Collection(Protocol):
    """A file, or a folder, that a whole run goes into."""

    def add(self, bitext: Bitext) -> None: ...


def translate_document(document: Document, project: Project) -> Bitext:
    """A document translated and checked: a function of the document and the project's values alone."""
    (bitext,) = translate_documents([document], project)
    return bitext


def translate_documents(documents: Iterable[Document], project: Project, window: int = WINDOW) -> Iterator[Bitext]:
    """As `translate_document`, for many: those of a `window` of segments are decoded together."""
    for bitext, _ in translate_matched(_matched(documents, project, Times()), project, window):
        yield bitext


def translate(texts: Iterable[str], project: Project) -> list[str]:
    """The English of some French texts, one for each: a text is a paragraph, cut into sentences by itself."""
    document = Document("texts", "txt", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))
    return [block.text for block in target_blocks(translate_document(document, project))]


def run(
    documents: Iterable[Document],
    project: Project,
    output: Path | str | Outputs,
    names: Sequence[str],
    collections: Sequence[Collection] = (),
    window: int = WINDOW,
    times: Times | None = None,
) -> Iterator[tuple[Bitext, Summary]]:
    """Translate documents, write the files of each into `output` and add it to the collections.

    `names` are formats of the table BILINGUAL. The figures of each document are yielded as it is finished; `times`
    is told where the time goes.
    """
    times = times or Times()
    outputs = output if isinstance(output, Outputs) else Outputs(Path(output))
    with Wholes(outputs) as wholes:
        for bitext, recalled in translate_matched(_matched(documents, project, times), project, window, times):
            with times.of("write"):
                written = [*wholes.write(bitext), *write_units(bitext, outputs, names, project.writing)]
                for collection in collections:
                    collection.add(bitext)
            yield bitext, summary(bitext, recalled, sum(result.changed for result in written))
            del bitext  # the next one is made before the name is free


def matched(document: Document, rules: Rules, glossary: Glossary, times: Times | None = None) -> Matched:
    """The segments of a document and their terms."""
    times = times or Times()
    with times.of("segment"):
        segments = tuple(segment(document, rules))
    with times.of("match"):
        return Matched(document, segments, tuple(glossary.find(placement.plain_text(each)) for each in segments))


def translate_matched(
    documents: Iterable[Matched], project: Project, window: int = WINDOW, times: Times | None = None
) -> Iterator[tuple[Bitext, int]]:
    """Documents whose terms are known, translated and checked, each with the number of units that the memory knew."""
    # Nothing here holds a window while the next one is read.
    return chain.from_iterable(map(partial(_translated_window, project, times or Times()), _windows(documents, window)))


def _translated_window(project: Project, times: Times, group: Sequence[Matched]) -> Iterator[tuple[Bitext, int]]:
    with times.of("recall"):
        known = [_reviewed(each, project.reviewed) for each in group]
    requests = [
        placement.request(found, matches)
        for each, human in zip(group, known, strict=True)
        for found, matches, done in zip(each.segments, each.matches, human, strict=True)
        if done is None
    ]
    with times.of("translate"):
        results = iter(translated(requests, project.engine, project.memory, project.settings.batch_segments))
    del requests
    for each, human in zip(group, known, strict=True):
        own = [(done.translation, True) if done else next(results) for done in human]
        with times.of("place"):
            units = tuple(
                _unit(found, matches, translation, done, project)
                for found, matches, (translation, _), done in zip(each.segments, each.matches, own, human, strict=True)
            )
        with times.of("check"):
            bitext = checked(each.document, units, project)
        yield bitext, sum(recalled for _, recalled in own)
        del bitext  # the next one is made before the name is free


def _reviewed(each: Matched, memory: ReviewedMemory) -> list[Recalled | None]:
    """What people have translated of a document's segments already."""
    if not memory.entries:
        return [None] * len(each.segments)
    beside = neighbours(found.text for found in each.segments)
    return [
        memory.recall(found, before, after, keyed=bool(each.document.blocks[found.block].key))
        for found, (before, after) in zip(each.segments, beside, strict=True)
    ]


def _unit(
    found: Segment,
    matches: tuple[TermMatch, ...],
    translation: Translation,
    human: Recalled | None,
    project: Project,
) -> Unit:
    """The unit of a segment: a person's translation in its state, else a draft with similar human ones beside it."""
    placed = placement.place(found, translation, matches)
    if human is None:
        similar = (*project.reviewed.fuzzy(found.text), *project.references.similar(found.text))
        return Unit(found, matches, placed, tuple(sorted(similar, key=lambda match: -match.similarity)[:_BESIDE]))
    return Unit(found, matches, placed, (human.match,), human.state)


def translated(
    requests: Sequence[Request], engine: Engine, memory: Memory, commit: int = 64
) -> list[tuple[Translation, bool]]:
    """A translation for each request, and whether the memory knew it; equal ones are decoded once.

    Every `commit` requests, some seconds' work, are remembered at once. The batches depend on the requests alone, not
    on the clock: a model's figures differ in their last digits with the texts that are decoded beside.
    """
    keys = [key(engine.signature, request) for request in requests]
    known = memory.recall(dict.fromkeys(keys))
    recalled = [name in known for name in keys]
    known.update((name, _NOTHING) for name, request in zip(keys, requests, strict=True) if not request.text)
    pending = {name: request for name, request in zip(keys, requests, strict=True) if name not in known}
    # Texts of like lengths decode fastest together.
    remaining = iter(sorted(pending.items(), key=lambda item: len(item[1].text), reverse=True))
    while batch := list(islice(remaining, commit)):
        names, asked = zip(*batch, strict=True)
        done = list(zip(names, engine.translate(asked), strict=True))
        memory.remember(done)
        known.update(done)
    return [(known[name], old) for name, old in zip(keys, recalled, strict=True)]


def checked(document: Document, units: tuple[Unit, ...], project: Project) -> Bitext:
    """The bitext of these units, with what a reviewer should look at."""
    complete = tuple(map(_with_compliance, units))
    wanted = checks.severities(project.settings.checks)
    own, forbidding = project.settings.own_checks, project.glossary.forbidding
    found = checks.run(complete, wanted, own_checks=own, forbidding=forbidding, drafts=True)
    french, english = project.settings.french, project.settings.english
    severities = tuple(sorted(wanted.items()))
    return Bitext(document, complete, tuple(found), project.provenance, french, english, severities)


def check(units: Iterable[Unit], glossary: Glossary, settings: Settings = DEFAULTS) -> Iterator[Finding]:
    """What a reviewer should look at in finished translations, whoever made them; `settings` say what is looked for."""
    found = (replace(unit, matches=glossary.find(unit.segment.text)) for unit in units)
    complete = [_with_compliance(unit) for unit in found]
    wanted, own = checks.severities(settings.checks), settings.own_checks
    yield from checks.run(complete, wanted, own_checks=own, forbidding=glossary.forbidding)


def summary(bitext: Bitext, recalled: int, written: int) -> Summary:
    """The figures of one document, `written` files of which changed."""
    renderings = [each for unit in bitext.units if unit.compliance for each in unit.compliance.renderings]
    severities = [finding.severity for finding in bitext.findings]
    return Summary(
        documents=int(bitext.document.part is None or bitext.document.part.number == 1),
        segments=len(bitext.units),
        words=sum(len(unit.segment.text.split()) for unit in bitext.units),
        recalled=recalled,
        terms=len(renderings),
        honoured=sum(each.span is not None for each in renderings),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
        written=written,
    )


def _with_compliance(unit: Unit) -> Unit:
    return replace(unit, compliance=compliance(unit.matches, unit.translation.text))


def _matched(documents: Iterable[Document], project: Project, times: Times) -> Iterator[Matched]:
    return (matched(document, project.rules, project.glossary, times) for document in times.reading(documents))


def _windows(documents: Iterable[Matched], window: int) -> Iterator[list[Matched]]:
    group: list[Matched] = []
    size = 0
    for document in documents:
        group.append(document)
        size += len(document.segments)
        del document
        if size >= window:
            yield group
            group, size = [], 0
    if group:
        yield group
