"""`bitexte glossary`: list, check, add to, count, match and extract terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bitexte.cli import assembly, console, termbases
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term

if TYPE_CHECKING:
    from bitexte.termbase import Entry

app = typer.Typer(name="glossary", help="Glossaries: list, check, extend, match, extract.", no_args_is_help=True)

Glossaries = Annotated[
    list[Path] | None,
    typer.Option("--glossary", "-g", help="Glossary file, the first the strongest. Default: glossary/*.yaml"),
]
Files = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Default: glossary/*.yaml")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of text.")]


@app.command("list")
def list_(files: Files = None, json: Json = False) -> None:
    """List the concepts: id, French terms, English terms."""
    for entry in _entries(files):
        if json:
            console.result_json(_record(entry.term))
        else:
            console.result("\t".join((entry.term.id, _texts(entry.term.sources), _texts(entry.term.targets))))


@app.command()
def check(files: Files = None, json: Json = False) -> None:
    """Validate glossary files. Exit 1 where a term needs a terminologist, 2 where a file is malformed."""
    from bitexte import termbase
    from bitexte.termbase import advice

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
def stats(files: Files = None, json: Json = False) -> None:
    """Count concepts, terms, statuses, parts of speech and domains."""
    terms = [entry.term for entry in _entries(files)]
    counts = dict(_counts(terms))
    if json:
        console.result_json(counts)
    else:
        console.table("", ("glossary", "count"), ((name, f"{count:,}") for name, count in counts.items()))


@app.command()
def match(
    text: Annotated[Path, typer.Argument(metavar="FILE|-", help="A French text, or - for standard input.")],
    glossary: Glossaries = None,
    json: Json = False,
) -> None:
    """Print the terms found in a text, segment by segment, with their character offsets."""
    from bitexte import segment

    found, settings = termbases.load_glossary(glossary or ()), assembly.settings()
    for one in segment.segment(assembly.document(text, settings), assembly.rules(settings)):
        for hit in found.hits(one.text):
            (start, end), term = hit.match.span, hit.match.term
            if json:
                record = {"segment": one.id, "term": term.id, "source": hit.source.text}
                console.result_json(record | {"start": start, "end": end, "surface": hit.match.surface})
            else:
                console.result(f"{one.id}\t{start}-{end}\t{' '.join(hit.match.surface.split())}\t→ {term.target}")


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
    from bitexte import files, termbase

    path = glossary or _only_file()
    content = files.read_bytes(path) if path.exists() else termbase.dump(())
    term = Term(
        id=termbase.slug(french),
        sources=(Designation(_sound(french, "FRENCH"), pos),),
        targets=(Designation(_sound(english, "ENGLISH"), pos),),
        domain=termbase.domain(content, str(path)) if domain is None else domain,
        definition=definition,
        note=note,
        flags=frozenset((Flag.KEEP,)) if keep else frozenset(),
    )
    files.write_if_changed(path, termbase.append(content, (term,), str(path)))
    console.result(f"{path}: {french} → {english}")


@app.command()
def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="French texts; folders are searched.")],
    glossary: Glossaries = None,
    limit: Annotated[int, typer.Option(help="How many candidates at most.", min=1)] = 200,
    least: Annotated[int, typer.Option(help="How often a candidate must occur.", min=1)] = 2,
) -> None:
    """Print candidate terms as a YAML stub, the best first; `glossary check` then asks for each empty `en`."""
    from bitexte import extract as extraction
    from bitexte import segment

    known = termbases.load_glossary(glossary or ())
    settings = assembly.settings()
    rules = assembly.rules(settings)
    texts = (
        one.text
        for path in console.watch(_texts_under(paths), "Reading")
        for one in segment.segment(assembly.document(path, settings), rules)
    )
    candidates = extraction.candidates(texts, known, limit=limit, least=least)
    console.result(extraction.stub(candidates).rstrip("\n"))


def _texts_under(paths: Sequence[Path]) -> list[Path]:
    from bitexte import files

    return [path for path in paths if str(path) == "-"] + [
        source.path for source in files.find_sources([path for path in paths if str(path) != "-"])
    ]


def _entries(paths: list[Path] | None, *, unfinished: bool = False) -> Iterator[Entry]:
    from bitexte import termbase

    for path in termbases.glossary_files(paths or ()):
        yield from termbase.read(termbases.yaml_content(path), str(path), unfinished=unfinished)


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
    found = termbases.glossary_files(())
    if len(found) > 1:
        names = ", ".join(str(path) for path in found)
        raise GlossaryError(f"there are several glossaries: {names}", hint="name one with --glossary")
    return found[0] if found else Path("glossary") / "terms.yaml"


def _sound(text: str, argument: str) -> str:
    from bitexte import termbase

    plain = " ".join(text.split())
    if problem := termbase.flaw(plain):
        raise GlossaryError(f"{argument}: {problem}", hint="give a term")
    return plain
