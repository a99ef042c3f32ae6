"""HTML, XHTML and templates of them: every text in its place, all mark-up to the letter.

Translated are the texts between tags and the attributes that people read; scripts, styles, code, comments, template
expressions and what says translate="no" or another language stay. No tree is built: broken pages stay as broken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bitexte.formats.html import bilingual
from bitexte.formats.html.blocks import scan
from bitexte.formats.html.selectors import selectors
from bitexte.formats.html.styles import STYLES
from bitexte.formats.markdown.front_matter import STYLES as FRONT_MATTER
from bitexte.formats.markdown.front_matter import front_matter
from bitexte.formats.options import Layout, Options
from bitexte.formats.splice import Source, compose, ordered
from bitexte.model import Block, Document, Remark
from bitexte.text.encoding import Charset, exact

_DECLARED = regex.compile(
    rb"""(?i)<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]*?charset\s*=\s*["']?([\w.:-]+)"""
)
_PAGE = regex.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?(?:<!doctype\s+html|<html[\s>])", regex.DOTALL)


@dataclass(frozen=True, slots=True)
class Skeleton:
    source: Source
    charset: Charset


def recognises(content: bytes) -> bool:
    """Whether a file begins as a web page does."""
    return _PAGE.match(content[:2000]) is not None


def parse(content: bytes, name: str, options: Options) -> Document:
    """The document of a page or a fragment. Raises InputError where it is no text."""
    text, charset, guessed = exact(content, name, declared_encoding(content))
    front = front_matter(text, name)
    xml = text.startswith("<?xml") or name.lower().endswith(".xhtml")
    page = scan(text, name, selectors(options.keep_selectors), start=front.end, xml=xml)
    source, blocks = ordered(text, (*front.found, *page.found), (*front.extra, *page.extra))
    warnings = (Remark("encoding", guessed),) if guessed else ()
    return Document(name, "html", blocks, Skeleton(source, charset), (*warnings, *page.warnings))


def declared_encoding(content: bytes) -> str:
    """The encoding that a page says of itself, empty where it says none."""
    found = _DECLARED.search(content[:4096])
    return (found[1] or found[2]).decode("ascii") if found else ""


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The page with the targets in the places of its blocks; `lang="fr"` becomes `en` once anything is translated."""
    assert isinstance(document.skeleton, Skeleton)
    text = compose(document.skeleton.source, document.blocks, targets, {**STYLES, **FRONT_MATTER})
    return document.skeleton.charset.encode(text, reference)


def rebuild_bilingual(document: Document, targets: Sequence[Block], layout: Layout) -> bytes:
    """The French page with the English of each text below it, or beside it; attributes stay French."""
    assert isinstance(document.skeleton, Skeleton)
    source = document.skeleton.source
    styles = {**STYLES, **FRONT_MATTER}
    text = compose(source, document.blocks, targets, styles, pair=bilingual.pair(source.text, layout))
    return document.skeleton.charset.encode(text, reference)


def reference(character: str) -> str:
    """A character that the page's encoding lacks."""
    return f"&#{ord(character)};"
