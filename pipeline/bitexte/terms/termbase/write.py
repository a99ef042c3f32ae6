"""Terms as YAML, and their insertion into a user's file without touching anything else in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from bitexte.errors import GlossaryError
from bitexte.model import Designation, Flag, PartOfSpeech, Status, Term
from bitexte.terms.termbase import agreement as rules
from bitexte.terms.termbase import schema
from bitexte.terms.termbase.yaml_tree import Mapping, Node, Scalar, compose, decode
from bitexte.terms.termbase.yaml_tree import Sequence as ListNode
from bitexte.text.identifiers import slug

_SAFE = re.compile(r"[^\W\d_][\w '’.()/&%+-]*[\w.)%+]|[^\W\d_]")


def dump(terms: Sequence[Term]) -> bytes:
    """A whole termbase; the same terms give the same bytes, and `parse` gives the same terms back."""
    domains = {term.domain for term in terms}
    common = domains.pop() if len(domains) == 1 else ""
    lines = [f"domain: {scalar(common)}"] if common else []
    lines += ["source: fr", "target: en", "terms:" if terms else "terms: []"]
    for term in terms:
        lines += entry_lines(term, common)
    return ("\n".join(lines) + "\n").encode()


def entry_lines(term: Term, domain: str, indent: str = "  ") -> list[str]:
    """One entry as lines, its fields in the order of the schema, what goes without saying left out."""
    part = (term.sources or term.targets)[0].part_of_speech
    fields = [*_identity(term), *(_side("fr", term.sources, part) if term.sources else ())]
    if Flag.KEEP in term.flags:
        fields.append("translate: no")
    else:
        fields += _side("en", term.targets, part)
    fields += [] if part is PartOfSpeech.NOUN else [f"pos: {part}"]
    fields += [] if term.domain == domain else [f"domain: {scalar(term.domain)}"]
    fields += [
        f"{name}: {scalar(text)}" for name, text in (("definition", term.definition), ("note", term.note)) if text
    ]
    fields += ["case: exact"] if Flag.EXACT_CASE in term.flags else []
    fields += ["match: exact"] if Flag.EXACT_FORM in term.flags else []
    return [f"{indent}{'  ' if number else '- '}{line}" for number, line in enumerate(fields)]


def _identity(term: Term) -> Iterator[str]:
    if term.id != slug((term.sources or term.targets)[0].text):
        yield f"id: {scalar(term.id)}"


def _side(language: str, designations: Sequence[Designation], part: PartOfSpeech) -> Iterator[str]:
    if len(designations) == 1:
        yield f"{language}: {_designation(designations[0], part, schema.default_status(language, ()))}"
        return
    yield f"{language}:"
    for number, one in enumerate(designations):
        yield f"  - {_designation(one, part, schema.default_status(language, designations[:number]))}"


def _designation(one: Designation, part: PartOfSpeech, status: Status) -> str:
    fields = [f"pos: {one.part_of_speech}"] if one.part_of_speech is not part else []
    fields += [f"status: {one.status}"] if one.status is not status else []
    fields += [f"note: {_quoted(one.note)}"] if one.note else []
    fields += [f"forms: [{', '.join(_quoted(form) for form in one.forms)}]"] if one.forms else []
    return f"{{term: {_quoted(one.text)}, {', '.join(fields)}}}" if fields else scalar(one.text)


def scalar(text: str) -> str:
    """A text as a YAML scalar on one line: plain where that is safe, quoted else."""
    plain = _SAFE.fullmatch(text) is not None and len(text) < 500 and text.lower() not in _WORDS
    return text if plain else _quoted(text)


_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def _quoted(text: str) -> str:
    if text.isprintable() and "\\" not in text and '"' not in text:
        return f'"{text}"'
    return str(yaml.safe_dump(text, default_style='"', allow_unicode=True, width=1 << 30)).rstrip("\n")


def append(content: bytes, terms: Sequence[Term], name: str = "the termbase") -> bytes:
    """The file with the terms added at the end of its list; every other byte stays as it was.

    Raises GlossaryError where the file is malformed, or contradicts the new terms.
    """
    text = decode(content, name)
    root = compose(text, name)
    before = schema.entries(root, name)
    assert isinstance(root, Mapping)
    newline = "\r\n" if "\r\n" in text else "\n"
    extended = _spliced(text, root, terms, newline, name)
    added = schema.entries(compose(extended, name), name)
    if [entry.term for entry in added[: len(before)]] != [entry.term for entry in before]:
        raise GlossaryError(
            "the list of terms cannot be extended", where=name, hint="write it as a block, one “- ” an entry"
        )
    rules.agree(added)
    bom = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    return bom + extended.encode()


def _spliced(text: str, root: Mapping, terms: Sequence[Term], newline: str, name: str) -> str:
    listed = root.get("terms")
    assert listed is not None
    indent = " " * listed.column if isinstance(listed, ListNode) and not listed.flow else "  "
    domain = root.get("domain")
    common = domain.text if isinstance(domain, Scalar) else ""
    lines = newline.join(line for term in terms for line in entry_lines(term, common, indent))
    if isinstance(listed, ListNode) and listed.flow and listed.items:
        raise GlossaryError(
            "the list of terms is written in brackets", where=f"{name}:{listed.line}", hint="write one “- ” an entry"
        )
    if not isinstance(listed, ListNode) or listed.flow:
        return _filled(text, listed, lines, newline)
    return _inserted(text, listed.end, lines, newline)


def _filled(text: str, listed: Node, lines: str, newline: str) -> str:
    """In the place of an empty value: `terms:`, `terms: []`, `terms: null`."""
    length = (
        len(listed.text)
        if isinstance(listed, Scalar)
        else listed.end - listed.start
        if isinstance(listed, ListNode)
        else 0
    )
    head = text[: listed.end - length].rstrip(" \t")
    rest = text[listed.end :]
    comment, _, after = (
        rest.partition("\n") if rest.split("\n")[0].strip() else ("", "", rest.removeprefix("\r").removeprefix("\n"))
    )
    return f"{head}{comment.rstrip()}{newline}{lines}{newline}{after}"


def _inserted(text: str, end: int, lines: str, newline: str) -> str:
    """After the line on which the last entry ends, and after a comment there."""
    if end and text[end - 1] == "\n":
        stop = end
    else:
        following = text.find("\n", end)
        stop = following + 1 if following >= 0 else len(text)
    head = text[:stop]
    gap = "" if head.endswith("\n") else newline
    return f"{head}{gap}{lines}{newline}{text[stop:]}"
