"""The road: read -> segment -> match terms -> recall or translate -> check -> emit. Data flows down it once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from bitexte import checks, files
from bitexte.checks import Check
from bitexte.engines import Engine
from bitexte.glossary import Glossary
from bitexte.memory import Memory
from bitexte.model import Bitext, Document, Finding, Match, Provenance, Request, Segment, Severity, Unit
from bitexte.segment import Rules, segment
from bitexte.summary import Summary
from bitexte.translate import translate
from bitexte.writers import WRITERS, tmx

WINDOW = 2048  # segments of small documents that are translated together, so that batches are full
CORPUS = "corpus.tmx"


@dataclass(frozen=True, slots=True)
class Road:
    """What the stages work with: a Bitext is a function of its document and of these alone."""

    rules: Rules
    glossary: Glossary
    engine: Engine
    memory: Memory
    checks: dict[str, Check]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Matched:
    """A document with its segments and the terms found in each."""

    document: Document
    segments: tuple[Segment, ...]
    matches: tuple[tuple[Match, ...], ...]


def run(
    road: Road,
    documents: Iterable[Document],
    output: Path,
    formats: Sequence[str],
    record: Callable[[Bitext, Summary], None],
) -> None:
    """Take documents down the road into `output`, and record what was done as each one is finished.

    Where there are none, what an earlier run left is not touched.
    """

    def emitted() -> Iterator[Bitext]:
        for bitext, recalled in bitexts(road, documents):
            written = emit(road, bitext, output, formats)
            record(bitext, Summary.of(bitext, recalled, written))
            yield bitext

    results = emitted()
    first = next(results, None)
    if first is None:
        return
    if "tmx" in formats:
        files.write_stream(output / CORPUS, tmx.corpus(chain([first], results), road.provenance))
    else:
        for _ in results:
            pass


def match(rules: Rules, glossary: Glossary, document: Document) -> Matched:
    """The segments of a document and their terms."""
    segments = tuple(segment(document, rules))
    return Matched(document, segments, tuple(glossary.find(each.text) for each in segments))


def bitexts(road: Road, documents: Iterable[Document]) -> Iterator[tuple[Bitext, int]]:
    """The documents translated and checked, each with the number of its units that the memory knew."""
    for window in _windows(match(road.rules, road.glossary, document) for document in documents):
        requests = [Request(s.text, m) for each in window for s, m in zip(each.segments, each.matches, strict=True)]
        done = translate(requests, road.engine, road.memory)
        finished = iter(zip(done.translations, done.recalled, strict=True))
        for each in window:
            results = [next(finished) for _ in each.segments]
            units = tuple(
                Unit(found, matches, translation, translation.links)
                for found, matches, (translation, _) in zip(each.segments, each.matches, results, strict=True)
            )
            findings = tuple(map(_drafted, checks.run(units, road.checks)))
            yield Bitext(each.document, units, findings), sum(recalled for _, recalled in results)


def emit(road: Road, bitext: Bitext, output: Path, formats: Sequence[str]) -> int:
    """Write the files of a document; the number of those that changed."""
    results = (WRITERS[name]([bitext], road.glossary.terms, road.provenance) for name in formats)
    return sum(files.write_if_changed(output / path, content) for result in results for path, content in result)


def _drafted(finding: Finding) -> Finding:
    """A term that the engine could not honour is an error in a finished translation, in a draft a warning."""
    missed = finding.check == "terms" and finding.severity is Severity.ERROR
    return replace(finding, severity=Severity.WARNING) if missed else finding


def _windows(documents: Iterable[Matched]) -> Iterator[list[Matched]]:
    window: list[Matched] = []
    size = 0
    for document in documents:
        window.append(document)
        size += len(document.segments)
        if size >= WINDOW:
            yield window
            window, size = [], 0
    if window:
        yield window
