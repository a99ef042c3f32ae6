"""memoQ and Trados (Glossary Converter, MultiTerm Convert): CSV, a row a concept, a column for each synonym.

The columns are memoQ's own: Entry_ID, Entry_Domain, Entry_Note, then for each language its definition and, for each
term, the columns French, Term_Info, Term_Example.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, Provenance, Status, Term
from bitexte.terms.exchange import clean as sound
from bitexte.terms.exchange import losses
from bitexte.terms.exchange.outcome import Export, Import
from bitexte.text import delimited as table
from bitexte.text.characters import one_line, prose
from bitexte.text.delimited import Record

_NAME = "memoQ"
_ENTRY = ("Entry_ID", "Entry_Domain", "Entry_Note")
_SENSITIVE = {True: "CaseSense", False: "CasePermissive"}
_MATCHING = {True: "Exact", False: "HalfPrefix"}


def export(terms: Sequence[Term], provenance: Provenance) -> Export:
    """Each concept with its sources and allowed targets; case and matching are in Term_Info."""
    del provenance  # the first row must be the header
    most_sources = max(len(term.sources) for term in terms)
    most_targets = max(len(term.allowed) for term in terms)
    body = (_row(number, term, most_sources, most_targets) for number, term in enumerate(terms, 1))
    content = table.render([_header(most_sources, most_targets), *body])
    unheld = losses.unheld(terms, _NAME, {"domain", "definition", "note", "flags"})
    keep = [term.id for term in terms if Flag.KEEP in term.flags]
    kept_as_is = [f"{name}: memoQ is told the target, not that it must stay as it is" for name in keep]
    return Export(
        "memoq.csv",
        content,
        (*losses.forbidden(terms, _NAME), *unheld, *kept_as_is, *losses.formulas(terms)),
    )


def load(content: bytes, name: str) -> Import:
    """The concepts of a memoQ term base saved as CSV, whatever the separator."""
    records = table.records(content, name)
    header = next(records, None)
    if header is None:
        raise GlossaryError("the table is empty", where=name)
    places = {title: number for number, title in reversed(list(enumerate(map(str.strip, header.cells))))}
    french, english = _language("French", header, name), _language("English", header, name)
    lost: list[str] = []
    taken: sound.Taken = {}
    found = [_term(record, places, french, english, taken, name, lost) for record in records]
    terms, mended = sound.agreed(term for term in found if term is not None)
    if not terms:
        raise GlossaryError("no row of the table holds a term and its translation", where=name)
    known = {*_ENTRY, "Term_Info", "French_Def", *(header.cells[number] for number in (*french, *english))}
    unread = [title for title in dict.fromkeys(header.cells) if title.strip() and title not in known]
    lost += [f"the column '{title}' is not kept" for title in unread if title not in ("Term_Example", "English_Def")]
    return Import(terms, (*lost, *mended))


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
    taken: sound.Taken,
    name: str,
    lost: list[str],
) -> Term | None:
    def cell(title: str) -> str:
        number = places.get(title, len(record.cells))
        return prose(record.cells[number]) if number < len(record.cells) else ""

    sources, targets = _terms(record, french, "French", name), _terms(record, english, "English", name)
    if not sources or not targets:
        empty = "English" if sources else "French"
        lost.append(f"{record.place}, column '{empty}': empty, the row is left out")
        return None
    told = record.cells[french[0] + 1] if len(record.cells) > french[0] + 1 else ""
    return Term(
        sound.slug(sources[0].text, taken),
        tuple(sources),
        tuple(replace(one, status=Status.ADMITTED) if place else one for place, one in enumerate(targets)),
        one_line(cell("Entry_Domain") or cell("Entry_Subject")),
        cell("French_Def"),
        cell("Entry_Note"),
        frozenset(
            flag
            for flag, word in ((Flag.EXACT_CASE, "CaseSense"), (Flag.EXACT_FORM, "Exact"))
            if word in told.split(";")
        ),
    )


def _terms(record: Record, numbers: Sequence[int], column: str, name: str) -> list[Designation]:
    texts = [one_line(record.cells[number]) for number in numbers if number < len(record.cells)]
    for text in texts:
        sound.check_length(text, f"{record.place}, column '{column}'", f"{name}:{record.line}")
    return [Designation(text) for text in texts if text]
