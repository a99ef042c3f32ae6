"""`bitexte glossary`: list, check, add to, count, match and extract terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from bitexte import segment, terms
from bitexte.cli import console, glossary_adoption, glossary_changes, glossary_files, options
from bitexte.disk.replace import write_if_changed
from bitexte.disk.sources import find_sources
from bitexte.formats import document_suffixes
from bitexte.model import Designation, Flag, Status, Term
from bitexte.project import Project
from bitexte.terms import extraction, termbase, vocabulary
from bitexte.terms.exchange import xlsx
from bitexte.terms.extraction import Candidate
from bitexte.terms.termbase import Entry, advice
from bitexte.text import delimited
from bitexte.text.characters import even
from bitexte.version import __version__

app = typer.Typer(
    name="glossary", help="Glossaries: list, check, extend, match, extract.", no_args_is_help=True, add_completion=False
)
app.command("export")(glossary_files.export)
app.command("import")(glossary_files.import_)
for _command in (
    glossary_changes.add,
    glossary_adoption.renderings,
    glossary_adoption.adopt,
    glossary_changes.edit,
    glossary_changes.remove,
    glossary_changes.undo,
    glossary_changes.diff,
):
    app.command()(_command)


@app.command("list")
def list_(files: options.GlossaryFiles = None, json: options.Json = False) -> None:
    """List the concepts: id, French terms, English terms."""
    for entry in _entries(files):
        if json:
            console.result_json(_record(entry.term))
        else:
            console.result("\t".join((entry.term.id, _texts(entry.term.sources), _texts(entry.term.targets))))


@app.command()
def check(files: options.GlossaryFiles = None, json: options.Json = False) -> None:
    """Validate glossary files. Exit 1 where a term needs a terminologist, 2 where a file is malformed."""
    found = list(_entries(files, unfinished=True))
    termbase.agree([entry for entry in found if entry.term.targets])
    _tell(list(advice.remarks(found)), len(found), json)


@app.command()
def lint(files: options.GlossaryFiles = None, json: options.Json = False) -> None:
    """As `check`, and what an entry could do better: definitions, articles, capitals, full stops, twins."""
    found = list(_entries(files, unfinished=True))
    termbase.agree([entry for entry in found if entry.term.targets])
    _tell([*advice.remarks(found), *advice.lint(found)], len(found), json)


@app.command()
def columns(json: options.Json = False) -> None:
    """List the column names and the languages that `glossary import` understands, with their other names."""
    for name, meaning, names in vocabulary.column_lines():
        record = {"column": name, "meaning": meaning, "names": names.split(", ")}
        console.result_of(f"{name}\t{meaning}\t{names}", record, json=json)
    for code, others in vocabulary.language_lines():
        record = {"language": code, "names": others.split(", ")}
        console.result_of(f"{code}\tlanguage\t{others}", record, json=json)


@app.command()
def stats(files: options.GlossaryFiles = None, json: options.Json = False) -> None:
    """Count concepts, terms, statuses, parts of speech and domains."""
    counts = dict(_counts([entry.term for entry in _entries(files)]))
    if json:
        console.result_json(counts)
    else:
        console.table("", ("glossary", "count"), ((name, f"{count:,}") for name, count in counts.items()))


@app.command()
def match(
    text: Annotated[Path, typer.Argument(metavar="FILE|-", help="A French text, or - for standard input.")],
    glossary: options.Glossaries = None,
    json: options.Json = False,
) -> None:
    """Print the terms found in a text, segment by segment, with their character offsets."""
    project = options.project(options.settings(), glossary)
    options.tell_remarks(project)
    for one in segment.segment(options.document(text, project), project.rules):
        for hit in project.glossary.hits(one.text):
            (start, end), term = hit.match.span, hit.match.term
            if json:
                record = {"segment": one.number, "term": term.id, "source": hit.source.text}
                console.result_json(record | {"start": start, "end": end, "surface": hit.match.surface})
            else:
                console.result(f"{one.number}\t{start}-{end}\t{' '.join(hit.match.surface.split())}\t→ {term.target}")


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="French texts; folders are searched.")],
    glossary: options.Glossaries = None,
    limit: Annotated[int, typer.Option(help="How many candidates at most.", min=1)] = 200,
    least: Annotated[int, typer.Option(help="How often a candidate must occur.", min=1)] = 2,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A sheet to tick and fill in: .xlsx or .csv, for import.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Print candidate terms as a YAML stub, the best first; `glossary check` then asks for each empty `en`.

    Each comes with its count, a context, and the English that the reviewed memory or the package's lexicon knows. With
    --output a sheet is written instead: tick `take` where the row is right, mend the English, `glossary import` it.
    """
    project = options.project(options.settings(), glossary)
    options.tell_remarks(project)
    texts = (
        one.text
        for path in console.watch(_texts_under(paths), "Reading")
        for one in segment.segment(options.document(path, project), project.rules)
    )
    found = extraction.candidates(texts, project.glossary, limit=limit, least=least)
    candidates = list(_with_english(found, project))
    if output is None:
        if json:
            for candidate in candidates:
                console.result_json(asdict(candidate))
        else:
            console.result(extraction.stub(candidates).rstrip("\n"))
        return
    rows = extraction.sheet(candidates)
    if output.suffix.lower() == ".xlsx":
        content = xlsx.workbook(extraction.SHEET, rows, f"bitexte {__version__}", [])
    else:
        content = delimited.render([extraction.SHEET, *rows])
    write_if_changed(output, content, keep_links=True)
    console.say(f"{len(candidates):,} candidates")
    console.result_of(str(output), {"file": str(output), "candidates": len(candidates)}, json=json)


def _with_english(candidates: Sequence[Candidate], project: Project) -> Iterator[Candidate]:
    """The candidates with what people have made of each, as a text of its own or in a sentence; else of the lexicon."""
    lexicon = project.package.lexicon if project.settings.lexicon and project.settings.engine == "package" else None
    units = [entry.unit for entry in project.reviewed.entries]
    reviewed = [(even(unit.segment.text).casefold(), unit.translation.text) for unit in units]
    for candidate in candidates:
        folded = even(candidate.text).casefold()
        alone = re.compile(rf"(?<!\w){re.escape(folded)}(?!\w)")
        sentence = next((english for french, english in reviewed if folded in french and alone.search(french)), "")
        exact = next((english for french, english in reviewed if french == folded), "")
        english = exact or next(iter(lexicon.find(candidate.text) if lexicon else ()), "")
        origin = "memory" if exact else "lexicon" if english else ""
        yield replace(candidate, english=english, origin=origin, sentence=sentence)


def _tell(remarks: Sequence[advice.Remark], concepts: int, json: bool) -> None:
    """Print remarks and their counts; exit 1 where one is an error."""
    for remark in remarks:
        if json:
            console.result_json({"where": remark.where, "severity": remark.severity, "message": remark.message})
        else:
            console.result(f"{remark.where}: {remark.severity}: {remark.message}")
    counts = Counter(str(remark.severity) for remark in remarks)
    notes = f", {counts['note']} notes" if counts["note"] else ""
    console.say(f"{concepts} concepts, {counts['error']} errors, {counts['warning']} warnings{notes}")
    if counts["error"]:
        raise typer.Exit(console.FINDINGS)


def _texts_under(paths: Sequence[Path]) -> list[Path]:
    return [path for path in paths if str(path) == "-"] + [
        source.path for source in find_sources([path for path in paths if str(path) != "-"], document_suffixes()).inputs
    ]


def _entries(paths: list[Path] | None, *, unfinished: bool = False) -> Iterator[Entry]:
    remarks: list[str] = []
    for path in options.glossary_files(options.settings(), paths):
        yield from terms.load_entries(path, remarks, unfinished=unfinished)
    for remark in remarks:
        console.say(remark)


def _texts(designations: Sequence[Designation]) -> str:
    return "; ".join(f"†{one.text}" if one.status is Status.DEPRECATED else one.text for one in designations)


def _record(term: Term) -> dict[str, object]:
    return {
        "id": term.id,
        "fr": [one.text for one in term.sources],
        "en": [one.text for one in term.allowed],
        "forbidden": [one.text for one in term.forbidden],
        "pos": term.sources[0].part_of_speech,
        "domain": term.domain,
        "definition": term.definition,
        "note": term.note,
        "flags": sorted(term.flags),
    }


def _counts(terms: Sequence[Term]) -> Iterator[tuple[str, int]]:
    yield "concepts", len(terms)
    yield "French terms", sum(len(term.sources) for term in terms)
    yield "English terms", sum(len(term.allowed) for term in terms)
    yield "forbidden English terms", sum(len(term.forbidden) for term in terms)
    yield "kept as is", sum(Flag.KEEP in term.flags for term in terms)
    yield "with a definition", sum(bool(term.definition) for term in terms)
    yield "with a note", sum(bool(term.note) for term in terms)
    for label, values in (
        ("part of speech", Counter(str(term.sources[0].part_of_speech) for term in terms)),
        ("domain", Counter(term.domain or "none" for term in terms)),
    ):
        yield from ((f"{label}: {value}", count) for value, count in sorted(values.items()))
