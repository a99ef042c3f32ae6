"""`bitexte eval`: scores of a package on a text with its reference, with and without terms, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bitexte import __version__
from bitexte.cli import assembly, console, scoreboard
from bitexte.errors import InputError
from bitexte.model import Match, Request, Segment, Term, Translation

if TYPE_CHECKING:
    from bitexte.cli import stream
    from bitexte.config import Settings
    from bitexte.engines import Engine
    from bitexte.evaluation import Line
    from bitexte.glossary import Glossary
    from bitexte.packages import Package
    from bitexte.segment import Rules

WINDOW = 512  # lines that are translated together

TermLists = Annotated[
    Path | None,
    typer.Option(
        "--terms",
        help='Instead of a glossary, the terms of each line, JSON Lines: {"terms": [{"source": "panier", "target": '
        '"basket"}]} for each source line in turn (or with "line": n, from 1), or {"line": n, "source": ..., '
        '"target": ...} for each term.',
    ),
]


@dataclass(slots=True)
class _Once:
    """An engine that translates a request once: lines without terms are the same in both passes."""

    engine: Engine
    signature: str = ""
    known: dict[Request, Translation] = field(default_factory=dict)

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        new = [request for request in dict.fromkeys(requests) if request not in self.known]
        self.known.update(zip(new, self.engine.translate(new), strict=True))
        return [self.known[request] for request in requests]


def evaluate(
    source: Annotated[Path, typer.Option("--source", "-s", help="French text, one sentence a line.")],
    reference: Annotated[Path, typer.Option("--reference", "-r", help="Its English reference, line by line.")],
    glossary: Annotated[
        list[Path] | None, typer.Option("--glossary", "-g", help="A glossary, as for `translate`; repeatable.")
    ] = None,
    terms: TermLists = None,
    package: Annotated[str | None, typer.Option("--package", "-p", help="A model package: its name or path.")] = None,
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Processor cores. Default: all.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Measure BLEU, chrF and how terms come out, without and with the glossary, side by side.

    Each line is translated as `bitexte translate` does it. Exact: the preferred target as the glossary writes it;
    lemma: any form of any target allowed. Extra (over-generation): more terms than the source has. False application:
    a term neither the source nor the reference holds. Consistent: terms that always get one and the same target.
    """
    from bitexte import evaluation
    from bitexte.inflect import target_forms

    if glossary and terms:
        raise InputError("--glossary and --terms exclude each other", hint="name one of them")
    settings = assembly.settings(jobs=jobs)
    sources, references = _aligned(source, reference)
    finder = _Finder.of(glossary or [], terms, sources)
    model = assembly.package(settings, package)
    engine = _Once(assembly.engine(settings, model, links=False))
    runs = _translated(sources, engine, assembly.rules(settings), finder)
    asked = [tuple(match.term for _, request, _ in line.parts for match in request.matches) for line in runs[-1]]
    lines = [evaluation.Line(*texts) for texts in zip(sources, references, asked, strict=True)]
    scores = [evaluation.evaluate(lines, [line.target for line in run], target_forms) for run in runs]
    _warn_of_absent(finder, lines, terms)
    signature = _signature(settings, model, (source, reference, terms), len(lines), finder)
    scoreboard.print_json(scores, signature) if json else scoreboard.print_table(scores, signature)


@dataclass(frozen=True, slots=True)
class _Finder:
    """Where the terms asked for come from: glossaries, a list for each line, or nowhere."""

    glossary: Glossary | None = None
    lists: tuple[tuple[Term, ...], ...] | None = None
    checksum: str = ""

    @classmethod
    def of(cls, glossaries: Sequence[Path], terms: Path | None, sources: Sequence[str]) -> _Finder:
        from bitexte import files, termlists
        from bitexte.cli.termbases import load_glossary

        if terms is not None:
            content = files.read_bytes(terms)
            lists = termlists.parse(_text(content, str(terms)), str(terms), len(sources))
            return cls(lists=lists, checksum=hashlib.sha256(content).hexdigest())
        if glossaries:
            glossary = load_glossary(glossaries)
            return cls(glossary, checksum=glossary.checksum)
        return cls()

    def __bool__(self) -> bool:
        return self.glossary is not None or self.lists is not None

    def find(self, number: int, segment: Segment) -> tuple[Match, ...]:
        """The terms in a segment of the line of that number, counted from 0."""
        from bitexte import termlists

        if self.lists is not None:
            return termlists.find(self.lists[number], segment.text)
        return self.glossary.find(segment.text) if self.glossary is not None else ()

    def absent(self, lines: Sequence[Line]) -> list[int]:
        """The numbers of the lines, counted from 1, that lack a term of their list."""
        lists = self.lists or ()
        return [n for n, (terms, line) in enumerate(zip(lists, lines, strict=False), 1) if {*terms} - {*line.terms}]


def _aligned(source: Path, reference: Path) -> tuple[list[str], list[str]]:
    """The lines of both files; InputError where they are not as many."""
    from bitexte import files

    sources, references = (_text(files.read_bytes(path), str(path)).split("\n") for path in (source, reference))
    for path, lines in ((source, sources), (reference, references)):
        if not any(line.strip() for line in lines):
            raise InputError("holds no text", where=str(path))
    if len(sources) != len(references):
        counts = f"{len(references):,} lines for the {len(sources):,} of {source}"
        raise InputError(f"has {counts}", where=str(reference), hint="line n of one must translate line n of the other")
    return sources, references


def _text(content: bytes, name: str) -> str:
    """The text of a file, without the end of its last line; only LF and CR LF end a line, as in `translate`."""
    from bitexte.readers import text

    decoded, guessed = text.decode(content, name)
    if guessed:
        console.say(f"{name}: warning: read as {guessed}, for it is not UTF-8")
    return decoded.replace("\r\n", "\n").removesuffix("\n")


def _translated(sources: Sequence[str], engine: Engine, rules: Rules, finder: _Finder) -> list[list[stream.Line]]:
    """The lines without terms and, if there are any to ask for, with them."""
    from bitexte.cli import stream

    finds: list[stream.Find] = [lambda _number, _segment: ()]
    if finder:
        finds.append(finder.find)
    runs: list[list[stream.Line]] = [[] for _ in finds]
    starts = range(0, len(sources), WINDOW)
    for start in console.watch(starts, "Translating", len(starts)):
        texts = sources[start : start + WINDOW]
        for run, find in zip(runs, finds, strict=True):
            run += stream.translated(texts, engine, rules, partial(_from, start, find))
    return runs


def _from(start: int, find: stream.Find, number: int, segment: Segment) -> tuple[Match, ...]:
    return find(start + number, segment)


def _warn_of_absent(finder: _Finder, lines: Sequence[Line], terms: Path | None) -> None:
    """Terms that a list asks for and the source does not hold: they cannot be applied, and are not counted."""
    absent = finder.absent(lines)
    if absent:
        first = ", ".join(map(str, absent[:5])) + (", ..." if len(absent) > 5 else "")
        console.say(f"{terms}: warning: {len(absent):,} lines do not hold all their terms (lines {first})")


def _signature(
    settings: Settings, package: Package, data: Sequence[Path | None], lines: int, finder: _Finder
) -> dict[str, str | int]:
    """How the scores were made: all that they depend on."""
    from importlib.metadata import version

    from bitexte import evaluation

    source, reference, terms = data
    metrics = evaluation.signatures()
    return {
        "source": source.name if source else "",
        "reference": reference.name if reference else "",
        "lines": lines,
        "package": package.name,
        "package_version": package.version,
        "package_sha256": package.checksum,
        "terms": terms.name if terms else "",
        "glossary_sha256": finder.checksum,
        "beam": settings.beam,
        "bitexte": __version__,
        **{name: version(name) for name in ("ctranslate2", "sentencepiece", "sacrebleu")},
        **metrics,
    }
