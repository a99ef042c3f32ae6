"""SubRip subtitles: cues with times, told by their time lines alone, whatever numbers and blank lines are missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import regex

from bitexte.errors import InputError
from bitexte.formats.options import Layout, Options
from bitexte.formats.splice import Token
from bitexte.formats.subtitles import (
    Cue,
    Mark,
    Skeleton,
    blocks_of,
    milliseconds,
    rebuilt,
    tokens_between,
    with_entities,
)
from bitexte.model import Block, Document, Remark
from bitexte.text.encoding import exact

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = regex.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\r\n]*(?:\r\n|\r|\n|\Z)", regex.MULTILINE)
_NUMBER = regex.compile(r"(?:(?<=[\r\n])|\A)[ \t]*\d+[ \t]*(?:\r\n|\r|\n)\Z")
_CODE = regex.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z]+)(?:[ =][^<>]*)?>|\{[\\^Yy][^{}]*\}|\\[Nnh]")
_LINE_END = r"\r\n|\r|\n"


def parse(content: bytes, name: str, options: Options) -> Document:
    """The document of a subtitle file: a block an utterance. Raises InputError where there is no cue."""
    text, charset, guessed = exact(content, name)
    cues = _cues(text)
    if not cues:
        raise InputError("there is no time line in it", where=name, hint="is this really a SubRip file?")
    blocks, parts, codes = blocks_of(text, cues, tokens, _LINE_END)
    warnings = (Remark("encoding", guessed),) if guessed else ()
    line_end = "\r\n" if "\r\n" in text else "\n"
    return Document(
        name, "srt", blocks, Skeleton(text, charset, parts, codes, line_end, longest=options.line), warnings
    )


def _cues(text: str) -> list[Cue]:
    times = list(_TIMES.finditer(text))
    heads = [_NUMBER.search(text, 0 if not at else times[at - 1].end(), one.start()) for at, one in enumerate(times)]
    numbered = sum(head is not None for head in heads) * 2 > len(times)
    cues: list[Cue] = []
    for at, one in enumerate(times):
        following = heads[at + 1] if at + 1 < len(times) else None
        limit = times[at + 1].start() if at + 1 < len(times) else len(text)
        end = following.start() if following is not None and numbered else limit
        payload = text[one.end() : end].rstrip()
        cues.append(Cue(milliseconds(one, 1), milliseconds(one, 5), one.end(), one.end() + len(payload)))
    return cues


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Text and codes of a cue; the lines of a cue are one text."""
    found = _CODE.finditer(text, start, end)
    marks = (Mark(*match.span(), (match["name"] or "").lower(), bool(match["close"])) for match in found)
    return tokens_between(text, start, end, marks, with_entities)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The subtitles with the targets divided over their cues."""
    return rebuilt(document, targets, _escape)


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The subtitles with the translation under the French lines of each cue."""
    return rebuilt(document, targets, _escape, layout)


def _escape(text: str, original: str) -> str:
    """Entities only where the source has them: SubRip itself knows none."""
    if regex.search(r"&(?:amp|lt|gt);", original) is None:
        return text
    return escape(text, quote=False)
