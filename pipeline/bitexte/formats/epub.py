"""EPUB 2 and 3: chapters in reading order, navigation and the titles of the package; all else to the letter."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from bitexte.errors import InputError
from bitexte.formats.html import bilingual
from bitexte.formats.html.blocks import scan, text_tokens
from bitexte.formats.html.page import declared_encoding, reference
from bitexte.formats.html.selectors import selectors
from bitexte.formats.html.styles import STYLES
from bitexte.formats.html.tokens import Kind, parts
from bitexte.formats.options import Layout, Options
from bitexte.formats.splice import Found, Slot, Source, assembled, compose, ordered, plain_block
from bitexte.formats.zipped import Archive, open_archive, rewritten
from bitexte.language.tags import is_french
from bitexte.model import Block, BlockKind, Document, Remark
from bitexte.text import xml
from bitexte.text.encoding import Charset, exact

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER = "application/xhtml+xml"
_NCX = "application/x-dtbncx+xml"
_FONT_METHODS = frozenset(["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
_PACKAGE_TEXTS = frozenset(["dc:title", "dc:description", "dc:subject"])
_NCX_TEXTS = frozenset(["text"])


@dataclass(frozen=True, slots=True)
class Part:
    """A member with texts: `first` is the number of its first block."""

    member: str
    source: Source
    charset: Charset
    first: int
    blocks: int
    chapter: bool = True


@dataclass(frozen=True, slots=True)
class Skeleton:
    archive: Archive
    parts: tuple[Part, ...]


def parse(content: bytes, name: str, options: Options) -> Document:
    """The document of a book. Raises InputError where it is damaged or its chapters are enciphered."""
    archive = open_archive(content, name)
    _check_encryption(archive)
    package = _package(archive)
    chosen = selectors(options.keep_selectors)
    blocks: list[Block] = []
    read: list[Part] = []
    warnings: dict[Remark, None] = {}
    for member, media in [(package, ""), *_members(archive, package)]:
        raw = archive.read(member)
        text, charset, _ = exact(raw, f"{name}/{member}", declared_encoding(raw))
        if media == _CHAPTER:
            page = scan(text, f"{name}/{member}", chosen, xml=True)
            source, found = ordered(text, page.found, page.extra)
            warnings.update(dict.fromkeys(page.warnings))
        else:
            source, found = _elements(text, _NCX_TEXTS if media == _NCX else _PACKAGE_TEXTS)
        read.append(Part(member, source, charset, len(blocks), len(found), media == _CHAPTER))
        blocks += found
    return Document(name, "epub", tuple(blocks), Skeleton(archive, tuple(read)), tuple(warnings))


def _check_encryption(archive: Archive) -> None:
    """Fonts may be obscured; anything else that is enciphered is out of reach."""
    if _ENCRYPTION not in archive:
        return
    root = xml.tree(archive.read(_ENCRYPTION), archive.name, InputError)
    for element in root.iter("{*}EncryptedData"):
        method = element.find("{*}EncryptionMethod")
        if method is None or method.get("Algorithm") not in _FONT_METHODS:
            raise InputError(
                "is protected (DRM): its chapters are enciphered", where=archive.name, hint="ask its publisher"
            )


def _package(archive: Archive) -> str:
    root = xml.tree(archive.read(_CONTAINER), archive.name, InputError)
    for element in root.iter("{*}rootfile"):
        path = unquote(element.get("full-path", ""))
        if path in archive:
            return path
    raise InputError("its container names no package document", where=archive.name, hint="fetch it again")


def _members(archive: Archive, package: str) -> Iterator[tuple[str, str]]:
    """The members with texts and their media types: the spine in reading order, then navigation and what is left."""
    root = xml.tree(archive.read(package), archive.name, InputError)
    folder = posixpath.dirname(package)
    items: dict[str, tuple[str, str]] = {}
    for element in root.iter("{*}item"):
        media = element.get("media-type", "")
        member = posixpath.normpath(posixpath.join(folder, unquote(element.get("href", ""))))
        if media in (_CHAPTER, _NCX) and member in archive:
            items[element.get("id", "")] = (member, media)
    order = [element.get("idref", "") for element in root.iter("{*}itemref")]
    seen: set[str] = {package}
    for identity in [*order, *items]:
        member, media = items.get(identity, ("", ""))
        if member and member not in seen:
            seen.add(member)
            yield member, media


def _elements(text: str, wanted: frozenset[str]) -> tuple[Source, tuple[Block, ...]]:
    """The texts of the elements of these names, and where the language is named."""
    found: list[Found] = []
    extra: list[Slot] = []
    start = -1
    for part in parts(text, 0, len(text), xml=True):
        if part.kind is Kind.OPEN and part.name in wanted | {"dc:language"} and not part.closed:
            start = part.end
        elif part.kind is Kind.CLOSE and start >= 0:
            if part.name == "dc:language" and is_french(text[start : part.start]):
                extra.append(Slot(start, part.start, replacement="en"))
            elif part.name in wanted:
                one = assembled(text_tokens(text, start, part.start), text, plain_block(BlockKind.HEADING), "text")
                if one is not None and one.block is not None and any(map(str.isalpha, one.block.text)):
                    found.append(one)
            start = -1
    return ordered(text, found, extra)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The book with the targets in the places of its blocks; members without a change are copied to the letter."""
    return _rebuilt(document, targets, None)


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The French book with the English of each text below it, or beside it; its own titles stay French."""
    return _rebuilt(document, targets, layout)


def _rebuilt(document: Document, targets: Sequence[Block], layout: Layout | None) -> bytes:
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    if list(targets) == list(document.blocks):
        return skeleton.archive.content
    changes: dict[str, bytes] = {}
    for part in skeleton.parts:
        if layout is not None and not part.chapter:
            continue
        numbers = slice(part.first, part.first + part.blocks)
        pair = bilingual.pair(part.source.text, layout) if layout is not None else None
        text = compose(part.source, document.blocks[numbers], targets[numbers], STYLES, touched=True, pair=pair)
        if text != part.source.text:
            changes[part.member] = part.charset.encode(text, reference)
    return rewritten(skeleton.archive, changes)
