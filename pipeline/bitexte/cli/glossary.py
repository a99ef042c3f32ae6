"""`bitexte glossary`: list, check, add to, count, match and extract terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bitexte import segment, terms
from bitexte.cli import console, glossary_files, options
from bitexte.disk.lock import editing
from bitexte.disk.read import read_bytes
from bitexte.disk.replace import write_if_changed
from bitexte.disk.sources import find_sources
from bitexte.errors import GlossaryError
from bitexte.formats import document_suffixes
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms import extraction, termbase
from bitexte.terms.termbase import Entry, advice
from bitexte.text.identifiers import slug

app = typer.Typer(name="glossary", help="Glossaries: list, check, extend, match, extract.", no_args_is_help=True)
app.command("export")(glossary_files.export)
app.command("import")(glossary_files.import_)


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
    remarks = list(advice.remarks(found))
    for remark in remarks:
        if json:
            console.result_json({"where": remark.where, "severity": remark.severity, "message": remark.message})
        else:
            console.result(f"{remark.where}: {remark.severity}: {remark.message}")
    errors = sum(remark.severity == "error" for remark in remarks)
    console.say(f"{len(found)} concepts, {errors} errors, {len(remarks) - errors} warnings")
    if errors:
        raise typer.Exit(console.FINDINGS)


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
def add(
    french: Annotated[str, typer.Argument(metavar="FRENCH")],
    english: Annotated[str, typer.Argument(metavar="ENGLISH")],
    glossary: Annotated[
        Path | None, typer.Option("--glossary", "-g", help="File to extend. Default: the only one.")
    ] = None,
    domain: Annotated[str | None, typer.Option(help="Domain, where it is not the file's.")] = None,
    pos: Annotated[PartOfSpeech, typer.Option(help="Part of speech.")] = PartOfSpeech.NOUN,
    definition: Annotated[str, typer.Option(help="What the concept is.")] = "",
    note: Annotated[str, typer.Option(help="Note for translators.")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="`translate: no`: English keeps the French term.")] = False,
) -> None:
    """Add a concept to a glossary file; everything else in the file stays as it is."""
    path = glossary or _only_file()
    sources = (Designation(_sound(french, "FRENCH"), pos),)
    targets = (Designation(_sound(english, "ENGLISH"), pos),)
    flags = frozenset((Flag.KEEP,)) if keep else frozenset()
    with editing(path):
        content = read_bytes(path) if path.exists() else termbase.dump(())
        chosen = termbase.domain(content, str(path)) if domain is None else domain
        term = Term(slug(french), sources, targets, chosen, definition, note, flags)
        write_if_changed(path, termbase.append(content, (term,), str(path)), keep_links=True)
    console.result(f"{path}: {french} → {english}")


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="French texts; folders are searched.")],
    glossary: options.Glossaries = None,
    limit: Annotated[int, typer.Option(help="How many candidates at most.", min=1)] = 200,
    least: Annotated[int, typer.Option(help="How often a candidate must occur.", min=1)] = 2,
) -> None:
    """Print candidate terms as a YAML stub, the best first; `glossary check` then asks for each empty `en`."""
    project = options.project(options.settings(), glossary)
    options.tell_remarks(project)
    texts = (
        one.text
        for path in console.watch(_texts_under(paths), "Reading")
        for one in segment.segment(options.document(path, project), project.rules)
    )
    candidates = extraction.candidates(texts, project.glossary, limit=limit, least=least)
    console.result(extraction.stub(candidates).rstrip("\n"))


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


def _only_file() -> Path:
    found = options.glossary_files(options.settings(), ())
    if len(found) > 1:
        names = ", ".join(str(path) for path in found)
        raise GlossaryError(f"there are several glossaries: {names}", hint="name one with --glossary")
    return found[0] if found else Path("glossary") / "terms.yaml"


def _sound(text: str, argument: str) -> str:
    plain = " ".join(text.split())
    if problem := termbase.flaw(plain):
        raise GlossaryError(f"{argument}: {problem}", hint="give a term")
    return plain
