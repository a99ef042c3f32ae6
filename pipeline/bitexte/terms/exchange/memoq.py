"""memoQ and Trados (Glossary Converter, MultiTerm Convert): CSV, a row a concept, a column for each synonym.

The columns are memoQ's own: Entry_ID, Entry_Domain, Entry_Note, then for each language its definition and, for each
term, the columns French, Term_Info, Term_Example.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, Provenance, Status, Term
from bitexte.terms.exchange import clean, losses
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.terms.termbase import Entry
from bitexte.text import delimited
from bitexte.text.delimited import Record, unguarded
from bitexte.text.identifiers import Identifiers, slug

_NAME = "memoQ"
_ENTRY = ("Entry_ID", "Entry_Domain", "Entry_Note")
_SENSITIVE = {True: "CaseSense", False: "CasePermissive"}
_MATCHING = {True: "Exact", False: "HalfPrefix"}


def serialize(terms: Sequence[Term], provenance: Provenance, *, raw: bool = False) -> Export:
    """Each concept with its sources and allowed targets; case and matching are in Term_Info."""
    del provenance  # the first row must be the header
    everything, terms = terms, [term for term in terms if term.allowed]
    most_sources = max((len(term.sources) for term in terms), default=1)
    most_targets = max((len(term.allowed) for term in terms), default=1)
    body = (_row(number, term, most_sources, most_targets) for number, term in enumerate(terms, 1))
    content = delimited.render([_header(most_sources, most_targets), *body], raw=raw)
    forbidden = tuple(losses.forbidden(everything, _NAME))
    unheld = losses.unsupported_fields(terms, _NAME, {"domain", "definition", "note", "flags"})
    keep = [term.id for term in terms if Flag.KEEP in term.flags]
    kept_as_is = [f"{name}: memoQ is told the target, not that it must stay as it is" for name in keep]
    return Export(
        "memoq.csv",
        content,
        (*forbidden, *unheld, *kept_as_is),
    )


def parse(content: bytes, name: str) -> Import:
    """The concepts of a memoQ term base saved as CSV, whatever the separator."""
    records = delimited.records(content, name)
    header = next(records, None)
    if header is None:
        raise GlossaryError("the table is empty", where=name)
    places = {title: number for number, title in reversed(list(enumerate(map(str.strip, header.cells))))}
    french, english = _language("French", header, name), _language("English", header, name)
    lost: list[str] = []
    taken = Identifiers()
    found = [_term(record, places, french, english, taken, name, lost) for record in records]
    entries, mended = clean.agreed(entry for entry in found if entry is not None)
    if not entries:
        raise GlossaryError("no row of the table holds a term and its translation", where=name)
    known = {*_ENTRY, "Term_Info", "French_Def", *(header.cells[number] for number in (*french, *english))}
    unread = [title for title in dict.fromkeys(header.cells) if title.strip() and title not in known]
    lost += [f"the column '{title}' is not kept" for title in unread if title not in ("Term_Example", "English_Def")]
    return Import(entries, (*lost, *mended))


def _header(sources: int, targets: int) -> tuple[str, ...]:
    french = ("French", "Term_Info", "Term_Example") * sources
    english = ("English", "Term_Info", "Term_Example") * targets
    return (*_ENTRY, "French_Def", *french, "English_Def", *english)


def _row(number: int, term: Term, sources: int, targets: int) -> tuple[str, ...]:
    told = f"{_SENSITIVE[Flag.EXACT_CASE in term.flags]};{_MATCHING[Flag.EXACT_FORM in term.flags]}"
    french = _padded(term.sources, sources, told)
    english = _padded(term.allowed, targets, told)
    return (str(number), term.domain, term.note, term.definition, *french, "", *english)


def _padded(designations: Sequence[Designation], width: int, told: str) -> Iterator[str]:
    for one in designations:
        yield from (one.text, told, "")
    yield from ("", "", "") * (width - len(designations))


def _language(language: str, header: Record, name: str) -> tuple[int, ...]:
    """The term columns of a language, its variants (`English_United_States`) included."""
    numbers = tuple(
        number
        for number, title in enumerate(map(str.strip, header.cells))
        if (title == language or title.startswith(f"{language}_")) and not title.endswith("_Def")
    )
    if not numbers:
        raise GlossaryError(
            f"row {header.row}: no column is named {language}",
            where=f"{name}:{header.line}",
            hint="memoQ names the term columns after the languages, in English",
        )
    return numbers


def _term(
    record: Record,
    places: Mapping[str, int],
    french: Sequence[int],
    english: Sequence[int],
    taken: Identifiers,
    name: str,
    lost: list[str],
) -> Entry | None:
    def cell(title: str) -> str:
        return clean.prose(unguarded(_cell(record, places.get(title, len(record.cells)))))

    sources, targets = _terms(record, french, "French", name), _terms(record, english, "English", name)
    if not sources or not targets:
        empty = "English" if sources else "French"
        lost.append(f"{record.place}, column '{empty}': empty, the row is left out")
        return None
    told = _cell(record, french[0] + 1)
    term = Term(
        taken.distinct(slug(sources[0].text)),
        _ranked(sources),
        _ranked(targets),
        clean.one_line(cell("Entry_Domain") or cell("Entry_Subject")),
        cell("French_Def"),
        cell("Entry_Note"),
        frozenset(
            flag
            for flag, word in ((Flag.EXACT_CASE, "CaseSense"), (Flag.EXACT_FORM, "Exact"))
            if word in told.split(";")
        ),
    )
    return Entry(term, name, record.line)


def _terms(record: Record, numbers: Sequence[int], column: str, name: str) -> list[Designation]:
    found: list[Designation] = []
    for number in numbers:
        text = clean.one_line(unguarded(_cell(record, number)))
        clean.check_length(text, f"{record.place}, column '{column}'", f"{name}:{record.line}")
        forbidden = "forbidden" in _cell(record, number + 1).lower().split(";")
        if text:
            found.append(Designation(text, status=Status.DEPRECATED if forbidden else Status.PREFERRED))
    return found


def _cell(record: Record, number: int) -> str:
    return record.cells[number] if number < len(record.cells) else ""


def _ranked(terms: Sequence[Designation]) -> tuple[Designation, ...]:
    """The first allowed term is the preferred one, the others are admitted: memoQ tells their order alone."""
    ranked: list[Designation] = []
    for one in terms:
        kept = one.status is Status.DEPRECATED
        ranked.append(one if kept else replace(one, status=clean.target_status(ranked)))
    return tuple(ranked)
