"""`bitexte count`: how much there is to translate, and how much of it people have translated already.

A word is what stands between two word borders of Unicode (UAX 29) and holds a letter or a digit; a hyphen between
letters is no border, as in OmegaT's count. `l'eau`, `porte-clés` and `3,5` are one word each, `COVID-19` is two. Inline
codes count nothing. Characters are those of the texts in NFC; blanks are Unicode's.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Annotated

import regex
import typer

from bitexte import formats
from bitexte.cli import console, options
from bitexte.disk.sources import Input, find_sources
from bitexte.errors import ConfigError
from bitexte.formats.units import neighbours
from bitexte.memory.reviewed import EXACT, ICE, ReviewedMemory
from bitexte.model import Document, Segment
from bitexte.project import Project
from bitexte.segment import segment
from bitexte.text.characters import HYPHEN

_REPEATED, _ELSEWHERE, _NEW = "repetitions", "repetitions of other files", "none"
_BANDS = ((95, "95-99"), (85, "85-94"), (75, "75-84"), (50, "50-74"))
ROWS = ("ICE", "100", _REPEATED, _ELSEWHERE, *(name for _, name in _BANDS), _NEW)
_BORDER = regex.compile(r"(?V1w)\b")
_HYPHEN = regex.compile(rf"(?<=\p{{L}}){HYPHEN}(?=\p{{L}})")
_LEAST = 50  # in a hundred: the least similar text that is told


@dataclass(frozen=True, slots=True)
class Figures:
    """What a row holds; `solid` are the characters without blanks."""

    segments: int = 0
    words: int = 0
    characters: int = 0
    solid: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def count(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Documents, or folders of them.")],
    srx: options.Srx = None,
    json: options.Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Count words and characters by what the reviewed memory has for them; needs no model.

    ICE: the same text in the same context; 100: the same text; repetitions: a text that came before, in its own file
    or in another one; then similar texts by how much of them is the same, in a hundred.
    """
    if json and as_csv:
        raise ConfigError("--json and --csv are both asked for", hint="choose one")
    settings = options.settings(srx=srx)
    sources = find_sources(paths, formats.document_suffixes(), settings.folder / settings.output)
    if sources.skipped:
        console.say(sources.skipped_summary)
    with options.project(settings, None, default=False) as project:
        rows = counted(_documents(sources.inputs, project), project)
    tell(rows, len(sources.inputs), json=json, as_csv=as_csv)


def counted(documents: Iterable[Document], project: Project) -> dict[str, Figures]:
    """The figures of each row of ROWS over some documents; each segment is in one row."""
    rows = dict.fromkeys(ROWS, Figures())
    seen: dict[object, str] = {}
    for document in documents:
        segments = tuple(segment(document, project.rules))
        beside = neighbours(each.text for each in segments)
        for each, (before, after) in zip(segments, beside, strict=True):
            keyed = bool(document.blocks[each.block].key)
            name = _row(each, before, after, project.reviewed, keyed=keyed, first=seen, document=document.name)
            rows[name] += figures(each.text)
    return rows


def figures(text: str) -> Figures:
    """The figures of one segment."""
    words = sum(any(map(str.isalnum, part)) for part in _BORDER.split(_HYPHEN.sub("", text)))
    return Figures(1, words, len(text), sum(not sign.isspace() for sign in text))


def _row(
    found: Segment,
    before: str,
    after: str,
    memory: ReviewedMemory,
    *,
    keyed: bool,
    first: dict[object, str],
    document: str,
) -> str:
    """The row of a segment; `first` has the document in which each text came first, and learns this one's."""
    identity = found.text, tuple((code.kind, code.offset) for code in found.codes)
    earlier = first.get(identity)
    first.setdefault(identity, document)
    recalled = memory.recall(found, before, after, keyed=keyed)
    similarity = recalled.similarity if recalled else 0
    if similarity >= EXACT:
        return "ICE" if similarity == ICE else "100"
    if earlier is not None:
        return _REPEATED if earlier == document else _ELSEWHERE
    if recalled is None:
        similarity = max((match.similarity for match in memory.fuzzy(found.text, _LEAST)), default=0)
    return next((name for least, name in _BANDS if similarity >= least), _NEW)


def _documents(inputs: Sequence[Input], project: Project) -> Iterator[Document]:
    for source in console.watch(inputs, "Counting", len(inputs)):
        for document in formats.load_documents(source.path, source.name, project.options):
            options.tell_warnings(document, str(source.path))
            yield document


def tell(rows: dict[str, Figures], documents: int, *, json: bool, as_csv: bool = False) -> None:
    """Print the figures of all rows, and of the whole."""
    complete = rows | {"total": sum(rows.values(), Figures())}
    if json:
        named = {name: asdict(figures) for name, figures in complete.items()}
        console.result_json({"documents": documents, "rows": named})
        return
    header = ("", "segments", "words", "characters", "without blanks")
    if as_csv:
        lines = io.StringIO()
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(("row", *header[1:]))
        table.writerows((name, *astuple(figures)) for name, figures in complete.items())
        console.result(lines.getvalue().rstrip("\n"))
        return
    shown = [(name, *(f"{number:,}" for number in astuple(figures))) for name, figures in complete.items()]
    console.table("", header, shown)
