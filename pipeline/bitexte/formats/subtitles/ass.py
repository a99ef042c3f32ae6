"""Advanced SubStation Alpha subtitles: the texts of the dialogue lines; styles, effects, drawings and comments stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bitexte.errors import InputError
from bitexte.formats.options import Layout, Options
from bitexte.formats.splice import Token
from bitexte.formats.subtitles import Cue, Mark, Skeleton, blocks_of, rebuilt, tokens_between
from bitexte.model import Block, Document, Remark
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


def parse(content: bytes, name: str, options: Options) -> Document:
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
    return Document(name, "ass", blocks, Skeleton(text, charset, parts, codes, "\\N", longest=options.line), warnings)


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
    found = _CODE.finditer(text, start, end)
    marks = (Mark(*match.span(), text=" " if match.group()[0] == "\\" else "") for match in found)
    return tokens_between(text, start, end, marks)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The script with the targets divided over their lines."""
    return rebuilt(document, targets, _escape)


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The script with the translation under the French of each line."""
    return rebuilt(document, targets, _escape, layout)


def _escape(text: str, _original: str) -> str:
    """Braces would begin an effect."""
    return text.replace("{", "(").replace("}", ")")
