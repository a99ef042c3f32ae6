"""Zipped documents told by what is in them, whatever their names: cheap, for the table of formats asks every file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from bitexte import limits
from bitexte.formats.zipped import ZIP

CONTENT_TYPES = "[Content_Types].xml"

_FIELD = re.compile(rb"(?:From|To|Subject|Date|Message-ID|Received|Return-Path|MIME-Version|Delivered-To|X-[\w-]+):")

# Files of these names are archives, or they are not what they say.
SUFFIXES = frozenset(
    (
        ".epub",
        ".docx",
        ".docm",
        ".dotx",
        ".xlsx",
        ".xlsm",
        ".xltx",
        ".pptx",
        ".pptm",
        ".ppsx",
        ".odt",
        ".ods",
        ".odp",
        ".idml",
    )
)

# The ends of the content types that the main parts have: documents, templates, with macros or without.
WORD = (
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "ms-word.document.macroEnabled.main+xml",
    "ms-word.template.macroEnabledTemplate.main+xml",
)
EXCEL = (
    "spreadsheetml.sheet.main+xml",
    "spreadsheetml.template.main+xml",
    "ms-excel.sheet.macroEnabled.main+xml",
    "ms-excel.template.macroEnabled.main+xml",
)
POWERPOINT = (
    "presentationml.presentation.main+xml",
    "presentationml.slideshow.main+xml",
    "presentationml.template.main+xml",
    "ms-powerpoint.presentation.macroEnabled.main+xml",
    "ms-powerpoint.slideshow.macroEnabled.main+xml",
    "ms-powerpoint.template.macroEnabled.main+xml",
)


def is_epub(content: bytes) -> bool:
    return content.startswith(ZIP) and (
        b"application/epub+zip" in content[:200] or b"META-INF/container.xml" in content
    )


def is_word(content: bytes) -> bool:
    return _holds(content, WORD)


def is_excel(content: bytes) -> bool:
    return _holds(content, EXCEL)


def is_powerpoint(content: bytes) -> bool:
    return _holds(content, POWERPOINT)


def is_text_document(content: bytes) -> bool:
    return _declares(content, b"application/vnd.oasis.opendocument.text")


def is_spreadsheet(content: bytes) -> bool:
    return _declares(content, b"application/vnd.oasis.opendocument.spreadsheet")


def is_presentation(content: bytes) -> bool:
    return _declares(content, b"application/vnd.oasis.opendocument.presentation")


def is_indesign(content: bytes) -> bool:
    return _declares(content, b"application/vnd.adobe.indesign-idml-package")


def _holds(content: bytes, kinds: tuple[str, ...]) -> bool:
    """Whether a file is a package with a part of one of these content types."""
    listed = _member(content, CONTENT_TYPES)
    if listed.startswith((b"\xff\xfe", b"\xfe\xff")):
        listed = listed.decode("utf-16", "ignore").encode()
    return any(kind.encode() + quote in listed for kind in kinds for quote in (b'"', b"'"))


def _declares(content: bytes, kind: bytes) -> bool:
    """Whether a file says in its member `mimetype` that it is an OpenDocument file of a kind, or a template of it."""
    declared = _member(content, "mimetype").strip()
    return declared in (kind, kind + b"-template")


def _member(content: bytes, name: str) -> bytes:
    """The beginning of a member; empty where there is none or it cannot be had."""
    if not content.startswith(ZIP):
        return b""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as listed:
            return listed.read(limits.CONTENT_TYPES_BYTES)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError, NotImplementedError):
        return b""


def is_xliff(content: bytes) -> bool:
    return b"<xliff" in content[:4096].replace(b"\0", b"")


def is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def is_mail(content: bytes) -> bool:
    """Whether a file begins as mail does, with two of its headers at least."""
    head = content[:2000].splitlines()[:12]
    return (
        len(head) > 2 and sum(_FIELD.match(line) is not None for line in head) > 1 and _FIELD.match(head[0]) is not None
    )
