"""What the entries of one or several termbases must agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from bitexte.errors import GlossaryError
from bitexte.model import Status, Term
from bitexte.terms.termbase.schema import Entry
from bitexte.terms.termbase.values import shown
from bitexte.text.identifiers import Identifiers


def agree(entries: Iterable[Entry]) -> None:
    """Refuse a French term preferred in two concepts of one domain; the error names both places."""
    owners: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        for source in entry.term.sources:
            if source.status is not Status.PREFERRED:
                continue
            mark = (entry.term.domain, source.text, source.part_of_speech)
            first = owners.setdefault(mark, entry)
            if first is not entry:
                raise _contradiction(first, entry, source.text)


def _contradiction(first: Entry, second: Entry, text: str) -> GlossaryError:
    same = {target.text for target in first.term.allowed} & {target.text for target in second.term.allowed}
    forbidden = {target.text for entry in (first, second) for target in entry.term.forbidden}
    clash = f"; “{shown(min(same & forbidden))}” is preferred and forbidden" if same & forbidden else ""
    domain = f" of the domain “{shown(second.term.domain)}”" if second.term.domain else ""
    return GlossaryError(
        f"fr: “{shown(text)}” is preferred in two concepts{domain}, first at {first.place}{clash}",
        where=second.place,
        hint="join the entries, or give one of them another domain or the status admitted",
    )


def merge(files: Sequence[tuple[str, Sequence[Entry]]]) -> tuple[Term, ...]:
    """The terms of several files in order of priority, ids made unique by the later file's name."""
    agree(entry for _, entries in files for entry in entries)
    found: dict[str, Term] = {}
    names = Identifiers()
    for name, entries in files:
        for entry in entries:
            term = entry.term
            wanted = term.id if term.id not in names else f"{PurePath(name).stem}:{term.id}"
            term = term if wanted == term.id else replace(term, id=names.distinct(wanted))
            names.add(term.id)
            found[term.id] = term
    return tuple(found.values())
