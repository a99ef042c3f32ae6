"""WebVTT subtitles (W3C): cues are translated; notes, styles, regions, identifiers and settings stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import unescape

import regex

from bitexte.errors import ConfigError, InputError
from bitexte.formats.options import Layout, Options
from bitexte.formats.splice import Token, readable
from bitexte.formats.srt import milliseconds
from bitexte.formats.subtitles import Cue, Skeleton, blocks_of, rebuilt
from bitexte.language.detection import primary
from bitexte.model import Block, CodeKind, Document, Remark
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


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a subtitle file: a block an utterance. Raises InputError where there is no cue."""
    text, charset, guessed = exact(content, name)
    cues = _cues(text)
    if not cues:
        raise InputError("there is no cue in it", where=name, hint="is this really a WebVTT file?")
    blocks, parts, codes = blocks_of(text, cues, tokens, _LINE_END)
    warnings = (Remark("encoding", guessed),) if guessed else ()
    languages = tuple(match.span(1) for match in _LANGUAGE.finditer(text, 0, cues[0].start))
    line_end = "\r\n" if "\r\n" in text else "\n"
    return Document(name, "vtt", blocks, Skeleton(text, charset, parts, codes, line_end, languages), warnings)


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
    opened: list[tuple[str, int]] = []
    pair = 0
    position = start
    while match := _CODE.search(text, position, end):
        if position < match.start():
            yield _text(text, position, match.start())
        position = match.end()
        name = (match["name"] or "").lower()
        if name in ("lang", "rt") and not match["close"] and (name == "rt" or primary(match["rest"] or "fr") != "fr"):
            close = text.find(f"</{name}>", position, end)
            if close >= 0:
                position = close + len(name) + 3
            yield Token(match.start(), position, "", CodeKind.ISOLATED, stands=name == "lang")
        elif name and not match["close"]:
            pair += 1
            opened.append((name, pair))
            yield Token(*match.span(), "", CodeKind.OPEN, pair)
        elif name and (index := next((i + 1 for i in range(len(opened) - 1, -1, -1) if opened[i][0] == name), 0)):
            yield Token(*match.span(), "", CodeKind.CLOSE, opened.pop(index - 1)[1])
        else:
            yield Token(*match.span(), "", CodeKind.ISOLATED)
    if position < end:
        yield _text(text, position, end)


def _text(text: str, start: int, end: int) -> Token:
    raw = text[start:end]
    return Token(start, end, readable(unescape(raw) if "&" in raw else raw))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The subtitles with the targets divided over their cues."""
    assert isinstance(document.skeleton, Skeleton)
    return document.skeleton.charset.encode(rebuilt(document.skeleton, document.blocks, targets, _escape))


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The subtitles with the translation under the French lines of each cue."""
    if layout is Layout.COLUMNS:
        raise ConfigError("subtitles have no columns", hint="use --bilingual interleaved")
    assert isinstance(document.skeleton, Skeleton)
    text = rebuilt(document.skeleton, document.blocks, targets, _escape, bilingual=True)
    return document.skeleton.charset.encode(text)


def _escape(text: str, _original: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
