"""The compiled form of a glossary: keys, and for each the terms it may stand for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import ahocorasick_rs

from bitexte.model import Term
from bitexte.terms.matching import expand


@dataclass(frozen=True, slots=True)
class Index:
    """Parallel columns. Key number k owns the entries firsts[k]:firsts[k + 1] of the four columns below it.

    Tuples of texts and numbers, which the garbage collector soon leaves alone.
    """

    keys: tuple[str, ...]
    firsts: tuple[int, ...]
    forms: tuple[str, ...]
    terms: tuple[int, ...]
    sources: tuple[int, ...]
    guards: tuple[int, ...]


def compile_terms(terms: Sequence[Term]) -> Index:
    """Expand all terms. Under one key a headword comes before an inflected form, an earlier term before a later."""
    owners: dict[str, list[tuple[bool, int, int, str, int]]] = {}
    for number, term in enumerate(terms):
        if not term.allowed:
            continue  # it asks for nothing: what it forbids is looked for in the target (Glossary.forbidding)
        heads = expand.headwords(term)
        for place, source in enumerate(term.sources):
            for key, form, guard in expand.search_keys(term, source):
                if key.strip():
                    owners.setdefault(key, []).append((form != source.text, number, heads[place], form, guard))
    return _flattened(owners)


def _flattened(owners: dict[str, list[tuple[bool, int, int, str, int]]]) -> Index:
    keys = sorted(owners)
    entries = [sorted(set(owners[key])) for key in keys]
    firsts = itertools.accumulate((len(found) for found in entries), initial=0)
    rows = [entry for found in entries for entry in found]
    return Index(
        tuple(keys),
        tuple(firsts),
        forms=tuple(row[3] for row in rows),
        terms=tuple(row[1] for row in rows),
        sources=tuple(row[2] for row in rows),
        guards=tuple(row[4] for row in rows),
    )


def automaton(index: Index) -> ahocorasick_rs.AhoCorasick | None:
    """The automaton over the keys, or None where there are none."""
    if not index.keys:
        return None
    return ahocorasick_rs.AhoCorasick(index.keys, matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False)
