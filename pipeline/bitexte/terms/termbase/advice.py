"""What a well-formed termbase may still lack: the findings of `bitexte glossary check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bitexte.model import Flag, Severity, Status, Term
from bitexte.terms.termbase.schema import Entry
from bitexte.terms.termbase.values import shown


@dataclass(frozen=True, slots=True)
class Remark:
    where: str
    severity: Severity
    message: str


def remarks(entries: Iterable[Entry]) -> Iterator[Remark]:
    """Errors first within an entry: no target; a target preferred here and forbidden there; warnings after."""
    forbidden: dict[tuple[str, str, str], Entry] = {}
    listed = list(entries)
    for entry in listed:
        for source in entry.term.sources:
            for target in entry.term.forbidden:
                forbidden[entry.term.domain, source.text, target.text] = entry
    for entry in listed:
        for severity, message in (*_errors(entry, forbidden), *_warnings(entry.term)):
            yield Remark(entry.place, severity, message)


def _errors(entry: Entry, forbidden: dict[tuple[str, str, str], Entry]) -> Iterator[tuple[Severity, str]]:
    if not entry.term.targets:
        yield Severity.ERROR, f"en: “{shown(entry.term.source)}” has no English term yet"
    for target in entry.term.allowed:
        for source in entry.term.sources:
            other = forbidden.get((entry.term.domain, source.text, target.text))
            if other is not None and other is not entry:
                yield (
                    Severity.ERROR,
                    f"en: “{shown(target.text)}” is forbidden for the same French term at {other.place}",
                )


def _warnings(term: Term) -> Iterator[tuple[Severity, str]]:
    for source in term.sources:
        if len(source.text) == 1:
            yield Severity.WARNING, f"fr: “{source.text}” is one letter: only this very letter is matched"
        if len(source.text.split()) > 8:
            yield Severity.WARNING, f"fr: “{shown(source.text)}” is longer than terms are: it will seldom be found"
    if sum(target.status is Status.PREFERRED for target in term.targets) > 1 and Flag.KEEP not in term.flags:
        yield Severity.WARNING, "en: several preferred terms; the first one is used: mark the others admitted"
