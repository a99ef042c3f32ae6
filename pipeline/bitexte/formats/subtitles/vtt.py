"""WebVTT subtitles (W3C): cues are translated; notes, styles, regions, identifiers and settings stay."""

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
from bitexte.language.tags import is_french
from bitexte.model import Block, Document, Remark
from bitexte.text.encoding import exact

_TIME = r"(?:(\d{2,}):)?(\d{2}):(\d{2})\.(\d{3})"
_TIMES = regex.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}[^\r\n]*(?:\r\n|\r|\n|\Z)", regex.MULTILINE)
_BLANK = regex.compile(r"^[ \t]*(?:\r\n|\r|\n|\Z)", regex.MULTILINE)
_CODE = regex.compile(r"<(?:(?P<close>/)?(?P<name>[a-z]+)(?P<rest>[. \t][^<>]*)?|\d[\d:.]*|/)>", regex.IGNORECASE)
_LANGUAGE = regex.compile(r"^Language:[ \t]*(fr[\w-]*)", regex.MULTILINE | regex.IGNORECASE)
_LINE_END = r"\r\n|\r|\n"


def recognises(content: bytes) -> bool:
    """Whether a file begins as WebVTT does."""
    return content.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def parse(content: bytes, name: str, options: Options) -> Document:
    """The document of a subtitle file: a block an utterance. Raises InputError where there is no cue."""
    text, charset, guessed = exact(content, name)
    cues = _cues(text)
    if not cues:
        raise InputError("there is no cue in it", where=name, hint="is this really a WebVTT file?")
    blocks, parts, codes = blocks_of(text, cues, tokens, _LINE_END)
    warnings = (Remark("encoding", guessed),) if guessed else ()
    languages = tuple(match.span(1) for match in _LANGUAGE.finditer(text, 0, cues[0].start))
    line_end = "\r\n" if "\r\n" in text else "\n"
    return Document(
        name, "vtt", blocks, Skeleton(text, charset, parts, codes, line_end, languages, options.line), warnings
    )


def _cues(text: str) -> list[Cue]:
    times = list(_TIMES.finditer(text))
    cues: list[Cue] = []
    for at, one in enumerate(times):
        limit = times[at + 1].start() if at + 1 < len(times) else len(text)
        blank = _BLANK.search(text, one.end(), limit)
        payload = text[one.end() : blank.start() if blank else limit].rstrip()
        cues.append(Cue(milliseconds(one, 1), milliseconds(one, 5), one.end(), one.end() + len(payload)))
    return cues


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Text and codes of a cue; what is in another language is one code."""
    return tokens_between(text, start, end, _marks(text, start, end), with_entities)


def _marks(text: str, start: int, end: int) -> Iterator[Mark]:
    while match := _CODE.search(text, start, end):
        start = match.end()
        name = (match["name"] or "").lower()
        if name in ("lang", "rt") and not match["close"] and (name == "rt" or not is_french(match["rest"] or "fr")):
            close = text.find(f"</{name}>", start, end)
            if close >= 0:
                start = close + len(name) + 3
            yield Mark(match.start(), start, stands=name == "lang")
        else:
            yield Mark(*match.span(), name, bool(match["close"]))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The subtitles with the targets divided over their cues."""
    return rebuilt(document, targets, _escape)


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The subtitles with the translation under the French lines of each cue."""
    return rebuilt(document, targets, _escape, layout)


def _escape(text: str, _original: str) -> str:
    return escape(text, quote=False)
