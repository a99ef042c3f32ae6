"""`bitexte eval`: scores of a package on a text with its reference, with and without terms, side by side."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from bitexte import flow
from bitexte.cli import console, options, scores
from bitexte.disk.read import read_bytes
from bitexte.errors import InputError
from bitexte.evaluation import quality, test_sets
from bitexte.evaluation.quality import Line
from bitexte.formats.assembly import target_blocks
from bitexte.model import Bitext, Block, BlockKind, Document, Segment, Term, TermMatch
from bitexte.project import Project
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
    package: options.PackageName = None,
    jobs: options.Jobs = None,
    lexicon: options.Lexicon = None,
    json: options.Json = False,
) -> None:
    """Measure BLEU, chrF and how terms come out, without and with the glossary, side by side.

    Each line is translated as `bitexte translate` does it. Exact: the preferred target as the glossary writes it;
    lemma: any form of any target allowed. Extra (over-generation): more terms than the source has. False application:
    a term neither the source nor the reference holds. Consistent: terms that always get one and the same target.
    """
    if glossary and terms:
        raise InputError("--glossary and --terms exclude each other", hint="name one of them")
    sources, references = _aligned(source, reference)
    finder = _Finder.of(glossary or [], terms, sources)
    with tempfile.TemporaryDirectory() as folder:  # lines without terms are the same in both passes: decoded once
        settings = options.settings(package=package, jobs=jobs, lexicon=lexicon)
        with Project(settings, memory_file=Path(folder) / "memory.sqlite", links=False) as project:
            bitexts = [_translated(sources, project, each) for each in ([_NOWHERE, finder] if finder else [_NOWHERE])]
            signature = _signature(project, (source, reference, terms), len(sources), finder)
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


def _translated(sources: Sequence[str], project: Project, finder: _Finder) -> Bitext:
    """The lines translated, a block a line, with the terms that the finder gives."""
    document = Document("lines", "txt", tuple(Block(BlockKind.PARAGRAPH, line) for line in sources))
    found = matched(document, project.rules, EMPTY)
    asked: Matched = replace(found, matches=tuple(finder.find(segment) for segment in found.segments))
    ((bitext, _),) = flow.translate_matched([asked], project)
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


def _signature(project: Project, data: Sequence[Path | None], lines: int, finder: _Finder) -> dict[str, str | int]:
    """How the scores were made: all that they depend on."""
    source, reference, terms = data
    package = project.package
    return {
        "source": source.name if source else "",
        "reference": reference.name if reference else "",
        "lines": lines,
        "package": package.name,
        "package_version": package.version,
        "package_sha256": package.checksum,
        "terms": terms.name if terms else "",
        "glossary_sha256": finder.checksum,
        "beam": project.settings.beam,
        "bitexte": __version__,
        **{name: version(name) for name in ("ctranslate2", "sentencepiece", "sacrebleu")},
        **quality.signatures(),
    }
