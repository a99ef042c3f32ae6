"""A termbase beside a newer glossary: what was added, changed and withdrawn, and entries changed in a user's file.

A changed entry is written anew in its place; comments in it come to stand above it, all else stays to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bitexte.errors import GlossaryError
from bitexte.model import Designation, PartOfSpeech, Status, Term
from bitexte.terms.termbase import agreement, schema, write
from bitexte.terms.termbase.schema import Entry
from bitexte.terms.termbase.yaml_tree import Mapping as MapNode
from bitexte.terms.termbase.yaml_tree import Node, Scalar, compose, decode
from bitexte.terms.termbase.yaml_tree import Sequence as ListNode

_RANK = {Status.PREFERRED: 0, Status.ADMITTED: 1, Status.DEPRECATED: 2}


@dataclass(frozen=True, slots=True)
class Change:
    """An entry by its index in the old termbase, and what the newer glossary makes of it."""

    index: int
    old: Term
    new: Term


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer glossary adds to, changes in and no longer holds of an older one."""

    added: tuple[Term, ...]
    changed: tuple[Change, ...]
    withdrawn: tuple[Change, ...]  # their `new` is the old entry


def compare(old: Sequence[Term], new: Iterable[Term]) -> Difference:
    """The difference of two glossaries. Entries are the same by their id and a French term, else by a French term.

    What the newer one does not say is kept: forms, notes, definitions, flags, forbidden and admitted terms.
    """
    by_source: dict[str, list[int]] = {}
    by_id = {term.id: index for index, term in enumerate(old)}
    for index, term in enumerate(old):
        for one in _heads(term):
            by_source.setdefault(one, []).append(index)
    added: list[Term] = []
    merged: dict[int, Term] = {}
    for term in new:
        known = _counterpart(term, old, by_id, by_source)
        if known is None:
            added.append(term)
        else:
            merged[known] = _merged(merged.get(known, old[known]), term)
    changed = (Change(index, old[index], term) for index, term in sorted(merged.items()) if term != old[index])
    withdrawn = (Change(index, term, term) for index, term in enumerate(old) if index not in merged)
    return Difference(tuple(added), tuple(changed), tuple(withdrawn))


def describe(old: Term, new: Term) -> Iterator[str]:
    """What differs between two versions of an entry, a line a field."""
    for label, before, after in (
        ("French", _listed(old.sources), _listed(new.sources)),
        ("English", _listed(old.targets), _listed(new.targets)),
        ("domain", old.domain, new.domain),
        ("definition", old.definition, new.definition),
        ("note", old.note, new.note),
        ("flags", " ".join(sorted(old.flags)), " ".join(sorted(new.flags))),
    ):
        if before != after:
            yield f"{label}: {before or '(nothing)'} -> {after or '(nothing)'}"
    if _bare(old) == _bare(new) and (old.sources, old.targets) != (new.sources, new.targets):
        yield "parts of speech, notes or forms of single terms"


def revise(content: bytes, changes: Mapping[int, Term | None], name: str) -> bytes:
    """The file with some entries, by their index, written anew, or taken out where the term is None.

    Raises GlossaryError where the file is malformed, contradicts the new entries or has its list in brackets.
    """
    text = decode(content, name)
    root = compose(text, name)
    before = schema.entries(root, name)
    assert isinstance(root, MapNode)
    listed = root.get("terms")
    if not isinstance(listed, ListNode) or listed.flow:
        raise GlossaryError("the list of terms is written in brackets", where=name, hint="write one “- ” an entry")
    domain = root.get("domain")
    common = domain.text if isinstance(domain, Scalar) else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    pieces: list[str] = []
    last = 0
    for index in sorted(changes):
        start, end = _region(text, listed.items[index])
        pieces += [text[last:start], _rewritten(text, listed, index, changes[index], common, newline)]
        last = end
    revised = "".join([*pieces, text[last:]])
    if all(index in changes and changes[index] is None for index in range(len(before))):
        revised = f"{revised.rstrip()} []{newline}"
    _check(before, changes, schema.entries(compose(revised, name), name), name)
    bom = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    return bom + revised.encode()


def _check(before: Sequence[Entry], changes: Mapping[int, Term | None], after: Sequence[Entry], name: str) -> None:
    """Refuse a revision that says anything else than what was asked."""
    wanted = [changes.get(index, entry.term) for index, entry in enumerate(before)]
    if [entry.term for entry in after] != [term for term in wanted if term is not None]:
        raise GlossaryError("the entry cannot be changed in its place", where=name, hint="change it by hand")
    agreement.agree(after)


def _rewritten(text: str, listed: ListNode, index: int, term: Term | None, domain: str, newline: str) -> str:
    node = listed.items[index]
    indent = " " * listed.column
    comments = [f"{indent}{comment}" for comment in _comments(text, node)]
    lines = [*comments, *write.entry_lines(term, domain, indent)] if term is not None else comments
    return "".join(f"{line}{newline}" for line in lines)


def _region(text: str, node: Node) -> tuple[int, int]:
    """Where an entry stands: from the line of its dash to the end of its last line."""
    assert isinstance(node, MapNode)
    start = text.rfind("\n", 0, text.rfind("-", 0, node.start)) + 1
    body = len(text[: node.end].rstrip())
    end = text.find("\n", body)
    return start, len(text) if end < 0 else end + 1


def _comments(text: str, node: Node) -> list[str]:
    """The comments within an entry: lines of their own, and what stands behind a value."""
    start, end = _region(text, node)
    first = text.count("\n", 0, start) + 1
    scalars = list(_scalars(node))
    inside = {
        number for one in scalars for number in range(one.line, text.count("\n", 0, len(text[: one.end].rstrip())) + 1)
    }
    found: list[str] = []
    position = start
    for number, line in enumerate(text[start:end].splitlines(keepends=True), first):
        ends = [one.end for one in scalars if position <= one.end <= position + len(line)]
        rest = text[max(ends, default=position) : position + len(line)].strip().lstrip("\"'}], \t")
        if rest.startswith("#") and number not in inside:
            found.append(rest)
        position += len(line)
    return found


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from _scalars(item)
    else:
        for key, value in node.pairs:
            yield key
            yield from _scalars(value)


def _bare(term: Term) -> tuple[str, str]:
    return _listed(term.sources), _listed(term.targets)


def _heads(term: Term) -> set[str]:
    """What an entry is known by: its French terms, or its English ones where it has none."""
    return {one.text for one in term.sources or term.targets}


def _counterpart(
    term: Term, old: Sequence[Term], by_id: Mapping[str, int], by_source: Mapping[str, list[int]]
) -> int | None:
    same = by_id.get(term.id)
    if same is not None and _heads(term) & _heads(old[same]):
        return same
    near = [index for one in sorted(_heads(term)) for index in by_source.get(one, ())]
    in_domain = [index for index in near if not term.domain or old[index].domain == term.domain] or near
    return max(in_domain, key=lambda index: (in_domain.count(index), -index), default=None)


def _merged(old: Term, new: Term) -> Term:
    """The old entry with what the new one says."""
    return replace(
        old,
        sources=_ranked(_extended(old.sources, new.sources)),
        targets=_ranked(_targets(old, new)),
        domain=new.domain or old.domain,
        definition=new.definition or old.definition,
        note=new.note or old.note,
        flags=old.flags | new.flags,
    )


def _targets(old: Term, new: Term) -> list[Designation]:
    """The old targets with what the new ones say; another preferred target takes the place of the old one."""
    if not new.allowed or not old.allowed or new.target in [one.text for one in old.allowed[:1]]:
        return _extended(old.targets, new.targets)
    names = {one.text for one in new.targets} | {old.target}
    rest = [one for one in old.targets if one.text not in names]
    known = {one.text: one for one in old.targets}
    return [*(_richer(known.get(one.text), one) for one in new.targets), *map(_admitted, rest)]


def _extended(old: Sequence[Designation], new: Sequence[Designation]) -> list[Designation]:
    said = {one.text: one for one in new}
    kept = [_richer(one, said[one.text]) if one.text in said else one for one in old]
    names = {one.text for one in old}
    return [*kept, *(_admitted(one) if old else one for one in new if one.text not in names)]


def _admitted(one: Designation) -> Designation:
    return replace(one, status=Status.ADMITTED) if one.status is Status.PREFERRED else one


def _ranked(designations: Sequence[Designation]) -> tuple[Designation, ...]:
    return tuple(sorted(designations, key=lambda one: _RANK[one.status]))


def _richer(old: Designation | None, new: Designation) -> Designation:
    """The new designation with what only the old one says; its status changes where it is forbidden, or no longer."""
    if old is None:
        return new
    pos = old.part_of_speech if new.part_of_speech is PartOfSpeech.NOUN else new.part_of_speech
    forbidden = Status.DEPRECATED in (old.status, new.status)
    return Designation(
        new.text, pos, new.status if forbidden else old.status, new.note or old.note, new.forms or old.forms
    )


def _listed(designations: Sequence[Designation]) -> str:
    return "; ".join(f"†{one.text}" if one.status is Status.DEPRECATED else one.text for one in designations)
