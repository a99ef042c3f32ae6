"""Sound text: what may stand in a term, a note or an id of any format and of the termbase."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, Status, Term
from bitexte.terms import termbase
from bitexte.text import identifiers
from bitexte.text.characters import one_line, prose

Taken = dict[str, int]  # ids in use, each with how far its name was counted

_NOT_IN_ID = re.compile(r"[^\w.:-]+")
_RANK = {Status.PREFERRED: 0, Status.ADMITTED: 1, Status.DEPRECATED: 2}


def check_length(text: str, place: str, where: str) -> None:
    """Refuse a term that is too long for the termbase; `place` is a row and a column, `where` a file and a line."""
    if len(text) > termbase.LONGEST:
        raise GlossaryError(
            f"{place}: the term has {len(text):,} characters ({text[:20]}…)",
            where=where,
            hint=f"a term has at most {termbase.LONGEST:,}: is this really the term?",
        )


def slug(text: str, taken: Taken) -> str:
    """A new id made of the letters of `text`, added to `taken`: 'Place de marché' -> 'place-de-marche'."""
    return distinct(identifiers.slug(text), taken)


def distinct(name: str, taken: Taken) -> str:
    """`name`, or the first of `name-2`, `name-3`… that is not taken; it is taken afterwards."""
    unique = identifiers.distinct(name, taken, taken)
    taken[unique] = 1
    return unique


def target_status(earlier: Collection[Designation]) -> Status:
    """The status of a target that states none: the first usable one is preferred, as in the termbase."""
    usable = any(one.status is not Status.DEPRECATED for one in earlier)
    return Status.ADMITTED if usable else Status.PREFERRED


def sound(terms: Iterable[Term]) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The terms as the termbase and every format can hold them, with a line for each change made on the way."""
    losses: list[str] = []
    taken: Taken = {}
    kept: list[Term] = []
    for term in terms:
        better = _sound_term(term, taken, losses)
        if better is None:
            losses.append(f"{term.id}: left out, it lacks a source or a usable target")
        else:
            losses += _changes(term, better)
            kept.append(better)
    return tuple(kept), tuple(losses)


def agreed(terms: Iterable[Term]) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """Sound terms that make up one termbase: a French term is preferred in one concept of a domain, else admitted."""
    kept, mended = sound(terms)
    losses = [*mended]
    owners: dict[tuple[str, str, str], str] = {}

    def settled(one: Designation, term: Term) -> Designation:
        if one.status is not Status.PREFERRED:
            return one
        owner = owners.setdefault((term.domain, one.text, one.part_of_speech), term.id)
        if owner == term.id:
            return one
        losses.append(f"{term.id}: '{one.text}' is preferred in '{owner}' already, it is admitted here")
        return replace(one, status=Status.ADMITTED)

    return tuple(_resourced(term, [settled(one, term) for one in term.sources]) for term in kept), tuple(losses)


def _resourced(term: Term, sources: Sequence[Designation]) -> Term:
    if all(new is old for new, old in zip(sources, term.sources, strict=True)):
        return term
    ordered = tuple(sorted(sources, key=lambda one: _RANK[one.status]))
    kept = (Designation(ordered[0].text, ordered[0].part_of_speech),)
    return replace(term, sources=ordered, targets=kept if Flag.KEEP in term.flags else term.targets)


def _sound_term(term: Term, taken: Taken, losses: list[str]) -> Term | None:
    sources = _sound_designations(term, term.sources, losses)
    targets = _sound_designations(term, term.targets, losses)
    if not sources or not targets or targets[0].status is Status.DEPRECATED:
        return None
    name = _NOT_IN_ID.sub("-", one_line(term.id))[:200]
    flags = term.flags
    if Flag.KEEP in flags:
        if {one.text for one in targets} != {sources[0].text}:
            flags -= {Flag.KEEP}
        else:
            targets = (Designation(sources[0].text, sources[0].part_of_speech),)
    return Term(
        distinct(name, taken) if name else slug(sources[0].text, taken),
        sources,
        targets,
        one_line(term.domain),
        prose(term.definition),
        prose(term.note),
        flags,
    )


def _sound_designations(term: Term, designations: Sequence[Designation], losses: list[str]) -> tuple[Designation, ...]:
    found: dict[str, Designation] = {}
    for one in designations:
        text = one_line(one.text)
        if flaw := termbase.flaw(text):
            losses.append(f"{term.id}: '{one.text[:40]}' is left out, it {flaw}")
            continue
        forms = tuple(dict.fromkeys(form for form in map(one_line, one.forms) if not termbase.flaw(form)))
        found.setdefault(text, Designation(text, one.part_of_speech, one.status, prose(one.note), forms))
    return tuple(sorted(found.values(), key=lambda one: _RANK[one.status]))


def _changes(term: Term, better: Term) -> Iterator[str]:
    if better == term:
        return
    if better.id != term.id:
        yield f"{term.id}: the id stands twice or is malformed, it is written '{better.id}'"
    if Flag.KEEP in term.flags - better.flags:
        yield f"{better.id}: it is marked to stay as it is but has another target: the mark is left out"
    if replace(better, id=term.id, flags=term.flags) != term:
        yield f"{better.id}: mended (NFC, control characters, white space, repeated terms and forms, preferred first)"
