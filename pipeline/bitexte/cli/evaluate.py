"""`bitexte eval`: scores of a package on a text with its reference, with and without terms, side by side."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bitexte import flow, packages
from bitexte.cli import console, options, scores
from bitexte.disk.read import read_bytes
from bitexte.engine.probe import peak_memory
from bitexte.errors import InputError, PackageError
from bitexte.evaluation import quality, test_sets
from bitexte.evaluation.comparison import compare
from bitexte.evaluation.quality import Line
from bitexte.formats.assembly import target_blocks
from bitexte.model import Bitext, Block, BlockKind, Document, Segment, Term, TermMatch
from bitexte.packages import Package
from bitexte.project import Project
from bitexte.settings import Settings
from bitexte.stages.matching import Matched, matched
from bitexte.terms import EMPTY, Glossary, load_glossary
from bitexte.text import encoding
from bitexte.version import __version__

TermLists = Annotated[
    Path | None,
    typer.Option(
        "--terms",
        help='Instead of a glossary, the terms of each line, JSON Lines: {"terms": [{"source": "panier", "target": '
        '"basket"}]} for each source line in turn (or with "line": n, from 1), or {"line": n, "source": ..., '
        '"target": ...} for each term.',
    ),
]


def evaluate(
    source: Annotated[Path, typer.Option("--source", "-s", help="French text, one sentence a line.")],
    reference: Annotated[Path, typer.Option("--reference", "-r", help="Its English reference, line by line.")],
    glossary: Annotated[
        list[Path] | None, typer.Option("--glossary", "-g", help="A glossary, as for `translate`; repeatable.")
    ] = None,
    terms: TermLists = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package", "-p", help="A model package: its name, file or folder; repeatable: they are compared."
        ),
    ] = None,
    jobs: options.Jobs = None,
    lexicon: options.Lexicon = None,
    json: options.Json = False,
) -> None:
    """Measure BLEU, chrF and how terms come out, without and with the glossary, side by side.

    Each line is translated as `bitexte translate` does it. Exact: the preferred target as the glossary writes it;
    lemma: any form of any target allowed. Extra (over-generation): more terms than the source has. False application:
    a term neither the source nor the reference holds. Consistent: terms that always get one and the same target.

    Several packages: each is a column, translated with the glossary in a process of its own. ±: 95 % confidence. p: how
    likely a difference from the first package is that large by chance (paired bootstrap, 1,000 samples; identical: 1).
    Seconds: translating, with the model's loading. Memory: the most that the process had.
    """
    if glossary and terms:
        raise InputError("--glossary and --terms exclude each other", hint="name one of them")
    sources, references = _aligned(source, reference)
    finder = _Finder.of(glossary or [], terms, sources)
    data = (source, reference, terms)
    settings = options.settings(package=package[0] if package else None, jobs=jobs, lexicon=lexicon)
    if package and len(package) > 1:
        _compare(package, settings, data, (sources, references), finder, json=json)
        return
    with (
        tempfile.TemporaryDirectory() as folder,  # lines without terms are the same in both passes: decoded once
        Project(settings, memory_file=Path(folder) / "memory.sqlite", links=False) as project,
    ):
        passes = [_NOWHERE, finder] if finder else [_NOWHERE]
        bitexts = [_translated(_matched(sources, project, each), project) for each in passes]
        signature = _signature(data, len(sources), project.package, settings, finder) | quality.signatures()
    asked = _asked(bitexts[-1], len(sources))
    lines = [Line(*texts) for texts in zip(sources, references, asked, strict=True)]
    outputs = [[block.text for block in target_blocks(bitext)] for bitext in bitexts]
    found = [quality.evaluate(lines, output) for output in outputs]
    _warn_of_absent(finder, lines, terms)
    scores.print_json(found, signature) if json else scores.print_table(found, signature)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Where the terms asked for come from: glossaries, a list for each line, or nowhere."""

    glossary: Glossary = EMPTY
    lists: tuple[tuple[Term, ...], ...] | None = None
    checksum: str = ""

    @classmethod
    def of(cls, glossaries: Sequence[Path], terms: Path | None, sources: Sequence[str]) -> _Finder:
        if terms is not None:
            content = read_bytes(terms)
            lists = test_sets.parse(_text(content, str(terms)), str(terms), len(sources))
            return cls(lists=lists, checksum=hashlib.sha256(content).hexdigest())
        if glossaries:
            glossary = load_glossary(glossaries)
            return cls(glossary, checksum=glossary.checksum)
        return cls()

    def __bool__(self) -> bool:
        return bool(self.checksum)

    def find(self, segment: Segment) -> tuple[TermMatch, ...]:
        """The terms in a segment, whose block is the number of its line."""
        if self.lists is not None:
            return test_sets.find(self.lists[segment.block], segment.text)
        return self.glossary.find(segment.text)

    def absent(self, lines: Sequence[Line]) -> list[int]:
        """The numbers of the lines, counted from 1, that lack a term of their list."""
        lists = self.lists or ()
        return [n for n, (terms, line) in enumerate(zip(lists, lines, strict=False), 1) if {*terms} - {*line.terms}]


_NOWHERE = _Finder()


def _matched(sources: Sequence[str], project: Project, finder: _Finder) -> Matched:
    """The lines, a block a line, with the terms that the finder gives."""
    document = Document("lines", "txt", tuple(Block(BlockKind.PARAGRAPH, line) for line in sources))
    found = matched(document, project.rules, EMPTY)
    return replace(found, matches=tuple(finder.find(segment) for segment in found.segments))


def _translated(lines: Matched, project: Project) -> Bitext:
    ((bitext, _),) = flow.translate_matched([lines], project)
    return bitext


def _asked(bitext: Bitext, lines: int) -> list[tuple[Term, ...]]:
    """The term of each match in each line."""
    found: list[list[Term]] = [[] for _ in range(lines)]
    for unit in bitext.units:
        found[unit.segment.block] += [match.term for match in unit.matches]
    return [tuple(terms) for terms in found]


def _aligned(source: Path, reference: Path) -> tuple[list[str], list[str]]:
    """The lines of both files; InputError where they are not as many."""
    sources, references = (_text(read_bytes(path), str(path)).split("\n") for path in (source, reference))
    for path, lines in ((source, sources), (reference, references)):
        if not any(line.strip() for line in lines):
            raise InputError("holds no text", where=str(path))
    if len(sources) != len(references):
        counts = f"{len(references):,} lines for the {len(sources):,} of {source}"
        raise InputError(f"has {counts}", where=str(reference), hint="line n of one must translate line n of the other")
    return sources, references


def _text(content: bytes, name: str) -> str:
    """The text of a file, without the end of its last line; only LF and CR LF end a line, as in `translate`."""
    decoded, guessed = encoding.decode(content, name)
    if guessed:
        console.say(f"{name}: warning: read as {guessed}, for it is not UTF-8")
    return decoded.replace("\r\n", "\n").removesuffix("\n")


def _warn_of_absent(finder: _Finder, lines: Sequence[Line], terms: Path | None) -> None:
    """Terms that a list asks for and the source does not hold: they cannot be applied, and are not counted."""
    absent = finder.absent(lines)
    if absent:
        first = ", ".join(map(str, absent[:5])) + (", ..." if len(absent) > 5 else "")
        console.say(f"{terms}: warning: {len(absent):,} lines do not hold all their terms (lines {first})")


def _signature(
    data: Sequence[Path | None], lines: int, package: Package | None, settings: Settings, finder: _Finder
) -> dict[str, str | int]:
    """How the scores were made: all that they depend on, but for the metrics' own signatures."""
    source, reference, terms = data
    return {
        "source": source.name if source else "",
        "reference": reference.name if reference else "",
        "lines": lines,
        **(_package_signature(package) if package else {}),
        "terms": terms.name if terms else "",
        "glossary_sha256": finder.checksum,
        "beam": settings.beam,
        "bitexte": __version__,
        **{name: version(name) for name in ("ctranslate2", "sentencepiece", "sacrebleu")},
    }


def _package_signature(package: Package) -> dict[str, str]:
    return {"package": package.name, "package_version": package.version, "package_sha256": package.checksum}


def _compare(
    names: Sequence[str],
    settings: Settings,
    data: tuple[Path, Path, Path | None],
    texts: tuple[list[str], list[str]],
    finder: _Finder,
    *,
    json: bool,
) -> None:
    """Translate with each package, and print all scores side by side."""
    sources, references = texts
    # A name that is wrong is told before the first package works, and an archive is unpacked before time is taken.
    found = [packages.resolve(name, None, settings.folder) for name in names]
    asked = _matched(sources, Project(settings), finder)
    runs = list(_in_processes(asked, [replace(settings, engine="package", package=name) for name in names]))
    lines = [Line(*line) for line in zip(sources, references, runs[0].asked, strict=True)]
    compared, metrics = compare(references, [run.output for run in runs])
    _warn_of_absent(finder, lines, data[2])
    rows = [
        scores.Row(
            name, _package_signature(package), figures, quality.terminology(lines, run.output), run.seconds, run.memory
        )
        for name, package, figures, run in zip(names, found, compared, runs, strict=True)
    ]
    signature = _signature(data, len(sources), None, settings, finder) | metrics
    scores.print_compared_json(rows, signature) if json else scores.print_compared(rows, signature)


@dataclass(frozen=True, slots=True)
class _Run:
    """What one package made of the lines, in how many seconds and with how many bytes of memory."""

    output: list[str]
    asked: list[tuple[Term, ...]]
    seconds: float
    memory: int


def _in_processes(lines: Matched, each: Sequence[Settings]) -> Iterator[_Run]:
    """One process after the other, so that none has the time or memory of another. Raises PackageError."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    for settings in console.watch(each, "Translating", len(each)):
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            try:
                yield process.submit(_run, lines, settings).result()
            except BrokenProcessPool as error:
                hint = "was it killed for memory? try --jobs 1"
                raise PackageError("its process ended in the middle", where=str(settings.package), hint=hint) from error


def _run(lines: Matched, settings: Settings) -> _Run:
    """The lines translated in this process."""
    with Project(settings, links=False) as project:
        _ = project.package  # finding it is not the work of its model
        start = time.perf_counter()
        bitext = _translated(lines, project)
        seconds = time.perf_counter() - start
    output = [block.text for block in target_blocks(bitext)]
    return _Run(output, _asked(bitext, len(lines.document.blocks)), seconds, peak_memory())
