"""The glossary: termbases compiled into one automaton that finds their terms in French text.

Method: entries are expanded to inflected forms when the glossary is built; the text is folded, searched with
Aho-Corasick (1975) over blank-delimited keys, and each hit is verified against spelling, borders and context.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bitexte.model import Designation, PartOfSpeech, Term, TermMatch
from bitexte.terms.matching import cache
from bitexte.terms.matching import index as indexing
from bitexte.terms.matching.context import allows
from bitexte.terms.matching.fold import fold
from bitexte.terms.matching.guards import Guard, edges, joined, spelt, stands_free
from bitexte.terms.matching.index import Index
from bitexte.text.characters import HYPHENS

__all__ = ["EMPTY", "Glossary", "Hit"]

# Surfaces whose spelling is remembered, for a text repeats its terms.
_REMEMBERED = 1 << 16
_WIDENING = Guard.STRICT | Guard.ACRONYM
_CONTEXTUAL = Guard.FUNCTION | Guard.PARTICIPLE | Guard.FINITE | Guard.NOT_NOUN | Guard.NEEDS_VERB


@dataclass(frozen=True, slots=True)
class Hit:
    """A match with the source designation it is a form of."""

    match: TermMatch
    source: Designation


class Glossary:
    """The terms of one or several termbases, ready to be found. Build it once; it never changes.

    `remarks` are what the files it was read from could not say, a line each.
    """

    def __init__(self, terms: Sequence[Term], index: Index | None = None, remarks: tuple[str, ...] = ()) -> None:
        self._terms, self.remarks = terms, remarks
        with _no_collection():
            self._index = indexing.compile_terms(terms) if index is None else index
            self._automaton = indexing.automaton(self._index)
        self._spelt = lru_cache(maxsize=_REMEMBERED)(self._spelt_entries)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """All terms, the strongest file's first."""
        return tuple(self._terms)

    @cached_property
    def forbidding(self) -> tuple[Term, ...]:
        """The terms all of whose targets are forbidden, in any segment; `find` never gives one of them."""
        matched = set(self._index.terms)
        rest = (self._terms[number] for number in range(len(self._terms)) if number not in matched)
        return tuple(term for term in rest if not term.allowed)

    @cached_property
    def checksum(self) -> str:
        """SHA-256 over the terms: it changes when they do, not when a comment does."""
        rows = [cache.row(term) for term in self.terms]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

    @property
    def index(self) -> Index:
        """The compiled columns, for the cache."""
        return self._index

    @property
    def keys(self) -> int:
        """How many keys the terms were expanded to."""
        return len(self._index.keys)

    def find(self, text: str) -> tuple[TermMatch, ...]:
        """The terms in a text, leftmost-longest, spans into the text as given (NFC or not)."""
        terms, owners = self._terms, self._index.terms
        return tuple(
            TermMatch(terms[owners[entry]], (start, end), text[start:end]) for entry, start, end in self._found(text)
        )

    def hits(self, text: str) -> Iterator[Hit]:
        """As `find`, each match with the designation that was found."""
        for entry, start, end in self._found(text):
            term = self._terms[self._index.terms[entry]]
            yield Hit(TermMatch(term, (start, end), text[start:end]), term.sources[self._index.sources[entry]])

    def _found(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(entry, start, end) of each match."""
        last, guards, spelt_entries = 0, self._index.guards, self._spelt
        for start, negative_end, pattern in self._candidates(text):
            if start < last:
                continue
            entries = spelt_entries(pattern, text[start:-negative_end])
            if entries and not guards[entries[0]] and _between_blanks(text, start, -negative_end):
                last = -negative_end
                yield entries[0], start, last
            elif entries and (found := self._verified(text, start, -negative_end, entries)):
                last = found[2]
                yield found

    def _candidates(self, text: str) -> list[tuple[int, int, int]]:
        """(start, -end, pattern) of all folded hits, the leftmost first, then the longest."""
        found = self._search(text, "")
        if any(hyphen in text for hyphen in HYPHENS):
            joined_hits = self._search(text, HYPHENS)
            found += [hit for hit in joined_hits if any(sign in text[hit[0] : -hit[1]] for sign in HYPHENS)]
        found.sort()
        return found

    def _search(self, text: str, dropped: str) -> list[tuple[int, int, int]]:
        if self._automaton is None:
            return []
        folded = fold(text, dropped)
        origin = folded.origin
        found = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        return [(origin(start + 1), -origin(end - 1), pattern) for pattern, start, end in found]

    def _verified(self, text: str, start: int, end: int, entries: tuple[int, ...]) -> tuple[int, int, int] | None:
        for entry in entries:
            form, guard = self._index.forms[entry], self._index.guards[entry]
            begin, stop = _widened(text, start, end, form, guard) if guard & _WIDENING else (start, end)
            source = self._terms[self._index.terms[entry]].sources[self._index.sources[entry]]
            if stop and _fits(text, begin, stop, form, guard, source):
                return entry, begin, stop
        return None

    def _spelt_entries(self, pattern: int, surface: str) -> tuple[int, ...]:
        """Entries under a search key whose form matches the surface: exact spellings first, strict ones unchecked."""
        entries = range(self._index.firsts[pattern], self._index.firsts[pattern + 1])
        forms, guards = self._index.forms, self._index.guards
        exact = next((entry for entry in entries if forms[entry] == surface and not guards[entry]), None)
        if exact is not None:
            return (exact,)
        found = [
            entry for entry in entries if guards[entry] & Guard.STRICT or _spells(surface, forms[entry], guards[entry])
        ]
        return tuple(sorted(found, key=lambda entry: forms[entry] != surface))


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Hundreds of thousands of new values, none of them garbage: looking for some doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _between_blanks(text: str, start: int, end: int) -> bool:
    """The usual place of a term, where nothing can be wrong with its borders."""
    return text[start - 1 : start] in " \n" and text[end : end + 1] in " ,;\n"


def _spells(surface: str, form: str, guard: int) -> bool:
    # Most hits are the form itself, or the form with a capital, and ask for nothing more.
    if not guard & ~_CONTEXTUAL and (surface == form or surface.lower() == form.lower()):
        return True
    return spelt(surface, form, guard) and joined(surface, form, guard)


def _fits(text: str, start: int, end: int, form: str, guard: int, source: Designation) -> bool:
    if guard & Guard.STRICT and not _spells(text[start:end], form, guard):
        return False
    if not stands_free(text, start, end, verb=source.part_of_speech is PartOfSpeech.VERB):
        return False
    return not guard & _CONTEXTUAL or allows(guard, text, start, end)


def _widened(text: str, start: int, end: int, form: str, guard: int) -> tuple[int, int]:
    """The span with the punctuation that belongs to the form (C++, .NET, T.V.A.); (0, 0) where the text lacks it."""
    if not guard & Guard.STRICT:
        dotted = guard & Guard.ACRONYM and "." in text[start:end] and text[end : end + 1] == "."
        return start, end + 1 if dotted else end
    before, after = edges(form)
    begin, stop = start - len(before), end + len(after)
    return (begin, stop) if begin >= 0 and text[begin:start] == before and text[end:stop] == after else (0, 0)


EMPTY = Glossary(())
