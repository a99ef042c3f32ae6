"""The road: parse -> segment -> match terms -> recall or translate -> place codes -> check. It is walked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Protocol

from bitexte.disk.outputs import Outputs
from bitexte.formats.assembly import target_blocks
from bitexte.model import Bitext, Block, BlockKind, Document
from bitexte.project import Project
from bitexte.results import Wholes, write_units
from bitexte.stages.checking import checked
from bitexte.stages.figures import Summary, Times, summary
from bitexte.stages.matching import Matched, matched, windows
from bitexte.stages.placing import unit
from bitexte.stages.translation import asked, reviewed, translated

WINDOW = 2048  # segments of small documents that are translated together, so that batches are full


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


def translate_matched(
    documents: Iterable[Matched], project: Project, window: int = WINDOW, times: Times | None = None
) -> Iterator[tuple[Bitext, int]]:
    """Documents whose terms are known, translated and checked, each with the number of units that the memory knew."""
    # Nothing here holds a window while the next one is read.
    return chain.from_iterable(map(partial(_translated_window, project, times or Times()), windows(documents, window)))


def _translated_window(project: Project, times: Times, group: Sequence[Matched]) -> Iterator[tuple[Bitext, int]]:
    with times.of("recall"):
        known = [reviewed(each, project.reviewed) for each in group]
    requests = [request for each, human in zip(group, known, strict=True) for request in asked(each, human, project)]
    with times.of("translate"):
        results = iter(translated(requests, project.engine, project.memory, project.settings.batch_segments))
    del requests
    for each, human in zip(group, known, strict=True):
        own = [(done.translation, True) if done else next(results) for done in human]
        with times.of("place"):
            units = tuple(
                unit(found, matches, translation, done, project)
                for found, matches, (translation, _), done in zip(each.segments, each.matches, own, human, strict=True)
            )
        with times.of("check"):
            bitext = checked(each.document, units, project)
        yield bitext, sum(recalled for _, recalled in own)
        del bitext  # the next one is made before the name is free


def _matched(documents: Iterable[Document], project: Project, times: Times) -> Iterator[Matched]:
    return (matched(document, project.rules, project.glossary, times) for document in times.reading(documents))
