"""The fields of a term that a format has no place for, named with the terms that have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bitexte.model import Designation, PartOfSpeech, Status, Term
from bitexte.text.delimited import is_formula

_SHOWN = 10

FIELDS: dict[str, tuple[str, Callable[[Term], bool]]] = {
    "id": ("id", lambda term: bool(term.id)),
    "pos": ("part of speech", lambda term: any(one.part_of_speech is not PartOfSpeech.NOUN for one in _all(term))),
    "sides": ("differing parts of speech of French and English", lambda term: len(_parts_of_speech(term)) > 1),
    "status": ("status of the sources", lambda term: any(_is_irregular(term.sources))),
    "domain": ("domain", lambda term: bool(term.domain)),
    "definition": ("definition", lambda term: bool(term.definition)),
    "note": ("note", lambda term: bool(term.note)),
    "notes": ("notes on single designations", lambda term: any(one.note for one in _all(term))),
    "forms": ("inflected forms", lambda term: any(one.forms for one in _all(term))),
    "flags": ("matching flags", lambda term: bool(term.flags)),
}


def unsupported_fields(terms: Sequence[Term], consumer: str, holds: Iterable[str] = ()) -> Iterator[str]:
    """A line for each field that is not among `holds` (keys of FIELDS) and that some term has."""
    for field, (label, has) in FIELDS.items():
        if field in holds:
            continue
        named = [term.id for term in terms if has(term)]
        if named:
            yield f"{consumer} has no place for the {label}: {_list(named)}"


def forbidden(terms: Iterable[Term], consumer: str) -> Iterator[str]:
    """A line for each forbidden target: a format without status would recommend it."""
    for term in terms:
        for target in term.forbidden:
            yield f"{term.id}: the forbidden '{target.text}' is left out, {consumer} would recommend it"


def formulas(terms: Sequence[Term], *, raw: bool) -> Iterator[str]:
    """A caution for what a spreadsheet program runs as a formula when it opens a text table."""
    texts = ((term.id, text) for term in terms for text in _texts(term))
    named = list(dict.fromkeys(name for name, text in texts if is_formula(text)))
    done = "a spreadsheet program takes it for a formula" if raw else "it is written with an apostrophe before it"
    if named:
        yield f"caution: a text begins with =, +, - or @ ({done}): {_list(named)}"


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    rest = len(names) - _SHOWN
    return f"{len(names):,} terms ({shown}{f' and {rest:,} more' if rest > 0 else ''})"


def _all(term: Term) -> tuple[Designation, ...]:
    return term.sources + term.targets


def _texts(term: Term) -> Iterator[str]:
    yield from (term.id, term.domain, term.definition, term.note)
    for one in _all(term):
        yield from (one.text, one.note)


def _parts_of_speech(term: Term) -> set[PartOfSpeech]:
    return {one.part_of_speech for one in _all(term)}


def _is_irregular(sources: Sequence[Designation]) -> Iterator[bool]:
    return (one.status is not Status.PREFERRED for one in sources)
