"""A gettext catalogue as it stands: its messages, and where in the file each of their fields is."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from bitexte.errors import InputError
from bitexte.model import Span

_CHARSET = regex.compile(rb"charset=([A-Za-z0-9_.:-]+)")
_LINE = regex.compile(r"([^\r\n]*)(\r\n|\n|\r|$)")
_FIELD = regex.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,3})\])?|domain)\s*(\".*)")
_STRING = regex.compile(r'"((?:[^"\\]|\\.)*+)"\s*')
_ESCAPE = regex.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(.))")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(slots=True)
class Field:
    """A text of a message; `span` is where it stands in the file, its keyword included; `lines` is on how many."""

    value: str
    span: Span
    lines: int = 1


@dataclass(slots=True)
class Message:
    """One entry: `start` is its first line, `keyword` the line of its msgctxt or msgid; offsets in the file's text."""

    start: int
    keyword: int = -1
    comments: list[str] = field(default_factory=list)  # a translator's
    extracted: list[str] = field(default_factory=list)  # from the program
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    flagged: int = -1  # where the first flag stands; -1 without any
    obsolete: bool = False
    context: Field | None = None
    source: Field | None = None
    plural: Field | None = None
    targets: dict[int, Field] = field(default_factory=dict)

    @property
    def fuzzy(self) -> bool:
        return "fuzzy" in self.flags

    @property
    def is_header(self) -> bool:
        return self.context is None and self.source is not None and not self.source.value and not self.obsolete


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text of a catalogue, a mark at its beginning included, and its charset. Raises InputError."""
    charset = "utf-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charset = "utf-16-le" if content.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    elif (named := _CHARSET.search(content[:10_000])) and named[1] != b"CHARSET":
        charset = named[1].decode("ascii")
    try:
        return content.decode(charset), charset
    except (LookupError, UnicodeError) as error:
        if not isinstance(error, UnicodeDecodeError):
            raise InputError(f"unknown charset {charset[:40]}", where=name) from error
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"not {charset} text", where=f"{name}:{line}", hint="see charset= in its header") from error


def parse(text: str, name: str) -> list[Message]:
    """The messages of a catalogue, obsolete ones among them, in their order. Raises InputError with the line."""
    reader = _Reader(name)
    offset = 0
    for number, line in enumerate(_LINE.finditer(text), start=1):
        lead = 1 if not offset and line[1].startswith("\ufeff") else 0
        reader.line(line[1][lead:], offset + lead, number)
        offset = line.end()
    reader.finish()
    return [message for message in reader.messages if message.source is not None]


def metadata(messages: list[Message]) -> dict[str, str]:
    """The fields of the header, empty without one."""
    header = next((message for message in messages if message.is_header), None)
    if header is None or 0 not in header.targets:
        return {}
    pairs = (line.partition(":") for line in header.targets[0].value.split("\n"))
    return {key.strip(): value.strip() for key, mark, value in pairs if mark}


class _Reader:
    def __init__(self, name: str) -> None:
        self.messages: list[Message] = []
        self._name = name
        self._current: Message | None = None
        self._field: Field | None = None
        self._number = 0

    def line(self, line: str, offset: int, number: int) -> None:
        self._number = number
        stripped = line.strip(" \t")
        if not stripped:
            self.finish()
        elif stripped.startswith("#~"):
            self._obsolete(stripped, line, offset)
        elif stripped.startswith("#"):
            self._comment(stripped, line, offset)
        else:
            self._content(stripped, line, offset)

    def finish(self) -> None:
        if self._current is not None and self._current.source is not None and not self._current.targets:
            raise self._malformed("a msgid without msgstr")
        self._current = self._field = None

    def _obsolete(self, stripped: str, line: str, offset: int) -> None:
        rest = stripped[2:].lstrip(" \t")
        if rest.startswith("|") or not rest:
            return
        self._content(rest, line, offset)
        if self._current is not None:
            self._current.obsolete = True

    def _comment(self, stripped: str, line: str, offset: int) -> None:
        message = self._message(offset)
        kind, rest = stripped[1:2], stripped[2:].strip()
        if kind == ".":
            message.extracted.append(rest)
        elif kind == ":":
            message.references += rest.split()
        elif kind == ",":
            if message.flagged < 0:
                message.flagged = offset + line.index(",") + 1
            message.flags += [flag.strip() for flag in rest.split(",") if flag.strip()]
        elif kind not in {"|", "~"}:
            message.comments.append(stripped[1:].strip())

    def _message(self, offset: int) -> Message:
        """The message that a comment or a new msgid belongs to: one that has its translation is finished."""
        if self._current is not None and self._current.targets:
            self.finish()
        if self._current is None:
            self._current = Message(offset)
            self.messages.append(self._current)
        return self._current

    def _content(self, stripped: str, line: str, offset: int) -> None:
        if stripped.startswith('"'):
            self._continued(stripped, line, offset)
            return
        found = _FIELD.fullmatch(stripped)
        if found is None:
            raise self._malformed("neither a comment nor a field")
        start = offset + line.index(found[1])
        text = Field(self._text(found[3]), (start, offset + len(line.rstrip(" \t"))))
        if found[1] == "domain":
            return
        message = self._message(offset) if found[1] in {"msgctxt", "msgid"} else self._current
        if message is None:
            raise self._malformed(f"{found[1]} without msgid")
        self._field = text
        self._put(message, found[1], found[2], offset)

    def _put(self, message: Message, keyword: str, number: str | None, offset: int) -> None:
        assert self._field is not None
        if keyword in {"msgctxt", "msgid"} and message.keyword < 0:
            message.keyword = offset
        if keyword == "msgctxt":
            message.context = self._field
        elif keyword == "msgid":
            if message.source is not None:
                raise self._malformed("a msgid without msgstr")
            message.source = self._field
        elif message.source is None:
            raise self._malformed(f"{keyword} without msgid")
        elif keyword == "msgid_plural":
            message.plural = self._field
        else:
            message.targets[int(number or 0)] = self._field

    def _continued(self, stripped: str, line: str, offset: int) -> None:
        if self._field is None:
            raise self._malformed("a text without its field")
        self._field.value += self._text(stripped)
        self._field.lines += 1
        self._field.span = (self._field.span[0], offset + len(line.rstrip(" \t")))

    def _text(self, quoted: str) -> str:
        found = _STRING.fullmatch(quoted)
        if found is None:
            raise self._malformed("a quote inside a text needs a backslash, and every text ends in one")
        return unescaped(found[1])

    def _malformed(self, why: str) -> InputError:
        return InputError(f"malformed PO: {why}", where=f"{self._name}:{self._number}")


def unescaped(text: str) -> str:
    """A C string without its quotes as text."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: regex.Match[str]) -> str:
    if found[3] is not None:
        return _LETTERS.get(found[3], found[3])
    return chr(int(found[1], 8) & 0xFF if found[1] else int(found[2], 16))


def literal(keyword: str, text: str, end: str, width: int, several: bool) -> str:
    """A field as a catalogue holds it: on one line, or, where `several` or a line end asks for it, a line a line.

    `width` is where longer lines are wrapped at a blank, 0 for nowhere; `end` is the file's line end.
    """
    pieces = regex.findall(r"[^\n]*\n|[^\n]+", text)
    if len(pieces) <= 1 and not several:
        return f'{keyword} "{_escaped(text)}"'
    lines = [line for piece in pieces for line in _wrapped(piece, width)]
    return end.join([f'{keyword} ""', *(f'"{_escaped(line)}"' for line in lines)])


def _wrapped(piece: str, width: int) -> Iterator[str]:
    if width <= 0:
        yield piece
        return
    line = ""
    for word in regex.findall(r"\S*\s*", piece):
        if line and len(_escaped(line + word.rstrip(" "))) + 2 > width:
            yield line
            line = ""
        line += word
    if line:
        yield line


def _escaped(text: str) -> str:
    made = text.replace("\\", "\\\\").replace('"', '\\"')
    for letter, character in _LETTERS.items():
        made = made.replace(character, f"\\{letter}")
    return made
