"""Cleans texts, ids and terms so that every format and the termbase accept them, and says what it changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, Status, Term
from bitexte.terms import termbase
from bitexte.terms.termbase import Entry
from bitexte.text import characters
from bitexte.text.identifiers import Identifiers, slug

# What no reader sees and no text repeats: soft hyphen, zero width, byte-order mark, marks and isolates of direction.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_MARKS = re.compile("([\u0300-\u036f]{8})[\u0300-\u036f]+")  # no letter bears more; normalising them is quadratic
_NOT_IN_ID = re.compile(r"[^\w.:-]+")
_RANK = {Status.PREFERRED: 0, Status.ADMITTED: 1, Status.DEPRECATED: 2}


def one_line(text: str) -> str:
    """NFC text with single blanks, without control and invisible characters and without white space around it."""
    return characters.one_line(_seen(text))


def prose(text: str) -> str:
    """The same for a definition or a note, which may have several lines."""
    return characters.prose(_seen(text))


def has_invisible(text: str) -> bool:
    """Whether the text holds characters that no reader sees."""
    return not text.isascii() and _INVISIBLE.search(text) is not None


def check_length(text: str, place: str, where: str) -> None:
    """Refuse a term that is too long for the termbase; `place` is a row and a column, `where` a file and a line."""
    if len(text) > limits.TERM_CHARACTERS:
        raise GlossaryError(
            f"{place}: the term has {len(text):,} characters ({text[:20]}…)",
            where=where,
            hint=f"a term has at most {limits.TERM_CHARACTERS:,}: is this really the term?",
        )


def target_status(earlier: Collection[Designation]) -> Status:
    """The status of a target that states none: the first usable one is preferred, as in the termbase."""
    usable = any(one.status is not Status.DEPRECATED for one in earlier)
    return Status.ADMITTED if usable else Status.PREFERRED


def cleaned(terms: Iterable[Term]) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The terms as the termbase and every format can hold them, with a line for each change made on the way."""
    entries, losses = _cleaned(Entry(term, "", 0) for term in terms)
    return tuple(entry.term for entry in entries), tuple(losses)


def agreed(entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """Clean entries that make up one termbase: a French term is preferred in one concept of a domain, else admitted.

    Raises GlossaryError where they are more than a termbase holds.
    """
    kept, losses = _cleaned(entries)
    owners: dict[tuple[str, str, str], str] = {}

    def admitted(one: Designation, term: Term) -> Designation:
        if one.status is not Status.PREFERRED:
            return one
        owner = owners.setdefault((term.domain, one.text, one.part_of_speech), term.id)
        if owner == term.id:
            return one
        losses.append(f"{term.id}: '{one.text}' is preferred in '{owner}' already, it is admitted here")
        return replace(one, status=Status.ADMITTED)

    terms = [_resourced(entry.term, [admitted(one, entry.term) for one in entry.term.sources]) for entry in kept]
    return tuple(replace(entry, term=term) for entry, term in zip(kept, terms, strict=True)), tuple(losses)


def _seen(text: str) -> str:
    return text if text.isascii() else _MARKS.sub(r"\1", _INVISIBLE.sub("", text))


def _cleaned(entries: Iterable[Entry]) -> tuple[list[Entry], list[str]]:
    losses: list[str] = []
    taken = Identifiers()
    kept: list[Entry] = []
    size = 0
    for entry in entries:
        term = entry.term
        better = _clean_term(term, taken, losses)
        if better is None:
            losses.append(f"{term.id}: left out, it lacks a French or an English term")
            continue
        losses += _changes(term, better)
        kept.append(replace(entry, term=better))
        size += _size(better)
        if size > limits.GLOSSARY_CHARACTERS:
            raise GlossaryError(
                f"the terms have more than {limits.GLOSSARY_CHARACTERS:,} characters",
                where=entry.name,
                hint="split the glossary",
            )
    return kept, losses


def _size(term: Term) -> int:
    designations = sum(len(one.text) + len(one.note) for one in (*term.sources, *term.targets))
    return designations + len(term.definition) + len(term.note) + len(term.domain)


def _resourced(term: Term, sources: Sequence[Designation]) -> Term:
    if all(new is old for new, old in zip(sources, term.sources, strict=True)):
        return term
    ordered = tuple(sorted(sources, key=lambda one: _RANK[one.status]))
    kept = (Designation(ordered[0].text, ordered[0].part_of_speech),)
    return replace(term, sources=ordered, targets=kept if Flag.KEEP in term.flags else term.targets)


def _clean_term(term: Term, taken: Identifiers, losses: list[str]) -> Term | None:
    sources = _clean_designations(term, term.sources, losses)
    targets = _clean_designations(term, term.targets, losses)
    banned = bool(targets) and targets[0].status is Status.DEPRECATED
    if not targets or not (sources or banned):
        return None
    name = _NOT_IN_ID.sub("-", one_line(term.id))[:200]
    flags = term.flags
    if Flag.KEEP in flags:
        if not sources or {one.text for one in targets} != {sources[0].text}:
            flags -= {Flag.KEEP}
        else:
            targets = (Designation(sources[0].text, sources[0].part_of_speech),)
    return Term(
        taken.distinct(name or slug((sources or targets)[0].text)),
        sources,
        targets,
        one_line(term.domain),
        _bounded(prose(term.definition), term, "definition", losses),
        _bounded(prose(term.note), term, "note", losses),
        flags,
    )


def _bounded(text: str, term: Term, field: str, losses: list[str]) -> str:
    if len(text) <= limits.NOTE_CHARACTERS:
        return text
    losses.append(
        f"{term.id}: the {field} has {len(text):,} characters, more than {limits.NOTE_CHARACTERS:,}: it is left out"
    )
    return ""


def _clean_designations(term: Term, designations: Sequence[Designation], losses: list[str]) -> tuple[Designation, ...]:
    found: dict[str, Designation] = {}
    for one in designations:
        text = one_line(one.text)
        if flaw := termbase.unfit_because(text):
            losses.append(f"{term.id}: '{one.text[:40]}' is left out, it {flaw}")
            continue
        forms = tuple(dict.fromkeys(form for form in map(one_line, one.forms) if not termbase.unfit_because(form)))
        note = _bounded(prose(one.note), term, "note", losses)
        found.setdefault(text, Designation(text, one.part_of_speech, one.status, note, forms))
    if len(found) > limits.CONCEPT_TERMS:
        losses.append(f"{term.id}: of {len(found):,} terms of one language, {limits.CONCEPT_TERMS:,} are kept")
    return tuple(sorted(list(found.values())[: limits.CONCEPT_TERMS], key=lambda one: _RANK[one.status]))


def _changes(term: Term, better: Term) -> Iterator[str]:
    if better == term:
        return
    if better.id != term.id:
        yield f"{term.id}: the id stands twice or is malformed, it is written '{better.id}'"
    if Flag.KEEP in term.flags - better.flags:
        yield f"{better.id}: it is marked to stay as it is but has another target: the mark is left out"
    if replace(better, id=term.id, flags=term.flags) != term:
        yield f"{better.id}: mended (NFC, control characters, white space, repeated terms and forms, preferred first)"
