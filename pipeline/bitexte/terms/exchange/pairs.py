"""Flat rows, one source and one target each, and the concepts they make up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bitexte.model import Designation, PartOfSpeech, Status, Term
from bitexte.terms.exchange import clean as sound

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of terms; `place` says where it was read ('row 7')."""

    source: str
    target: str
    part_of_speech: PartOfSpeech = PartOfSpeech.NOUN
    status: Status | None = None
    domain: str = ""
    definition: str = ""
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The concepts of some rows; rows that say a pair again; rows that give a known source one more target."""

    terms: tuple[Term, ...]
    repeats: tuple[str, ...]
    additions: tuple[str, ...]


def pairs(terms: Iterable[Term]) -> Iterator[tuple[Term, Row]]:
    """Every source with every allowed target, concept by concept; the row's note is its whole comment."""
    for term in terms:
        for source in term.sources:
            for target in term.allowed:
                yield (
                    term,
                    Row(
                        source.text,
                        target.text,
                        target.part_of_speech,
                        domain=term.domain,
                        note=comment(term, source, target),
                    ),
                )


def comment(term: Term, source: Designation, target: Designation) -> str:
    """Definition and notes of a pair in one text, for formats with one column for them."""
    texts = (term.definition, term.note, source.note, target.note)
    return " — ".join(dict.fromkeys(text for text in texts if text))


def concepts(rows: Iterable[Row], taken: sound.Taken | None = None) -> Grouping:
    """Group rows into concepts: sources of one domain that have the same targets are one concept.

    No pair is added and none is lost, and grouping the pairs of the result again changes nothing.
    """
    entries: dict[tuple[str, str], dict[str, Row]] = {}
    repeats: list[str] = []
    additions: list[str] = []
    for row in rows:
        known = entries.setdefault((row.domain, row.source), {})
        if row.target in known:
            repeats.append(_repeat(row, known[row.target]))
        else:
            if known:
                additions.append(_addition(row, next(iter(known.values()))))
            known[row.target] = row
    groups: dict[_Key, list[tuple[Row, ...]]] = {}
    for known in entries.values():
        targets = tuple(known.values())
        groups.setdefault(_key(targets), []).append(targets)
    names: sound.Taken = {} if taken is None else taken
    terms = tuple(_term(group, names) for group in groups.values())
    return Grouping(terms, tuple(repeats), tuple(additions))


def _key(rows: Sequence[Row]) -> _Key:
    """What two sources must share to be one concept. Notes of single targets tell apart, notes of sources do not."""
    targets = tuple((row.target, row.part_of_speech, row.status) for row in rows)
    notes = _notes(rows) if len(rows) > 1 else ()
    return (rows[0].domain, targets, _definition(rows), notes)


def _definition(rows: Sequence[Row]) -> str:
    return next((row.definition for row in rows if row.definition), "")


def _notes(rows: Sequence[Row]) -> tuple[str, ...]:
    """The note of each row; a second definition of one source becomes the note of its target."""
    definition = _definition(rows)
    return tuple(
        row.note
        if row.definition in ("", definition)
        else " — ".join(text for text in (row.definition, row.note) if text)
        for row in rows
    )


def _term(group: Sequence[tuple[Row, ...]], taken: sound.Taken) -> Term:
    first = group[0]
    on_targets = _notes(first) if len(first) > 1 else ("",)
    on_sources = tuple("" if len(rows) > 1 else _notes(rows)[0] for rows in group)
    shared = set(on_targets if len(first) > 1 else on_sources)
    note = shared.pop() if len(shared) == 1 else ""
    targets: list[Designation] = []
    for row, own in zip(first, on_targets, strict=True):
        status = row.status or sound.target_status(targets)
        targets.append(Designation(row.target, row.part_of_speech, status, "" if note else own))
    return Term(
        sound.slug(first[0].source, taken),
        sources=tuple(
            Designation(rows[0].source, rows[0].part_of_speech, note="" if note else own)
            for rows, own in zip(group, on_sources, strict=True)
        ),
        targets=tuple(targets),
        domain=first[0].domain,
        definition=_definition(first),
        note=note,
    )


def _repeat(row: Row, known: Row) -> str:
    differs = (row.part_of_speech, row.status, row.definition, row.note) != (
        known.part_of_speech,
        known.status,
        known.definition,
        known.note,
    )
    said = f"'{row.source}' -> '{row.target}' stands already{_at(known)}"
    return f"{_of(row)}{said}{': its other fields, which differ, are left out' if differs else ''}"


def _addition(row: Row, known: Row) -> str:
    return f"{_of(row)}'{row.source}' has the target '{known.target}' already{_at(known)}: '{row.target}' is one more"


def _of(row: Row) -> str:
    return f"{row.place}: " if row.place else ""


def _at(row: Row) -> str:
    return f" in {row.place}" if row.place else ""
