"""Advanced SubStation Alpha subtitles: the texts of the dialogue lines; styles, effects, drawings and comments stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bitexte.errors import ConfigError, InputError
from bitexte.formats.options import Layout, Options
from bitexte.formats.splice import Token, readable
from bitexte.formats.subtitles import Cue, Skeleton, blocks_of, rebuilt
from bitexte.model import Block, CodeKind, Document, Remark
from bitexte.text.encoding import exact

_DIALOGUE = regex.compile(r"^Dialogue:[ \t]*(?P<fields>[^\r\n]*)", regex.MULTILINE)
_FORMAT = regex.compile(r"^\[Events\].*?^Format:[ \t]*(?P<names>[^\r\n]*)", regex.MULTILINE | regex.DOTALL)
_USUAL = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
_TIME = regex.compile(r"(\d+):(\d{2}):(\d{2})[.:](\d{2})")
_DRAWING = regex.compile(r"\{[^{}]*\\p[1-9][^{}]*\}")
_CODE = regex.compile(r"\{[^{}]*\}|\\[Nnh]")
_LINE_END = r"\\N"


def recognises(content: bytes) -> bool:
    """Whether a file begins as a script does."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[Script Info]")


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a script: a block an utterance. Raises InputError where there is no dialogue."""
    text, charset, guessed = exact(content, name)
    stated = _FORMAT.search(text)
    fields = [one.strip() for one in (stated["names"] if stated else _USUAL).split(",")]
    if "Start" not in fields or "End" not in fields:
        raise InputError(
            "its Format line names no Start and End", where=name, hint="save it again in a subtitle editor"
        )
    lines = list(_DIALOGUE.finditer(text))
    if not lines:
        raise InputError("there is no Dialogue line in it", where=name, hint="is this really a subtitle script?")
    cues = [cue for line in lines if (cue := _cue(line, fields)) is not None]
    blocks, parts, codes = blocks_of(text, cues, tokens, _LINE_END)
    warnings = (Remark("encoding", guessed),) if guessed else ()
    return Document(name, "ass", blocks, Skeleton(text, charset, parts, codes, "\\N"), warnings)


def _cue(line: regex.Match[str], fields: Sequence[str]) -> Cue | None:
    values = line["fields"].split(",", len(fields) - 1)
    if len(values) < len(fields) or _DRAWING.search(values[-1]):
        return None
    times = [_TIME.search(values[fields.index(field)]) for field in ("Start", "End")]
    begins, ends = (
        ((int(one[1]) * 60 + int(one[2])) * 60 + int(one[3])) * 1000 + int(one[4]) * 10 if one else 0 for one in times
    )
    end = line.end()
    return Cue(begins, ends, end - len(values[-1]), end)


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Text and codes of a line; a break is a blank of the sentence."""
    for match in _CODE.finditer(text, start, end):
        if start < match.start():
            yield Token(start, match.start(), readable(text[start : match.start()]))
        start = match.end()
        if match.group()[0] == "\\":
            yield Token(*match.span(), " ")
        else:
            yield Token(*match.span(), "", CodeKind.ISOLATED)
    if start < end:
        yield Token(start, end, readable(text[start:end]))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The script with the targets divided over their lines."""
    assert isinstance(document.skeleton, Skeleton)
    return document.skeleton.charset.encode(rebuilt(document.skeleton, document.blocks, targets, _escape))


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The script with the translation under the French of each line."""
    if layout is Layout.COLUMNS:
        raise ConfigError("subtitles have no columns", hint="use --bilingual interleaved")
    assert isinstance(document.skeleton, Skeleton)
    text = rebuilt(document.skeleton, document.blocks, targets, _escape, bilingual=True)
    return document.skeleton.charset.encode(text)


def _escape(text: str, _original: str) -> str:
    """Braces would begin an effect."""
    return text.replace("{", "(").replace("}", ")")
