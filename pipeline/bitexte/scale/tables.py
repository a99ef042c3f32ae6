"""Tables of any size: each slice of rows is translated by itself and kept under its content's key.

A run that is killed finds the finished slices again, whoever finished them: this process or workers elsewhere. The
slices in their order are the table, whoever made them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path

from bitexte import fingerprint, flow
from bitexte.disk.names import english_name
from bitexte.disk.outputs import Outputs, Written
from bitexte.disk.replace import write_stream
from bitexte.errors import ConfigError, InputError, nearest
from bitexte.formats.assembly import target_blocks
from bitexte.model import Bitext, Block, BlockKind, Document, Unit
from bitexte.project import Project
from bitexte.scale.slices import Column, Fault, Slice, Table, Value
from bitexte.stages.figures import Summary, summary
from bitexte.stages.matching import matched
from bitexte.text.characters import composed

# The kinds of tables by their suffixes, and the class that reads each.
TABLES = {
    ".parquet": "bitexte.scale.parquet:ParquetTable",
    ".jsonl": "bitexte.scale.records:JsonLinesTable",
    ".ndjson": "bitexte.scale.records:JsonLinesTable",
    ".csv": "bitexte.scale.records:CsvTable",
    ".tsv": "bitexte.scale.records:CsvTable",
    ".tab": "bitexte.scale.records:CsvTable",
}
ONLY_ROWS = (".parquet", ".jsonl", ".ndjson")  # kinds that no format of documents reads
ADDED = {"english": "en", "terms": "terms", "score": "score", "findings": "findings"}  # and the ends of their names
PARTS = ".cache/parts"
_SHOWN_FAULTS = 1_000  # faults of a slice that are listed


@dataclass(frozen=True, slots=True)
class Part:
    """A finished slice: where it lies, what it holds, and the rows that could not be translated."""

    first: int
    rows: int
    path: str
    figures: Summary
    faults: tuple[Fault, ...] = ()
    kept: bool = False  # it was there from an earlier run


@dataclass(frozen=True)
class Job:
    """All that finishing a slice needs; it can be pickled, and opens the table where it is used.

    `name` is what the table goes by below the output folder; `added` are keys of ADDED; `folder` is where finished
    slices are kept.
    """

    path: Path
    name: str
    columns: tuple[str, ...]
    added: tuple[str, ...]
    folder: Path
    project: Project

    @cached_property
    def table(self) -> Table:
        return opened(self.path)

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        return tuple(self.table.slices())

    @property
    def rows(self) -> int:
        return sum(cut.rows for cut in self.slices)

    @cached_property
    def names(self) -> tuple[tuple[str, str, str], ...]:
        """The columns to add: whose text, what of it, and its name. Raises InputError where one is there already."""
        named = tuple((column, what, f"{column}_{ADDED[what]}") for column in self.columns for what in self.added)
        taken = [name for _, _, name in named if name in self.table.columns]
        if taken:
            hint = "rename it, or name other columns"
            raise InputError(f"has a column {taken[0]!r} already", where=str(self.path), hint=hint)
        return named

    @cached_property
    def key(self) -> bytes:
        """What the results depend on besides the rows: program, settings, package, glossary, columns."""
        elsewhere = replace(self.project.settings, folder=Path(), output="", sources=(), jobs=0)
        values = (fingerprint.code_digest(""), elsewhere, self.project.provenance, self.names, self.path.suffix)
        return repr(values).encode()

    def answer(self, cut: Sequence[int]) -> dict[str, object]:
        """As `finish`, in plain values: those of a Slice and of a Part."""
        return asdict(self.finish(Slice(*cut)))

    def finish(self, cut: Slice) -> Part:
        """Translate a slice, if no earlier run has, and keep it. Raises BitexteError."""
        content = self.table.content(cut)
        digest = hashlib.sha256(self.key + b"\0" + repr(self.table.columns).encode() + b"\0" + content).hexdigest()
        path = self.folder / f"{digest}.part"
        if path.exists():
            with suppress(ValueError, TypeError, OSError):  # one that is damaged is made anew
                return replace(_read_head(path), first=cut.first, rows=cut.rows, kept=True)
        texts, faults = self.table.texts(content, self.columns)
        known, figures = translations((text for column in texts for text in column if text), self.project)
        by_column = dict(zip(self.columns, texts, strict=True))
        values = [_column(name, what, by_column[column], known) for column, what, name in self.names]
        part = Part(cut.first, cut.rows, str(path), figures, tuple(faults[:_SHOWN_FAULTS]))
        write_stream(path, (_head(part), self.table.filled(content, values)))
        return part


@dataclass(frozen=True, slots=True)
class Row:
    """What a text of a table became."""

    english: str
    terms: str
    score: float | None
    findings: str


Over = Callable[[Job, Sequence[Slice]], Iterator[Part]]


def here(job: Job, slices: Sequence[Slice]) -> Iterator[Part]:
    """The slices finished in this process, one by one."""
    return map(job.finish, slices)


def opened(path: Path) -> Table:
    """The table at `path`. Raises InputError or ConfigError."""
    module, _, name = TABLES[path.suffix.lower()].partition(":")
    table: Table = getattr(import_module(module), name)(path)
    return table


def job(
    path: Path, columns: Sequence[str], added: Sequence[str], project: Project, outputs: Outputs, name: str = ""
) -> Job:
    """The work on a table. Raises InputError for a column that it does not have, ConfigError for unknown additions."""
    for what in added:
        if what not in ADDED:
            close = nearest(what, ADDED)
            hint = f"did you mean {close}?" if close else "columns that can be added: " + ", ".join(ADDED)
            raise ConfigError(f"unknown addition {what!r}", hint=hint)
    known = opened(path).columns
    hint = ("columns: " + ", ".join(known))[:150]
    if not columns:
        raise InputError("no column is named", where=str(path), hint=f"--column NAME; {hint}")
    for column in columns:
        if column not in known:
            raise InputError(f"there is no column {column!r}", where=str(path), hint=hint)
    own = hashlib.sha256((name or path.name).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    folder = outputs.folder.resolve() / PARTS / own
    named, wanted = tuple(dict.fromkeys(columns)), tuple(dict.fromkeys(added))
    return Job(path.resolve(), name or path.name, named, wanted, folder, project)


def translate_table(job: Job, outputs: Outputs, over: Over = here) -> Iterator[Part]:
    """Finish every slice, yield each as it is done, and put the table together below `en/` at the end.

    `over` says where slices are finished. One that is missing at the end is an InputError that names its rows; what is
    finished stays for the next run.
    """
    slices = job.slices
    paths: dict[int, str] = {}
    assert job.names is not None  # said before anything is done
    for part in over(job, slices):
        paths[part.first] = part.path
        yield part
    missing = [cut for cut in slices if cut.first not in paths]
    if missing:
        rows = f"rows {missing[0].first}-{missing[0].first + missing[0].rows - 1}"
        more = f" and {len(missing) - 1} slices more" if len(missing) > 1 else ""
        hint = "the rest is kept: run again"
        raise InputError(f"{rows}{more} could not be finished", where=str(job.path), hint=hint)
    _assembled(job, [paths[cut.first] for cut in slices], outputs)
    shutil.rmtree(job.folder, ignore_errors=True)  # with what other versions or settings have left of this table


def translations(texts: Iterable[str], project: Project) -> tuple[dict[str, Row], Summary]:
    """What becomes of the different texts among these, each once, and the figures."""
    different = tuple(dict.fromkeys(text for text in texts if text.strip()))
    if not different:
        return {}, Summary()
    blocks = tuple(Block(BlockKind.TABLE_CELL, composed(text)) for text in different)
    document = matched(Document("table", "txt", blocks), project.rules, project.glossary)
    ((bitext, recalled),) = flow.translate_matched([document], project)
    units: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in bitext.units:
        units[unit.segment.block].append(unit)
    findings = _findings(bitext)
    rows = {
        text: Row(target.text, _terms(units[at]), _score(units[at]), findings.get(at, ""))
        for at, (text, target) in enumerate(zip(different, target_blocks(bitext), strict=True))
    }
    return rows, replace(summary(bitext, recalled, 0), documents=0)


def _findings(bitext: Bitext) -> dict[int, str]:
    """The findings of each block, in words."""
    blocks = {unit.segment.id: unit.segment.block for unit in bitext.units}
    found: defaultdict[int, list[str]] = defaultdict(list)
    for finding in bitext.findings:
        found[blocks[finding.segment]].append(f"{finding.code} {finding.message}")
    return {block: "; ".join(lines) for block, lines in found.items()}


def _terms(units: Iterable[Unit]) -> str:
    """The terms of a text and what renders each, `?` where nothing does."""
    pairs = [
        f"{match.surface} → {unit.translation.text[slice(*rendering.span)] if rendering.span else '?'}"
        for unit in units
        if unit.compliance
        for match, rendering in zip(unit.matches, unit.compliance.renderings, strict=True)
    ]
    return "; ".join(pairs)


def _score(units: Iterable[Unit]) -> float | None:
    """The confidence of the least sure segment, to two places: the last digits follow the texts decoded beside."""
    known = [unit.translation.confidence for unit in units if unit.translation.confidence is not None]
    return round(min(known), 2) if known else None


def _column(name: str, what: str, texts: Sequence[str | None], known: dict[str, Row]) -> Column:
    values: list[Value] = []
    for text in texts:
        row = known.get(text) if text else None
        # A text without words stays what it is in English.
        values.append(getattr(row, what) if row else text if what == "english" else None)
    return Column(name, tuple(values), numeric=what == "score")


def _assembled(job: Job, paths: Sequence[str], outputs: Outputs) -> Written:
    added = [Column(name, (), numeric=what == "score") for _, what, name in job.names]
    with outputs.open("en/" + english_name(job.name, job.path.suffix)) as file:
        sink = job.table.sink(file, added)
        for path in paths:
            with Path(path).open("rb") as part:
                part.readline()
                sink.write(part.read())
        sink.close()
    return file.written


def _head(part: Part) -> bytes:
    values = [part.first, part.rows, astuple(part.figures), [astuple(fault) for fault in part.faults]]
    return json.dumps(values).encode() + b"\n"


def _read_head(path: Path) -> Part:
    """What stands before the rows of a finished slice. Raises ValueError, TypeError or OSError where it is damaged."""
    with path.open("rb") as file:
        first, rows, figures, faults = json.loads(file.readline())
    return Part(first, rows, str(path), Summary(*figures), tuple(Fault(*fault) for fault in faults))
