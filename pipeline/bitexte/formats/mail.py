"""Mail (.eml, RFC 5322 and 2045): its plain and HTML texts, rewritten where they stand.

Headers, attachments and forwarded messages stay to the letter; a part that changes keeps its transfer encoding and its
character set, or becomes UTF-8 where that lacks a character.
"""

from __future__ import annotations

import base64
import binascii
import quopri
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes

import regex

from bitexte import limits
from bitexte.errors import InputError
from bitexte.formats import wrapped_text
from bitexte.formats.html.blocks import scan
from bitexte.formats.html.selectors import Selector, selectors
from bitexte.formats.html.styles import STYLES as HTML
from bitexte.formats.options import Options
from bitexte.formats.splice import Found, Slot, Source, compose, ordered
from bitexte.model import Block, Document, Remark, Span
from bitexte.text.encoding import exact

_BLANK_LINE = regex.compile(rb"\r?\n(?=\r?\n)")
_CHARSET = regex.compile(rb"(?i)(charset\s*=\s*)(?:\"[^\"]*\"|[^\s;]+)")
_TRANSFER = regex.compile(rb"(?im)^(content-transfer-encoding:[ \t]*)[\w-]+")
_TYPE = regex.compile(rb"(?im)^content-type:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")


@dataclass(frozen=True, slots=True)
class Part:
    """A text of the message: the spans of its headers and content, and the numbers of its blocks."""

    headers: Span
    content: Span
    transfer: str
    source: Source
    declared: str  # the character set, as its headers name it
    blocks: Span


@dataclass(frozen=True, slots=True)
class Skeleton:
    message: bytes
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Leaf:
    headers: Span
    content: Span
    said: _Said


@dataclass(frozen=True, slots=True)
class _Said:
    """What the headers of a part say of it, in small letters but for the boundary."""

    kind: str
    boundary: str
    attached: bool
    transfer: str
    charset: str


def parse(content: bytes, name: str, options: Options) -> Document:
    """The texts of a message. Raises InputError where it has no end to its parts."""
    remarks: dict[Remark, None] = {}
    parts: list[Part] = []
    blocks: list[Block] = []
    attached = 0
    for leaf in _leaves(content, (0, len(content)), name, 0):
        said = leaf.said
        if said.attached or said.kind not in ("text/plain", "text/html"):
            attached += 1
            continue
        text = exact(_decoded(content[slice(*leaf.content)], said.transfer), name, said.charset)[0]
        source, found = ordered(text, *_texts(text, said.kind, name, selectors(options.keep_selectors)))
        own = len(blocks), len(blocks) + len(found)
        parts.append(Part(leaf.headers, leaf.content, said.transfer, source, said.charset, own))
        blocks += found
    if attached:
        remarks[Remark("mail-parts", str(attached))] = None
    if b"multipart/signed" in content:
        remarks[Remark("mail-signed")] = None
    return Document(name, "mail", tuple(blocks), Skeleton(content, tuple(parts)), tuple(remarks))


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The message with the targets in its texts; a part without a change stays to the letter."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    message, made, last = skeleton.message, b"", 0
    for part in skeleton.parts:
        own = slice(*part.blocks)
        line_end = "\r\n" if "\r\n" in part.source.text else "\n"
        styles = {**HTML, **wrapped_text.styles(part.source.slots, line_end)}
        text = compose(part.source, document.blocks[own], targets[own], styles)
        if text != part.source.text:
            before = message[slice(*part.content)]
            headers, content = _encoded(message[slice(*part.headers)], text, part)
            if part.transfer == "base64":
                content = content.rstrip() + before[len(before.rstrip()) :]
            made += message[last : part.headers[0]] + headers + message[part.headers[1] : part.content[0]] + content
            last = part.content[1]
    return made + message[last:]


def _texts(text: str, kind: str, name: str, chosen: tuple[Selector, ...]) -> tuple[tuple[Found, ...], tuple[Slot, ...]]:
    if kind == "text/plain":
        return tuple(wrapped_text.paragraphs(text, 0, len(text))), ()
    page = scan(text, name, chosen)
    return page.found, page.extra


def _leaves(content: bytes, span: Span, name: str, depth: int) -> Iterator[_Leaf]:
    """The parts of a message that hold no others, in their order. The headers of a part end with their line end."""
    start, end = span
    empty = content[start : start + 2] == b"\r\n" or content[start : start + 1] == b"\n"
    blank = None if empty else _BLANK_LINE.search(content, start, min(end, start + limits.MAIL_HEADERS))
    if blank is None and not empty:
        return
    headers_end = start if blank is None else blank.end()
    body = content.find(b"\n", headers_end, end) + 1
    if not body:
        return
    said = _said(content[start:headers_end])
    if not said.boundary:
        yield _Leaf((start, headers_end), (body, end), said)
        return
    if depth >= limits.MAIL_DEPTH:
        raise InputError(f"more than {limits.MAIL_DEPTH} parts within one another", where=name, hint="is it damaged?")
    boundary = regex.escape(said.boundary.encode("utf-8", "surrogateescape"))
    mark = regex.compile(rb"(?m)^--" + boundary + rb"(--)?[ \t]*\r?$\n?")
    marks = list(mark.finditer(content, body, end))
    if len(marks) > limits.MAIL_PARTS:
        raise InputError(f"more than {limits.MAIL_PARTS} parts", where=name, hint="is it damaged?")
    for number, one in enumerate(marks):
        if one[1]:
            break
        stop = marks[number + 1].start() if number + 1 < len(marks) else end
        # The line end before a boundary belongs to it.
        stop -= 2 if content[stop - 2 : stop] == b"\r\n" else 1 if content[stop - 1 : stop] == b"\n" else 0
        yield from _leaves(content, (one.end(), max(one.end(), stop)), name, depth + 1)


def _said(headers: bytes) -> _Said:
    """The headers of a part; one whose headers cannot be read is no text."""
    header = message_from_bytes(headers)
    try:
        kind, boundary = header.get_content_type(), header.get_boundary() or ""
        attached, charset = header.get_content_disposition() == "attachment", header.get_content_charset() or "ascii"
    except (ValueError, LookupError, TypeError, AttributeError):
        return _Said("", "", attached=True, transfer="", charset="")
    transfer = str(header.get("Content-Transfer-Encoding", "")).strip().lower()
    return _Said(kind, boundary if kind.startswith("multipart/") else "", attached, transfer, str(charset))


def _decoded(content: bytes, transfer: str) -> bytes:
    if transfer == "quoted-printable":
        return quopri.decodestring(content)
    if transfer == "base64":
        try:
            return base64.b64decode(content)
        except binascii.Error:
            return b""  # no text can be had of it: it stays as it is
    return content


def _encoded(headers: bytes, text: str, part: Part) -> tuple[bytes, bytes]:
    """The headers and the content of a part with a new text: in UTF-8 where its character set lacks a character."""
    line_end = b"\r\n" if b"\r\n" in headers else b"\n"
    if _has(part.declared, text):
        content = text.encode(part.declared, "surrogateescape")
    else:
        headers, content = _in_utf8(headers, line_end), text.encode("utf-8", "surrogateescape")
    if part.transfer == "base64":
        return headers, base64.encodebytes(content).replace(b"\n", line_end)
    if part.transfer == "quoted-printable":
        return headers, _quoted(content, line_end)
    if content.isascii() or part.transfer in ("8bit", "binary"):
        return headers, content
    # A part of 7 bits has no room for a character beyond ASCII.
    if _TRANSFER.search(headers):
        headers = _TRANSFER.sub(rb"\1quoted-printable", headers)
    else:
        headers += b"Content-Transfer-Encoding: quoted-printable" + line_end
    return headers, _quoted(content, line_end)


def _in_utf8(headers: bytes, line_end: bytes) -> bytes:
    """The headers of a part whose text is UTF-8 from now on."""
    if _CHARSET.search(headers):
        return _CHARSET.sub(rb'\1"utf-8"', headers)
    said = _TYPE.search(headers)
    if said is None:
        return headers + b'Content-Type: text/plain; charset="utf-8"' + line_end
    return headers[: said.end()] + b'; charset="utf-8"' + headers[said.end() :]


def _quoted(content: bytes, line_end: bytes) -> bytes:
    quoted = binascii.b2a_qp(content.replace(b"\r\n", b"\n"), istext=True)
    return quoted.replace(b"\n", line_end)


def _has(codec: str, text: str) -> bool:
    try:
        text.encode(codec, "surrogateescape")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
