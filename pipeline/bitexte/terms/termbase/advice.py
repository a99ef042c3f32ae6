"""What a well-formed termbase may still lack: the findings of `bitexte glossary check` and `lint`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bitexte.model import Flag, PartOfSpeech, Severity, Status, Term
from bitexte.terms.termbase.schema import Entry
from bitexte.terms.termbase.values import shown
from bitexte.text.characters import APOSTROPHE


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


_FRENCH_ARTICLE = re.compile(rf"(?:le|la|les|un|une|des)\s|l{APOSTROPHE}", re.IGNORECASE)
_ENGLISH_ARTICLE = re.compile(r"(?:the|a|an)\s", re.IGNORECASE)


def lint(entries: Iterable[Entry]) -> Iterator[Remark]:
    """Notes on style, which are no faults: no definition, an article, `to` before a verb, a full stop, a twin."""
    twins: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        for message in _habits(entry.term):
            yield Remark(entry.place, Severity.NOTE, message)
        if entry.term.allowed and Flag.KEEP not in entry.term.flags:
            target = entry.term.targets[0]
            first = twins.setdefault((entry.term.domain, target.text, target.part_of_speech), entry)
            if first is not entry:
                message = f"en: “{shown(target.text)}” is preferred at {first.place} too: are they one concept?"
                yield Remark(entry.place, Severity.NOTE, message)


def _habits(term: Term) -> Iterator[str]:
    if not term.definition:
        yield f"“{shown((term.sources or term.targets)[0].text)}” has no definition"
    for field, designations, article in (("fr", term.sources, _FRENCH_ARTICLE), ("en", term.targets, _ENGLISH_ARTICLE)):
        for one in designations:
            name = f"{field}: “{shown(one.text)}”"
            noun = one.part_of_speech is PartOfSpeech.NOUN
            if noun and article.match(one.text) and one.status is not Status.DEPRECATED:
                yield f"{name} begins with an article: it is found without one too"
            if field == "en" and one.part_of_speech is PartOfSpeech.VERB and one.text.startswith("to "):
                yield f"{name} begins with “to”: it stands so in every form"
            if one.text[-1] in ".,;:" and one.text.count(".") < 2:
                yield f"{name} ends with a mark, which must then stand in the text"
            if field == "fr" and noun and one.text[0].isupper() and not one.text.isupper():
                yield f"{name} begins with a capital: is it a name (pos: proper noun)?"
