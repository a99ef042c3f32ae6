"""Flat pairs, one source and one target each: the concepts they make up, and the pairs of concepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms.exchange import clean
from bitexte.terms.termbase import Entry
from bitexte.text.identifiers import Identifiers, slug

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of terms; `place` says where it was read ('row 7'), `line` is its line there.

    An empty source is a target that is forbidden whatever the French says. `status` None: as it comes.
    """

    source: str
    target: str
    part_of_speech: PartOfSpeech = PartOfSpeech.NOUN
    status: Status | None = None
    domain: str = ""
    definition: str = ""
    note: str = ""
    place: str = ""
    line: int = 0
    source_status: Status = Status.PREFERRED
    source_note: str = ""
    target_note: str = ""
    source_forms: tuple[str, ...] = ()
    target_forms: tuple[str, ...] = ()
    target_pos: PartOfSpeech | None = None
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True)
class Grouping:
    """The concepts of some rows; rows that say a pair again; rows that give a known source one more target."""

    entries: tuple[Entry, ...]
    repeats: tuple[str, ...]
    additions: tuple[str, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(entry.term for entry in self.entries)


def pairs(terms: Iterable[Term]) -> Iterator[tuple[Term, Row]]:
    """Every source with every allowed target, concept by concept; the row's note is its whole comment.

    Raises GlossaryError for a concept of more than limits.CONCEPT_PAIRS of them.
    """
    for term in terms:
        _check_width(term)
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


def concepts(rows: Iterable[Row], name: str = "", taken: Iterable[str] = ()) -> Grouping:
    """Group rows into concepts: sources of one domain that have the same targets are one concept.

    No pair is added and none is lost, and grouping the pairs of the result again changes nothing. `name` is the
    file's, `taken` are ids that the concepts must not have.
    """
    sources: dict[tuple[str, str], dict[str, Row]] = {}
    repeats: list[str] = []
    additions: list[str] = []
    for number, row in enumerate(rows):
        # Without French each forbidden target is a concept of its own.
        known = sources.setdefault((row.domain, row.source or f"\0{number}"), {})
        if row.target in known:
            repeats.append(_repeat(row, known[row.target]))
        else:
            if known:
                additions += _addition(row, next(iter(known.values())))
            known[row.target] = row
    groups: dict[_Key, list[tuple[Row, ...]]] = {}
    for known in sources.values():
        targets = tuple(known.values())
        groups.setdefault(_key(targets), []).append(targets)
    names = Identifiers(taken)
    entries = tuple(Entry(_term(group, names), name, group[0][0].line) for group in groups.values())
    return Grouping(entries, tuple(repeats), tuple(additions))


def as_reimported(
    terms: Sequence[Term], keep: Callable[[Row], Row], *, single: bool = False
) -> tuple[list[Row], list[str]]:
    """The rows in the order that a re-import would give (so that export is a fixed point), and what is left out.

    `keep` blanks the fields that the format does not hold; `single` lets each source have one target.
    """
    lost: list[str] = []
    flat = [replace(keep(row), place=term.id) for term, row in pairs(terms)]
    chosen = _first_targets(flat, lost) if single else flat
    grouping = concepts(chosen)
    lost += grouping.repeats
    return [keep(row) for _, row in pairs(grouping.terms)], lost


def at_most_bytes(rows: Iterable[Row], most_bytes: int, consumer: str, lost: list[str]) -> Iterator[Row]:
    """The rows whose terms have at most that many bytes of UTF-8; the others are named in `lost`."""
    for row in rows:
        if max(len(row.source.encode()), len(row.target.encode())) > most_bytes:
            lost.append(f"'{row.source[:40]}' is left out: {consumer} takes terms of at most {most_bytes:,} bytes")
        else:
            yield row


def numbered(rows: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Each row with the context that tells the targets of one source apart: none for the first, then 2, 3…"""
    times: Counter[str] = Counter()
    for row in rows:
        times[row.source] += 1
        yield row, "" if times[row.source] == 1 else str(times[row.source])


def pair_only(row: Row) -> Row:
    """The pair alone."""
    return Row(row.source, row.target)


def pair_with_note(row: Row) -> Row:
    """The pair with its comment."""
    return Row(row.source, row.target, note=row.note)


def _check_width(term: Term) -> None:
    count = len(term.sources) * len(term.allowed)
    if count > limits.CONCEPT_PAIRS:
        raise GlossaryError(
            f"{term.id}: {len(term.sources):,} French and {len(term.allowed):,} English terms are {count:,} pairs, "
            f"more than {limits.CONCEPT_PAIRS:,}",
            hint="divide the entry",
        )


def _first_targets(rows: Iterable[Row], lost: list[str]) -> list[Row]:
    """The first row of each source; the targets of the others are named, a line a source and concept."""
    winners: dict[str, Row] = {}
    losers: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        winner = winners.setdefault(row.source, row)
        if winner.target != row.target:
            losers.setdefault((row.place, row.source), []).append(f"'{row.target}'")
    lost += [
        f"{place}: '{source}' -> {', '.join(targets)} left out, '{winners[source].target}' is its one target"
        for (place, source), targets in losers.items()
    ]
    return list(winners.values())


def _key(rows: Sequence[Row]) -> _Key:
    """What two sources must share to be one concept. Notes of single targets tell apart, notes of sources do not."""
    targets = tuple(
        (row.target, row.part_of_speech, row.target_pos, row.status, row.target_note, row.target_forms) for row in rows
    )
    notes = _notes(rows) if len(rows) > 1 else ()
    ban = 0 if rows[0].source else rows[0].line + 1
    return (ban, rows[0].domain, targets, _definition(rows), notes, _flags(rows))


def _definition(rows: Sequence[Row]) -> str:
    return next((row.definition for row in rows if row.definition), "")


def _flags(rows: Sequence[Row]) -> frozenset[Flag]:
    return frozenset(flag for row in rows for flag in row.flags)


def _notes(rows: Sequence[Row]) -> tuple[str, ...]:
    """The note of each row; a second definition of one source becomes the note of its target."""
    definition = _definition(rows)
    return tuple(
        row.note if row.definition in ("", definition) else _joined(" — ", row.definition, row.note) for row in rows
    )


def _joined(separator: str, *texts: str) -> str:
    return separator.join(dict.fromkeys(text for text in texts if text))


def _term(group: Sequence[tuple[Row, ...]], taken: Identifiers) -> Term:
    first = group[0]
    on_targets = _notes(first) if len(first) > 1 else ("",)
    on_sources = tuple("" if len(rows) > 1 else _notes(rows)[0] for rows in group)
    shared = set(on_targets if len(first) > 1 else on_sources)
    note = shared.pop() if len(shared) == 1 else ""
    targets: list[Designation] = []
    for row, own in zip(first, on_targets, strict=True):
        status = row.status or clean.target_status(targets)
        own_note = _joined("\n", "" if note else own, row.target_note)
        pos = row.target_pos or row.part_of_speech
        targets.append(Designation(row.target, pos, status, own_note, row.target_forms))
    sources = tuple(
        _source(rows[0], "" if note else own) for rows, own in zip(group, on_sources, strict=True) if rows[0].source
    )
    return Term(
        taken.distinct(slug(first[0].source or first[0].target)),
        sources=sources,
        targets=tuple(targets),
        domain=first[0].domain,
        definition=_definition(first),
        note=note,
        flags=_flags(first),
    )


def _source(row: Row, own: str) -> Designation:
    note = _joined("\n", own, row.source_note)
    return Designation(row.source, row.part_of_speech, row.source_status, note, row.source_forms)


def _repeat(row: Row, known: Row) -> str:
    differs = replace(row, place="", line=0) != replace(known, place="", line=0)
    said = f"'{row.source}' -> '{row.target}' stands already{_at(known)}"
    return f"{_of(row)}{said}{': its other fields, which differ, are left out' if differs else ''}"


def _addition(row: Row, known: Row) -> Iterator[str]:
    """A line for one more target of a source, unless both come from one row."""
    if row.place != known.place or not row.place:
        said = f"'{row.source}' has the target '{known.target}' already{_at(known)}: '{row.target}' is one more"
        yield f"{_of(row)}{said}"


def _of(row: Row) -> str:
    return f"{row.place}: " if row.place else ""


def _at(row: Row) -> str:
    return f" in {row.place}" if row.place else ""
