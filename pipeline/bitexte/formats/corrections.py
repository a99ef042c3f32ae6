"""Translations changed where they stand in a bilingual file; all other bytes of it stay as they are.

A translation is touched only where its text in the file is found and understood: one with inline codes, in a comment,
or in the proposals of a memory is not.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import PurePath

import regex

from bitexte.formats.for_review.jsonl import ENCODER
from bitexte.formats.po import catalogue
from bitexte.formats.xliff import source
from bitexte.formats.xml_source import escaped
from bitexte.language.tags import TARGET, primary
from bitexte.model import Span
from bitexte.text.characters import composed

Correction = tuple[str, str]  # a translation as the units have it, and what it is to be; the same where nothing is
_Found = tuple[str, Span, Callable[[str], str]]  # a text, where it stands, how another one is written there

_ASIDE = regex.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<alt-trans\b.*?</alt-trans>|<[\w-]+:matches\b.*?</[\w-]+:matches>", regex.DOTALL
)
_TARGET = regex.compile(r"<(?:[\w-]+:)?target(?:\s[^<>]*)?(?<!/)>(?P<text>[^<]*)</(?:[\w-]+:)?target\s*>")
_VARIANT = regex.compile(r"<tuv(?P<attributes>\s[^<>]*)>(?P<inner>(?:(?!</?tuv\b).)*+)</tuv\s*>", regex.DOTALL)
_SEGMENT = regex.compile(r"<seg(?:\s[^<>]*)?>(?P<text>[^<]*)</seg\s*>")
_LANGUAGE = regex.compile(r"""\s(?:xml:)?lang\s*=\s*["']([^"']*)["']""")
_WIDTH = 78  # of a wrapped line of a catalogue
_MEMBER = regex.compile(r'"target"\s*:\s*(?P<text>"(?:[^"\\]|\\.)*+")')


def corrected(content: bytes, name: str, corrections: Sequence[Correction]) -> tuple[bytes, set[int]]:
    """The file with the corrections, given in the order of its units, and the numbers of those that were made."""
    suffix = PurePath(name).suffix.lower()
    if suffix in (".po", ".pot"):
        text, encoding = catalogue.decoded(content, name)
        found = list(_of_catalogue(text, name))
    elif suffix == ".jsonl":
        text, encoding = content.decode("utf-8"), "utf-8"
        found = list(_of_lines(text))
    else:
        text, encoding = source.decoded(content, name)
        found = list(_of_memory(text) if suffix == ".tmx" else _of_xliff(text))
    edits: list[tuple[Span, str]] = []
    made: set[int] = set()
    following = 0
    for known, span, write in found:
        place = next((n for n in range(following, len(corrections)) if _same(known, corrections[n][0])), None)
        if place is None:
            continue
        following = place + 1
        old, new = corrections[place]
        inner = known.strip() if known != old else known
        if old != new and inner == old:
            lead = known[: known.index(inner)] if inner != known else ""
            edits.append((span, write(lead + new + known[len(lead) + len(inner) :])))
            made.add(place)
    for (start, end), put in reversed(edits):
        text = text[:start] + put + text[end:]
    try:
        return text.encode(encoding), made
    except UnicodeEncodeError:
        return content, set()


def _same(known: str, other: str) -> bool:
    return " ".join(composed(known).split()) == " ".join(other.split())


def _of_catalogue(text: str, name: str) -> Iterator[_Found]:
    end = "\r\n" if "\r\n" in text else "\n"
    for message in catalogue.parse(text, name):
        if message.obsolete or message.is_header:
            continue
        forms = sorted(message.targets)
        wanted = forms[:1] if message.plural is None else dict.fromkeys((*forms[:1], *forms[-1:]))
        for form in wanted:
            field = message.targets[form]
            keyword = f"msgstr[{form}]" if message.plural is not None else "msgstr"
            wrapped = field.lines > len(regex.findall(r"[^\n]*\n|[^\n]+", field.value)) + 1
            width = _WIDTH if wrapped and "no-wrap" not in message.flags else 0
            yield field.value, field.span, partial(_field, keyword, end=end, width=width, several=field.lines > 1)


def _field(keyword: str, text: str, *, end: str, width: int, several: bool) -> str:
    return catalogue.literal(keyword, text, end, width, several=several)


def _of_lines(text: str) -> Iterator[_Found]:
    for line in regex.finditer(r"[^\n]+", text):
        members = list(_MEMBER.finditer(text, *line.span()))
        if len(members) == 1:
            yield json.loads(members[0]["text"]), members[0].span("text"), ENCODER.encode


def _of_xliff(text: str) -> Iterator[_Found]:
    aside = [found.span() for found in _ASIDE.finditer(text)]
    for match in _TARGET.finditer(text):
        if not _inside(match.start(), aside):
            yield source.unescaped(match["text"]), match.span("text"), escaped


def _of_memory(text: str) -> Iterator[_Found]:
    aside = [found.span() for found in _ASIDE.finditer(text)]
    for variant in _VARIANT.finditer(text):
        language = _LANGUAGE.search(variant["attributes"])
        if language is None or primary(language[1]) != TARGET or _inside(variant.start(), aside):
            continue
        if match := _SEGMENT.search(text, *variant.span("inner")):
            yield source.unescaped(match["text"]), match.span("text"), escaped


def _inside(offset: int, spans: Sequence[Span]) -> bool:
    place = bisect_right(spans, (offset, len(spans) and spans[-1][1])) - 1
    return place >= 0 and spans[place][0] <= offset < spans[place][1]
