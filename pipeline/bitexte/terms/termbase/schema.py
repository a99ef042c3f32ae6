"""From a YAML tree to terms: the strict schema, each complaint with file, line and field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms.termbase import values
from bitexte.terms.termbase.yaml_tree import Node, Scalar, Sequence
from bitexte.text.identifiers import Identifiers, slug

_FILE_FIELDS = ("domain", "source", "target", "licence", "description", "terms")
_ENTRY_FIELDS = ("id", "fr", "en", "pos", "domain", "definition", "note", "case", "match", "translate")
_TERM_FIELDS = ("term", "pos", "status", "note", "forms")
# What glossaries in the field call the parts of speech.
_PARTS = {str(part): part for part in PartOfSpeech} | {
    "n": PartOfSpeech.NOUN, "pn": PartOfSpeech.PROPER_NOUN, "propn": PartOfSpeech.PROPER_NOUN,
    "proper-noun": PartOfSpeech.PROPER_NOUN, "name": PartOfSpeech.PROPER_NOUN, "v": PartOfSpeech.VERB,
    "adj": PartOfSpeech.ADJECTIVE, "adv": PartOfSpeech.ADVERB, "acr": PartOfSpeech.NOUN, "acronym": PartOfSpeech.NOUN,
}  # fmt: skip
_STATUSES = {str(status): status for status in Status} | {"forbidden": Status.DEPRECATED}
_LANGUAGES = {"source": "fr", "target": "en"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and where it stands."""

    term: Term
    name: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.name}:{self.line}"


def entries(root: Node | None, name: str, *, unfinished: bool = False) -> list[Entry]:
    """The entries of a file. Raises GlossaryError at the first thing that is wrong."""
    if root is None:
        raise GlossaryError("the file is empty", where=f"{name}:1", hint="a termbase needs at least `terms:`")
    top = values.mapping(root, name, "the file", _FILE_FIELDS)
    for field, language in _LANGUAGES.items():
        if field in top and values.word(top[field], name, field) != language:
            raise values.wrong(top[field], name, field, f"must be {language}")
    for field in ("licence", "description"):
        values.prose(top.get(field), name, field)
    domain = values.prose(top.get("domain"), name, "domain")
    if "terms" not in top:
        raise GlossaryError("the field “terms” is missing", where=f"{name}:1", hint="list the entries under `terms:`")
    found: list[Entry] = []
    taken: dict[str, int] = {}
    names = Identifiers()
    for node in _items(top["terms"], name):
        found.append(_entry(node, name, domain, (taken, names), unfinished))
        taken[found[-1].term.id] = node.line
    return found


def _items(node: Node, name: str) -> Iterable[Node]:
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Scalar) and node.text in ("", "~", "null") and not node.quoted:
        return ()
    raise values.wrong(node, name, "terms", "must be a list of entries, each beginning with “- ”")


def _entry(node: Node, name: str, domain: str, taken: _Taken, unfinished: bool) -> Entry:
    fields = values.mapping(node, name, "an entry", _ENTRY_FIELDS)
    part = values.choice(fields.get("pos"), name, "pos", _PARTS, PartOfSpeech.NOUN)
    sources = _designations(fields["fr"], name, "fr", part) if "fr" in fields else ()
    flags = frozenset(_flags(fields, name))
    blank = unfinished and _is_blank(fields.get("en")) and Flag.KEEP not in flags
    targets = () if blank else _targets(fields, node, name, part, sources, flags)
    if not sources and (not targets or any(one.status is not Status.DEPRECATED for one in targets)):
        hint = "give the French term; only an entry whose English terms are all deprecated needs none"
        raise GlossaryError("the field “fr” is missing", where=f"{name}:{node.line}", hint=hint)
    term = Term(
        id=_identifier(fields.get("id"), name, (sources or targets)[0].text, taken),
        sources=_preferred_first(sources),
        targets=_preferred_first(targets),
        domain=values.prose(fields["domain"], name, "domain") if "domain" in fields else domain,
        definition=values.prose(fields.get("definition"), name, "definition"),
        note=values.prose(fields.get("note"), name, "note"),
        flags=flags,
    )
    return Entry(term, name, node.line)


def _is_blank(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and not node.text.strip())


_SWITCH = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


def _flags(fields: dict[str, Node], name: str) -> Iterable[Flag]:
    if not values.choice(fields.get("translate"), name, "translate", _SWITCH, True):
        yield Flag.KEEP
    if values.choice(fields.get("case"), name, "case", {"exact": True, "any": False}, False):
        yield Flag.EXACT_CASE
    if values.choice(fields.get("match"), name, "match", {"exact": True, "inflected": False}, False):
        yield Flag.EXACT_FORM


def _targets(
    fields: dict[str, Node],
    node: Node,
    name: str,
    part: PartOfSpeech,
    sources: tuple[Designation, ...],
    flags: frozenset[Flag],
) -> tuple[Designation, ...]:
    if Flag.KEEP in flags:
        if not sources:
            raise GlossaryError("the field “fr” is missing", where=f"{name}:{node.line}", hint="give the French term")
        _refuse_translation(fields.get("en"), name, sources[0].text)
        return (Designation(sources[0].text, sources[0].part_of_speech),)
    if "en" not in fields:
        hint = "give the English term, or `translate: no` to keep the French one"
        raise GlossaryError("the field “en” is missing", where=f"{name}:{node.line}", hint=hint)
    return _designations(fields["en"], name, "en", part)


def _refuse_translation(node: Node | None, name: str, source: str) -> None:
    if node is not None and not (isinstance(node, Scalar) and node.text.strip() in ("", source)):
        raise values.wrong(
            node, name, "en", "contradicts `translate: no`, which keeps the French term", "delete one of the two"
        )


def _designations(node: Node, name: str, field: str, part: PartOfSpeech) -> tuple[Designation, ...]:
    nodes = node.items if isinstance(node, Sequence) else (node,)
    if not nodes:
        raise values.wrong(node, name, field, "is empty", "give at least one term")
    found: list[Designation] = []
    for inner in nodes:
        found.append(_designation(inner, name, field, part, default_status(field, found)))
    for number, one in enumerate(found):
        if one.text in [other.text for other in found[:number]]:
            statuses = {other.status for other in found if other.text == one.text}
            problem = (
                "is both usable and forbidden"
                if len(statuses & {Status.DEPRECATED}) and len(statuses) > 1
                else "stands twice"
            )
            raise values.wrong(nodes[number], name, field, f"“{values.shown(one.text)}” {problem}", "keep one of them")
    return tuple(found)


def default_status(field: str, earlier: Iterable[Designation]) -> Status:
    """French terms are all preferred; of the English ones the first usable is, the others are admitted."""
    usable = any(one.status is not Status.DEPRECATED for one in earlier)
    return Status.ADMITTED if field == "en" and usable else Status.PREFERRED


def _designation(node: Node, name: str, field: str, part: PartOfSpeech, status: Status) -> Designation:
    if isinstance(node, Scalar):
        return Designation(values.term(node, name, field), part, status)
    fields = values.mapping(node, name, f"a term under “{field}”", _TERM_FIELDS)
    if "term" not in fields:
        raise values.wrong(node, name, field, "lacks its “term”")
    return Designation(
        text=values.term(fields["term"], name, f"{field}.term"),
        part_of_speech=values.choice(fields.get("pos"), name, f"{field}.pos", _PARTS, part),
        status=values.choice(fields.get("status"), name, f"{field}.status", _STATUSES, status),
        note=values.prose(fields.get("note"), name, f"{field}.note"),
        forms=_forms(fields.get("forms"), name, f"{field}.forms"),
    )


def _forms(node: Node | None, name: str, field: str) -> tuple[str, ...]:
    if node is None:
        return ()
    return tuple(values.term(one, name, field) for one in (node.items if isinstance(node, Sequence) else (node,)))


def _preferred_first(found: tuple[Designation, ...]) -> tuple[Designation, ...]:
    """The order of the file, but the preferred before the admitted and the forbidden last."""
    order = {Status.PREFERRED: 0, Status.ADMITTED: 1, Status.DEPRECATED: 2}
    return tuple(sorted(found, key=lambda one: order[one.status]))


_Taken = tuple[dict[str, int], Identifiers]  # the line of each id, and the ids


def _identifier(node: Node | None, name: str, text: str, taken: _Taken) -> str:
    lines, names = taken
    if node is None:
        return names.distinct(slug(text))
    given = values.prose(node, name, "id")
    if not re.fullmatch(r"[\w.:-]{1,200}", given):
        raise values.wrong(node, name, "id", f"“{values.shown(given)}” must be letters, digits, “-”, “_”, “.” or “:”")
    if given in names:
        raise values.wrong(node, name, "id", f"“{given}” is taken", f"first on line {lines[given]}")
    names.add(given)
    return given
