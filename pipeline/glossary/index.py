"""The compiled form of a glossary: keys, and for each the terms it may stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ahocorasick_rs

from pipeline.glossary import expand
from pipeline.model import Term


@dataclass(frozen=True, slots=True)
class Index:
    """Parallel lists. Key number k owns the entries firsts[k]:firsts[k + 1] of the four lists below it."""

    keys: list[str]
    firsts: list[int]
    forms: list[str]
    terms: list[int]
    sources: list[int]
    guards: list[int]


def compile_terms(terms: Sequence[Term]) -> Index:
    """Expand all terms. Under one key a headword comes before an inflected form, an earlier term before a later."""
    owners: dict[str, list[tuple[bool, int, int, str, int]]] = {}
    for number, term in enumerate(terms):
        heads = expand.headwords(term)
        for place, source in enumerate(term.sources):
            for key, form, guard in expand.keys(term, source):
                if key.strip():
                    owners.setdefault(key, []).append((form != source.text, number, heads[place], form, guard))
    return _flattened(owners)


def _flattened(owners: dict[str, list[tuple[bool, int, int, str, int]]]) -> Index:
    index = Index(sorted(owners), [0], [], [], [], [])
    for key in index.keys:
        for _, term, source, form, guard in sorted(set(owners[key])):
            index.forms.append(form)
            index.terms.append(term)
            index.sources.append(source)
            index.guards.append(guard)
        index.firsts.append(len(index.forms))
    return index


def automaton(index: Index) -> ahocorasick_rs.AhoCorasick | None:
    """The automaton over the keys, or None where there are none."""
    if not index.keys:
        return None
    return ahocorasick_rs.AhoCorasick(index.keys, matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False)
